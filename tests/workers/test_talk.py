"""What a batch asks its workers, and what they answer, arrives as it was sent."""

import json
from dataclasses import fields, replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.engine.store import HandIn, Report, Row, packed
from grader.engine.workers import talk
from grader.engine.workers.talk import Asked, Told

calm = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""A busy machine is no failure."""

texts = st.text(st.characters(), max_size=10)
names = st.dictionaries(texts, texts, max_size=3)
places = st.tuples(texts, st.none() | st.integers(0, 9), st.none() | st.integers(0, 9))
tuples = st.lists(texts, max_size=3).map(tuple)
rows = st.builds(Row, texts, texts, texts, texts, names, st.floats(0, 1e9), st.none() | texts)
hand_ins = st.builds(HandIn, texts, texts, tuples, st.dictionaries(texts, places, max_size=3), texts.map(packed))
reports = st.builds(Report, texts, texts, texts.map(packed), tuples)
many_rows = st.lists(rows, max_size=3).map(tuple)
booleans = st.booleans()
asked = st.builds(
    Asked, texts, texts, st.none() | hand_ins, many_rows, tuples, booleans, booleans, tuples, whole=booleans
)
told = st.builds(
    Told,
    many_rows,
    st.dictionaries(texts, names, max_size=3),
    tuples,
    st.none() | hand_ins,
    st.none() | reports,
    texts,
    st.none() | texts,
    st.dictionaries(texts, texts.map(packed), max_size=3),
    booleans,
)


@calm
@given(asked)
def test_what_is_asked_arrives(value: Asked) -> None:
    assert talk.asked(talk.encoded(value)) == value


@calm
@given(told)
def test_what_is_answered_arrives(value: Told) -> None:
    assert talk.told(talk.encoded(value)) == value


ODD = {
    "NUL": "a\0b",
    "emoji": "\N{PILE OF POO}",
    "line ends": "a\r\n\u2028b",
    "half a character": "a\ud800",
    "two halves": "\ud83d\ude00",
    "undecodable bytes": "\udcff\udcfe",
    "quotes": "\"'\\",
    "long": "ä" * 1_000_000,
}
ROW = Row("p", "correct", "[]", "c", {"answer p": "d"}, 0.5, "A")
HAND_IN = HandIn("d", "i", ("n",), {"p": ("a.md", 3, None), "q": ("h.ipynb", 1, 2)}, packed("{}"))
REPORT = Report("l", "before", packed("{}"), ("k",))


@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
def test_odd_texts_arrive(text: str) -> None:
    handed_in = replace(HAND_IN, notes=(text,), begins={text: (text, 1, None)}, answers=packed(text))
    sent = Told(
        (replace(ROW, verdicts=text, own={text: text}),), {text: {text: text}}, (text,), handed_in, REPORT, text, text
    )
    assert talk.told(talk.encoded(sent)) == sent
    question = Asked(text, text, handed_in, sent.rows, (text,), False, True, (text,))
    assert talk.asked(talk.encoded(question)) == question


SMALL = {
    "nothing": Told(),
    "rows alone": Told((ROW,), {"c": {"n": "d"}}, ("p",)),
    "an empty page": Told(record="{}", page=""),
    "no page": Told(record="{}", page=None),
    "changed": Told(changed=True),
    "all of it": Told((ROW, ROW), {}, (), HAND_IN, REPORT, "{}\n", "<p>", {"k": packed("<p>")}),
}


@pytest.mark.parametrize("sent", SMALL.values(), ids=SMALL)
def test_answers_arrive_with_what_they_leave_out(sent: Told) -> None:
    assert talk.told(talk.encoded(sent)) == sent


def test_what_arrives_is_made_of_the_same_types() -> None:
    """A list in the place of a tuple would be equal to nothing that the store holds."""
    sent = Told((ROW,), {}, ("p",), HAND_IN, REPORT)
    found = talk.told(talk.encoded(sent))
    assert found.hand_in is not None
    for each in fields(HandIn):
        assert type(getattr(found.hand_in, each.name)) is type(getattr(HAND_IN, each.name))
    assert {type(place) for place in found.hand_in.begins.values()} == {tuple}
    assert (type(found.rows), type(found.kept), type(found.rows[0])) == (tuple, tuple, Row)


def test_what_is_sent_is_json() -> None:
    sent = json.loads(talk.encoded(Told((ROW,), hand_in=HAND_IN)).decode())
    assert sent["rows"][0]["part"] == "p" and sent["hand_in"]["digest"] == "d"
