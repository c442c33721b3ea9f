"""Writes classes of invented students who hand in `hw7`, each with what it should get.

    python -m sample_class sample submissions             the sample class, made by hand
    python -m sample_class generate 1000 /tmp/class       a class drawn at random, to measure with

What a student should get is kept by the writer, from the assignment's rules; the grader has no part in it.
"""

import argparse
from pathlib import Path

from grader.engine import starter
from grader.oracles import Givens
from grader.rubric import load
from sample_class import generated, handin, students
from sample_class.weights import Weights

RUBRIC = Path(__file__).parents[1] / "rubrics" / "hw7.yaml"


def given(rubric: Path = RUBRIC) -> tuple[Weights, dict[str, bytes]]:
    """The givens of students: the weights that follow from X, and the files of the starter."""
    assignment, _ = load.load(rubric)
    givens = Givens(assignment.given)
    return Weights.of(givens["X"], givens["k"]), starter.content(assignment)


def write_sample(folder: Path) -> list[str]:
    """Write the sample class into a folder; the students' ids."""
    everyone = students.sample_class(*given())
    folder.mkdir(parents=True, exist_ok=True)
    for student in everyone:
        handin.write(student, folder)
    (folder / "README.md").write_text(students.readme(everyone), encoding="utf-8", newline="\n")
    (folder / ".gitattributes").write_bytes(b"* -text\n")
    return [student.id for student in everyone]


def write_generated(count: int, folder: Path, seed: int) -> None:
    """Write a class of `count` students drawn with `seed`; the first ones are the same for every count."""
    folder.mkdir(parents=True, exist_ok=True)
    for student in generated.students(count, seed, *given()):
        handin.write(student, folder)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m sample_class", description="Writes classes of students.")
    commands = parser.add_subparsers(dest="command", required=True)
    one = commands.add_parser("sample", help="write the sample class")
    one.add_argument("folder", type=Path)
    many = commands.add_parser("generate", help="write a class drawn at random")
    many.add_argument("count", type=int)
    many.add_argument("folder", type=Path)
    many.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    if asked.command == "sample":
        print(f"{asked.folder}: {len(write_sample(asked.folder))} students")
    else:
        write_generated(asked.count, asked.folder, asked.seed)
        print(f"{asked.folder}: {asked.count} students")


if __name__ == "__main__":
    main()
