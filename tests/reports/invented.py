"""Records that hypothesis makes: any verdicts with any texts and evidence, of an assignment small enough to count."""

from hypothesis import strategies as st

from grader.model import Assignment, Problem, Status, Verdict
from tests.reports.classroom import HOSTILE, graded, part

SMALL = Assignment(
    "quiz",
    "A quiz",
    {},
    (
        Problem("one", "The first problem", (part("one.look", ("look", 4), title="Look"),)),
        Problem("two", "", (part("two.two", ("shape", 2), ("value", 4), question="Which $x$?"), part("two.odd"))),
    ),
)

FIGURES = ("off by 0.5, " * 40, "x" * 298 + " 12.5 and 7", "=1+1", HOSTILE, "\ud800", "1e-3")
TEXTS = st.text(max_size=20) | st.sampled_from(FIGURES)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=5,
)
NAMES = st.sampled_from(["residual", "limit", "matrices", "tokens", "text", "ideas", "lines", "calls", "first"])
EVIDENCE = st.dictionaries(NAMES | TEXTS, VALUES, max_size=3)


@st.composite
def verdicts(draw: st.DrawFn) -> Verdict:
    message, status = draw(TEXTS), draw(st.sampled_from(Status))
    rest = {
        "hint": draw(st.none() | TEXTS),
        "evidence": draw(EVIDENCE),
        "answer_key": draw(EVIDENCE),
        "mistake": draw(st.none() | TEXTS),
    }
    fraction = None if status.pending else {Status.CORRECT: 1.0, Status.PARTIAL: 0.5}.get(status, 0.0)
    return Verdict(status, fraction, message, **rest)


RECORDS = st.builds(
    lambda id, look, shape, value, notes: graded(SMALL, id, (look,), (shape, value), (), notes=tuple(notes)),
    TEXTS,
    verdicts(),
    verdicts(),
    verdicts(),
    st.lists(TEXTS, max_size=2),
)
