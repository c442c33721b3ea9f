"""A rubric tried out: every oracle that it calls is run, and its untouched starter is graded."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from grader import intake
from grader.answers.training import variant
from grader.checks import CHECKS
from grader.checks.interface import signature
from grader.engine import starter
from grader.engine.marking import benches, inputs, workload
from grader.engine.marking.grade import Grader
from grader.engine.secrets.draws import PUBLISHED, Draws
from grader.errors import OwnFault, UsageError
from grader.model import Assignment, Call, Part, Place, Status
from grader.oracles import Givens
from grader.reports.record import plain

Problem = tuple[Place, str]


def problems(assignment: Assignment) -> list[Problem]:
    """Problems that `lint` cannot see: an oracle that fails or gives the wrong kind of value, a starter that scores.

    The rubric must be one that `lint` finds nothing wrong with.
    """
    found = list(_oracles(assignment))
    return found or list(_starter(assignment))


def _oracles(assignment: Assignment) -> Iterator[Problem]:
    outer = Givens(assignment.given)
    yield from _givens(assignment.given, outer)
    for part in assignment.parts:
        givens = Givens(part.given, outer)
        yield from _givens(part.given, givens)
        yield from _cases(part)
        yield from _training(part)
        for criterion in part.criteria:
            shapes = signature(CHECKS[criterion.check]).parameters
            for name, value in criterion.parameters.items():
                if isinstance(value, Call):
                    yield from _parameter(name, value, givens, shapes[name])


def _givens(given: Any, givens: Givens) -> Iterator[Problem]:
    for name, value in given.items():
        if isinstance(value, Call):
            try:
                givens[name]
            except OwnFault as error:
                yield value.place, str(error)


def _cases(part: Part) -> Iterator[Problem]:
    """The inputs of a code part drawn once: an oracle that fails, an argument or hidden value that it does not draw."""
    settings = part.answer.settings
    if "cases" not in settings:
        return
    passed = inputs.passed(settings)
    try:
        drawn = list(inputs.drawn(settings["cases"], passed, inputs.seeds(Draws(PUBLISHED, "", ""), part.id)))
    except OwnFault as error:
        yield part.answer.place, str(error)
        return
    for name in (*passed, *settings.get("then", {}).values()):
        if any(name not in run.drawn for run in drawn):
            has = ", ".join(sorted(drawn[0].drawn))
            yield part.answer.place, f"the oracle '{settings['cases']['draw']}' draws no '{name}' ({has})"
            return


def _training(part: Part) -> Iterator[Problem]:
    """The data of a part's small variant read, and its reference trained on it once: what needs no other machine."""
    if not workload.trains(part):
        return
    settings = variant(part.answer.settings, small=True)
    try:
        benches.tried(settings)
    except (OwnFault, UsageError) as error:
        yield part.answer.place, f"the small variant cannot be trained: {error}"


def _parameter(name: str, call: Call, givens: Givens, shape: Any) -> Iterator[Problem]:
    from jsonschema import Draft202012Validator

    try:
        value = plain(givens.value(call))
    except OwnFault as error:
        yield call.place, str(error)
        return
    for violation in Draft202012Validator(shape).iter_errors(value):
        message = f"the oracle '{call.oracle}' gives no '{name}' that the check can use: {violation.message[:200]}"
        yield call.place, message
        return


def _starter(assignment: Assignment) -> Iterator[Problem]:
    with tempfile.TemporaryDirectory() as folder:
        starter.write(assignment, Path(folder))
        grade = Grader(assignment, {}).grade(intake.read(Path(folder), assignment))
    for graded in grade.parts:
        if graded.status is not Status.MISSING:
            message = graded.results[0].verdict.message
            yield graded.part.place, f"the untouched starter of '{graded.part.id}' is {graded.status}: {message}"
