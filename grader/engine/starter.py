"""The starter that students fill in: handed in untouched, every part is missing."""

import io
from pathlib import Path

import numpy as np

from grader.answers import form_of
from grader.errors import UsageError
from grader.model import Assignment, Part
from grader.oracles import Givens

_README = """# {title}

Fill in `answers.md`: each heading is one part, the question is quoted under it; write your answer below the
question. Tick a box with `[x]`. Write maths between dollar signs, or as plain text.
{files}
If your course gives out a rubric to check with, check your folder before you hand it in:

    grader check . --rubric {assignment}.yaml

Hand in this folder, or a zip of it. A part that you leave out gets no points and costs none elsewhere.
"""


def write(assignment: Assignment, folder: Path) -> list[str]:
    """Write the starter's files; their names.

    Raises:
        UsageError: the folder holds something, or cannot be written.
    """
    files = content(assignment)
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise UsageError(f"{folder} is not empty; name a new folder")
        for name, data in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
    except OSError as error:
        raise UsageError(f"{folder} cannot be written: {error.strerror or error}") from None
    return sorted(files)


def content(assignment: Assignment) -> dict[str, bytes]:
    """The starter's files by name."""
    files = {f"data/{name}.npy": data for name, data in _givens(assignment).items()}
    for part in assignment.parts:
        form = form_of(part)
        if form.is_program:
            name = form.file(part.answer.settings)
            files[name] = files.get(name, b"") + _stub(part, first=name not in files).encode()
    files["answers.md"] = _answers(assignment).encode()
    files["README.md"] = _readme(assignment, sorted(files)).encode()
    return files


def _givens(assignment: Assignment) -> dict[str, bytes]:
    """Every array that is given, as .npy."""
    arrays = {}
    for holder in (Givens(assignment.given), *(Givens(part.given) for part in assignment.parts)):
        for name in holder:
            if isinstance(holder[name], np.ndarray):
                stream = io.BytesIO()
                np.save(stream, holder[name], allow_pickle=False)
                arrays[name] = stream.getvalue()
    return arrays


def _answers(assignment: Assignment) -> str:
    lines = [f"# {assignment.title}", ""]
    for problem in assignment.problems:
        lines += [f"# {problem.title}", ""]
        for part in problem.parts:
            lines += [f"## {part.id} — {part.title} ({part.max_score:g} point{'' if part.max_score == 1 else 's'})", ""]
            if part.question:
                lines += [*(f"> {line}".rstrip() for line in part.question.splitlines()), ""]
            starter = form_of(part).reading.starter(part.answer.settings)
            lines += [starter, ""] if starter else [""]
    return "\n".join(lines).rstrip() + "\n"


def _stub(part: Part, *, first: bool) -> str:
    question = "\n".join(f"    {line}".rstrip() for line in part.question.splitlines()).lstrip()
    question = question.replace("\\", "\\\\").replace('"""', "'''")
    head = "" if first else "\n\n"
    return f'{head}def {part.answer.settings["function"]}:\n    """{question}"""\n    raise NotImplementedError\n'


def _readme(assignment: Assignment, files: list[str]) -> str:
    asked = [(form_of(part), part.answer.settings) for part in assignment.parts]
    arrays = [f"`{form.file(settings)}`" for form, settings in asked if form.arrays(settings)]
    code = [f"`{name}`" for name in files if name.endswith(".py")]
    data = [f"`{name}`" for name in files if name.startswith("data/")]
    said = [f"Given: {', '.join(data)}." if data else "", f"Code goes into {', '.join(code)}." if code else ""]
    said.append(f"Arrays go into {', '.join(arrays)}." if arrays else "")
    text = "\n".join(line for line in said if line)
    return _README.format(title=assignment.title, files=f"\n{text}\n" if text else "", assignment=assignment.id)
