"""Files that may be meant for the arrays of a part, though the question asks for another file."""

import io
import zipfile
from collections.abc import Collection, Mapping, Sequence
from pathlib import PurePosixPath

from grader.answers import form_of
from grader.answers.stored import check_directory
from grader.intake import limits
from grader.intake.files import Files
from grader.intake.text import brief, near
from grader.intake.tree import Tree
from grader.model import Answer, Assignment, Part, Place

_FILES = (".npz", ".npy", ".safetensors", ".pt", ".pth")
_TABLES = (".csv", ".tsv", ".txt", ".json", ".mat", ".h5", ".hdf5", ".pkl", ".pickle")
"""How arrays are kept elsewhere; none of these is read."""
_SHOWN = 4


def meant(tree: Tree, files: Files, assignment: Assignment, answered: Collection[str]) -> Mapping[str, Answer]:
    """For each part whose arrays are missing, the files that may be meant, as a problem with the answer.

    Files that other answers were read from are none of them, nor is what lies in `data/`. More than one part may be
    told of the same file: the student has to say which one it belongs to.
    """
    free = [name for name in tree.names() if name not in files.used and PurePosixPath(name).parts[0] != "data"]
    found = {}
    for part in assignment.parts:
        if _names(part) and part.id not in answered:
            likely = _single(part, free) or [name for name in free if _together(part, name, tree, files)]
            if likely:
                found[part.id] = Answer(problem=(_message(part, likely), Place(likely[0]), _hint(part, likely)))
                asked = [_file(part)]
                files.used.update(name for name in likely if not near(name, asked))  # of these a note asks anyway
    return found


def _single(part: Part, names: Sequence[str]) -> list[str]:
    """Files named after the arrays asked for: W1.npy, W2.csv."""
    wanted = {name.casefold() for name in _names(part)}
    return [name for name in names if _stem(name) in wanted and name.casefold().endswith((*_FILES, *_TABLES))]


def _together(part: Part, name: str, tree: Tree, files: Files) -> bool:
    """Whether a file is called nearly what is asked for, or is an .npz that holds all the arrays."""
    asked = PurePosixPath(_file(part)).stem
    suffix = PurePosixPath(name.casefold()).suffix
    if _stem(name) == asked.casefold():
        return suffix in (*_FILES, *_TABLES)
    if suffix in _FILES and near(_stem(name), [asked]):
        return True
    if suffix != ".npz" or tree.entries[name].size > limits.OWN_BYTES:
        return False
    try:
        file = files.file(name, limits.OWN_BYTES)
        check_directory(file)
        with zipfile.ZipFile(io.BytesIO(file.data)) as archive:
            held = {member.removesuffix(".npy") for member in archive.namelist()}
    except Exception:  # noqa: BLE001 - zipfile raises a dozen kinds on damaged input; then it is no answer
        return False
    return held >= set(_names(part))


def _message(part: Part, likely: Sequence[str]) -> str:
    shown = [brief(name) for name in likely[:_SHOWN]]
    there = f"{', '.join(shown[:-1])} and {shown[-1]} are" if len(shown) > 1 else f"{shown[0]} is"
    return f"{_file(part)} is not there; {there}, and may be meant"


def _hint(part: Part, likely: Sequence[str]) -> str:
    """A hint on how to put the arrays that are there into the file asked for."""
    loaded = ", ".join(f"{name}={_loading(name, likely)}" for name in _names(part))
    return f'Hand it in under the name asked for: `numpy.savez("{_file(part)}", {loaded})`.'


def _loading(array: str, likely: Sequence[str]) -> str:
    own = [name for name in likely if _stem(name) == array.casefold() and name.casefold().endswith(".npy")]
    return f'numpy.load("{brief(own[0])}")' if own else array


def _names(part: Part) -> tuple[str, ...]:
    """The arrays that a part asks for; none if it asks for something else."""
    return form_of(part).arrays(part.answer.settings)


def _file(part: Part) -> str:
    return form_of(part).file(part.answer.settings)


def _stem(name: str) -> str:
    return PurePosixPath(name).stem.casefold()
