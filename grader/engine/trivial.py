"""The points of trivial answers, zeros, unit vectors and random numbers, in parts with arrays or code.

A criterion that one of these passes rewards no work: it should count only together with another (`with:`).
"""

import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.answers import form_of
from grader.answers.arrays import shape
from grader.engine.marking import inputs, runs
from grader.engine.marking.grade import Grader
from grader.model import Answer, Assignment, File, Part, PartGrade, Place, Submission
from grader.oracles import Givens


@dataclass(frozen=True, slots=True)
class Trivial:
    """A trivial answer: an array of a shape, and the same in code; `only` for arrays of so many sides."""

    name: str
    array: Callable[[tuple[int, ...]], Any]
    code: str
    only: int | None = None

    def fits(self, sides: Any) -> bool:
        """Whether there is such an answer of a shape."""
        return sides is not None and self.only in (None, len(sides))


TRIVIAL = (
    Trivial("zeros", np.zeros, "np.zeros({})"),
    Trivial("unit vectors", lambda sizes: np.eye(sizes[0], sizes[1]), "np.eye(*{})", only=2),
    Trivial(
        "random numbers",
        lambda sizes: np.random.default_rng(0).standard_normal(sizes),
        "np.random.default_rng(0).standard_normal({})",
    ),
)


@dataclass(frozen=True, slots=True)
class Earned:
    """The grade of one trivial answer to a part."""

    answer: str
    grade: PartGrade


def earned(assignment: Assignment) -> Iterator[tuple[Part, tuple[Earned, ...]]]:
    """Each part that can be answered so, with what it gives for each trivial answer.

    Raises:
        UsageError: code cannot be run here.
    """
    outer = Givens(assignment.given)
    with runs.Runner() as runner:
        grader = Grader(assignment, {}, runner)
        for part in assignment.parts:
            found = []
            for trivial in TRIVIAL:
                file = _file(part, trivial, Givens(part.given, outer))
                if file is not None:
                    handed_in = Submission("trivial", {part.id: Answer((file,))})
                    found.append(Earned(trivial.name, grader.grade(handed_in, only=[part.id]).parts[0]))
            if found:
                yield part, tuple(found)


def advice(part: Part, found: tuple[Earned, ...]) -> Iterator[tuple[Place, str]]:
    """Each criterion that gives points for a trivial answer, and how to fix it."""
    for criterion, name, *results in zip(part.criteria, part.ids, *(each.grade.results for each in found), strict=True):
        paid = {each.answer: result.score for each, result in zip(found, results, strict=True) if result.score}
        if paid:
            listed = ", ".join(f"{answer} {points:g}" for answer, points in paid.items())
            yield (
                criterion.place,
                f"'{name}' of '{part.id}' gives points for trivial answers ({listed} of {criterion.points:g}); let it "
                "count only together with a criterion that these do not pass, using `with:`",
            )


def told(part: Part, found: tuple[Earned, ...]) -> str:
    """One line on what trivial answers get in a part.

    Points that wait for a person count as none.
    """
    scores = {each.answer: sum(result.score or 0 for result in each.grade.results) for each in found}
    if not any(scores.values()):
        return f"{part.id}: trivial answers earn nothing ({', '.join(scores)})"
    listed = ", ".join(f"{answer} {points:g}" for answer, points in scores.items())
    return f"{part.id}: of {part.max_score:g} points trivial answers earn {listed}"


def _file(part: Part, trivial: Trivial, givens: Givens) -> File | None:
    """The file that answers a part with such arrays; None where there are none, or their shapes are not known."""
    form, settings = form_of(part), part.answer.settings
    if names := form.arrays(settings):
        shapes = {name: shape(settings[name], givens) for name in names}
        if not all(map(trivial.fits, shapes.values())):
            return None
        arrays = {name: trivial.array(each) for name, each in shapes.items()}
        stream = io.BytesIO()
        np.savez(stream, allow_pickle=False, **arrays)
        return File(stream.getvalue(), Place(form.file(settings).rpartition(".")[0] + ".npz"))
    source = _program(settings, trivial) if form.is_called(settings) else None
    return None if source is None else File(source.encode(), Place(form.file(settings)))


def _program(settings: Mapping[str, Any], trivial: Trivial) -> str | None:
    """A program that returns such arrays, or a function that does."""
    shapes, passed = settings.get("shapes", {}), inputs.passed(settings)
    known = {name: name for name in passed} | _sides(shapes, passed)
    head = f"import numpy as np\n\ndef {settings['function']}:\n    "
    if then := settings.get("then"):
        result, source = next(iter(then.items()))
        inner = _sides({"given": shapes.get(source, ())}, ("given",))
        array = _array(shapes.get(result), {**known, **inner}, trivial)
        return None if array is None else f"{head}return lambda given: {array}\n"
    arrays = [_array(shapes.get(name), known, trivial) for name in settings.get("returns", ["result"])]
    return None if None in arrays else f"{head}return {', '.join(map(str, arrays))}\n"


def _sides(shapes: Mapping[str, Any], passed: tuple[str, ...]) -> dict[str, str]:
    """Expressions with which a program works out the sizes that the arrays passed to it bind."""
    return {
        side: f"np.shape({name})[{place}]"
        for name in passed
        for place, side in enumerate(shapes.get(name, ()))
        if isinstance(side, str)
    }


def _array(sides: Any, known: Mapping[str, str], trivial: Trivial) -> str | None:
    if not trivial.fits(sides) or any(isinstance(side, str) and side not in known for side in sides):
        return None
    return trivial.code.format("(" + "".join(f"{known.get(side, side)}, " for side in sides) + ")")
