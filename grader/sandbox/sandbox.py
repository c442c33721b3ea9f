"""The sandbox: its templates, what it keeps students in, and a session for each submission."""

import os
import re
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import product
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import TYPE_CHECKING, Self

from grader.errors import OwnFault, Unreadable, UsageError
from grader.sandbox.results import Isolation, Layers, Limits, Tier
from grader.sandbox.templates import Template, TemplateDied

if TYPE_CHECKING:
    from grader.sandbox.session import Session
    from grader.sandbox.trial import Trial

_TORCH = re.compile(rb"^[ \t]*(?:import|from)[ \t][^#\n]*\btorch", re.MULTILINE)
_FILES, _DEPTH = 1000, 64

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
        self._templates: dict[bool, Template] = {}
        self._died: set[bool] = set()
        self._number = 0
        self._closed = False
        self._found: tuple[Layers, Isolation] | None = None

    @property
    def isolation(self) -> Isolation:
        """What students are kept in: found once, by trying to get out.

        Raises:
            UsageError: less than is required, or than is safe.
        """
        return self._cage(torch=False)[1]

    def prepare(self, *, torch: bool = False) -> None:
        """Start a template now, and do not wait: it loads while the caller does something else."""
        self._template(torch)

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
        layers, _ = self._cage(torch=torch)
        return self._open(files, entry, limits, layers, torch=torch)

    def trial(
        self,
        files: Mapping[str, bytes],
        entry: str,
        limits: Limits,
        *,
        data: int | None = None,
        cores: Sequence[int] = (),
    ) -> "Trial":
        """A training run, with torch loaded; nothing has been started yet.

        Args:
            data: a descriptor of the memory file with its images and labels.
            cores: the processor's cores that it may use; all where none are named.

        Raises:
            UsageError, Unreadable: as `open`.
        """
        from grader.sandbox.trial import Trial

        layers, _ = self._cage(torch=True)
        session = self._open(files, entry, limits, layers, torch=True, data=data, cores=cores)
        return Trial(session, entry, list(files))

    def close(self) -> None:
        """End everything that was started."""
        self._closed = True
        for template in self._templates.values():
            template.close()
        self._templates.clear()
        if self._base is not None:
            shutil.rmtree(self._base, ignore_errors=True)
            self._base = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _cage(self, *, torch: bool) -> tuple[Layers, Isolation]:
        if not hasattr(os, "fork"):
            raise UsageError("students' code cannot be run safely on this system; use a container with Linux")
        self.prepare(torch=torch)
        from grader.sandbox import tiers

        if self._found is None:
            self._found = self._try_cages(torch)
        if problem := tiers.short_of(self._least, self._found[1]):
            raise UsageError(problem if self._required else f"{problem}; or trust the students (--trust-students)")
        return self._found

    def _try_cages(self, torch: bool) -> tuple[Layers, Isolation]:
        """The strictest cage in which honest code still runs, and what it withstands."""
        from grader.sandbox import seccomp, tiers, users

        facts = self._facts(torch)
        wanted = replace(self._wanted, landlock=self._wanted.landlock and facts["landlock"] > 0)
        problem = "no process can be started"
        filters = _downwards(wanted.seccomp and seccomp.supported())
        for filtered, own in product(filters, _downwards(wanted.user and users.possible())):
            layers = replace(wanted, seccomp=filtered, user=own)
            try:
                with self._open(tiers.probe(), "probe.py", Limits(), layers, torch=torch) as session:
                    if (problem := tiers.usable(session) or "") == "":
                        through = tiers.attempts(session, Limits(), self._folder())
                        made_of = {**facts, "seccomp": layers.seccomp}
                        return layers, tiers.judge(through, made_of, Limits())
            except OwnFault as error:
                problem = str(error)
        raise OwnFault(f"code cannot be run here: {problem}")

    def _open(
        self,
        files: Mapping[str, bytes],
        entry: Entry,
        limits: Limits,
        layers: Layers,
        *,
        torch: bool,
        data: int | None = None,
        cores: Sequence[int] = (),
    ) -> "Session":
        from grader.sandbox import origin
        from grader.sandbox.process import Order, Process
        from grader.sandbox.session import Session
        from grader.sandbox.users import spare

        folder = self._written(files, limits)

        def start() -> Process:
            self._number += 1
            user = spare(self._number)
            order = Order(layers, folder, user, limits, tuple(cores), data)
            return Process(self._template(torch), self._number, order)

        return Session(
            entry,
            list(files),
            origin.lengths(files, entry),
            limits,
            start=start,
            renew=self._renew,
            remove=lambda: shutil.rmtree(folder, ignore_errors=True),
        )

    def _facts(self, torch: bool) -> Mapping[str, int]:
        while True:
            try:
                return self._template(torch).facts
            except TemplateDied as error:
                self._renew(error)

    def _template(self, torch: bool) -> Template:
        if self._closed:
            raise OwnFault("students' code was to be run after the sandbox had been closed")
        if torch not in self._templates:
            self._templates[torch] = Template(torch=torch, base=self._folder(), layers=self._wanted)
        return self._templates[torch]

    def _renew(self, died: TemplateDied) -> None:
        """Forget a template that died, once of each kind."""
        for torch, template in list(self._templates.items()):
            if template is died.template:
                template.close()
                if torch in self._died:
                    raise OwnFault("the process that starts students' code died twice")
                self._died.add(torch)
                del self._templates[torch]

    def _folder(self) -> str:
        if self._base is None:
            self._base = tempfile.mkdtemp(prefix="grader-", dir=temporary())
            Path(self._base).chmod(0o711)  # a submission's user finds its own folder, and no other
        return self._base

    def _written(self, files: Mapping[str, bytes], limits: Limits) -> str:
        """The submission's files in a folder of their own."""
        size = sum(map(len, files.values()))
        if len(files) > _FILES or size > limits.files:
            raise Unreadable(
                f"{len(files):,} files of {size:,} bytes together; at most {_FILES:,} of {limits.files:,} are read"
            )
        for name in files:
            path = PurePosixPath(name)
            if path.is_absolute() or ".." in path.parts or "\0" in name or not 0 < len(path.parts) <= _DEPTH:
                raise Unreadable(f"{name[:100]!r} is not the name of a file in the submission")
            if not name.isascii() and name != name.encode(errors="replace").decode():
                raise Unreadable(f"{name[:100]!r} is not the name of a file in UTF-8; rename the file")
        folder = Path(self._folder(), os.urandom(8).hex())
        try:
            for name, data in files.items():
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                (folder / name).write_bytes(data)
        except OSError as error:
            shutil.rmtree(folder, ignore_errors=True)
            why = f"{error.strerror}; rename them"
            raise Unreadable(f"the submission's files cannot be written for its code to read: {why}") from None
        folder.mkdir(exist_ok=True)
        for made in (folder, *folder.rglob("*")):  # whatever the umask, the submission's user reads its own files
            made.chmod(0o755)
        return str(folder)


def _downwards(wanted: bool) -> Sequence[bool]:
    return (True, False) if wanted else (False,)


def temporary() -> str | None:
    """Where temporary folders are made: $TMPDIR or /tmp; None leaves it to `tempfile`.

    `tempfile` writes a file to see whether it can, and who is killed at that moment leaves it there.
    """
    for name in (os.environ.get("TMPDIR"), "/tmp"):
        if name and Path(name).is_dir() and os.access(name, os.W_OK | os.X_OK):
            return name
    return None
