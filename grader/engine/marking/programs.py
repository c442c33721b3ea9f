"""The programs that a training part is about: the student's, the reference, and the private test set."""

import inspect
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from grader import oracles
from grader.answers import training as form
from grader.answers.code import function_name
from grader.errors import OwnFault
from grader.model import Answer, Cells, File, Part

if TYPE_CHECKING:
    from grader.training.program import Program


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """Whether the rubric's small variant is asked for, and where data sets lie that are not shipped."""

    small: bool = False
    data: Path | None = None


def handed_in(part: Part, answer: Answer, files: Mapping[str, bytes]) -> "Program":
    """The program that was handed in for a part."""
    from grader.training import program

    code = next(raw for raw in answer.raw if isinstance(raw, File | Cells))
    function = function_name(part.answer.settings)
    if isinstance(code, Cells):
        return program.of_cells(code.cells, files, function)
    return program.of_file(code.place.file, code.data, files, function)


def claim(answer: Answer, files: Mapping[str, bytes]) -> bytes | None:
    """The student's own `run.json`, next to the program or at the top; None if there is none."""
    from grader.training.claimed import FILE

    code = next((raw for raw in answer.raw if isinstance(raw, File)), None)
    beside = "" if code is None else str(PurePosixPath(code.place.file).with_name(FILE))
    return files.get(beside, files.get(FILE))


def hidden_file(part: Part) -> Path | None:
    """The private test set that a rubric names: next to the rubric, unless it says where."""
    hidden = part.answer.settings.get("hidden")
    return None if hidden is None else Path(part.answer.place.file).parent / hidden


def hidden_digest(part: Part) -> str:
    """The digest of a part's private test set; of nothing where there is none."""
    path = hidden_file(part)
    try:
        return "none" if path is None else blake2b(path.read_bytes(), digest_size=16).hexdigest()
    except OSError:
        return "absent"


def reference(name: str) -> "Program":
    """The reference trainer as a program: the file that contains its oracle."""
    from grader.training import program

    oracle = oracles.load(form.trainer_of(name))
    file = inspect.getsourcefile(oracle)
    if file is None:
        raise OwnFault(f"the source of the reference trainer {name} is not there")
    return program.of_file(Path(file).name, Path(file).read_bytes(), {}, oracle.__name__)


def availability(part: Part, asked: Rehearsal) -> str:
    """Whether the device is there that a part is measured on, as its kind; and where its data is said to be."""
    from grader.training import devices

    there = devices.candidates(form.variant(part.answer.settings, small=asked.small)["device"])
    return f"{'absent' if isinstance(there, str) else 'there'} {asked.data or ''}"
