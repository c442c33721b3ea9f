"""The words of reports for a status (symbol, words, a letter, what it waits for) and for a criterion."""

from collections.abc import Sequence

from grader.counted import counted
from grader.model import Criterion, Status

SYMBOLS = {
    Status.CORRECT: "✓",
    Status.PARTIAL: "◐",
    Status.INCORRECT: "✗",
    Status.MISSING: "–",
    Status.UNREADABLE: "⊘",
    Status.NEEDS_REVIEW: "?",
    Status.NEEDS_GPU: "…",
    Status.GRADER_ERROR: "!",
}
WORDS = {
    Status.CORRECT: "correct",
    Status.PARTIAL: "partly correct",
    Status.INCORRECT: "incorrect",
    Status.MISSING: "missing",
    Status.UNREADABLE: "unreadable",
    Status.NEEDS_REVIEW: "needs review",
    Status.NEEDS_GPU: "needs a GPU",
    Status.GRADER_ERROR: "grader error",
}
CODES = dict(zip(Status, "cpimurge", strict=True))
OWED_BY = {
    Status.NEEDS_REVIEW: "for a person to read",
    Status.NEEDS_GPU: "for the GPU",
    Status.GRADER_ERROR: "for the grader to be fixed",
}
OWED = {
    Status.NEEDS_REVIEW: "A person will read this answer and give the points. Until then it counts neither way.",
    Status.NEEDS_GPU: "This part runs on the course's GPU. Until it has run there, it counts neither way.",
    Status.GRADER_ERROR: "The grader itself failed here. That is our fault and costs no points; "
    "the course staff will see to it.",
}


_JUDGED = {"code": "form", "one_of": "result"}
"""What is judged of a call where the check's own name does not say it."""


def judged(criterion: Criterion) -> str:
    """A criterion's name: its id where the rubric gives one, else its check; of calls of a student's function what
    is judged of them, on which inputs.

    `{check: code, each: {check: orthonormal}}` is "orthonormal", and of the kinds tiny, huge and wide "orthonormal:
    tiny and 2 other kinds".
    """
    if criterion.id or criterion.check != "code":
        return criterion.id or criterion.check
    each, kinds = criterion.parameters.get("each"), criterion.parameters.get("kinds")
    check = str(each["check"]) if each else "code"
    return _JUDGED.get(check, check) + (f": {_some(kinds)}" if kinds else "")


def _some(kinds: Sequence[str]) -> str:
    more = len(kinds) - 1
    return kinds[0] + (f" and {counted(more, 'other kind')}" if more else "")


def names(criteria: Sequence[Criterion], count: int) -> list[str | None]:
    """The names of a part's criteria, one for each of `count` results; None where the rubric has another number."""
    return [judged(criterion) for criterion in criteria] if len(criteria) == count else [None] * count
