"""A rubric's file as an `Assignment`."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from grader.answers import code, form_of
from grader.errors import RubricError
from grader.model import AnswerSpec, Assignment, Call, Criterion, OtherAnswer, Part, Problem
from grader.rubric import kinds, parsed
from grader.rubric.parsed import NodePath, Source


def load(path: Path, *, known: Path | None = None) -> tuple[Assignment, str]:
    """The assignment of a rubric, and the rubric's hash.

    Raises:
        RubricError: all the problems of the rubric.
    """
    source, digest = read(path, known=known)
    return build(source), digest


def read(path: Path, *, known: Path | None = None) -> tuple[Source, str]:
    """A rubric without problems as one value, and its hash.

    `known` is a folder in which rubrics that were found right are kept, so that a student's check need
    neither parse nor validate the same text again.

    Raises:
        RubricError: all the problems of the rubric.
    """
    kept = parsed.recall(path, known) if known else None
    if kept is not None:
        return kept
    source = _validated(path)
    if known is not None:
        parsed.keep(source, path, known)
    return source, source.digest


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
    return Assignment(rubric["assignment"], rubric.get("title", rubric["assignment"]), given, _told_apart(problems))


def _told_apart(problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """The problems, with the functions that other parts ask of the same file under `elsewhere` in each part's settings.

    So that one which was left out is not taken for another, misspelt.
    """
    asked: dict[str, set[str]] = {}
    for part in (part for problem in problems for part in problem.parts if form_of(part).is_program):
        asked.setdefault(_file(part), set()).add(code.function_name(part.answer.settings))

    def told(part: Part) -> Part:
        if not form_of(part).is_program:
            return part
        own = part.answer.settings
        elsewhere = sorted(asked[_file(part)] - {code.function_name(own)})
        return (
            replace(part, answer=replace(part.answer, settings={**own, "elsewhere": elsewhere})) if elsewhere else part
        )

    return tuple(replace(problem, parts=tuple(map(told, problem.parts))) for problem in problems)


def _file(part: Part) -> str:
    return form_of(part).file(part.answer.settings)


def _validated(path: Path) -> Source:
    from grader.rubric import lint, source

    read = source.read(path)
    problems = lint.problems(read)
    if problems:
        raise RubricError(problems)
    return read


def _part(part: dict[str, Any], source: Source, path: NodePath) -> Part:
    form, settings = kinds.form_name(part["answer"]), kinds.settings_of(part["answer"])
    return Part(
        id=part["id"],
        title=part.get("title", part["id"]),
        question=part.get("question", "").strip(),
        answer=AnswerSpec(form, settings, source.place((*path, "answer"))),
        criteria=tuple(_criterion(c, source, (*path, "criteria", i)) for i, c in enumerate(part["criteria"])),
        given=_filled(part.get("given") or {}, source, (*path, "given")),
        place=source.place(path),
    )


def _criterion(criterion: dict[str, Any], source: Source, path: NodePath) -> Criterion:
    standing = {key: criterion[key] for key in kinds.OWN if key in criterion}
    parameters = {key: value for key, value in criterion.items() if key not in kinds.OWN}
    others = kinds.beside(standing.pop("with", None))
    filled = _filled(parameters, source, path)
    return Criterion(place=source.place(path), parameters=filled, beside=others, **standing)


def _filled(values: dict[str, Any], source: Source, path: NodePath) -> dict[str, Any]:
    """Values with oracle calls and other parts' answers as what they are."""
    return {name: _value(value, source, (*path, name)) for name, value in values.items()}


def _value(value: Any, source: Source, path: NodePath) -> Any:
    if kinds.is_call(value):
        # by name, so that their order in the file is no input of a verdict
        arguments = {key: value[key] for key in sorted(value) if key != "oracle"}
        return Call(value["oracle"], arguments, source.place(path))
    return OtherAnswer(value["answer"], source.place(path)) if kinds.is_other_answer(value) else value
