"""What a student hands in, graded by the shipped rubric: folder, intake, form and check are the real ones."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from grader import intake
from grader.answers import FORMS
from grader.answers.form import Values
from grader.engine.marking.grade import Grader
from grader.model import Answer, Block, Grade, PartGrade, Place, Result, Section, Submission, Value
from grader.oracles import Givens
from grader.rubric import load

RUBRIC = Path(__file__).parents[2] / "rubrics" / "hw7.yaml"
HERE = Place("answers.yaml", 1)


@cache
def hw7() -> Grader:
    assignment, _ = load.load(RUBRIC)
    return Grader(assignment, {})


def givens(part: str) -> Givens:
    """What hw7 gives, as a part of it sees it."""
    (own,) = (each.given for each in hw7().assignment.parts if each.id == part)
    return Givens(own, Givens(hw7().assignment.given))


def graded(folder: Path, files: Mapping[str, str | bytes], *parts: str) -> Grade:
    """The grade of a folder that holds these files."""
    for name, content in files.items():
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return hw7().grade(intake.read(folder, hw7().assignment), only=parts)


def part(folder: Path, name: str, text: str) -> PartGrade:
    """The grade of one part, answered in answers.md."""
    return graded(folder, {"answers.md": f"## {name}\n\n{text}\n"}, name).parts[0]


def result(folder: Path, name: str, text: str) -> Result:
    """The same, of a part with one criterion."""
    return part(folder, name, text).results[0]


def valued(name: str, value: Any) -> Result:
    """The result of a part that answers.yaml gives this value, of a part with one criterion."""
    handed_in = Submission("ada", {name: Answer((Value(value, HERE),))})
    return hw7().grade(handed_in, only=[name]).parts[0].results[0]


def section(*blocks: Block) -> Section:
    return Section(blocks, "\n\n".join(block.source for block in blocks), Place("answers.md", 1))


def read(form: str, raw: Any, settings: Mapping[str, Any], givens: Mapping[str, Any] | None = None) -> Values | None:
    """What a form makes of a raw answer; a bare value is one from answers.yaml."""
    piece = raw if hasattr(raw, "place") else Value(raw, HERE)
    return FORMS[form].reading.read(Answer((piece,)), settings, givens or {})
