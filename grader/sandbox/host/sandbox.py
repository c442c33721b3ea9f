"""The sandbox: its templates, what it keeps students in, and a session for each submission."""

import os
import re
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import product
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from grader.errors import OwnFault, UsageError
from grader.sandbox.host.fork_server_handle import Kind, Template, TemplateDied
from grader.sandbox.protocol.values import Isolation, Layers, Limits, Tier

if TYPE_CHECKING:
    from grader.sandbox.host.fresh import Fresh
    from grader.sandbox.host.process import Order
    from grader.sandbox.host.session import Session
    from grader.sandbox.host.trial import Trial

_TORCH = re.compile(rb"^[ \t]*(?:import|from)[ \t][^#\n]*\btorch", re.MULTILINE)

Entry = str | Sequence[tuple[str, str]]


class Sandbox:
    """Runs students' code. For one thread; templates start when they are first needed and live until `close`.

    What is not needed to start one is imported later, while it loads its libraries.

    Args:
        require: the least tier; a machine that offers less is refused.
        trust_students: run in tier D too, where nothing but limits holds.
        layers: for tests, which show what gets through without one.
    """

    def __init__(self, *, require: Tier | None = None, trust_students: bool = False, layers: Layers | None = None):
        self._least: Tier = require or ("D" if trust_students else "C")
        self._required = require is not None
        self._wanted = layers or Layers()
        self._base: str | None = None
        self._templates: dict[Kind, Template] = {}
        self._died: set[Kind] = set()
        self._number = 0
        self._closed = False
        self._found: dict[object, tuple[Layers, Isolation]] = {}

    @property
    def isolation(self) -> Isolation:
        """The isolation of students' code: determined once, by trying to get out.

        Raises:
            UsageError: less than is required, or than is safe.
        """
        return self._cage("numpy")[1]

    def fresh_isolation(self, fresh: "Fresh") -> Isolation:
        """The isolation of a training run on a device: determined in the same way, once for each device.

        Raises:
            UsageError: less than is required, or than is safe.
        """
        return self._cage("fresh", fresh)[1]

    def prepare(self, *, torch: bool = False) -> None:
        """Start a template now, and do not wait: it loads while the caller does something else."""
        self._template("torch" if torch else "numpy")

    def open(
        self, files: Mapping[str, bytes], entry: Entry, limits: Limits | None = None, *, torch: bool | None = None
    ) -> "Session":
        """A session for one submission; nothing of it has run yet.

        Args:
            files: the submission's own files by relative name; its code can read them and nothing else.
            entry: the file to load, or a notebook's cells: name and source.
            torch: whether torch is needed; None: where a file or cell imports it.

        Raises:
            UsageError: the machine offers less isolation than is required.
            Unreadable: too many or too large files, or a name that is not a file's.
        """
        limits = limits or Limits()
        if torch is None:
            cells = () if isinstance(entry, str) else [source.encode(errors="replace") for _, source in entry]
            torch = any(map(_TORCH.search, [*(data for name, data in files.items() if name.endswith(".py")), *cells]))
        layers, _ = self._cage("torch" if torch else "numpy")
        return self._open(files, entry, _order(layers, limits, torch=torch))

    def trial(
        self,
        files: Mapping[str, bytes],
        entry: Entry,
        limits: Limits,
        *,
        data: int | None = None,
        cores: Sequence[int] = (),
        fresh: "Fresh | None" = None,
    ) -> "Trial":
        """A training run, with torch loaded; nothing has been started yet.

        Args:
            data: a descriptor of the memory file with its images and labels.
            cores: the processor's cores that it may use; all where none are named.
            fresh: it begins as a new interpreter, since it is on this device; its memory has no bound then.

        Raises:
            UsageError, Unreadable: as `open`.
        """
        from grader.sandbox.host.trial import Trial

        layers, _ = self._cage("fresh" if fresh else "torch", fresh)
        order = _order(layers, limits, cores=tuple(cores), data=data, fresh=fresh, torch=True)
        session = self._open(files, entry, order)
        return Trial(session, entry, list(files))

    def close(self) -> None:
        """End everything that was started."""
        self._closed = True
        for template in self._templates.values():
            template.close()
        self._templates.clear()
        if self._base is not None:
            from grader.sandbox.guest import removal

            removal.remove(self._base)
            self._base = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _cage(self, kind: Kind, fresh: "Fresh | None" = None) -> tuple[Layers, Isolation]:
        if not hasattr(os, "fork"):
            raise UsageError("students' code cannot be run safely on this system; use a container with Linux")
        self._template(kind)
        from grader.sandbox.host import tiers

        key = fresh.key if fresh else None
        if key not in self._found:
            self._found[key] = self._try_cages(kind, fresh)
        layers, isolation = self._found[key]
        if problem := tiers.short_of(self._least, isolation):
            raise UsageError(problem if self._required else f"{problem}; or trust the students (--trust-students)")
        return layers, isolation

    def _try_cages(self, kind: Kind, fresh: "Fresh | None") -> tuple[Layers, Isolation]:
        """The strictest cage in which honest code still runs, and what it withstands."""
        from grader.sandbox.guest import seccomp
        from grader.sandbox.host import tiers, users

        facts = {**self._facts(kind), **({"device": fresh.device} if fresh else {})}
        wanted = replace(self._wanted, landlock=self._wanted.landlock and facts["landlock"] > 0)
        problem = "no process can be started"
        filters = _downwards(wanted.seccomp and seccomp.supported())
        for filtered, own in product(filters, _downwards(wanted.user and users.possible())):
            layers = replace(wanted, seccomp=filtered, user=own)
            try:
                order = _order(layers, Limits(), fresh=fresh, torch=kind == "torch")
                with self._open(tiers.probe(), "probe.py", order) as session:
                    if (problem := tiers.usable(session) or "") == "":
                        through = tiers.attempts(session, Limits(), self._folder())
                        made_of = {**facts, "seccomp": layers.seccomp}
                        return layers, tiers.judge(through, made_of, Limits())
            except OwnFault as error:
                problem = str(error)
        raise OwnFault(f"code cannot be run here: {problem}")

    def _open(self, files: Mapping[str, bytes], entry: Entry, wanted: "Order") -> "Session":
        """A session of processes as they are wanted, but for the folders and the user, which are chosen here."""
        from grader.sandbox.host import folders
        from grader.sandbox.host.process import Process
        from grader.sandbox.host.session import Session
        from grader.sandbox.host.users import spare
        from grader.sandbox.protocol import origin

        kind: Kind = "fresh" if wanted.fresh else "torch" if wanted.torch else "numpy"
        folder = self._written(files, wanted.limits)

        def start() -> Process:
            self._number += 1
            user = spare(self._number)
            order = replace(wanted, folder=folder, user=user)
            if wanted.fresh:
                order = replace(order, scratch=folders.scratch(folder, user if wanted.layers.user else None))
            return Process(self._template(kind), self._number, order)

        return Session(
            entry,
            list(files),
            origin.lengths(files, entry),
            wanted.limits,
            start=start,
            renew=self._renew,
            remove=lambda: folders.remove(folder),
        )

    def _facts(self, kind: Kind) -> Mapping[str, Any]:
        while True:
            try:
                return self._template(kind).facts
            except TemplateDied as error:
                self._renew(error)

    def _template(self, kind: Kind) -> Template:
        if self._closed:
            raise OwnFault("students' code cannot be run after the sandbox has been closed")
        if kind not in self._templates:
            self._templates[kind] = Template(kind, base=self._folder(), layers=self._wanted)
        return self._templates[kind]

    def _renew(self, died: TemplateDied) -> None:
        """Forget a template that died, once of each kind."""
        for kind, template in list(self._templates.items()):
            if template is died.template:
                template.close()
                if kind in self._died:
                    raise OwnFault("the process that starts students' code died twice")
                self._died.add(kind)
                del self._templates[kind]

    def _folder(self) -> str:
        if self._base is None:
            self._base = tempfile.mkdtemp(prefix="grader-", dir=temporary())
            Path(self._base).chmod(0o711)  # a submission's user finds its own folder, and no other
        return self._base

    def _written(self, files: Mapping[str, bytes], limits: Limits) -> str:
        from grader.sandbox.host import folders

        return folders.written(files, limits.files, self._folder())


def _order(layers: Layers, limits: Limits, **more: Any) -> "Order":
    from grader.sandbox.host.process import Order

    return Order(layers, "", None, limits, **more)


def _downwards(wanted: bool) -> Sequence[bool]:
    return (True, False) if wanted else (False,)


def temporary() -> str | None:
    """The folder for temporary folders: $TMPDIR or /tmp; None leaves it to `tempfile`.

    `tempfile` writes a file to see whether it can, and who is killed at that moment leaves it there.
    """
    for name in (os.environ.get("TMPDIR"), "/tmp"):
        if name and Path(name).is_dir() and os.access(name, os.W_OK | os.X_OK):
            return name
    return None
