"""answers.yaml: {part id: value}."""

from grader import yaml12
from grader.errors import Unreadable
from grader.intake import limits
from grader.intake.text import decode, did_you_mean, shown
from grader.model import Assignment, Place, Value


def read(data: bytes, file: str, assignment: Assignment) -> tuple[list[tuple[str, Value]], list[str]]:
    """The values as (part id, value), and a note for each key that is not a part. A null is not an answer.

    Raises:
        Unreadable: no YAML as we read it, or no mapping.
    """
    try:
        document = yaml12.parse(decode(data, file))
    except yaml12.YamlProblem as problem:
        raise Unreadable(
            f"{file} cannot be read: line {problem.line}: {problem.message}", Place(file, problem.line)
        ) from None
    if document.value is None:
        return [], []
    if not isinstance(document.value, dict):
        message = f"{file} cannot be read: it must give a value to each part id"
        raise Unreadable(message, Place(file, document.line(())), "Write lines such as 'part.id: value'.")
    parts = {part.id.casefold(): part.id for part in assignment.parts}
    found: list[tuple[str, Value]] = []
    notes: list[str] = []
    for key, value in document.value.items():
        place = Place(file, document.line((key,)))
        part = parts.get(key.casefold())
        if part is None and len(notes) <= limits.NOTES:
            guess = did_you_mean(key, parts.values())
            notes.append(f"{place}: '{shown(key)}' is not part of this assignment; it is not graded{guess}")
        elif part is not None and value is not None:
            found.append((part, Value(value, place)))
    return found, notes
