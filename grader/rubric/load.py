"""A rubric's file as an `Assignment`."""

import hashlib
import os
from pathlib import Path
from typing import Any

from grader import fingerprint
from grader.errors import RubricError
from grader.model import AnswerSpec, Assignment, Call, Criterion, OtherAnswer, Part, Problem
from grader.rubric import rules, schema
from grader.rubric.source import Source, read
from grader.yaml12 import Path as NodePath


def load(path: Path, *, known: Path | None = None) -> tuple[Assignment, str]:
    """The assignment of a rubric, and the rubric's hash.

    `known` is a folder in which the hashes of rubrics that were found right are kept, so that a
    student's check need not validate the same text again.

    Raises:
        RubricError: all the problems of the rubric.
    """
    source = read(path)
    digest = "sha256:" + hashlib.sha256(source.text).hexdigest()
    mark = known / hashlib.sha256(f"{digest} {fingerprint.code()}".encode()).hexdigest() if known else None
    if mark is None or not os.path.isfile(mark):  # noqa: PTH113 — Path.is_file raises where a folder is closed
        _validate(source)
        if mark is not None:
            _remember(mark)
    return build(source), digest


def build(source: Source) -> Assignment:
    """The assignment that a rubric without problems says."""
    rubric = source.value
    problems = tuple(
        Problem(
            id=problem["id"],
            title=problem.get("title", problem["id"]),
            parts=tuple(_part(part, source, ("problems", i, "parts", j)) for j, part in enumerate(problem["parts"])),
        )
        for i, problem in enumerate(rubric["problems"])
    )
    given = _filled(rubric.get("given") or {}, source, ("given",))
    return Assignment(rubric["assignment"], rubric.get("title", rubric["assignment"]), given, problems)


def _validate(source: Source) -> None:
    from grader.rubric import lint

    problems = lint.problems(source)
    if problems:
        raise RubricError(problems)


def _remember(mark: Path) -> None:
    try:
        mark.parent.mkdir(parents=True, exist_ok=True)
        mark.touch()
    except OSError:
        pass  # a home that cannot be written to costs time, nothing else


def _part(part: dict[str, Any], source: Source, path: NodePath) -> Part:
    form, _ = rules.form_of(part["answer"])
    settings = rules.settings_of(part["answer"])
    return Part(
        id=part["id"],
        title=part.get("title", part["id"]),
        question=part.get("question", "").strip(),
        answer=AnswerSpec(str(form), settings, source.place((*path, "answer"))),
        criteria=tuple(_criterion(c, source, (*path, "criteria", i)) for i, c in enumerate(part["criteria"])),
        given=_filled(part.get("given") or {}, source, (*path, "given")),
        place=source.place(path),
    )


def _criterion(criterion: dict[str, Any], source: Source, path: NodePath) -> Criterion:
    standing = {key: criterion[key] for key in schema.STANDING if key in criterion}
    parameters = {key: value for key, value in criterion.items() if key not in schema.STANDING}
    return Criterion(place=source.place(path), parameters=_filled(parameters, source, path), **standing)


def _filled(values: dict[str, Any], source: Source, path: NodePath) -> dict[str, Any]:
    """Values with oracle calls and other parts' answers as what they are."""
    return {name: _value(value, source, (*path, name)) for name, value in values.items()}


def _value(value: Any, source: Source, path: NodePath) -> Any:
    if rules.is_call(value):
        arguments = {key: item for key, item in value.items() if key != "oracle"}
        return Call(value["oracle"], arguments, source.place(path))
    return OtherAnswer(value["answer"], source.place(path)) if rules.is_other_answer(value) else value
