"""The only place where a student's code runs. It knows nothing of rubrics, checks or reference answers.

    grader (holds answers) ──exec, clean environment──▶ template (numpy or torch) ──fork──▶ a child for a submission
            ◀────────── one socket a child: frames that `grader.sandbox.wire` checks ──────────▶

A training run on a GPU begins as a new interpreter instead of a fork: see `grader.sandbox.fresh`.

`Sandbox` opens a `Session` for each submission; a session loads the student's file or cells and calls their
functions. What comes back is data, or a `Failure` that says what went wrong in the student's code.
"""

from typing import TYPE_CHECKING, Any

from grader.lazy import Lazy

if TYPE_CHECKING:
    from grader.sandbox.fresh import Fresh
    from grader.sandbox.results import Failure, Isolation, Limits, Loaded, Returned, Tier, Usage
    from grader.sandbox.sandbox import Sandbox
    from grader.sandbox.session import Session
    from grader.sandbox.wire import Handle, Value

__all__ = [
    "Failure",
    "Fresh",
    "Handle",
    "Isolation",
    "Limits",
    "Loaded",
    "Returned",
    "Sandbox",
    "Session",
    "Tier",
    "Usage",
    "Value",
]

_NAMES = Lazy(
    "grader.sandbox",
    {
        "Failure": "results.Failure",
        "Fresh": "fresh.Fresh",
        "Handle": "wire.Handle",
        "Isolation": "results.Isolation",
        "Limits": "results.Limits",
        "Loaded": "results.Loaded",
        "Returned": "results.Returned",
        "Sandbox": "sandbox.Sandbox",
        "Session": "session.Session",
        "Tier": "results.Tier",
        "Usage": "results.Usage",
        "Value": "wire.Value",
    },
)


def __getattr__(name: str) -> Any:
    """The child's half imports this package too, and must not pull in the grader's."""
    try:
        return _NAMES[name]
    except KeyError:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}") from None
