"""The sample class: invented students who between them show what the grader must get right.

What each should get is written by hand from the assignment's rules, next to what it hands in.

    right       all right, in each of the forms that a submission may have
    mistaken    the misconceptions, one or two a student, with their points
    spellings   unusual ways to write what is right, and answers that cannot be read
    programs    code with one mistake each
    careless    blank, empty, answered twice, misnamed, broken
    hostile     what is built to fool or to break a grader
    answers, essays, reasons, code    what they write
"""

from sample_class.handin import Student
from sample_class.students import careless, hostile, mistaken, programs, right, spellings
from sample_class.weights import Weights


def sample_class(weights: Weights, starter: dict[str, bytes]) -> list[Student]:
    """All students, for these weights (m = 8, k = 3) and the starter folder that they were given."""
    groups = (
        right.students(weights, starter),
        mistaken.students(weights),
        spellings.students(weights),
        programs.students(),
        careless.students(weights, starter),
        hostile.students(weights),
    )
    return [student for group in groups for student in group]


def readme(students: list[Student]) -> str:
    """The class in a table."""
    rows = [f"| `{student.id}{'.zip' if student.archive else ''}` | {student.about} |" for student in students]
    return _README + "\n".join(rows) + "\n"


_README = """# A sample class

Invented students who hand in `hw7`, and beside each, in `<id>.expected.yaml`, what every part of it should get: its
status, its score (`null` while a person or a GPU must still look at it), and the mistakes that should be named. The
tests grade them all. Rewrite the folder with

    python -m sample_class sample submissions

| submission | what it shows |
|---|---|
"""
