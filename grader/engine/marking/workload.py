"""Which parts have programs that are run, where, and how long that may be thought to take."""

from grader.answers import form_of
from grader.answers.training import BUDGET, RUNS, variant
from grader.engine.marking.runs import limits
from grader.model import Part

_SHARE = 0.1
"""Of its budget that a training run may be thought to take."""


def is_run(part: Part) -> bool:
    """Whether what is handed in for a part is a program that is run."""
    return form_of(part).is_run(part.answer.settings)


def trains(part: Part) -> bool:
    """Whether what is handed in for a part is a program that is trained."""
    return form_of(part).is_trained


def runs_here(part: Part, *, small: bool) -> bool:
    """Whether code of a part is run as a fork of the template: not if it is trained on a GPU, or is not run at all."""
    return is_run(part) and (not trains(part) or variant(part.answer.settings, small=small)["device"] == "cpu")


def usual_seconds(part: Part) -> float:
    """The seconds that the code of a part may be thought to take, where nothing is known."""
    settings = part.answer.settings
    if not trains(part):
        return float(limits(settings).wall)
    return _SHARE * 3 * int(settings.get("runs", RUNS)) * float(settings.get("budget", BUDGET))
