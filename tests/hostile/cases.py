"""What a hostile case is: files as a student might hand them in, the part they attack, and what must survive.

Each table of cases is a function that makes it; `all_cases` is the whole corpus. Beside the attack lies a right
answer to another part, the *witness*, wherever the container can still be read: its points must be kept. Nothing
here does harm: what would run, if anything ran it, would only leave the file `TRAP`.
"""

import os
import socket
import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from sample_class.classes import given
from sample_class.handin import markdown, npz

Content = bytes | Callable[[Path], None]
"""A file's bytes, or what makes something else of its path: a link, a pipe, a file full of holes."""

LAYERS, SECONDS, TOKENS = "regularized.layers", "resnet.final_seconds", "translation.train_inputs"
PCA, REGULARIZED, SOLVER = "pca.weights", "regularized.weights", "pca.solver"
EVERYWHERE = ()
"""Instead of a part: the submission cannot be opened at all."""
POINTS = {LAYERS: 1, "regularized.orthonormal": 1, REGULARIZED: 5, None: 0}
"""The points of the witnesses."""
TRAP = "grader-was-fooled"
PICKLE = f"cos\nsystem\n(Vecho fooled > {TRAP}\ntR.".encode()


@dataclass(frozen=True, slots=True)
class Case:
    """One submission. `id` says what it attacks, `says` a part of the message that the first part must get."""

    id: str
    parts: tuple[str, ...]
    files: Mapping[str, Content] = field(default_factory=dict)
    says: str = ""
    status: tuple[str, ...] = ("unreadable",)
    witness: str | None = LAYERS
    archive: Callable[[], bytes] | None = None
    """The bytes of a zip, which then is the submission."""
    name: str | None = None
    """The folder's name, where it is the attack."""

    @property
    def refused(self) -> bool:
        """Whether the submission cannot be opened at all, which `check` says with status 2."""
        return self.parts == EVERYWHERE


def lay(case: Case, folder: Path) -> Path:
    """Write the submission into `folder`; its path."""
    path = folder / (case.name or case.id)
    if case.archive is not None:
        path = folder / f"{case.id}.zip"
        path.write_bytes(case.archive())
        return path
    path.mkdir(parents=True)
    for name, content in case.files.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        if callable(content):
            content(path / name)
        else:
            (path / name).write_bytes(content)
    return path


@cache
def all_cases() -> tuple[Case, ...]:
    from tests.hostile import (
        array_cases,
        folder_cases,
        markdown_cases,
        notebook_cases,
        tensor_cases,
        typed_cases,
        yaml_cases,
        zip_cases,
    )

    modules = (
        markdown_cases,
        typed_cases,
        yaml_cases,
        notebook_cases,
        array_cases,
        tensor_cases,
        zip_cases,
        folder_cases,
    )
    return tuple(case for module in modules for case in module.cases())


# --- what the tables share ------------------------------------------------------------------------


def answers(**others: str) -> bytes:
    """answers.md with the witness."""
    return markdown({LAYERS: "2", **others})


@cache
def witness_weights() -> bytes:
    """The witness where answers.md itself is attacked: regularized_weights.npz."""
    return npz(**given()[0].regularized(0.05))


@cache
def pca() -> bytes:
    """A right pca_weights.npz, to be damaged."""
    return npz(**given()[0].pca())


def written(id: str, part: str, text: str, says: str = "", *status: str) -> Case:
    """An odd answer to a part in answers.md."""
    return Case(id, (part,), {"answers.md": markdown({LAYERS: "2", part: text})}, says, status or ("unreadable",))


def beside(id: str, part: str, name: str, content: Content, says: str = "", *status: str) -> Case:
    """An odd file for a part, beside a right answers.md."""
    return Case(id, (part,), {"answers.md": answers(), name: content}, says, status or ("unreadable",))


def instead(id: str, name: str, content: Content, says: str = "", *status: str) -> Case:
    """An odd text in the place of answers.md; the witness is in an array file."""
    files = {name: content, "regularized_weights.npz": witness_weights()}
    return Case(id, (LAYERS,), files, says, status or ("unreadable",), REGULARIZED)


def zipped_as(id: str, archive: Callable[[], bytes], says: str) -> Case:
    """A zip that cannot be opened as a whole."""
    return Case(id, EVERYWHERE, says=says, witness=None, archive=archive)


def flagged(data: bytes, flag: int) -> bytes:
    """The zip with its flags set in each local and central header."""
    for signature, offset in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        position = data.find(signature)
        while position >= 0:
            data = data[: position + offset] + struct.pack("<H", flag) + data[position + offset + 2 :]
            position = data.find(signature, position + 4)
    return data


def sparse(size: int, start: bytes = b"") -> Callable[[Path], None]:
    """A file that claims to be large and takes no room on the disk."""

    def make(path: Path) -> None:
        path.write_bytes(start)
        os.truncate(path, size)

    return make


def link(target: str) -> Callable[[Path], None]:
    return lambda path: path.symlink_to(target)


def pipe(path: Path) -> None:
    os.mkfifo(path)


def unix_socket(path: Path) -> None:
    """A socket; bound by a short relative name, as the system allows no long one."""
    here = Path.cwd()
    os.chdir(path.parent)
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(path.name)
    finally:
        os.chdir(here)
