"""The only place where a student's code runs. It knows nothing of rubrics, checks or reference answers.

    grader (holds answers) ──exec, clean environment──▶ template (numpy or torch) ──fork──▶ a child for a submission
            ◀────────── one socket a child: frames that `grader.sandbox.protocol.frames` checks ──────────▶

A training run on a GPU begins as a new interpreter instead of a fork: see `grader.sandbox.host.fresh`.

`Sandbox` opens a `Session` for each submission; a session loads the student's file or cells and calls their
functions. What comes back is data, or a `Failure` that says what went wrong in the student's code.
"""

from typing import TYPE_CHECKING, Any

from grader.lazy import Lazy

if TYPE_CHECKING:
    from grader.sandbox.host.fresh import Fresh
    from grader.sandbox.host.sandbox import Sandbox
    from grader.sandbox.host.session import Session
    from grader.sandbox.protocol.frames import Handle, Value
    from grader.sandbox.protocol.values import Failure, Isolation, Limits, Loaded, Returned, Tier, Usage

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
        "Failure": "protocol.values.Failure",
        "Fresh": "host.fresh.Fresh",
        "Handle": "protocol.frames.Handle",
        "Isolation": "protocol.values.Isolation",
        "Limits": "protocol.values.Limits",
        "Loaded": "protocol.values.Loaded",
        "Returned": "protocol.values.Returned",
        "Sandbox": "host.sandbox.Sandbox",
        "Session": "host.session.Session",
        "Tier": "protocol.values.Tier",
        "Usage": "protocol.values.Usage",
        "Value": "protocol.frames.Value",
    },
)


def __getattr__(name: str) -> Any:
    """The child's half imports this package too, and must not pull in the grader's."""
    return _NAMES.attribute(name)
