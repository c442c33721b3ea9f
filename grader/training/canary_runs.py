"""The runs behind the canaries: on random labels, on rotated and warped images, and on few images."""

from collections.abc import Callable, Generator, Mapping, Sequence
from statistics import mean, median
from typing import Any

from grader.checks import canaries
from grader.checks.trained import Canary, Pair, dumped, loaded
from grader.training import draw
from grader.training.devices import rested
from grader.training.nearest import nearest
from grader.training.once import Outcome, made
from grader.training.paired import paired, undisturbed
from grader.training.plan import Bench, Known, Plan, Unit, there
from grader.training.program import MOST, Program
from grader.training.unfamiliar import unfamiliar

RANDOM, UNFAMILIAR, FEW, COPIED = "random labels", "unfamiliar images", "few data", "copied data"
"""The names of units: of the first two with the draw behind, of the others with a number."""
DRAWS = ("", " again", " a third time", " a fourth time")
"""Draws of a canary that does not pass, as their units are called."""
SECOND = 2
"""The draw that decides, unless time alone is against a program: on a busy machine much more of it soon goes by."""

Told = Mapping[str, Any]
Sides = Mapping[str, float | None]
Flying = Generator[Unit, None, tuple[Canary, ...]]


def flown(program: Program, plan: Plan, bench: Bench | None, known: Known, pairs: list[Pair]) -> Flying:
    """All canaries of a program whose pairs have been made.

    Raises:
        Incomplete: there is no bench, and a unit is not known.
        OwnFault: the machine failed.
    """
    counted = [pair.student for pair in pairs if not pair.student.failed]
    seconds, reached = [run.seconds for run in counted], [run.accuracy for run in counted if run.accuracy is not None]
    random = yield from _until_it_passes(
        RANDOM, _on_random_labels, lambda draws: _random_and_paced(draws, seconds), program, plan, bench, known
    )
    changed = yield from _until_it_passes(
        UNFAMILIAR,
        _on_unfamiliar_images,
        lambda draws: _judged_unfamiliar(draws, pairs),
        program,
        plan,
        bench,
        known,
    )
    few = yield from _sets(FEW, plan.few.sets, plan.few.copied, program, plan, bench, known)
    copied = yield from _sets(COPIED, plan.few.copied, 0, program, plan, bench, known)
    least, words = plan.least or (None, "")
    return (
        _size(program),
        _judged_random(random),
        _paced(random, seconds),
        _judged_unfamiliar(changed, pairs),
        _judged_few(FEW, few, plan.few.margin),
        _judged_few(COPIED, copied, plan.few.copied_margin),
        canaries.faster_than_known(median(seconds), mean(reached), least, words),
        canaries.too_good(
            [pair.student.accuracy for pair in pairs],
            [pair.reference.accuracy for pair in pairs],
            sum(map(sum, random[0]["confusion"])),
        ),
    )


def _size(program: Program) -> Canary:
    size = program.size
    said = f"The program is {size:,} bytes, compressed; up to {MOST:,} nobody has to look for what it brings along."
    return Canary("size", size <= MOST, said, {"bytes": size, "most": MOST})


def _until_it_passes(
    name: str,
    make: Callable[[Program, Bench, int], Told],
    judge: Callable[[list[Told]], Canary],
    program: Program,
    plan: Plan,
    bench: Bench | None,
    known: Known,
) -> Generator[Unit, None, list[Told]]:
    """The result of one draw; if it does not pass, that of another, which then decides.

    Labels dealt out at random are near the truth once in a thousand times, and then every program looks as if it knew.
    Where time alone is against it, as many draws are made again.
    """
    found: list[Told] = []
    for number, unit in enumerate((name + which for which in DRAWS), 1):
        told = known.get(unit)
        if told is None:
            told = make(program, there(bench), number)
            yield Unit(unit, told, _left(plan, name, number))
        found.append(told)
        canary = judge(found)
        if canary.passed or (number >= SECOND and not canaries.slower_alone(canary)):
            break
    return found


def _left(plan: Plan, name: str, number: int) -> int:
    """The units of canaries that are left at most after this one."""
    return plan.flown - number - (len(DRAWS) if name == UNFAMILIAR else 0)


def _on_random_labels(program: Program, bench: Bench, number: int) -> Told:
    """One run on labels from which nothing can be learned: who gave which class to whom, and the seconds."""
    run = draw.with_random_labels(draw.drawn(bench.dataset, bench.seed(RANDOM, number)))
    outcome: Outcome = undisturbed(bench.device, lambda before: made(bench.once, program, run))[0]
    classes = bench.dataset.classes
    confusion = [[0] * classes for _ in range(classes)]
    for right, given in zip(run.test_labels.tolist(), outcome.predicted.tolist(), strict=True):
        if given >= 0:
            confusion[right][given] += 1
    return {"confusion": confusion, "seconds": outcome.trained.seconds, "problem": outcome.trained.problem}


def _judged_random(draws: Sequence[Told]) -> Canary:
    """By the first draw that it passes, else by the last: labels dealt out at random may be near the truth."""
    judged = [_judged_draw(told) for told in draws]
    return next((canary for canary in judged if canary.passed), judged[-1])


def _judged_draw(told: Told) -> Canary:
    if told["problem"] is not None:
        said = f"With random labels it failed: {told['problem']}."
        return Canary(RANDOM, False, said, {"seconds": told["seconds"]})
    return canaries.random_labels(told["confusion"])


def _paced(draws: Sequence[Told], usual: Sequence[float]) -> Canary:
    """By the quickest draw: on a busy machine any may take long."""
    return canaries.pace(min((told["seconds"] for told in draws if told["problem"] is None), default=None), usual)


def _random_and_paced(draws: Sequence[Told], usual: Sequence[float]) -> Canary:
    """What speaks against a program on random labels: its names, else its time."""
    canary = _judged_random(draws)
    return _paced(draws, usual) if canary.passed else canary


def _on_unfamiliar_images(program: Program, bench: Bench, number: int) -> Told:
    """Both programs on a run like those that count, but for the images: a pair."""
    seed = bench.seed(UNFAMILIAR, number)
    return dumped(paired(program, bench, draw.drawn(unfamiliar(bench.dataset, seed), seed), number))


def _judged_unfamiliar(draws: Sequence[Told], pairs: Sequence[Pair]) -> Canary:
    """By the last draw, beside the pairs of which neither run failed."""
    return canaries.unfamiliar(loaded(draws[-1]), [pair for pair in pairs if not pair.student.failed])


def _sets(
    name: str, sets: int, after: int, program: Program, plan: Plan, bench: Bench | None, known: Known
) -> Generator[Unit, None, list[Sides]]:
    found = []
    for number in range(1, sets + 1):
        told = known.get(f"{name} {number}")
        if told is None:
            told = _few(program, plan, there(bench), name, number)
            yield Unit(f"{name} {number}", told, sets - number + after)
        found.append(told)
    return found


def _few(program: Program, plan: Plan, bench: Bench, name: str, number: int) -> Sides:
    """Both programs on the same few images of each class: their accuracies on others, each asked by itself."""
    each = bench.dataset.classes
    copies = max(1, (len(bench.dataset.images) - bench.dataset.test) // each) if name == COPIED else 1
    run = draw.few(bench.dataset, bench.seed(name, number), asked=plan.few.asked, copies=copies)
    found: dict[str, float | None] = {}
    for side, each_program in (("student", program), ("reference", bench.reference)):
        rested(bench.device)
        found[side] = made(bench.once, each_program, run, singly=True).trained.accuracy
    return {**found, "nearest": nearest(run) if name == FEW else None}


def _judged_few(name: str, told: list[Sides], margin: float) -> Canary:
    """The student against the better of reference and nearest image, so that a reference which needs more data than
    there is accuses nobody."""
    theirs = [_better(each["reference"], each["nearest"]) for each in told]
    return canaries.few_data([each["student"] for each in told], theirs, margin, name)


def _better(reference: float | None, other: float | None) -> float | None:
    return reference if reference is None or other is None else max(reference, other)
