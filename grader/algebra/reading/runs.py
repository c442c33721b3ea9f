"""Runs of maths: what each mark is to the formula that it stands in, and the segment that a run becomes."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from itertools import count
from typing import NamedTuple

from grader.algebra.reading.marks import Mark
from grader.algebra.reading.passage import Passage
from grader.algebra.reading.segment import Segment

_DEFINING = frozenset((":=", "≔", "≜", "≝", "=:", *(f"\\{name}" for name in "triangleq coloneqq coloneq".split())))
_SWAPPED = frozenset(("=:", r"\eqqcolon", r"\eqcolon"))


class Role(Enum):
    """What a mark is to a formula."""

    TERM = auto()
    SIGN = auto()
    """An operator: the formula goes on."""
    RELATION = auto()
    OTHER = auto()
    """It makes the formula no equation: ∈, <, ≈."""
    HIDDEN = auto()
    """It is no maths, or is shown otherwise."""
    LINE = auto()
    """A line ends in the middle of the formula."""
    LOOSE = auto()
    """A line ends, and the next one may be a statement of its own."""
    SEAM = auto()
    """A line ends, and the next one begins with a relation."""

    BULLET = auto()
    """It begins an item of a list, where a formula may begin."""
    LABEL = auto()
    """It makes what stands before it a label: `dW: …`."""
    END = auto()
    """The formula ends."""
    BETWEEN = auto()
    """The formula ends, and words or breaks stand between it and the next."""


PLACED = (Role.TERM, Role.SIGN, Role.RELATION)
BREAKS = (Role.LINE, Role.LOOSE, Role.SEAM)
INSIDE = (*PLACED, Role.HIDDEN, Role.OTHER, *BREAKS)


class Step(NamedTuple):
    """A mark with its role; `listed` tells of the end of a line that the next one begins with a bullet."""

    role: Role
    mark: Mark
    listed: bool = False

    @property
    def is_nought(self) -> bool:
        """Whether it says in words that something is zero: "vanishes"."""
        return self.mark.shown == "= 0" and self.role is Role.RELATION


@dataclass(frozen=True, slots=True)
class Formula:
    """The steps of a formula, in one line or more.

    Whether lines that begin with a relation belong to it depends on the words before it. `worded` tells that words
    stand in its first line, `after_soft` that a wide space parts it from an equation in its line.
    """

    steps: tuple[Step, ...]
    worded: bool = False
    after_soft: bool = False

    def seams(self) -> Iterator[tuple[int, int]]:
        """Where it may be parted: before the step that ends a line, and before the relation that begins the next."""
        above: int | None = None
        for at, (role, _, _) in enumerate(self.steps):
            if role is Role.SEAM and above is None:
                above = at
            elif role in PLACED:
                if above is not None:
                    yield above, at
                above = None


@dataclass(frozen=True, slots=True)
class Run:
    """A formula as it stands in the text, without a relation at its end that nothing follows.

    `first` is the place of its first relation. `headed` tells that something stands before that, `filled` that anything
    is said, `other` that it is no equation, `nought` that it is said in words to be zero. `joints` are where its later
    lines begin, `hidden` what its maths does not show, or shows otherwise.
    """

    start: int
    end: int
    relations: int = 0
    first: tuple[int, int] = (0, 0)
    hidden: tuple[Mark, ...] = ()
    joints: tuple[int, ...] = ()
    filled: bool = True
    headed: bool = True
    other: bool = False
    nought: bool = False
    loose: bool = False
    defines: bool = False
    swapped: bool = False
    worded: bool = False
    after_soft: bool = False


def run_of(formula: Formula, here: Passage, start: int = 0, stop: int | None = None) -> Run:
    """The run of a formula, or of the steps from `start` up to `stop`, which begin and end with maths."""
    steps = formula.steps[start:stop]
    placed = [step for step in steps if step.role in PLACED]
    relations = [at for at, step in zip(count(), placed) if step.role is Role.RELATION]
    terms = [at for at, step in zip(count(), placed) if step.role is Role.TERM]
    nought = any(placed[at].is_nought for at in relations)
    dangling = bool(relations) and not placed[relations[-1]].is_nought and max(terms, default=-1) < relations[-1]
    before = placed[: relations[-1]] if dangling else placed
    typed = [here.said(placed[at].mark) for at in relations]
    return Run(
        placed[0].mark.start,
        before[-1].mark.end if before else placed[0].mark.start,
        len(relations) - dangling,
        placed[relations[0]].mark[1:3] if relations else (0, 0),
        tuple(mark for step in steps for mark in _hidden(step, here)),
        tuple(step.mark.end for step in steps if step.role in (Role.LOOSE, Role.SEAM)),
        filled=bool(terms) or nought,
        headed=bool(terms) and (not relations or terms[0] < relations[0]),
        other=any(step.role is Role.OTHER for step in steps),
        nought=nought,
        loose=any(step.role is Role.LOOSE for step in steps),
        defines=not _DEFINING.isdisjoint(typed) or any(placed[at].mark.shown == ":=" for at in relations),
        swapped=not _SWAPPED.isdisjoint(typed),
        worded=formula.worded,
        after_soft=formula.after_soft,
    )


def _hidden(step: Step, here: Passage) -> Iterator[Mark]:
    """What maths does not show of a step, or shows otherwise; each relation is shown as `=`."""
    role, mark, _ = step
    if role is Role.RELATION:
        if here.said(mark) != "=":
            yield mark._replace(shown="= 0" if step.is_nought else "=")
    elif role is Role.HIDDEN or (role in BREAKS and mark.kind != "newline") or (role in PLACED and mark.shown):
        yield mark


def maths_of(run: Run, text: str) -> str:
    """The maths alone, as long as what was typed."""
    maths, at = list[str](), run.start
    for mark in sorted(run.hidden, key=lambda hidden: hidden.start):
        if at <= mark.start and mark.end <= run.end:
            width = mark.end - mark.start
            maths += [text[at : mark.start], (mark.shown or "")[:width].ljust(width)]
            at = mark.end
    return "".join((*maths, text[at : run.end]))


def segment_of(run: Run, here: Passage, *, named: bool, follows: bool, aside: bool) -> Segment:
    """What was typed, and its maths alone."""
    joints = tuple(joint - run.start for joint in run.joints if run.start < joint < run.end)
    return Segment(
        here.typed[run.start : run.end],
        here.line_of(run.start),
        maths_of(run, here.text),
        joints,
        named or run.defines,
        follows,
        run.swapped,
        run.loose,
        aside=aside,
    )
