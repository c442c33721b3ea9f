"""Everything that the grader says is wrong, as one small tree.

GraderError             said to the user in plain lines, never as a traceback
├── UsageError          the command line cannot be used                      exit status 2
├── RubricError         the rubric cannot be used: all its problems at once  exit status 2
├── SubmissionError     the whole submission cannot be opened                exit status 2
├── Unreadable          one part's answer cannot be read: that part gets 0
└── OwnFault            the grader itself failed: never a student's zero     exit status 1
"""

from collections.abc import Iterable

from grader.model import Place


class GraderError(Exception):
    """An error explained in words for the user who can fix it."""


class UsageError(GraderError):
    """The command line asks for something that cannot be done."""


class RubricError(GraderError):
    """The rubric has these problems, each with its place."""

    def __init__(self, problems: Iterable[tuple[Place, str]]):
        self.problems = tuple(problems)
        super().__init__("\n".join(f"{place}: {text}" for place, text in self.problems))


class SubmissionError(GraderError):
    """The submission as a whole cannot be opened (no such folder, a broken zip)."""


class Unreadable(GraderError):
    """One part's answer was found and cannot be read: what, where, how to fix it."""

    def __init__(self, message: str, place: Place | None = None, hint: str | None = None):
        self.message, self.place, self.hint = message, place, hint
        super().__init__(f"{place}: {message}" if place else message)


class OwnFault(GraderError):
    """The grader's own failure: an oracle that raised, a worker that died."""
