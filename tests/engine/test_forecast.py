"""The order of a class and the time it has left, against classes that are graded by a clock of their own."""

import heapq
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random

import pytest

from grader.engine.workers.forecast import ENOUGH, Expected, Forecast, order

KEPT = 0.002
"""Seconds that it takes to see that a submission is what it was."""
PRIORS = {"solve": 5.0, "train": 40.0}
JOBS = 4
SEEDS = range(8)


@dataclass(frozen=True, slots=True)
class Student:
    expected: Expected
    took: Mapping[str, float] | None
    """What grading the parts really takes; None where nothing has changed."""


Class = Mapping[str, Student]


@dataclass(frozen=True, slots=True)
class Moment:
    """What was said at some time, and what was true."""

    said: float | None
    true: float
    left: int
    """Submissions that were not done."""


def graded(students: Class, jobs: int = JOBS, priors: Mapping[str, float] = PRIORS) -> list[Moment]:
    """A class graded in the forecast's order; it is asked each half second, and when somebody is done."""
    expected = {name: student.expected for name, student in students.items()}
    forecast, waiting = Forecast(expected, priors, jobs), order(expected, priors)[::-1]
    running: list[tuple[float, str]] = []
    said: list[tuple[float, float | None, int]] = []
    now, tick = 0.0, 0.5
    while waiting or running:
        while waiting and len(running) < jobs:
            took = students[name := waiting.pop()].took
            forecast.started(name, now)
            heapq.heappush(running, (now + (KEPT if took is None else sum(took.values())), name))
        if tick < running[0][0]:
            now, tick = tick, tick + 0.5
        else:
            now, name = heapq.heappop(running)
            forecast.done(name, students[name].took)
        said.append((now, forecast.left(now), len(waiting) + len(running)))
    return [Moment(left, now - then, count) for then, left, count in said]


def text(draw: Random) -> dict[str, float]:
    return {"why": draw.uniform(0.1, 0.5), "when": draw.uniform(0.1, 0.5), "solve": 0.001, "train": 0.001}


def coder(draw: Random) -> dict[str, float]:
    return text(draw) | {"solve": draw.uniform(1, 3), "train": draw.uniform(20, 60)}


def new(took: Mapping[str, float]) -> Student:
    return Student(Expected({}, frozenset(part for part in PRIORS if took[part] > 0.001)), took)


def known(draw: Random, took: Mapping[str, float], *, kept: bool, pace: float = 1.0) -> Student:
    """A student who was graded before, on a machine so many times as slow."""
    before = {part: seconds * pace * draw.uniform(0.8, 1.25) for part, seconds in took.items()}
    return Student(Expected(before, new(took).expected.code), None if kept else took)


def numbered(students: list[Student]) -> Class:
    return {f"s{number:03}": student for number, student in enumerate(students)}


def only_text(draw: Random) -> Class:
    return numbered([new(text(draw)) for _ in range(200)])


def a_few_slow(draw: Random) -> Class:
    return numbered([new(coder(draw) if draw.random() < 0.05 else text(draw)) for _ in range(200)])


def many_slow(draw: Random) -> Class:
    return numbered([new(coder(draw) if draw.random() < 0.4 else text(draw)) for _ in range(100)])


def graded_again(draw: Random) -> Class:
    """On a machine half as fast as the last time."""
    made = [coder(draw) if draw.random() < 0.1 else text(draw) for _ in range(200)]
    return numbered([known(draw, took, kept=False, pace=0.5) for took in made])


def half_kept(draw: Random) -> Class:
    made = [coder(draw) if draw.random() < 0.2 else text(draw) for _ in range(300)]
    return numbered([known(draw, took, kept=draw.random() < 0.5) for took in made])


def half_kept_half_new(draw: Random) -> Class:
    made = [coder(draw) if draw.random() < 0.2 else text(draw) for _ in range(300)]
    return numbered([known(draw, took, kept=True) if draw.random() < 0.5 else new(took) for took in made])


def one_part_again(draw: Random) -> Class:
    """The rubric has changed in one part: nobody's code is run again."""
    made = [known(draw, coder(draw) if draw.random() < 0.2 else text(draw), kept=False) for _ in range(300)]
    return numbered([Student(each.expected, {"why": (each.took or {})["why"]}) for each in made])


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(
    "drawn", [only_text, a_few_slow, many_slow, graded_again, half_kept, half_kept_half_new, one_part_again]
)
def test_what_is_said_is_true_within_a_factor_of_two(drawn: Callable[[Random], Class], seed: int) -> None:
    """But for a tenth of the whole time: of the last one's last seconds, nobody can tell the half."""
    moments = graded(drawn(Random(seed)))
    slack = max(moment.true for moment in moments) / 10
    spoken = [(moment.said, moment.true) for moment in moments if moment.said is not None]
    assert [(said, true) for said, true in spoken if not true / 2 - slack <= said <= true * 2 + slack] == []
    first = next(number for number, moment in enumerate(moments) if moment.said is not None)
    assert len(spoken) > 0.8 * (len(moments) - first), "once it speaks, it is seldom silent"


def test_one_slow_student_in_a_small_class_is_begun_first_and_foreseen() -> None:
    """Begun last, in the order of the alphabet, the class would take twice as long."""
    draw = Random(1)
    took = {f"s{number:02}": text(draw) | {"solve": 12.0} for number in range(12)} | {
        "zoe": text(draw) | {"train": 224.0}
    }
    moments = graded({name: new(each) for name, each in took.items()}, jobs=2, priors={"solve": 5.0, "train": 180.0})
    assert max(moment.true for moment in moments) < 226
    spoken = [(moment.said, moment.true) for moment in moments if moment.said is not None]
    assert [(said, true) for said, true in spoken if not true / 2 <= said <= true * 2] == []
    assert max(true for _, true in spoken) > 180, "it is said early"


# --- what each rule says, for one job ----------------------------------------------------------------

TEXT = Expected({}, frozenset())
CODE = Expected({}, frozenset({"solve"}))
TIMED = Expected({"why": 1.0, "solve": 9.0}, frozenset({"solve"}))


def told(done: list[tuple[Expected, Mapping[str, float] | None]], ahead: list[Expected], **options: float) -> object:
    """The seconds left when these are done, and these are not; the first of them `ran` for a while."""
    expected = {f"done{number}": each for number, (each, _) in enumerate(done)}
    expected |= {f"left{number}": each for number, each in enumerate(ahead)}
    forecast = Forecast(expected, {"solve": 6.0}, int(options.get("jobs", 1)))
    for number, (_, seconds) in enumerate(done):
        forecast.done(f"done{number}", seconds)
    if "ran" in options:
        forecast.started("left0", 100.0)
    left = forecast.left(100.0 + options.get("ran", 0.0))
    return left if left is None else round(left, 6)


WHY = {"why": 2.0}
BOTH = {"why": 2.0, "solve": 4.0}


@pytest.mark.parametrize(
    ("done", "ahead", "options", "left"),
    [
        pytest.param([], [TEXT], {}, None, id="nobody is done"),
        pytest.param([(TEXT, WHY)] * (ENOUGH - 1), [TEXT], {}, None, id="too few are graded"),
        pytest.param([(TEXT, None)] * 9, [TEXT], {}, None, id="who is kept is not graded"),
        pytest.param([(TEXT, WHY)] * ENOUGH, [], {}, None, id="all are done"),
        pytest.param([(TEXT, WHY)] * ENOUGH, [TEXT] * 5, {}, 10, id="text as long as others' text"),
        pytest.param([(TEXT, WHY)] * ENOUGH, [TEXT] * 5, {"jobs": 2}, 5, id="on two cores"),
        pytest.param([(TEXT, WHY)] * ENOUGH, [TEXT], {"jobs": 2}, 2, id="one is not shared by two cores"),
        pytest.param([(TEXT, WHY)] * ENOUGH + [(TEXT, None)] * 9, [TEXT], {}, 2, id="who is kept teaches nothing"),
        pytest.param([(TEXT, {"why": 1.5, "when": 0.5})] * 3, [TEXT], {}, 2, id="all parts of text together"),
        pytest.param([(TEXT, BOTH)] * ENOUGH, [TEXT], {}, 6, id="where code was not foreseen it counts as text"),
        pytest.param([(TEXT, WHY)] * ENOUGH, [CODE] * 2, {}, 16, id="code that nobody has run takes its prior"),
        pytest.param([(CODE, BOTH)] * ENOUGH, [CODE] * 2, {}, 12, id="code takes what it takes others"),
        pytest.param([(CODE, BOTH)] * ENOUGH, [TEXT], {}, 2, id="who has none takes no time for it"),
        pytest.param([(CODE, BOTH)] * ENOUGH, [CODE], {"ran": 5}, 1, id="what is running has run for a while"),
        pytest.param([(CODE, BOTH)] * ENOUGH, [CODE], {"ran": 7}, None, id="late, and nobody took longer"),
        pytest.param([(CODE, BOTH)] * 3 + [(CODE, {"why": 20})], [CODE], {"ran": 7}, 13, id="late, as another was"),
        pytest.param([(CODE, BOTH)] * 3, [CODE] * 4, {"ran": 7}, 25, id="late, and others wait longer than that"),
        pytest.param([(TEXT, WHY)] * ENOUGH, [CODE], {"ran": 4}, 4, id="half way to a prior"),
        pytest.param([(TEXT, WHY)] * ENOUGH, [CODE], {"ran": 5}, None, id="a prior does not tell the end"),
        pytest.param([(TIMED, BOTH)] * 2 + [(TEXT, WHY)], [TIMED], {"ran": 0}, 6, id="timed, at this run's pace"),
        pytest.param([(TEXT, WHY)] * ENOUGH, [TIMED], {"ran": 1}, 9, id="timed, at the pace of the run before"),
        pytest.param([(TEXT, WHY)] * ENOUGH, [TIMED], {"ran": 11}, None, id="timed, and late"),
        pytest.param([(TEXT, WHY)] * ENOUGH, [TIMED], {}, 5, id="timed, and perhaps kept"),
        pytest.param([(TEXT, WHY)] * 3 + [(TIMED, None)] * 8, [TIMED], {}, 1, id="timed, and probably kept"),
        pytest.param([(TIMED, BOTH)] * 3, [TIMED] * 5, {}, 24, id="timed, and probably graded again"),
        pytest.param([(TIMED, {"why": 3})] * 3, [TIMED] * 5, {}, 12, id="timed, and graded again in some parts"),
        pytest.param([(TIMED, {"why": 3})] * 9 + [(CODE, BOTH)], [CODE], {}, 6, id="new beside those"),
    ],
)
def test_the_time_left(
    done: list[tuple[Expected, Mapping[str, float] | None]],
    ahead: list[Expected],
    options: dict[str, float],
    left: float | None,
) -> None:
    assert told(done, ahead, **options) == left


@pytest.mark.parametrize(
    ("expected", "names"),
    [
        pytest.param({}, "", id="nobody"),
        pytest.param({"c": TEXT, "a": TEXT, "b": TEXT}, "a b c", id="alike: by name"),
        pytest.param({"a": TEXT, "b": CODE, "c": TEXT}, "b a c", id="code first"),
        pytest.param({"a": CODE, "b": Expected({"why": 7.0}, frozenset())}, "b a", id="known to be slow first"),
        pytest.param({"a": CODE, "b": TIMED}, "b a", id="code that is slower than its prior first"),
        pytest.param({"a": CODE, "b": Expected({"solve": 1.0}, CODE.code)}, "a b", id="code that is known to be fast"),
        pytest.param({"a": CODE, "b": Expected({"why": 1.0}, CODE.code)}, "b a", id="new code beside what is known"),
        pytest.param({"a": TEXT, "b": Expected({}, frozenset({"odd"}))}, "a b", id="code without a prior"),
    ],
)
def test_the_slowest_come_first(expected: dict[str, Expected], names: str) -> None:
    assert order(expected, {"solve": 6.0}) == names.split()


def test_a_submission_that_is_begun_anew_counts_once() -> None:
    forecast = Forecast(dict.fromkeys("abcde", TEXT), {}, 1)
    for name in "abc":
        forecast.started(name, 0.0)
        forecast.done(name, {"why": 4.0})
    forecast.started("d", 10.0)
    assert forecast.left(13.0) == 5.0
    forecast.started("d", 13.0)
    assert forecast.left(13.0) == 8.0
