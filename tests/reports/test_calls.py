"""Calls of a student's function in reports: what a student may see, what is shown once, and that it drives nothing."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.model import Assignment, Criterion, Place, Problem, Verdict
from grader.reports import code_calls
from grader.reports.record import WITHHELD, dumps, for_student
from grader.reports.statistics import Tally
from grader.reports.status_words import judged, names
from grader.reports.terminal import calls, part_list
from tests.reports.classroom import AnswerSpec, Part, fragment, graded

HERE = Place("rubric.yaml", 1)
TRACE = """Traceback (most recent call last):
  File "solution.py", line 7, in solve
    return X / k
ZeroDivisionError: division by zero"""
FIRST = {
    "kind": "a small matrix",
    "visible": True,
    "input": {"X": "array([[1.0, 2.0],\n       [3.0, 4.0]], float64)", "k": "0"},
    "returned": {"W": "None"},
    "trace": TRACE,
    "output": "step 1\nstep 2\n",
}
PLACE = {"raised": "ValueError", "file": "solution.py", "line": 7}
HIDDEN = {"kind": "a hidden matrix", "visible": False, **PLACE, "trace": f"{TRACE} SECRET", "output": "SECRET"}


def code(points=1, **parameters):
    return Criterion("code", points, HERE, parameters)


def failed(first, message="It fails.", **more):
    return Verdict.scored(0, message, evidence={"calls": 8, "failed": 2, "where": "a.py:6", **more, "first": first})


def passed():
    return Verdict.scored(1, "All 8 calls came back right.", evidence={"calls": 8, "failed": 0})


def handed_in(*verdicts, criteria=None):
    """An assignment of one code part, and the record of a student whose criteria got these verdicts."""
    criteria = criteria or tuple(code(each={"check": f"check_{at}"}) for at in range(len(verdicts)))
    part = Part("p.solve", "Solve", "", AnswerSpec("code", {}, HERE), tuple(criteria), {}, HERE)
    made = Assignment("hw", "A homework", {}, (Problem("p", "The problem", (part,)),))
    return made, graded(made, "ada", verdicts)


def printed(made, record):
    out = io.StringIO()
    part_list.show(made, record, out)
    return out.getvalue()


def shown(first, width=60):
    told = code_calls.failing(first)
    assert told is not None
    return "\n".join(text for text, _ in calls.layout(told, width, "  ", set()))


# --- what a criterion is called -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("criterion", "name"),
    [
        pytest.param(Criterion("orthonormal", 1, HERE), "orthonormal", id="another-check"),
        pytest.param(Criterion("findings", 1, HERE, {"kinds": ["a"]}), "findings", id="findings"),
        pytest.param(code(), "form", id="the-form-alone"),
        pytest.param(code(each={"check": "least_loss", "limit": 1e-6}), "least_loss", id="a-check-of-each-call"),
        pytest.param(code(each={"check": "one_of"}), "result", id="the-value-itself"),
        pytest.param(code(each={"check": "one_of"}, kinds=["training"]), "result: training", id="one-kind"),
        pytest.param(code(kinds=["tiny", "huge"]), "form: tiny and 1 other kind", id="two-kinds"),
        pytest.param(code(kinds=["tiny", "huge", "wide"]), "form: tiny and 2 other kinds", id="three-kinds"),
    ],
)
def test_a_criterion_is_named_by_what_it_judges(criterion, name):
    assert judged(criterion) == name


def test_a_record_of_another_rubric_keeps_the_names_of_its_checks():
    assert names([code(), code()], 1) == [None]
    made, record = handed_in(passed(), failed(FIRST))
    record["parts"][0]["criteria"].append(record["parts"][0]["criteria"][1])
    assert "✓ code 1/1" in printed(made, record)


def test_terminal_page_and_statistics_use_the_name():
    made, record = handed_in(passed(), failed(FIRST), criteria=(code(), code(each={"check": "least_loss"})))
    assert "✓ form 1/1" in printed(made, record)
    assert "✗ least_loss 0/1" in printed(made, record)
    page = fragment(made, record)
    assert "<h5>Form " in page
    assert "<h5>Least loss " in page
    tally = Tally(made)
    tally.add(record)
    assert [name for name, _ in tally.summary().parts[0].criteria] == ["form", "least_loss"]
    assert [criterion["check"] for criterion in record["parts"][0]["criteria"]] == ["code", "code"]


# --- reading --------------------------------------------------------------------------------------


def test_calls_are_read_in_words():
    found = code_calls.read({"calls": 1, "failed": 1, "seconds": 0.0853, "where": "a.py:6", "first": FIRST, "other": 1})
    assert found is not None
    assert found.facts == ("1 call", "1 failed", "0.0853 s together", "a.py:6")
    assert found.first == code_calls.failing(FIRST)


@pytest.mark.parametrize(
    "evidence",
    [
        pytest.param({"calls": True}, id="no-number"),
        pytest.param({"calls": 3, "failed": "some"}, id="failed"),
        pytest.param({"calls": 3, "seconds": "nan"}, id="seconds"),
        pytest.param({"calls": 3, "where": 6}, id="where"),
        pytest.param({"calls": 3, "first": "the second"}, id="first-is-text"),
        pytest.param({"calls": 3, "first": {"visible": True}}, id="first-without-kind"),
        pytest.param({"calls": 3, "first": {**FIRST, "input": {"X": [1]}}}, id="input-is-no-text"),
        pytest.param({"calls": 3, "first": {**FIRST, "returned": "W"}}, id="returned-without-names"),
        pytest.param({"calls": 3, "first": {**FIRST, "trace": None}}, id="trace"),
        pytest.param({"calls": 3, "first": {**FIRST, "output": []}}, id="output"),
    ],
)
def test_another_form_is_not_read(evidence):
    assert code_calls.read(evidence) is None


@pytest.mark.parametrize(
    ("text", "most", "kept", "before"),
    [
        pytest.param("", 2, "", 0, id="nothing"),
        pytest.param("a", 2, "a", 0, id="one"),
        pytest.param("\n\na\nb\n\n", 2, "a\nb", 0, id="blank-lines-around"),
        pytest.param("a\nb\nc\n", 2, "b\nc", 1, id="the-last-ones"),
        pytest.param("x" * 9_000, 2, "…" + "x" * 4_000, 0, id="one-long-line"),
        pytest.param("a\nb" + "x" * 9_000 + "\nc", 3, "…" + "x" * 3_998 + "\nc", 1, id="many-characters"),
    ],
)
def test_the_last_lines_printed(text, most, kept, before):
    assert code_calls.last_lines(text, most) == (kept, before)


# --- what is hidden -------------------------------------------------------------------------------


def hides(first, message="It fails on a hidden matrix: SECRET", before="It fails on a hidden matrix.", **more):
    """A verdict on calls some of which had hidden inputs."""
    evidence = {"calls": 8, "failed": 2, "where": "a.py:6", "number": "SECRET", **more, "first": first}
    return Verdict.scored(0, message, evidence=evidence, before_release=before)


def test_of_a_hidden_input_a_student_sees_the_kind_and_where_it_failed():
    made, full = handed_in(hides(HIDDEN))
    record = for_student(full, released=False)
    (criterion,) = record["parts"][0]["criteria"]
    assert criterion["message"] == "It fails on a hidden matrix."
    first = {"kind": "a hidden matrix", "visible": False, **PLACE}
    assert criterion["evidence"] == {"calls": 8, "where": "a.py:6", "first": first}
    assert "before_release" not in criterion
    for text in (dumps(record), printed(made, record), fragment(made, record)):
        assert "SECRET" not in text
        assert "a hidden matrix" in text
    assert 'class="call"' not in fragment(made, record)


def test_a_visible_call_that_failed_is_told_in_full_and_of_hidden_ones_not_even_how_many_failed():
    _, full = handed_in(hides(FIRST, "It fails (2 of 8 calls fail): no.", "It fails: no."))
    (criterion,) = for_student(full, released=False)["parts"][0]["criteria"]
    assert criterion["message"] == "It fails: no."
    assert criterion["evidence"] == {"calls": 8, "where": "a.py:6", "first": FIRST}


def test_of_what_a_judge_finds_in_hidden_calls_a_student_sees_the_finding_alone():
    verdict = Verdict.scored(
        0.5,
        "Too weak. (factor 31415)",
        evidence={"calls": 2, "where": "a.py:6", "finding": "half", "factor": 31415, "calls that count": 2},
        before_release="Too weak.",
    )
    made, full = handed_in(verdict)
    record = for_student(full, released=False)
    (criterion,) = record["parts"][0]["criteria"]
    assert (criterion["message"], criterion["evidence"]) == (
        "Too weak.",
        {"calls": 2, "where": "a.py:6", "finding": "half"},
    )
    for text in (dumps(full), printed(made, full), fragment(made, full)):
        assert "31415" in text
    for text in (dumps(record), printed(made, record), fragment(made, record)):
        assert "31415" not in text


def test_what_failed_before_anything_was_given_is_told_in_full():
    _, full = handed_in(failed(HIDDEN, "It fails on a hidden matrix: no module."))
    (criterion,) = for_student(full, released=False)["parts"][0]["criteria"]
    assert criterion["message"] == "It fails on a hidden matrix: no module."
    assert criterion["evidence"]["first"] == HIDDEN


def test_what_is_shown_after_the_release_alone_is_not_told_before_it():
    _, full = handed_in(hides(HIDDEN))
    (criterion,) = full["parts"][0]["criteria"]
    criterion["visible"] = "after_release"
    (told,) = for_student(full, released=False)["parts"][0]["criteria"]
    assert (told["message"], told["evidence"]) == (WITHHELD, {})


def test_the_released_record_is_the_whole_one_but_for_what_was_told_before():
    _, full = handed_in(hides(HIDDEN))
    (criterion,) = full["parts"][0]["criteria"]
    (told,) = for_student(full, released=True)["parts"][0]["criteria"]
    assert "before_release" not in told
    assert criterion == {**told, "before_release": "It fails on a hidden matrix."}


def test_graders_and_after_the_release_everybody_sees_where_it_failed():
    made, full = handed_in(hides(HIDDEN))
    assert "hidden from students" in fragment(made, full)
    assert "SECRET" in fragment(made, full)
    assert "SECRET" in printed(made, for_student(full, released=True))


def test_a_visible_input_stays_in_full():
    _, full = handed_in(failed(FIRST))
    assert for_student(full, released=False)["parts"][0]["criteria"][0]["evidence"]["first"] == FIRST


def test_evidence_that_is_not_of_calls_is_left_as_it_is():
    evidence = {"first": {"name": "no call"}, "limit": 1}
    _, full = handed_in(Verdict.scored(0, "It fails.", evidence=evidence))
    assert for_student(full, released=False)["parts"][0]["criteria"][0]["evidence"] == evidence


# --- the terminal ---------------------------------------------------------------------------------


def test_a_call_on_a_terminal():
    assert (
        shown(FIRST)
        == """
  given:
    X = array([[1.0, 2.0],
               [3.0, 4.0]], float64)
    k = 0
  returned:
    W = None
  raised:
    Traceback (most recent call last):
      File "solution.py", line 7, in solve
        return X / k
    ZeroDivisionError: division by zero
  printed:
    step 1
    step 2
"""[1:-1]
    )


def test_long_values_traces_and_output_are_cut():
    call = {
        "kind": "long",
        "visible": True,
        "input": {"words": "['" + "dog', '" * 200 + "']"},
        "trace": "\n".join(["Traceback:", *(f"  frame {n}" for n in range(60)), "RecursionError: too deep"]),
        "output": "".join(f"line {n}\n" for n in range(400)),
    }
    rows = shown(call).split("\n")
    assert max(map(len, rows)) <= 60
    words = rows[1 : rows.index("  raised:")]
    assert len(words) == calls.MOST_ROWS
    assert words[-1].endswith(" …")
    trace = rows[rows.index("  raised:") + 1 : rows.index("  printed, the last 5 of 400 lines:")]
    assert trace[:3] == ["    Traceback:", "      frame 0", "      …"]
    assert trace[-1] == "    RecursionError: too deep"
    assert len(trace) == calls.MOST_TRACE
    assert rows[-1] == "    line 399"


def test_the_same_call_under_several_criteria_is_shown_once():
    other = {**FIRST, "input": {"k": "7"}}
    made, record = handed_in(failed(FIRST, "One."), failed(FIRST, "Two."), failed(other, "Three."), passed())
    text = printed(made, record)
    assert text.count("k = 0") == 1
    assert text.count("k = 7") == 1
    assert text.count("ZeroDivisionError") == 1
    assert text.count("as above") == 1
    page = fragment(made, record)
    assert page.count('class="call"') == 2
    assert page.count("is the one shown above") == 1


def test_criteria_with_the_very_same_to_say_share_it():
    made, record = handed_in(failed(FIRST, "One."), passed(), passed(), passed())
    assert "✓ check_1 1/1\n      ✓ check_2 1/1\n      ✓ check_3 1/1\n        All 8" in printed(made, record)


def test_the_isolation_is_told():
    made, record = handed_in(passed())
    record["provenance"]["isolation"] = "B files=landlock7"
    assert "The code was run in isolation B files=landlock7." in printed(made, record)


TEXT = st.text(st.one_of(st.characters(), st.sampled_from("\n\t\x1b\u202e数")), max_size=120)


@given(TEXT, TEXT, TEXT, st.integers(20, 80))
def test_no_text_of_a_student_drives_the_terminal(value, trace, output, width):
    first = {**FIRST, "input": {"X": value, value: "1"}, "trace": trace, "output": output}
    told = code_calls.failing(first)
    assert told is not None
    for row, _ in calls.layout(told, width, "  ", set()):
        assert row.isprintable()
        assert len(row) <= width


@given(TEXT)
def test_any_text_stays_text_on_a_page(text):
    def tags(words):
        first = {**FIRST, "input": {words: words}, "returned": {words: words}, "trace": f"!{words}", "output": "!"}
        return fragment(*handed_in(failed(first))).count("<")

    assert tags(text) == tags("plain")
