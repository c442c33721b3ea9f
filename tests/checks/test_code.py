"""The checks of code on calls that were made: what each says, and what it may show."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from grader.checks import CHECKS
from grader.checks.program_run import Run, shown
from grader.model import Status

CODE = {"file": "solution.py", "line": 4, "source": "def solve(X, k): …"}
X = np.diag([3.0, 2.0, 1.0])
PCA = {"W1": np.eye(3)[:2], "W2": np.eye(3)[:, :2]}
GOOD = Run("generic", "more points than features", {"X": X, "k": 2}, ("X", "k"), visible=True, returned=PCA)
HIDDEN = replace(GOOD, kind="fewer", words="fewer points than features", visible=False)
TWICE = replace(HIDDEN, returned={"W1": 2 * PCA["W1"], "W2": PCA["W2"]})
RAISES = replace(
    HIDDEN,
    returned=None,
    problem="it raises ValueError: no (solution.py:7).",
    discreet="solution.py:7 raised ValueError.",
    raised="ValueError",
    file="solution.py",
    line=7,
    trace="solution.py:7",
    output="hm",
)
SHOWN = replace(RAISES, kind="generic", words="more points than features", visible=True)
UNAWARE = replace(RAISES, unaware=True, problem="solution.py:1 raised ImportError: no (solution.py:1).")
MISFIT = replace(HIDDEN, misfit="W1 has the shape 3×2; 2×3 is asked for. Is it transposed?")
ODD = replace(HIDDEN, odd="W1 is float32, and what was given is float64.")
NAN = replace(HIDDEN, infinite="W1 has 2 entries that are NaN or infinite.")
ORTHONORMAL = {"check": "orthonormal"}

TABLE: dict[str, tuple[list[Run], dict[str, Any], float, str]] = {
    "all right": ([GOOD, HIDDEN], {"each": ORTHONORMAL}, 1, "All 2 calls came back right."),
    "the form alone": ([GOOD, TWICE], {}, 1, "All 2 calls"),
    "one fails": ([GOOD, TWICE], {"each": ORTHONORMAL}, 0, "It fails on fewer points than features: The rows of W1"),
    "of the kinds asked": ([GOOD, TWICE], {"each": ORTHONORMAL, "kinds": ["generic"]}, 1, "The only call"),
    "an exception": ([GOOD, RAISES], {"each": ORTHONORMAL}, 0, "it raises ValueError"),
    "an exception, for the form": ([RAISES, GOOD], {}, 0, "it raises ValueError"),
    "a misfit": ([MISFIT], {"each": ORTHONORMAL}, 0, "Is it transposed?"),
    "precision, for the form": ([ODD], {}, 0, "W1 is float32"),
    "precision, for a property": ([ODD], {"each": ORTHONORMAL}, 1, "The only call"),
    "NaN, for a property": ([NAN], {"each": ORTHONORMAL}, 0, "NaN"),
    "NaN, for the form": ([NAN], {}, 1, "The only call"),
    "a limit of the rubric's": ([TWICE], {"each": {**ORTHONORMAL, "limit": 9.0}}, 1, "The only call"),
    "several fail": ([GOOD, RAISES, TWICE], {"each": ORTHONORMAL}, 0, "(2 of 3 calls fail): it raises"),
}


@pytest.mark.parametrize(("runs", "parameters", "fraction", "said"), TABLE.values(), ids=TABLE)
def test_calls_are_judged(runs: list[Run], parameters: dict[str, Any], fraction: float, said: str) -> None:
    verdict = CHECKS["code"](CODE, runs, CHECKS, **parameters)
    assert verdict.fraction == fraction
    assert said in verdict.message


FEW = replace(TWICE, kind="one", words="a single direction")
KEPT: dict[str, tuple[list[Run], list[str], float]] = {
    # the calls, the ordinary kinds, and the share of the points
    "all right": ([GOOD, HIDDEN], ["generic"], 1),
    "one other kind fails": ([GOOD, TWICE], ["generic"], 0.75),
    "twice in the same kind": ([GOOD, TWICE, TWICE, HIDDEN], ["generic"], 0.75),
    "two other kinds fail": ([GOOD, TWICE, FEW], ["generic"], 0.5),
    "an ordinary kind fails": ([GOOD, TWICE], ["generic", "fewer"], 0),
    "an ordinary kind fails, too": ([GOOD, TWICE, FEW], ["fewer"], 0),
    "no ordinary kind was looked at": ([TWICE, HIDDEN], ["generic"], 0),
    "no kind is ordinary": ([GOOD, TWICE], [], 0),
}


@pytest.mark.parametrize(("runs", "ordinary", "fraction"), KEPT.values(), ids=KEPT)
def test_what_is_right_on_ordinary_inputs_keeps_some(runs: list[Run], ordinary: list[str], fraction: float) -> None:
    verdict = CHECKS["code"](CODE, runs, CHECKS, each=ORTHONORMAL, ordinary=ordinary)
    assert verdict.fraction == fraction
    said = f"On ordinary inputs it is right: {fraction:.0%} of the points."
    assert (said in verdict.message) == (0 < fraction < 1)
    assert (said in (verdict.before_release or "")) == (0 < fraction < 1)


def test_the_type_that_came_back_is_shown() -> None:
    single = replace(GOOD, returned={name: array.astype("f4") for name, array in PCA.items()}, odd="W1 is float32.")
    single = replace(single, shaped=frozenset(PCA))
    first = CHECKS["code"](CODE, [single], CHECKS).evidence["first"]
    assert "float32" in first["returned"]["W1"] and "float64" in first["input"]["X"]
    assert single.values["W1"].dtype == single.values["arrays"]["W1"].dtype == np.float64


def test_nothing_run_is_for_a_person() -> None:
    assert CHECKS["code"](CODE, [], CHECKS).status is Status.NEEDS_REVIEW
    assert CHECKS["findings"](CODE, [], judge=None, credit={"right": 1}).status is Status.NEEDS_REVIEW


BEFORE_THE_RELEASE: dict[str, tuple[list[Run], dict[str, Any], str | None]] = {
    # the calls, what is judged, and what a student is told instead of the message
    "all right": ([GOOD, HIDDEN], {"each": ORTHONORMAL}, None),
    "a visible one fails": ([SHOWN, HIDDEN], {}, None),
    "several visible ones fail": ([SHOWN, SHOWN, HIDDEN], {}, None),
    "a visible one fails, and a hidden one": (
        [SHOWN, RAISES],
        {},
        "It fails on more points than features: it raises ValueError: no (solution.py:7).",
    ),
    "an exception": (
        [GOOD, RAISES, TWICE],
        {},
        "It fails on fewer points than features: solution.py:7 raised ValueError.",
    ),
    "nothing was given to it yet": ([UNAWARE, UNAWARE], {}, None),
    "no result": (
        [replace(HIDDEN, problem="31415")],
        {},
        "It fails on fewer points than features: it gave no result.",
    ),
    "a misfit": (
        [MISFIT],
        {},
        "It fails on fewer points than features: what came back does not have the form that is asked for.",
    ),
    "precision": (
        [ODD],
        {},
        "It fails on fewer points than features: what came back has a coarser precision than what was given.",
    ),
    "NaN": (
        [NAN],
        {"each": ORTHONORMAL},
        "It fails on fewer points than features: what came back is not all finite numbers.",
    ),
    "a property": (
        [TWICE],
        {"each": ORTHONORMAL},
        "It fails on fewer points than features: what came back is not right.",
    ),
}


@pytest.mark.parametrize(("runs", "parameters", "said"), BEFORE_THE_RELEASE.values(), ids=BEFORE_THE_RELEASE)
def test_of_hidden_inputs_nothing_is_told_that_a_program_says(
    runs: list[Run], parameters: dict[str, Any], said: str | None
) -> None:
    assert CHECKS["code"](CODE, runs, CHECKS, **parameters).before_release == said


def test_the_form_asked_for_is_told_where_the_rubric_has_it() -> None:
    asked = {**CODE, "asked": "W1 (k×m), W2 (m×k)"}
    said = "It fails on fewer points than features: what came back does not have the form that is asked for: "
    assert CHECKS["code"](asked, [MISFIT], CHECKS).before_release == f"{said}W1 (k×m), W2 (m×k)."
    verdict = CHECKS["findings"](asked, [MISFIT], judge=None, credit={"right": 1})
    assert verdict.before_release == f"{said}W1 (k×m), W2 (m×k)."


def test_a_hidden_input_is_told_by_its_kind_alone() -> None:
    first = CHECKS["code"](CODE, [TWICE], CHECKS, each=ORTHONORMAL).evidence["first"]
    assert first == {"kind": "fewer points than features", "visible": False}
    first = CHECKS["code"](CODE, [replace(TWICE, visible=True)], CHECKS, each=ORTHONORMAL).evidence["first"]
    assert "3." in first["input"]["X"] and first["input"]["k"] == "2" and set(first["returned"]) == {"W1", "W2"}


def test_the_students_trace_and_output_are_kept() -> None:
    first = CHECKS["code"](CODE, [RAISES], CHECKS).evidence["first"]
    assert (first["trace"], first["output"]) == ("solution.py:7", "hm")
    assert (first["raised"], first["file"], first["line"]) == ("ValueError", "solution.py", 7)


def judged(finding: str, runs: tuple[Run, ...] = (GOOD, HIDDEN), **parameters: Any) -> Any:
    def judge(runs: Any) -> Any:
        return finding, f"It is {finding}.", {"calls seen": len(runs), "factor": [0.33333333, 2]}

    return CHECKS["findings"](CODE, runs, judge=judge, credit={"right": 1, "half": 0.6}, **parameters)


@pytest.mark.parametrize(("finding", "fraction"), [("right", 1), ("half", 0.6), ("diverged", 0)])
def test_a_finding_is_worth_its_share(finding: str, fraction: float) -> None:
    verdict = judged(finding)
    assert (verdict.fraction, verdict.message) == (fraction, f"It is {finding} (calls seen 2; factor 0.3333, 2).")
    assert verdict.evidence["calls seen"] == 2


def test_a_finding_is_told_without_its_numbers_where_an_input_was_hidden() -> None:
    assert judged("half").before_release == "It is half."
    assert judged("half", review=["half"]).before_release == "It is half."
    assert judged("half", runs=(GOOD, GOOD)).before_release is None


def test_a_finding_may_be_for_a_person() -> None:
    assert judged("too good", review=["too good"]).status is Status.NEEDS_REVIEW


def test_a_call_that_failed_is_no_finding() -> None:
    verdict = CHECKS["findings"](CODE, [GOOD, RAISES], judge=None, credit={"right": 1})
    assert (verdict.fraction, verdict.mistake) == (0, "no_result")
    assert verdict.before_release == "It fails on fewer points than features: solution.py:7 raised ValueError."
    for told in (SHOWN, UNAWARE):
        assert CHECKS["findings"](CODE, [told, HIDDEN], judge=None, credit={"right": 1}).before_release is None


class Friendly(list):  # type: ignore[type-arg]
    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = None  # type: ignore[assignment]


ONE_OF: dict[str, tuple[Any, bool]] = {
    "equal": (["<sos>", "I"], True),
    "the other reading": (["<sos>"], True),
    "a tuple": (("<sos>", "I"), True),
    "another order": (["I", "<sos>"], False),
    "a longer list": (["<sos>", "I", "see"], False),
    "text": ("<sos> I", False),
    "nothing": (None, False),
    "a set's words": ([b"<sos>", b"I"], False),
    "what equals everything": ([Friendly(), Friendly()], False),
}


@pytest.mark.parametrize(("result", "right"), ONE_OF.values(), ids=ONE_OF)
def test_a_value_is_one_of_those_expected(result: Any, right: bool) -> None:
    assert (CHECKS["one_of"](result, [["<sos>", "I"], ["<sos>"]]).fraction == 1) is right


def test_true_is_not_one() -> None:
    assert CHECKS["one_of"](True, [1]).fraction == 0
    assert CHECKS["one_of"](float("nan"), [float("nan")]).fraction == 0


def test_a_large_input_is_named_and_not_printed() -> None:
    assert shown(np.zeros((100, 9))) == "an array of 100×9, float64"
    assert len(shown("x" * 10_000)) < 500


SPELLINGS = {"<sos>": ["<s>", "SOS", "[BOS]"], "<eos>": ["</s>"]}
SPELLED = {
    "as asked": (["<sos>", "I"], True),
    "in capitals": (["<SOS>", "I"], True),
    "an alias": (["<s>", "I"], True),
    "an alias without brackets": (["sos", "I"], True),
    "an alias in square ones": (["[BOS]", "I"], True),
    "in a tuple": (("SOS", "I"), True),
    "the other token": (["</s>", "I"], False),
    "nobody's token": (["START", "I"], False),
    "a word in small letters": (["<sos>", "i"], False),
    "a word for the start": (["see", "I"], False),
    "in one text": ("<sos> I", False),
    "nothing": (None, False),
    "a number": (["<sos>", 1], False),
    "nested": ([["<sos>", "I"]], False),
}


@pytest.mark.parametrize(("result", "right"), SPELLED.values(), ids=SPELLED)
def test_a_special_token_counts_in_each_of_its_spellings(result: Any, right: bool) -> None:
    assert (CHECKS["one_of"](result, [["<sos>", "I"]], aliases=SPELLINGS).fraction == 1) is right


def test_without_aliases_texts_are_compared_as_they_are() -> None:
    assert CHECKS["one_of"](["<SOS>"], [["<sos>"]]).fraction == 0


KNOWN = [("Too short.", ["<sos>"]), ("Ended.", ["<sos>", "I", "<eos>"])]
WHY = {
    "known": (["<sos>"], "Too short."),
    "known, in another spelling": (["<s>", "I", "</s>"], "Ended."),
    "a token that nobody knows": (["START", "I"], "Everything else is right, but a special token has an unknown"),
    "which is not said of a word": (["<sos>", "you"], None),
    "nor of a word where a token stands": (["LEFT", "I"], None),
    "nor of another special token": (["</s>", "I"], None),
    "nothing": (None, "A function that does not end with `return` gives that."),
    "a text": ("<sos> I", "A list is asked for, one item for each token."),
    "something else": (7, None),
}


@pytest.mark.parametrize(("result", "why"), WHY.values(), ids=WHY)
def test_what_is_wrong_with_a_value_is_said_and_may_be_read_of_a_hidden_one(result: Any, why: str | None) -> None:
    told = CHECKS["one_of"](result, [["<sos>", "I"]], KNOWN, aliases=SPELLINGS)
    assert told.fraction == 0
    assert (told.before_release is None) if why is None else (told.before_release or "").startswith(why)
    assert (why or "was returned.") in told.message
