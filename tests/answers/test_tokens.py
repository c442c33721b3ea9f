"""Token sequences: what each wrong one gets, what is refused, and what is shown of each position."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.answers.token_layout import split
from grader.checks.sequence import token_sequence
from grader.errors import Unreadable
from grader.model import Result, Status
from tests.answers.handing_in import graded, read, result, valued

TRAIN, EVAL = "translation.train_inputs", "translation.eval_inputs"
HEAD = "| w1 | w2 | w3 | w4 | w5 |\n|---|---|---|---|---|\n"

# 3 points × (positions right) / (the longer of 5 and the given length), rounded down to halves
WRONG = {
    "the sampled word": ("<sos> I saw a dog", 2, "other_sequence"),
    "another word": ("<sos> I see a cat", 2, None),
    "two words wrong": ("<sos> I see the cat", 1.5, None),
    "shifted": ("I see a dog <eos>", 0, "outputs_not_inputs"),
    "shifted, sampled": ("I saw a dog <eos>", 0, "outputs_not_inputs"),
    "without the start": ("I see a dog", 0, "outputs_not_inputs"),
    "the end for the start": ("<eos> I see a dog", 2, None),
    "the end as well": ("<sos> I see a dog <eos>", 2.5, "end_token"),
    "the source": ("veo un perro", 0, "source_sentence"),
    "the source, started": ("<sos> veo un perro", 0.5, "source_sentence"),
    "the source, started and ended": ("<sos> veo un perro <eos>", 0.5, "source_sentence"),
    "too short": ("<sos> I see", 1.5, None),
    "the start alone": ("<sos>", 0.5, None),
    "twice the start": ("<sos> <sos> I see a dog", 0.5, None),
    "everything that could be meant": ("<sos> I see a dog saw a dog <eos> I saw", 1, None),
    "two words at one position": ("w1 = <sos>, w2 = I, w3 = see saw, w4 = a, w5 = dog", 1.5, None),
    "backwards": ("dog a see I <sos>", 0.5, None),
    "a blank cell keeps its place": (f"{HEAD}| <sos> | I | | a | dog |", 2, None),
    "a blank first cell": (f"{HEAD}| | I | see | a | dog |", 2, None),
    "a blank last cell": (f"{HEAD}| <sos> | I | see | a | |", 2, None),
    "a label left out": ("w1 = <sos>, w2 = I, w4 = a, w5 = dog", 2, None),
    "a label without a word": ("w1 = <sos>, w2 = I, w3 =, w4 = a, w5 = dog", 2, None),
    "only one label": ("w3 = see", 0.5, None),
}


@pytest.mark.parametrize(("text", "points", "mistake"), WRONG.values(), ids=WRONG)
def test_a_wrong_sequence_gets_its_share_and_its_misconception(
    tmp_path: Path, text: str, points: float, mistake: str | None
) -> None:
    told = result(tmp_path, TRAIN, text)
    assert (told.score, told.verdict.mistake) == (points, mistake)
    assert told.verdict.status is (Status.PARTIAL if told.verdict.fraction else Status.INCORRECT)


SEE, SAW = "<sos> I see a dog", "<sos> I saw a dog"
PAIRS = {
    "both right": (SEE, SAW, (3, None), (3, None)),
    "swapped": (SAW, SEE, (0, "swapped"), (0, "swapped")),
    "swapped, in other spellings": ("SOS, i, SAW, a, dog", "`<s> I see a dog`", (0, "swapped"), (0, "swapped")),
    "the sampled sentence twice": (SAW, SAW, (0, "same_twice"), (3, None)),
    "the right sentence twice": (SEE, SEE, (3, None), (0, "same_twice")),
    "twice, in other spellings": ("SOS, i, SEE, a, dog", "`<s> I see a dog`", (3, None), (0, "same_twice")),
    "twice, with the end": (f"{SEE} <eos>", f"{SEE} <eos>", (2.5, "end_token"), (0, "same_twice")),
    "twice, the sampled one, with the end": (f"{SAW} <eos>", f"{SAW} <eos>", (0, "same_twice"), (2.5, "end_token")),
    "twice, with a word wrong beside": ("<sos> I saw a cat", "<sos> I saw a cat", (0, "same_twice"), (2, None)),
    "twice, shifted": ("I see a dog <eos>", "I see a dog <eos>", (0, "outputs_not_inputs"), (0, "outputs_not_inputs")),
    "twice, of neither": ("<sos> I like a dog", "<sos> I like a dog", (2, None), (2, None)),
    "twice, cut before they differ": ("<sos> I", "<sos> I", (1, None), (1, None)),
    "both ended": (f"{SEE} <eos>", f"{SAW} <eos>", (2.5, "end_token"), (2.5, "end_token")),
    "one ended": (f"{SEE} <eos>", SAW, (2.5, "end_token"), (3, None)),
    "one missing": (SAW, "", (2, "other_sequence"), (0, None)),
    "one unreadable": (SAW, f"{SEE}\n\n{SAW}", (2, "other_sequence"), (0, None)),
    "nearly swapped": (SAW, "<sos> I see a cat", (2, "other_sequence"), (1.5, None)),
}


@pytest.mark.parametrize(("train", "evaluation", "first", "second"), PAIRS.values(), ids=PAIRS)
def test_swapped_answers_get_nothing_and_no_others_do(
    tmp_path: Path, train: str, evaluation: str, first: tuple[float, str], second: tuple[float, str]
) -> None:
    text = f"## {TRAIN}\n\n{train}\n\n## {EVAL}\n\n{evaluation}\n"
    parts = graded(tmp_path, {"answers.md": text}, TRAIN, EVAL).parts
    assert [(each.score, each.results[0].verdict.mistake) for each in parts] == [first, second]


UNREADABLE = {
    "both sequences": ("In training: <sos> I see a dog\n\nIn evaluation: <sos> I saw a dog", "several token sequences"),
    "both in code spans": ("`<sos> I see a dog`, not `<sos> I saw a dog`", "several token sequences"),
    "both in a table": (
        f"{HEAD}| <sos> | I | see | a | dog |\n| <sos> | I | saw | a | dog |",
        "several token sequences",
    ),
    "both in a table down": (
        "| | training | evaluation |\n|-|-|-|\n| w1 | <sos> | <sos> |\n| w2 | I | I |\n| w3 | see | saw |",
        "several token sequences",
    ),
    "both in a code block": ("```\n<sos> I see a dog\n<sos> I saw a dog\n```", "several token sequences"),
    "a choice at a position": ("w1 = <sos>, w2 = I, w3 = see or saw, w4 = a, w5 = dog", "a choice: 'see or saw'"),
    "a choice with a stroke": ("w1 = <sos>, w2 = I, w3 = see/saw, w4 = a, w5 = dog", "a choice: 'see/saw'"),
    "a choice in brackets": ("w1 = <sos>, w2 = I, w3 = see (or saw), w4 = a, w5 = dog", "a choice: 'see or saw'"),
    "a choice in a cell": (f"{HEAD}| <sos> | I | see or saw | a | dog |", "a choice: 'see or saw'"),
    "a choice in a sentence": ("<sos> I see or saw a dog", "a choice: 'see or saw'"),
    "a choice with strokes in a sentence": ("<sos> I saw / see a dog", "a choice: 'saw / see'"),
    "a choice where both parts agree": ("<sos> I see a/the dog", "a choice: 'a/the'"),
    "both sequences in one line": ("<sos> I see a dog or <sos> I saw a dog", "a choice: 'dog or <sos>'"),
    "one position twice": ("w1 = <sos>, w2 = I, w3 = see, w3 = saw, w4 = a, w5 = dog", "'w3' is given twice"),
    "ten thousand tokens": ("dog " * 10_000, "more than 1000 tokens"),
    "a very long token": ("<sos> I s" + "e" * 200 + " a dog", "more than 100 characters"),
    "a very long text": ("dog " * 50_000, "at most 100,000 are read"),
}


@pytest.mark.parametrize(("text", "said"), UNREADABLE.values(), ids=UNREADABLE)
def test_two_sequences_are_never_the_better_of_them(tmp_path: Path, text: str, said: str) -> None:
    told = result(tmp_path, TRAIN, text)
    assert (told.score, told.verdict.status) == (0, Status.UNREADABLE)
    assert said in told.verdict.message


NO_CHOICE = {
    "the end's other spelling": ("<sos> I see a dog </s>", 2.5),
    "a reason behind it": ("<sos> I see a dog (teacher forcing, not the model's own words)", 3),
    "a remark at a position": ("w1 = <sos>, w2 = I, w3 = see (not saw), w4 = a, w5 = dog", 3),
    "words around it": ("In training: <sos> I see a dog", 3),
}


@pytest.mark.parametrize(("text", "points"), NO_CHOICE.values(), ids=NO_CHOICE)
def test_what_leaves_no_choice_is_judged_by_position(tmp_path: Path, text: str, points: float) -> None:
    assert result(tmp_path, TRAIN, text).score == points


def test_a_choice_in_a_list() -> None:
    told = valued(TRAIN, ["<sos>", "I", "see or saw", "a", "dog"])
    assert (told.score, told.verdict.status) == (0, Status.UNREADABLE)


def test_a_word_that_is_expected_is_no_choice() -> None:
    settings = {"tokens": ["w1", "w2", "w3", "w4"]}
    for text, expected in (("tea or milk", ["tea", "or", "milk"]), ("km/h is fine", ["km/h", "is", "fine"])):
        values = read("tokens", text, settings)
        assert values is not None
        assert token_sequence(**values, expected=expected).fraction == 1


UNREADABLE_VALUES = {
    "a number": (3, "a number was given where"),
    "true": (True, "a true/false was given where"),
    "a list of lists": ([["<sos>", "I"]], "a list was given where a token"),
    "true among tokens": (["<sos>", True], "a true/false was given where a token"),
    "keys of something else": ({"first": "<sos>"}, "not the positions"),
    "a position twice": ({"w1": "<sos>", "1": "I"}, "not the positions"),
    "a hundred thousand digits": ([10**100_000], "more than a thousand digits"),
}


@pytest.mark.parametrize(("value", "said"), UNREADABLE_VALUES.values(), ids=UNREADABLE_VALUES)
def test_values_that_are_no_sequence(value: object, said: str) -> None:
    told = valued(TRAIN, value)
    assert told.verdict.status is Status.UNREADABLE
    assert said in told.verdict.message


NO_ANSWER = {
    "the starter's table": f"{HEAD}| | | | | |",
    "an empty box": "- [ ] <sos> I see a dog",
    "a blank section": "",
    "dots": "…",
    "labels without words": "w1 =\nw2 =\nw3 =\nw4 =\nw5 =",
}


@pytest.mark.parametrize("text", NO_ANSWER.values(), ids=NO_ANSWER)
def test_an_untouched_starter_is_missing(tmp_path: Path, text: str) -> None:
    assert result(tmp_path, TRAIN, text).verdict.status is Status.MISSING


@pytest.mark.parametrize("value", [[], "", {"w1": None, "w2": None}, [None, None]], ids=repr)
def test_blank_values_are_missing(value: object) -> None:
    assert valued(TRAIN, value).verdict.status is Status.MISSING


def test_null_is_a_blank_position() -> None:
    assert valued(TRAIN, ["<sos>", "I", None, "a", "dog"]).score == 2


LOOK_ALIKES = {
    "a Cyrillic o": ("<sos> I see a dоg", "U+043E CYRILLIC SMALL LETTER O"),
    "a Cyrillic s": ("<sos> I ѕee a dog", "U+0455 CYRILLIC SMALL LETTER DZE"),
    "a Greek o": ("<sos> I see a dοg", "U+03BF GREEK SMALL LETTER OMICRON"),
    "a letter in a special token": ("<sоs> I see a dog", "U+043E CYRILLIC SMALL LETTER O"),
    "a variation selector": ("<sos> I see\ufe0f a dog", "U+FE0F VARIATION SELECTOR-16"),
    "a control character": ("<sos> I s\x07ee a dog", "U+0007"),
}


@pytest.mark.parametrize(("text", "name"), LOOK_ALIKES.values(), ids=LOOK_ALIKES)
def test_look_alikes_do_not_pass_and_are_named(tmp_path: Path, text: str, name: str) -> None:
    told = result(tmp_path, TRAIN, text)
    assert told.score == 2
    assert name in told.verdict.message


@pytest.mark.parametrize("char", ["\u200b", "\u200d", "\u00ad", "\u2060", "\u202e"], ids=lambda c: f"U+{ord(c):04X}")
def test_invisible_characters_are_dropped_and_told(tmp_path: Path, char: str) -> None:
    told = result(tmp_path, TRAIN, f"<sos> I s{char}ee a dog")
    assert told.score == 3
    assert f"U+{ord(char):04X}" in told.verdict.message


def test_each_position_is_shown_with_what_stands_there(tmp_path: Path) -> None:
    told = result(tmp_path, TRAIN, "<sos> I SAW a").verdict
    assert told.evidence["tokens"] == [
        {"position": "w1", "given": "<sos>", "right": True},
        {"position": "w2", "given": "I", "right": True},
        {"position": "w3", "given": "SAW", "right": False},
        {"position": "w4", "given": "a", "right": True},
        {"position": "w5", "given": None, "right": False},
    ]
    assert "wrong: w3, w5." in told.message
    assert "dog" not in told.message + str(told.hint)


def test_the_right_tokens_are_not_told_before_the_release(tmp_path: Path) -> None:
    told = result(tmp_path, TRAIN, "nothing of it").verdict
    assert told.answer_key == {"tokens": ["<sos>", "I", "see", "a", "dog"]}
    assert "see" not in told.message + str(told.hint) + str(told.evidence)


WORDS = st.lists(st.sampled_from(["<sos>", "<eos>", "I", "see", "saw", "a", "dog", "perro"]), min_size=1, max_size=8)


def _fraction(told: Result) -> float:
    assert told.verdict.fraction is not None
    return told.verdict.fraction


@given(words=WORDS)
def test_a_list_scores_by_position(words: list[str]) -> None:
    """The second witness counts positions in the plainest way."""
    right = ["<sos>", "I", "see", "a", "dog"]
    hits = sum(1 for index in range(min(5, len(words))) if words[index] == right[index])
    assert _fraction(valued(TRAIN, words)) == hits / max(5, len(words))


@given(words=WORDS, joint=st.sampled_from([" ", ", ", " | ", " -> ", "\t", " → "]))
def test_the_separator_does_not_matter(words: list[str], joint: str) -> None:
    assert split(joint.join(words)) == words


@given(text=st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    settings = {"tokens": ["w1", "w2"], "aliases": {"<sos>": ["SOS"]}}
    try:
        values = read("tokens", text, settings)
    except Unreadable:
        return
    assert values is None or all(len(token.spelled) <= 100 for token in values["tokens"])


def test_names_of_positions_need_no_number() -> None:
    values = read("tokens", "second = b\nfirst = a", {"tokens": ["first", "second"]})
    assert values is not None
    assert [token.key for token in values["tokens"]] == ["a", "b"]


def test_an_alias_in_square_brackets_is_read() -> None:
    settings = {"tokens": ["t1", "t2"], "aliases": {"<cls>": ["[CLS]"]}}
    values = read("tokens", "[CLS] word", settings)
    assert values is not None
    assert [token.key for token in values["tokens"]] == ["<cls>", "word"]
