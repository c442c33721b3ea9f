"""Training runs read from evidence: their words, other forms, and what a terminal shows of them."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.reports import training
from grader.reports.code_calls import MOST_PRINTED
from grader.reports.html import evidence
from grader.reports.record import plain
from grader.reports.training_runs import digits, times
from tests.reports import trainings
from tests.reports.classroom import fragment
from tests.reports.trainings import PAPER, handed_in, printed, run


def read(**changed):
    found = training.read(trainings.training(**changed))
    assert found is not None
    return found


def ratios(*given, **changed):
    found = training.ratios(trainings.ratios(*given, **changed))
    assert found is not None
    return found


# --- in words -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "facts"),
    [
        pytest.param({}, "NVIDIA H200; data cifar10; reference final; attempt 1; 5 pairs of runs, 5 planned", id="all"),
        pytest.param(
            {"small": True, "counts": False, "device": "CPU", "runs": [run()], "attempt": 3},
            "CPU; data cifar10; reference final; attempt 3; 1 pair of runs, 5 planned; "
            "a rehearsal, which does not count",
            id="a-rehearsal",
        ),
        pytest.param(
            {"small": True, "device": "", "data": "", "reference": "", "runs": []},
            "no device; attempt 1; 0 pairs of runs, 5 planned; the small variant",
            id="nothing-ran",
        ),
        pytest.param(
            {"counts": False, "data": "", "reference": "", "runs": []},
            "NVIDIA H200; attempt 1; 0 pairs of runs, 5 planned; does not count",
            id="does-not-count",
        ),
    ],
)
def test_what_was_run_where(changed, facts):
    assert "; ".join(read(**changed).facts) == facts


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({}, "Mean accuracy 94.34 % ± 0.13; at least 94 % asked for: reached"),
        ({"half": None, "outcome": "more"}, "Mean accuracy 94.34 %; at least 94 % asked for: not decided yet"),
        ({"mean": None, "half": None, "outcome": "fails"}, "No mean accuracy; at least 94 % asked for: not reached"),
        (
            {"mean": 0.93998, "outcome": "fails"},
            "Mean accuracy 93.998 % ± 0.13; at least 94 % asked for: not reached",
        ),
        ({"at_least": 0.9425, "half": 0}, "Mean accuracy 94.34 % ± 0.00; at least 94.25 % asked for: reached"),
        (
            {"runs": [run(), run(2, accuracy=None), run(3)], "outcome": "fails"},
            "Mean accuracy 94.34 % ± 0.13, of the 2 runs that did not fail; at least 94 % asked for: not reached",
        ),
    ],
    ids=["usual", "no-interval", "no-mean", "just-below", "other-threshold", "a-run-failed"],
)
def test_the_decision(changed, words):
    assert read(**changed).decision == words


@pytest.mark.parametrize(
    ("given", "changed", "decision", "medians"),
    [
        pytest.param(
            (1.21, 1.3),
            {},
            "median 1.24×, interval 1.19× to 1.30×; limit 2×",
            "Median seconds: the student's 12.4, the reference's 9.8",
            id="usual",
        ),
        pytest.param(
            (0.01, 500),
            {"median": 2.004, "low": 0.01, "high": "inf", "student_seconds": "inf", "seconds": 30},
            "median 2.004×, interval 0.01× to endless; limit 2×",
            "Median seconds: the student's endless, the reference's 9.8; limit 30",
            id="extremes",
        ),
        pytest.param(
            (None,),
            {"median": "inf", "low": "inf", "high": "inf", "at_most": None, "student_seconds": None},
            "median endless",
            "Median seconds: the reference's 9.8",
            id="all-failed",
        ),
        pytest.param(
            (),
            {"median": None, "low": None, "high": None, "student_seconds": None, "reference_seconds": None},
            "no median; limit 2×",
            "",
            id="nothing-known",
        ),
    ],
)
def test_ratios_in_words(given, changed, decision, medians):
    found = ratios(*given, **changed)
    assert found.decision == f"Seconds, student to reference: {decision}"
    assert found.medians == medians


def test_every_pair_has_its_ratio():
    found = ratios(1.2, None, "inf", 0.0123, 512.3)
    assert found.each == ((1, "1.20×"), (2, "failed"), (3, "failed"), (4, "0.0123×"), (5, "512×"))


@pytest.mark.parametrize(
    ("changed", "remarks"),
    [
        ({}, ()),
        ({"accuracy": None}, ("It failed.",)),
        ({"accuracy": None, "problem": "Out of memory."}, ("Out of memory.",)),
        ({"repeated": "another process ran"}, ("Repeated: another process ran",)),
        ({"differed": 0.0031}, ("0.31 % of the images got another class when they were classified again.",)),
        ({"notes": ["2 threads\nwere left."], "accuracy": None}, ("It failed.", "2 threads were left.")),
    ],
    ids=["nothing", "failed", "problem", "repeated", "differed", "notes"],
)
def test_what_is_said_of_a_run(changed, remarks):
    (found,) = read(runs=[run(**changed)]).runs
    assert found.remarks == remarks


def test_claims_are_any_text_or_number():
    claimed = {"seconds": 7.5, "accuracy": 0.961, "device": "a\nb", "x": [1], "nothing": None, "said": "No."}
    assert read(claimed=claimed).claimed == (
        *("seconds 7.5", "accuracy 96.1 %", "device a b", "x neither a number nor text", "No."),
    )
    assert read(claimed={"accuracy": 96}).claimed == ("accuracy 96",)
    assert read(claimed={}).claimed == ()


@given(st.floats(0, 100), st.floats(0.001, 100))
def test_a_number_in_words_is_on_its_side_of_the_limit(value, limit):
    shown = round(value, digits(value, limit))
    assert math.isclose(value, limit, rel_tol=1e-5, abs_tol=1e-5) or (shown > limit) == (value > limit)
    assert times(value, limit).endswith("×")


# --- other forms ----------------------------------------------------------------------------------

MALFORMED = {
    **{name: {name: 3} for name in ("device", "data", "reference", "runs", "phases", "canaries", "stopped")},
    **{
        f"{name}-is-text": {name: "3"} for name in ("attempt", "planned", "at_least", "mean", "half", "small", "counts")
    },
    **{f"{name}-is-nan": {name: "nan"} for name in ("at_least", "mean", "half")},
    **{f"{name}-is-negative": {name: -1} for name in ("attempt", "planned", "at_least", "mean", "half")},
    **{f"{name}-is-nothing": {name: None} for name in ("device", "at_least", "runs", "outcome", "counts", "claimed")},
    "a-share-above-1": {"mean": 94.3},
    "another-outcome": {"outcome": "perhaps"},
    "a-number-is-no-flag": {"small": 1},
    "a-flag-is-no-number": {"attempt": True},
    "a-run-that-is-none": {"runs": [run(), None]},
    **{f"a-run-whose-{name}": {"runs": [run(**{name: "x"})]} for name in ("accuracy", "seconds", "first", "notes")},
    **{f"a-run-whose-{name}": {"runs": [run(**{name: 5})]} for name in ("problem", "repeated", "differed")},
    "a-note-that-is-no-text": {"runs": [run(notes=[3])]},
    "another-phase": {"phases": [{"phase": "rest", "student": 1, "reference": 1}]},
    "a-canary-without-a-sentence": {"canaries": [{"name": "few data", "passed": True}]},
    "a-nested-fingerprint": {"fingerprint": {"gpu": {"name": "H200"}}},
}


@pytest.mark.parametrize("changed", MALFORMED.values(), ids=MALFORMED)
def test_another_form_is_shown_as_names_with_values(changed):
    given = trainings.training(**changed)
    assert training.read(given) is None
    found = evidence.read({"training": given}, {})
    assert (found.panels, dict(found.rest)) == ((), {"training": given})
    assert "Run 1:" not in printed(handed_in(given, None, {}))


@pytest.mark.parametrize(
    "changed",
    [
        *({"median": value} for value in ("nan", -1, True, "much", [1])),
        *({"low": 2, "high": 1}, {"at_most": 0}, {"at_most": "inf"}, {"seconds": "30"}, {"student_seconds": "nan"}),
        *({"ratios": value} for value in (None, {}, [1.2], [{"number": 1, "ratio": "nan"}], [{"ratio": 1}])),
    ],
    ids=repr,
)
def test_another_form_of_ratios(changed):
    given = trainings.ratios(**changed)
    assert training.ratios(given) is None
    assert dict(evidence.read({"ratios": given}, {}).rest) == {"ratios": given}


@pytest.mark.parametrize(
    "given", [3, {}, {"seeds": "1"}, {"seeds": [1.5]}, {"seeds": [], "told": [{"number": 1, "told": None}]}], ids=repr
)
def test_another_form_of_what_is_told_after_the_release(given):
    found = evidence.read({}, {"training": given})
    assert (found.released, dict(found.released_rest)) == ((), {"training": given})


SCALARS = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9) | st.sampled_from(["nan", "inf"])
)
JSON = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner))


@given(JSON, JSON, JSON)
def test_any_json_is_shown_without_a_crash(one, other, key):
    record = handed_in(plain(one), plain(other), {"training": plain(key)})
    assert printed(record) and fragment(PAPER, record)


@st.composite
def nearly(draw, usual):
    """Evidence with one of its values, at any depth, replaced by another."""
    if isinstance(usual, dict | list) and usual and draw(st.integers(0, 5)):
        at = draw(st.sampled_from(sorted(usual) if isinstance(usual, dict) else range(len(usual))))
        changed = usual.copy()
        changed[at] = draw(nearly(usual[at]))
        return changed
    return plain(draw(SCALARS | st.just([]) | st.just({})))


@given(nearly(trainings.training()), nearly(trainings.ratios()), nearly(trainings.KEY))
def test_one_value_of_another_form_never_crashes(one, other, key):
    record = handed_in(one, other, key if isinstance(key, dict) else {})
    assert printed(record) and fragment(PAPER, record)


# --- limits ---------------------------------------------------------------------------------------


def test_long_texts_and_many_runs_are_cut():
    long = "a" * (training.MOST_SAID + 7)
    found = read(
        runs=[run(at, problem=long, notes=[long] * 99) for at in range(200)],
        fingerprint={f"library {at}": long for at in range(99)},
    )
    assert (len(found.runs), found.left_out) == (training.MOST_RUNS, 140)
    assert found.runs[0].problem == "a" * training.MOST_SAID + " … and 7 more characters"
    assert len(found.runs[0].notes) == len(found.fingerprint) == training.MOST_ITEMS


def test_of_what_a_program_told_the_last_lines_are_kept():
    said = "".join(f"line {at}\n" for at in range(50))
    found = training.told({"seeds": [2**64 - 1], "told": [{"number": 3, "told": said}]})
    assert found is not None and found.seeds == (2**64 - 1,)
    ((number, kept, before),) = found.told
    assert (number, before, kept.count("\n") + 1) == (3, 50 - MOST_PRINTED, MOST_PRINTED)
    assert kept.endswith("line 49")
