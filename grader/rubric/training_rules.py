"""Rules for rubrics that have programs trained."""

import ast
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from grader import oracles
from grader.answers import training
from grader.answers.words import did_you_mean
from grader.rubric.violations import Violation, shown

Mapped = Mapping[str, Any]


def answer_problems(settings: Mapped) -> Iterator[Violation]:
    """Problems with the settings of a training answer that fit their schema."""
    yield from _named(settings, ())
    small = settings.get("small")
    if isinstance(small, dict):
        yield from _named(small, ("small",))
        if not small:
            yield ("small",), "'small' has no entries; write `small: rehearsal`, or leave it out"
    if problem := _uncallable(settings["function"]):
        name = shown(settings["function"].partition("(")[0])
        yield (
            ("function",),
            f"'function' is called as {name}(images, labels, seed=…, device=…), and {problem}; write "
            f"{name}(images, labels, *, seed, device)",
        )
    if settings.get("device", "cpu") != "cpu" and "threads" in settings:
        yield ("threads",), "'threads' are those of the CPU; the device here is a GPU"


def _uncallable(function: str) -> str | None:
    """The reason why a function with this head cannot be called as programs are; None if it can, or is not a head."""
    try:
        asked = ast.parse(f"def {function}: pass").body[0]
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    if not isinstance(asked, ast.FunctionDef):
        return None
    names, given = asked.args, {"seed", "device"}
    places = [each.arg for each in (*names.posonlyargs, *names.args)]
    needed = {*places[2 : len(places) - len(names.defaults)]}
    needed |= {each.arg for each, value in zip(names.kwonlyargs, names.kw_defaults, strict=True) if value is None}
    if len(places) < 2 and names.vararg is None:
        return "it does not take images and labels"
    known = {*(each.arg for each in (*names.args, *names.kwonlyargs)), *(given if names.kwarg else ())}
    if missing := sorted(given - known):
        return f"it does not take {' and '.join(missing)}"
    return f"nothing is given for {', '.join(sorted(needed - given))}" if needed - given else None


def part_problems(criteria: Iterable[Mapped]) -> Iterator[tuple[int, str]]:
    """Problems with a part's criteria on training taken together: the index of the criterion, and what to fix."""
    listed = list(criteria)
    if any(criterion.get("check") == "training_accuracy" for criterion in listed):
        return
    for at, criterion in enumerate(listed):
        if criterion.get("check") == "training_time" and "reaching" not in criterion:
            yield (
                at,
                "no accuracy is asked for, so a network that has learned nothing would earn the points of time: add "
                "'reaching', the accuracy from which time counts",
            )


def parameter_problems(criterion: Mapped) -> Iterator[Violation]:
    """Problems with the parameters of a criterion on training that fit their schema."""
    if criterion["check"] == "training_time" and ("at_most" in criterion) == ("seconds" in criterion):
        found = "both are given" if "at_most" in criterion else "neither is given"
        yield (), f"either 'at_most', times the reference's, or 'seconds' on the rubric's device is needed; {found}"


def _named(settings: Mapped, path: tuple[str, ...]) -> Iterator[Violation]:
    for key, oracle in (("data", training.images_of), ("reference", training.trainer_of)):
        if key in settings and oracle(settings[key]) not in oracles.names():
            yield _unknown(key, settings[key], oracle(settings[key]), path)


def _unknown(key: str, name: str, oracle: str, path: tuple[str, ...]) -> Violation:
    hint = did_you_mean(oracle, oracles.names())
    return (*path, key), f"'{shown(name)}' does not exist: '{shown(oracle)}' is not on the list of oracles{hint}"
