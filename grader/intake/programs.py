"""Students' code: which file or notebook defines a part's function, and the files next to it."""

from collections.abc import Sequence
from pathlib import PurePosixPath

from grader.answers import code
from grader.answers.definitions import may_bind
from grader.errors import Unreadable
from grader.intake import limits
from grader.intake.files import Files
from grader.intake.tree import Tree
from grader.model import Answer, Cells, File, Part

_SUFFIXES = (".py", ".json", ".csv", ".npz", ".npy", ".txt")


def program(part: Part, files: Sequence[File], notebooks: Sequence[Cells]) -> tuple[File | Cells, ...]:
    """The file or notebook that defines the function of a part; where none does, the one that comes nearest to it.

    A starter's stub defines nothing, nor does a notebook that takes the function from the file.

    Raises:
        Unreadable: several define it.
    """
    name = code.function_name(part.answer.settings)
    cells = [notebook for notebook in notebooks if any(may_bind(source, name) for _, source in notebook.cells)]
    found: list[File | Cells] = [*files, *cells]
    if len(found) < 2:
        return tuple(found)
    defining, meant = [], []
    for each in found:
        try:
            if code.read(Answer((each,)), part.answer.settings, {}):
                defining.append(each)
        except Unreadable:
            meant.append(each)
    if len(defining) > 1:
        kind = "files" if isinstance(defining[0], File) else "notebooks"
        places = " and ".join(str(each.place) for each in defining[:4])
        message = f"{len(defining)} {kind} hold the code of {part.id}: {places}; keep one"
        raise Unreadable(message, defining[0].place)
    return ((defining + meant + found)[0],)


def beside(tree: Tree, files: Files) -> tuple[dict[str, bytes], list[str]]:
    """The small files that a student's code may read, by name, and the names of those that are too much.

    Code comes first, then what the rubric asks for, then the smallest.
    """
    names = [name for name in tree.names() if PurePosixPath(name.casefold()).suffix in _SUFFIXES]
    names.sort(key=lambda name: (not name.endswith(".py"), name not in files.used, tree.entries[name].size))
    found: dict[str, bytes] = {}
    left_out: list[str] = []
    room = limits.OWN_BYTES
    for name in names:
        if len(found) < limits.OWN_FILES and tree.entries[name].size <= room:
            try:
                found[name] = files.file(name, room).data
            except Unreadable:
                left_out.append(name)
            else:
                room -= len(found[name])
        else:
            left_out.append(name)
    return found, left_out
