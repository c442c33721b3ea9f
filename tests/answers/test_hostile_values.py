"""Whatever stands in an answer, every form reads it or says why not; and reading takes no more than linear time."""

import json
import math
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.answers import FORMS
from grader.answers.words import MAX_TEXT
from grader.errors import Unreadable
from grader.model import Answer, Block, File, Place, Status, Submission, Value
from grader.reports.record import dumps, record
from tests.answers.handing_in import HERE, givens, hw7, section

PARTS = hw7().assignment.parts
FORM_OF = {part.answer.form: part for part in PARTS}

scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.integers(10**4000, 10**4400),
    st.floats(),
    st.text(max_size=40),
    st.sampled_from(
        ["<sos>", "yes", "2", "w1 = a", "356 s", "- [x] yes", "<sos> I see a dog", "1e400", "`a b`", "(x)"]
    ),
)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=6) | st.dictionaries(st.text(max_size=6), inner, max_size=5),
    max_leaves=20,
)
texts = st.text(alphabet="w123<>sos|=:`\"'()[]{}\\$-–→., \n%eE5yesno_*;/é\u200bо", max_size=80)
kinds = st.sampled_from(["text", "math", "code", "item", "row", "quote"])


@st.composite
def blocks(draw: st.DrawFn) -> Block:
    kind: Any
    kind, text = draw(kinds), draw(texts)
    cells = tuple(draw(st.lists(texts, max_size=5))) if kind == "row" else ()
    ticked = draw(st.sampled_from([None, True, False])) if kind == "item" else None
    return Block(
        kind, text, draw(st.sampled_from([text, f"- {text}", f"`{text}`"])), Place("answers.md", 1), cells, ticked
    )


raw = st.one_of(
    values.map(lambda value: Value(value, HERE)),
    st.lists(blocks(), max_size=6).map(lambda listed: section(*listed)),
    st.binary(max_size=60).map(lambda data: File(data, Place("pca_weights.npz"))),
)


def graded(part: str, *pieces: Any) -> tuple[Status, str]:
    grade = hw7().grade(Submission("eve", {part: Answer(tuple(pieces))}), only=[part])
    told = dumps(record(grade))
    assert json.loads(told)["schema"] == "grader/result/v1"
    return grade.parts[0].status, told


@pytest.mark.parametrize("part", [part.id for part in FORM_OF.values()])
@settings(max_examples=120, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(piece=raw)
def test_no_answer_is_the_graders_fault(part: str, piece: Any) -> None:
    status, told = graded(part, piece)
    assert status is not Status.GRADER_ERROR, told


@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=60, deadline=None)
@given(piece=raw)
def test_a_form_reads_or_refuses(form: str, piece: Any) -> None:
    part = FORM_OF[form]
    try:
        read = FORMS[form].reading.read(Answer((piece,)), part.answer.settings, givens(part.id))
    except Unreadable as error:
        assert error.place is not None
        assert len(str(error)) < 600
        return
    assert read is None or FORMS[form].reading.offers(part.answer.settings) <= set(read)


# What made a pattern try again from each place would take minutes at this length.
LONG = {
    "spaces": "1" + " " * 90_000 + "x",
    "digits": "1" * 90_000,
    "digits and dots": "1.1." * 22_000,
    "digits and commas": "1," * 45_000,
    "clocks": "1:00" * 22_000,
    "durations": "1 min 2 s " * 9_000,
    "signs": "1-" * 45_000,
    "newlines": "\n \n" * 30_000,
    "brackets": "<" * 90_000,
    "brackets apart": "< " * 45_000,
    "labels": "w1 " * 30_000,
    "assignments": "w1=" * 30_000,
    "one label and spaces": "w1" + " " * 90_000,
    "steps": "step " * 18_000,
    "colons": ": " * 45_000,
    "equals": "= " * 45_000,
    "verbs": "is " * 30_000,
    "parentheses": "(a " * 30_000,
    "backticks": "`a " * 30_000,
    "code spans": "`<sos> a` " * 9_000,
    "quotes": "'" * 90_000,
    "stars": "*" * 90_000,
    "underscores": "_a_ " * 22_000,
    "dollars": "$a$ " * 22_000,
    "backslashes": "\\text{" * 15_000,
    "angles": "\\langle " * 11_000,
    "options": "yes " * 22_000,
    "conjunctions": "and " * 22_000,
    "sentences": "A. " * 30_000,
    "an essay": "Batch size and label smoothing: 26 seconds, 94 %. " * 1_800,
    "one word": "word" * 22_000,
}


@pytest.mark.parametrize("text", LONG.values(), ids=LONG)
def test_long_texts_are_read_or_refused(text: str) -> None:
    assert len(text) <= MAX_TEXT
    whole = Block("text", text, text, Place("answers.md", 1))
    asked = ["text", "tokens", "number", "choice", "choices"]
    for part in (FORM_OF[form].id for form in asked):
        for piece in (Value(text, HERE), section(whole)):
            assert graded(part, piece)[0] is not Status.GRADER_ERROR


WIDE: Mapping[str, Any] = {
    "a long list": ["a"] * 100_000,
    "a long list of numbers": [1.5] * 100_000,
    "a wide mapping": {str(index): True for index in range(50_000)},
    "many rows": {"W1": [[0.0] * 10] * 10_000, "W2": [[0.0]]},
    "a deep list": None,
    "an immense number": 10**100_000,
    "not a number": math.nan,
}


@pytest.mark.parametrize("case", WIDE)
def test_wide_and_deep_values_are_read_or_refused(case: str) -> None:
    value: Any = WIDE[case]
    if case == "a deep list":
        for _ in range(5_000):
            value = [value]
    for part in FORM_OF.values():
        assert graded(part.id, Value(value, HERE))[0] is not Status.GRADER_ERROR
