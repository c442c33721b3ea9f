"""Choices: boxes, words, values; what is one option and what is two."""

from pathlib import Path

import pytest

from grader.errors import Unreadable
from grader.model import Status
from tests.answers.handing_in import read, result, valued

LAYERS, LOSS = "regularized.layers", "regularized.loss"
NEEDED, ORTHONORMAL = "regularized.needed", "regularized.orthonormal"

RIGHT = {
    "a box": (ORTHONORMAL, "- [x] yes\n- [ ] no"),
    "a capital X": (ORTHONORMAL, "- [X] Yes\n- [ ] No"),
    "a check mark": (ORTHONORMAL, "- [✓] yes\n- [ ] no"),
    "a box with an explanation in it": (ORTHONORMAL, "- [x] yes, because there is no better pair\n- [ ] no"),
    "a box with a remark": (ORTHONORMAL, "- [x] yes (nearly)\n- [ ] no"),
    "a box with an explanation below": (ORTHONORMAL, "- [x] yes\n- [ ] no\n\nThere is no better pair."),
    "boxes without bullets": (ORTHONORMAL, "[x] yes\n[ ] no"),
    "a word": (ORTHONORMAL, "yes"),
    "capitals": (ORTHONORMAL, "YES!"),
    "bold": (ORTHONORMAL, "**Yes**"),
    "code": (ORTHONORMAL, "`yes`"),
    "maths": (ORTHONORMAL, r"$\text{yes}$"),
    "quotes": (ORTHONORMAL, "“yes”"),
    "a list of one": (ORTHONORMAL, "- yes"),
    "true": (ORTHONORMAL, "True"),
    "an introduction": (ORTHONORMAL, "My answer is: yes"),
    "another introduction": (ORTHONORMAL, "I think yes"),
    "a reason behind": (ORTHONORMAL, "Yes, because there is no other pair with less norm."),
    "a reason behind without comma": (ORTHONORMAL, "Yes because the penalty is least there"),
    "a reason after a dash": (ORTHONORMAL, "yes - the penalty is least there"),
    "a reason below": (ORTHONORMAL, "Yes.\n\nThere is no other pair with less norm."),
    "a number": (LAYERS, "2"),
    "a number of things": (LAYERS, "2 nn.Linear layers"),
    "a number and what for": (LAYERS, "2, one for W1 and one for W2"),
    "an equation": (LAYERS, "answer = 2"),
    "a name": (LOSS, "nn.MSELoss"),
    "a call": (LOSS, "nn.MSELoss()"),
    "a call with arguments": (LOSS, "nn.MSELoss(reduction='sum')"),
    "without module": (LOSS, "MSELoss"),
    "without module, with a reason": (LOSS, "MSELoss because the objective squares"),
    "the full module": (LOSS, "torch.nn.MSELoss"),
    "words": (LOSS, "MSE loss"),
    "a line of code": (LOSS, "```python\ncriterion = nn.MSELoss()\n```"),
    "one and not another": (LOSS, "nn.MSELoss, not nn.L1Loss"),
}


@pytest.mark.parametrize(("name", "text"), RIGHT.values(), ids=RIGHT)
def test_the_right_option_however_it_is_given(tmp_path: Path, name: str, text: str) -> None:
    told = result(tmp_path, name, text)
    assert (told.score, told.verdict.status) == (1, Status.CORRECT)


VALUES = [(ORTHONORMAL, "yes"), (ORTHONORMAL, True), (ORTHONORMAL, ["yes"]), (ORTHONORMAL, {"yes": True, "no": False}),
          (LAYERS, 2), (LAYERS, 2.0), (LAYERS, "2"), (LAYERS, [2]), (LOSS, "nn.MSELoss()")]  # fmt: skip


@pytest.mark.parametrize(("name", "value"), VALUES, ids=repr)
def test_the_right_option_in_answers_yaml(name: str, value: object) -> None:
    assert valued(name, value).score == 1


WRONG = {
    "a box": (ORTHONORMAL, "- [ ] yes\n- [x] no", "chose no"),
    "a word": (ORTHONORMAL, "No, the penalty shrinks them. Yes is what one would like.", "chose no"),
    "a number": (LAYERS, "1", "chose 1"),
    "a name": (LOSS, "CrossEntropyLoss", "chose nn.CrossEntropyLoss"),
}


@pytest.mark.parametrize(("name", "text", "mistake"), WRONG.values(), ids=WRONG)
def test_a_wrong_option_is_named(tmp_path: Path, name: str, text: str, mistake: str) -> None:
    told = result(tmp_path, name, text)
    assert (told.score, told.verdict.status, told.verdict.mistake) == (0, Status.INCORRECT, mistake)


UNREADABLE = {
    "two boxes": (ORTHONORMAL, "- [x] yes\n- [x] no", "'yes' and 'no'"),
    "both at once": (ORTHONORMAL, "yes and no", "'yes' and 'no'"),
    "either": (ORTHONORMAL, "yes/no", "'yes' and 'no'"),
    "one and then the other": (ORTHONORMAL, "No. Yes.", "'no' and 'yes'"),
    "one, or maybe another": (LAYERS, "2 or maybe 3", "'2' and '3'"),
    "two in a box": (LAYERS, "- [x] 2 / 3", "'2' and '3'"),
    "two names": (LOSS, "nn.MSELoss and nn.L1Loss", "'nn.MSELoss' and 'nn.L1Loss'"),
    "no option": (ORTHONORMAL, "maybe", "'maybe' is not one of the options"),
    "a negation": (ORTHONORMAL, "not yes", "not one of the options"),
    "a typing error": (LOSS, "nn.MSLoss", "did you mean 'nn.MSELoss'?"),
    "a negative number": (LAYERS, "-2", "'-2' is not one of the options"),
    "more digits": (LAYERS, "22", "'22' is not one of the options"),
    "a number in words": (LAYERS, "two", "'two' is not one of the options"),
    "a look-alike": (ORTHONORMAL, "yеs", "U+0435 CYRILLIC SMALL LETTER IE"),
    "an edited box": (LOSS, "- [x] nn.HuberLoss", "'nn.HuberLoss' is not one of the options"),
}


@pytest.mark.parametrize(("name", "text", "said"), UNREADABLE.values(), ids=UNREADABLE)
def test_two_options_or_none_are_unreadable(tmp_path: Path, name: str, text: str, said: str) -> None:
    told = result(tmp_path, name, text)
    assert (told.score, told.verdict.status) == (0, Status.UNREADABLE)
    assert said in told.verdict.message


BAD_VALUES = {
    "two": (["yes", "no"], "'yes' and 'no'"),
    "none": ([], "nothing"),
    "two by mapping": ({"yes": True, "no": True}, "'yes' and 'no'"),
    "a mapping of words": ({"yes": "x"}, "true or false for each"),
    "a list of lists": ([["yes"]], "a list was given where an option"),
    "null in a list": ([None], "a null was given where an option"),
    "a hundred thousand digits": (10**100_000, "more than a thousand digits"),
    "a long text": ("yes " * 50_000, "199,999 characters"),
}


@pytest.mark.parametrize(("value", "said"), BAD_VALUES.values(), ids=BAD_VALUES)
def test_values_that_are_no_option(value: object, said: str) -> None:
    told = valued(ORTHONORMAL, value)
    assert told.verdict.status is Status.UNREADABLE
    assert said in told.verdict.message


@pytest.mark.parametrize("text", ["- [ ] yes\n- [ ] no", "", "- [ ] yes"])
def test_untouched_boxes_are_missing(tmp_path: Path, text: str) -> None:
    assert result(tmp_path, ORTHONORMAL, text).verdict.status is Status.MISSING


def boxes(*ticked: str) -> str:
    options = ("Weight Decay", "Dropout", "Layer Norm", "Batch Norm", "SGD optimizer")
    return "\n".join(f"- [{'x' if option in ticked else ' '}] {option}" for option in options)


# 2 points less 1 for each box that is wrong, not below 0
TICKS = {
    "both right": (boxes("Weight Decay", "SGD optimizer"), 2, None),
    "one left out": (boxes("Weight Decay"), 1, "left out SGD optimizer"),
    "the other left out": (boxes("SGD optimizer"), 1, "left out Weight Decay"),
    "one too many": (boxes("Weight Decay", "Dropout", "SGD optimizer"), 1, "ticked Dropout"),
    "one left out, one too many": (boxes("Weight Decay", "Dropout"), 0, "ticked Dropout"),
    "two too many": (boxes("Weight Decay", "Layer Norm", "Batch Norm", "SGD optimizer"), 0, "ticked Layer Norm"),
    "all": (boxes("Weight Decay", "Dropout", "Layer Norm", "Batch Norm", "SGD optimizer"), 0, "ticked Dropout"),
    "only a wrong one": (boxes("Dropout"), 0, "left out Weight Decay"),
    "explained": (boxes("Weight Decay", "SGD optimizer") + "\n\nDropout is not in J.", 2, None),
    "explained in the box": ("- [x] Weight Decay (adds the penalty)\n- [x] SGD optimizer: it takes the steps", 2, None),
    "in words": ("Weight decay and SGD optimizer", 2, None),
    "with commas": ("weight-decay, sgd Optimizer", 2, None),
    "with a plus": ("Weight Decay + SGD optimizer", 2, None),
    "lines": ("Weight Decay\nSGD optimizer", 2, None),
    "a list": ("- Weight Decay\n- SGD optimizer", 2, None),
    "with a reason": ("Weight Decay and SGD optimizer, because J has a penalty", 2, None),
    "none": ("none of these", 0, "left out Weight Decay"),
}


@pytest.mark.parametrize(("text", "points", "mistake"), TICKS.values(), ids=TICKS)
def test_each_wrong_box_costs_a_point(tmp_path: Path, text: str, points: float, mistake: str | None) -> None:
    told = result(tmp_path, NEEDED, text)
    assert (told.score, told.verdict.mistake) == (points, mistake)


BOX_VALUES = [
    (["Weight Decay", "SGD optimizer"], 2),
    (["weight decay"], 1),
    ({"Weight Decay": True, "Dropout": False, "SGD optimizer": True}, 2),
    ([], 0),
]


@pytest.mark.parametrize(("value", "points"), BOX_VALUES, ids=repr)
def test_boxes_in_answers_yaml(value: object, points: float) -> None:
    told = valued(NEEDED, value)
    assert told.score == points
    assert told.verdict.status is not Status.MISSING


NOT_TICKS = {
    "an unknown option": ("Weight Decay, Momentum", "'Momentum' is not one of the options"),
    "a typing error": ("Wieght Decay", "did you mean 'Weight Decay'?"),
    "verdicts on each": ("Weight Decay: yes\nDropout: no", "not one of the options"),
    "an option denied": ("Weight Decay, Dropout is not needed", "not one of the options"),
}


@pytest.mark.parametrize(("text", "said"), NOT_TICKS.values(), ids=NOT_TICKS)
def test_words_that_are_no_option_are_not_passed_over(tmp_path: Path, text: str, said: str) -> None:
    told = result(tmp_path, NEEDED, text)
    assert told.verdict.status is Status.UNREADABLE
    assert said in told.verdict.message


def test_the_right_boxes_are_not_told_before_the_release(tmp_path: Path) -> None:
    told = result(tmp_path, NEEDED, boxes("Dropout")).verdict
    assert told.evidence["boxes"][1] == {"option": "Dropout", "ticked": True}
    assert "SGD" not in told.message
    assert told.answer_key == {"ticked": ["Weight Decay", "SGD optimizer"]}


OPTIONS = {
    "signs count": (["-1", "0", "1"], "-1", "-1"),
    "the minus sign is a hyphen": (["-1", "0", "1"], "−1", "-1"),
    "the longest option wins": (["yes", "yes and no", "no"], "yes and no, it depends", "yes and no"),
    "plus counts": (["C", "C++"], "C++", "C++"),
    "an option with a comma": (["red, then blue", "red"], "red, then blue", "red, then blue"),
    "an option of many words": (["one " * 40 + "end", "other"], "one " * 40 + "end", "one " * 40 + "end"),
}


@pytest.mark.parametrize(("options", "text", "chosen"), OPTIONS.values(), ids=OPTIONS)
def test_options_of_other_assignments(options: list[str], text: str, chosen: str) -> None:
    values = read("choice", text, {"choice": options})
    assert values is not None
    assert values["choice"] == chosen


def test_options_that_hold_the_word_and() -> None:
    settings = {"choices": ["batch and layer norm", "weight decay"]}
    values = read("choices", "batch and layer norm\nweight decay", settings)
    assert values is not None
    assert values["choices"] == frozenset(settings["choices"])


def test_an_answer_names_the_line_of_its_box(tmp_path: Path) -> None:
    told = result(tmp_path, LOSS, "- [ ] nn.MSELoss\n- [x] something else")
    assert told.verdict.message.startswith("answers.md:4: 'something else' is not one of the options")
    assert told.verdict.hint == "The options: nn.L1Loss, nn.MSELoss, nn.CrossEntropyLoss."


def test_no_option_is_read_from_a_file_of_words() -> None:
    with pytest.raises(Unreadable, match="not one of the options"):
        read("choice", "word " * 10_000, {"choice": ["a", "b"]})
