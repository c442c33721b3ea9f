"""Which keys of evidence become which panel, and that nothing else is lost."""

import math

import pytest

from grader.reports import formatting
from grader.reports.html import evidence
from tests.reports import trainings


def kinds(values, key=None):
    found = evidence.read(values, key or {})
    return [panel.kind for panel in found.panels], dict(found.rest)


@pytest.mark.parametrize(
    ("values", "panels", "rest"),
    [
        pytest.param({"residual": 1e-9, "limit": 1e-6}, ["residuals"], {}, id="residual"),
        pytest.param({"residual": "nan", "limit": 1e-6}, ["residuals"], {}, id="residual-nan"),
        pytest.param({"residual": 1e-9}, [], {"residual": 1e-9}, id="residual-without-limit"),
        pytest.param({"residual": 1, "limit": 0}, [], {"residual": 1, "limit": 0}, id="limit-zero-has-no-log"),
        pytest.param({"residuals": {"a": 1, "b": 2}, "limit": 1e-6}, ["residuals"], {}, id="residuals"),
        pytest.param({"matrices": {"W": [[1, 2], [3, "inf"]]}}, ["matrices"], {}, id="matrices"),
        pytest.param({"matrices": {"W": [[1, 2], [3]]}}, [], {"matrices": {"W": [[1, 2], [3]]}}, id="ragged"),
        pytest.param({"matrices": {"W": []}}, [], {"matrices": {"W": []}}, id="empty-matrix"),
        pytest.param({"tokens": [{"given": "I", "right": True}], "shift": 1}, ["tokens"], {"shift": 1}, id="tokens"),
        pytest.param({"tokens": ["I", "see"]}, [], {"tokens": ["I", "see"]}, id="tokens-of-another-form"),
        pytest.param({"boxes": [{"option": "a", "ticked": True}]}, ["boxes"], {}, id="boxes"),
        pytest.param({"number": {"given": "6 s", "value": 6}}, ["number"], {}, id="number"),
        pytest.param({"number": 6}, [], {"number": 6}, id="a-bare-number"),
        pytest.param({"singular_values": [1, 0.5]}, ["singular"], {}, id="singular-values"),
        pytest.param({"text": "So.", "words": 1, "asked_words": [70, 150]}, ["text"], {}, id="text"),
        pytest.param({"words": 1}, [], {"words": 1}, id="words-without-text"),
        pytest.param({"ideas": [{"idea": "a", "sentence": None}]}, ["ideas"], {}, id="ideas"),
        pytest.param({"figures": [{"quoted": "94 %", "known": True}]}, ["figures"], {}, id="figures"),
        pytest.param({"caveat": "Look again."}, ["caveat"], {}, id="caveat"),
        pytest.param({"code": {"file": "a.py", "source": "x"}}, ["code"], {}, id="code"),
        pytest.param({"calls": 3, "failed": 1, "finding": "half"}, ["calls"], {"finding": "half"}, id="calls"),
        pytest.param({"calls": "many"}, [], {"calls": "many"}, id="calls-of-another-form"),
        pytest.param({"first": {"kind": "tiny"}}, [], {"first": {"kind": "tiny"}}, id="a-call-without-their-number"),
        pytest.param({"code": "x"}, [], {"code": "x"}, id="code-of-another-form"),
        pytest.param({"training": trainings.training()}, ["training"], {}, id="training"),
        pytest.param({"training": 3, "would_be": 1}, [], {"training": 3, "would_be": 1}, id="training-of-another-form"),
        pytest.param({"ratios": trainings.ratios()}, ["ratios"], {}, id="ratios"),
        pytest.param({"ratios": [1.2]}, [], {"ratios": [1.2]}, id="ratios-of-another-form"),
        pytest.param({"m": 8, "nested": {"k": [3]}}, [], {"m": 8, "nested": {"k": [3]}}, id="anything-else"),
    ],
)
def test_keys_become_panels_only_in_their_form(values, panels, rest):
    assert kinds(values) == (panels, rest)


@pytest.mark.parametrize(
    ("value", "passes"), [(1e-6, True), (1.0001e-6, False), ("nan", False), ("inf", False), (0, True)]
)
def test_a_residual_passes_up_to_its_limit(value, passes):
    (panel,) = evidence.read({"residual": value, "limit": 1e-6}, {}).panels
    assert panel.data[0]["passes"] is passes


def test_tokens_stand_beside_what_was_expected():
    given = [{"position": f"w{at}", "given": token, "right": False} for at, token in enumerate(["I", None, "x"], 1)]
    (panel,) = evidence.read({"tokens": given}, {"tokens": ["<sos>", "I"]}).panels
    seen = [(step["position"], step["given"], step["expected"], step["note"]) for step in panel.data]
    assert seen == [("w1", "I", "<sos>", None), ("w2", None, "I", "missing"), ("w3", "x", None, "extra")]


def test_an_answer_too_short_shows_the_tokens_that_are_missing():
    (panel,) = evidence.read({"tokens": [{"given": "<sos>", "right": True}]}, {"tokens": ["<sos>", "I"]}).panels
    assert panel.data[1] == {"position": 2, "given": None, "right": False, "expected": "I", "note": "missing"}


def test_before_the_release_no_panel_knows_what_is_right():
    tokens, boxes, number = evidence.read(
        {
            "tokens": [{"given": "I", "right": False}],
            "boxes": [{"option": "yes", "ticked": True}],
            "number": {"given": "6 s", "value": 6},
        },
        {},
    ).panels
    assert tokens.data[0]["expected"] is None
    assert boxes.data[0]["should"] is None
    assert number.data["accepted"] == []


def test_the_answer_key_joins_its_panel_or_stands_in_the_released_box():
    found = evidence.read(
        {"boxes": [{"option": "yes", "ticked": False}]},
        {"ticked": ["yes"], "explanation": "Because.", "accepted": [{"from": 1, "to": 2}]},
    )
    assert found.panels[0].data == [{"option": "yes", "ticked": False, "should": True}]
    assert [panel.data for panel in found.released] == ["Because."]
    assert found.released_rest == {"accepted": [{"from": 1, "to": 2}]}


def test_only_finite_stretches_are_drawn_and_all_are_listed():
    bands = [{"from": 1, "to": "inf"}, {"from": 3, "to": 4, "credit": 0.5}, {"from": "?", "to": 4}]
    (panel,) = evidence.read({"number": {"given": "6"}}, {"accepted": bands}).panels
    assert panel.data["drawn"] == [(3, 4, 0.5)]
    assert panel.data["accepted"] == bands


@pytest.mark.parametrize(
    ("value", "number"), [(1, 1.0), ("inf", math.inf), (10**400, math.inf), (True, None), ("1", None)]
)
def test_numbers_of_json(value, number):
    assert evidence.number(value) == number


def test_a_long_text_is_cut_and_says_so():
    (panel,) = evidence.read({"text": "a" * (formatting.MOST_TEXT + 7)}, {}).panels
    assert panel.data["text"].endswith("a … and 7 more characters")
