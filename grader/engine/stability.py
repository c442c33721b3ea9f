"""Whether a verdict on code depends on the inputs that are drawn: programs with known points, judged over many draws.

Each program is called on many draws of its inputs once. Verdicts are then made as for students, each from as many draws
as the rubric asks for, chosen from these: forty verdicts of three draws cost forty draws and not 120. They share draws,
and differ a little less than verdicts on new ones would.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

from grader.answers import form_of
from grader.checks.program_run import Run
from grader.engine.marking import inputs
from grader.engine.marking.grade import Grader
from grader.engine.marking.runs import TOTAL, Runner, limits
from grader.engine.secrets.draws import Draws, Secret
from grader.errors import UsageError
from grader.model import Answer, Assignment, File, Part, PartGrade, Place, Submission
from grader.rubric import source

DRAWS = 40
"""Draws of a program's inputs, and verdicts made from them."""
MISSES = 1
"""Verdicts of `DRAWS` that may be others than the program deserves."""
EXPECTED = "expected.yaml"
_SECRET = Secret(b"draws to try golden programs on")


@dataclass(frozen=True, slots=True)
class Golden:
    """A program whose points are known: from `least` to `most`, of all its part's.

    Where these differ it lies near a limit, and a person may have to decide.
    """

    part: str
    name: str
    source: bytes
    least: float
    most: float

    def deserves(self, points: float | None) -> bool:
        """Whether these are its points; None is a person's decision."""
        if points is None:
            return self.least < self.most
        return self.least <= points <= self.most


@dataclass(frozen=True, slots=True)
class Stability:
    """The points of a golden program in each verdict, and those of each criterion by its id; None: a person decides."""

    golden: Golden
    points: tuple[float | None, ...]
    criteria: Mapping[str, tuple[float | None, ...]]

    @property
    def missed(self) -> int:
        """The number of verdicts that differ from what it deserves."""
        return sum(not self.golden.deserves(points) for points in self.points)

    @property
    def stable(self) -> bool:
        return self.missed <= MISSES * len(self.points) / DRAWS

    @property
    def decided_by_draws(self) -> tuple[str, ...]:
        """The criteria that give other points in more than `MISSES` of `DRAWS` verdicts than in most."""
        few = MISSES * len(self.points) / DRAWS
        counted = {name: Counter(points).most_common(1)[0][1] for name, points in self.criteria.items()}
        return tuple(name for name, most in counted.items() if len(self.points) - most > few)


def golden_programs(folder: Path) -> Iterator[Golden]:
    """The programs in a folder, each named in `expected.yaml` under its part: `name: {points: 3}`.

    Near a limit `{points: [2, 3]}` says the least and the most.

    Raises:
        UsageError, RubricError: a file is missing, or holds something else.
    """
    path = folder / EXPECTED
    told = source.read(path).value
    if not isinstance(told, Mapping) or not all(isinstance(programs, Mapping) for programs in told.values()):
        raise UsageError(f"{path} must name parts, under each its programs: `{{part: {{name: {{points: 3}}}}}}`")
    for part, programs in told.items():
        for name, expected in programs.items():
            try:
                points = expected["points"]
                least, most = map(float, points if isinstance(points, list) else [points, points])
                yield Golden(part, name, (folder / f"{name}.py").read_bytes(), least, most)
            except OSError:
                raise UsageError(f"{path} names '{name}', but there is no {name}.py next to it") from None
            except (KeyError, TypeError, ValueError, AttributeError):
                raise UsageError(
                    f"{path}: '{name}' under '{part}' needs its points: `{{points: 3}}`, or `{{points: [2, 3]}}`"
                ) from None


def stability(assignment: Assignment, golden: Golden, runner: Runner, draws: int = DRAWS) -> Stability:
    """The points of a golden program over many verdicts.

    Raises:
        UsageError: the assignment has no such part, or no cases for it; or code cannot be run here.
    """
    part = next((each for each in assignment.parts if each.id == golden.part), None)
    if part is None or not form_of(part).is_called(part.answer.settings):
        raise UsageError(f"{golden.name}: '{golden.part}' is not a part whose code is called on drawn inputs")
    place = Place(form_of(part).file(part.answer.settings))
    answer = Answer((File(golden.source, place),))
    drawn = Draws(_SECRET, assignment.id, golden.name)
    made = runner.runs(_many(part, draws), answer, {}, drawn)
    graded = [
        Grader(assignment, {}, _Chosen(made, numbers, runner.isolation())).grade(
            Submission(golden.name, {part.id: answer}), only=[part.id]
        )
        for numbers in _choices(draws, inputs.times(part.answer.settings["cases"]))
    ]
    return _collected(golden, [each.parts[0] for each in graded])


def _collected(golden: Golden, graded: Sequence[PartGrade]) -> Stability:
    names = graded[0].part.ids
    criteria = {name: tuple(each.results[place].score for each in graded) for place, name in enumerate(names)}
    return Stability(golden, tuple(each.score for each in graded), criteria)


def _many(part: Part, draws: int) -> Part:
    """The part, with so many draws, and the limits of all together."""
    settings = part.answer.settings
    cases, sets = settings["cases"], draws / inputs.times(settings["cases"])
    asked = settings.get("limits", {})
    most = {"cpu_seconds": sets * limits(settings).cpu, "total_seconds": sets * asked.get("total_seconds", TOTAL)}
    more = {**settings, "cases": {**cases, "times": draws}, "limits": {**asked, **most}}
    return replace(part, answer=replace(part.answer, settings=more))


def _choices(draws: int, times: int) -> Iterator[tuple[tuple[int, ...], tuple[int, ...]]]:
    """For each verdict the draws it is made from, and those that it may ask for besides."""
    random = Random(0)
    for number in range(draws):
        others = [each for each in range(draws) if each != number]
        random.shuffle(others)
        chosen = [number, *others]
        yield tuple(chosen[:times]), tuple(chosen[times : 2 * times])


class _Chosen(Runner):
    """A runner that runs nothing: it hands over some of the calls that were made."""

    def __init__(self, made: Sequence[Run], numbers: tuple[tuple[int, ...], tuple[int, ...]], isolation: str):
        super().__init__()
        self._made, self._numbers, self._isolation = made, numbers, isolation

    def isolation(self) -> str:
        return self._isolation

    def runs(
        self,
        part: Part,
        answer: Answer,
        files: Mapping[str, bytes],
        draws: Draws,
        swayed: Callable[[Sequence[Run]], bool] | None = None,
    ) -> tuple[Run, ...]:
        first, more = (tuple(run for run in self._made if run.number in numbers) for numbers in self._numbers)
        return first + more if swayed is not None and swayed(first) else first
