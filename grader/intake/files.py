"""The files that hold a part's arrays or code."""

from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from grader.answers import form_of
from grader.errors import Unreadable
from grader.intake import limits
from grader.intake.tree import Tree
from grader.model import Assignment, File, Part, Place

_SUFFIXES = (".npz", ".safetensors", ".pt", ".pth")


class Files:
    """The files of a submission by the names that the rubric gives. `used` grows with those looked at."""

    def __init__(self, tree: Tree, assignment: Assignment):
        self.used: set[str] = set()
        self._tree = tree
        self._assignment = assignment
        self._read: dict[str, File] = {}
        self._by_name: dict[str, list[str]] = {}
        givens = {*assignment.given, *(name for part in assignment.parts for name in part.given)}
        for name in tree.names():
            path = PurePosixPath(name)
            if not (path.parts[0] == "data" and path.suffix == ".npy" and path.stem in givens):
                self._by_name.setdefault(path.name.casefold(), []).append(name)

    def arrays(self, part: Part) -> tuple[File, ...]:
        """The files of a part's arrays; none if it has none.

        Raises:
            Unreadable: two candidates, or a file that is too large or cannot be read.
        """
        return tuple(self.file(name, limits.ARRAYS) for name in self._arrays(part)) if _array_names(part) else ()

    def code(self, part: Part) -> tuple[File, ...]:
        """The file of a part's code, if it is there.

        Raises:
            Unreadable: there are several, or it is too large or cannot be read.
        """
        name = self.find(_file(part))
        return (self.file(name, limits.CODE),) if name else ()

    def file(self, name: str, limit: int) -> File:
        """The file of this very name, read once."""
        if name not in self._read:
            self._read[name] = File(self._tree.read(name, limit), Place(name))
        return self._read[name]

    def find(self, wanted: str) -> str | None:
        """The file `wanted`, in any letter case: at the top, else the only one anywhere.

        Raises:
            Unreadable: there are several.
        """
        folded = wanted.casefold()
        names = self._by_name.get(PurePosixPath(folded).name, [])
        names = [name for name in names if f"/{name.casefold()}".endswith(f"/{folded}")]
        top = [name for name in names if name.casefold() == folded]
        found = [name for name in names if name == wanted] or top or names
        self.used.update(found)
        if len(found) > 1:
            raise Unreadable(f"{len(found)} files are named {wanted}: {_listed(found)}; keep one", Place(found[0]))
        return found[0] if found else None

    def _arrays(self, part: Part) -> tuple[str, ...]:
        """The files of the one set of candidates that is there."""
        sets: list[list[str]] = []
        for wanted in _array_sets(part, self._assignment):
            taken = {name for names in sets for name in names}
            found = [name for name in map(self.find, wanted) if name and name not in taken]
            if found:
                sets.append(found)
        if len(sets) > 1:
            first = [names[0] for names in sets]
            stem = PurePosixPath(_file(part)).stem
            raise Unreadable(
                f"{len(sets)} files hold the arrays of {stem}: {_listed(first)}; keep one", Place(first[0])
            )
        return tuple(sets[0]) if sets else ()


def _array_sets(part: Part, assignment: Assignment) -> Iterator[Sequence[str]]:
    """The names of the files that may hold a part's arrays: one file for all, or one .npy for each."""
    stem = PurePosixPath(_file(part)).stem
    arrays = _array_names(part)
    for suffix in _SUFFIXES:
        yield (stem + suffix,)
    if len(arrays) == 1:
        yield (stem + ".npy",)
    for joint in "_./":
        yield [f"{stem}{joint}{array}.npy" for array in arrays]
    others = {name for other in assignment.parts if other is not part for name in _array_names(other)}
    yield [f"{array}.npy" for array in arrays if array not in others]


def _file(part: Part) -> str:
    return form_of(part).file(part.answer.settings)


def _array_names(part: Part) -> tuple[str, ...]:
    return form_of(part).arrays(part.answer.settings)


def _listed(names: Sequence[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) <= 4 else f"{', '.join(names[:4])} and others"
