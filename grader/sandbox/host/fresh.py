"""A process that begins as a new interpreter: for runs on a device whose context cannot be forked, such as CUDA's.

    grader ──exec, clean environment──▶ starter (no libraries) ──fork, exec──▶ an interpreter for a run

`process.Process` starts, asks and ends it as any other; `starter` and `fresh_child` are its other side. No process can
be started in it, so `torch.compile`, which runs compilers, is out until a rubric can allow to build. It was tried with
everything but a GPU: `seccomp`, `landlock.own_names` and `fresh_child` name the documents that the rest is based on.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Fresh:
    """The needs of a process on a device.

    Attributes:
        device: its kind, as a result's isolation names it.
        environment: variables.
        paths: files and folders that it must be able to open, where there are, and whether to write too.
    """

    device: str
    environment: Mapping[str, str] = field(default_factory=dict)
    paths: tuple[tuple[str, bool], ...] = ()

    @property
    def key(self) -> tuple[object, ...]:
        """The same for all that are kept in by the same."""
        return self.device, tuple(sorted(self.environment.items())), self.paths

    @property
    def told(self) -> dict[str, object]:
        """For the process's order."""
        return {"environment": dict(self.environment), "paths": list(self.paths)}
