"""Maths that is put together mark by mark, and the segment that it becomes."""

from dataclasses import dataclass, field, replace

from grader.algebra.reading.marks import Mark

_DEFINING = frozenset((":=", "≔", "≜", "≝", "=:", *(f"\\{name}" for name in "triangleq coloneqq coloneq".split())))
_SWAPPED = frozenset(("=:", r"\eqqcolon", r"\eqcolon"))


@dataclass(frozen=True, slots=True)
class Segment:
    """One thing said.

    `maths` is as long as `source`, with blanks for what is no maths; None where all is prose, empty where more is
    said than is read. `joints` are the places in `source` where its later lines begin, `loose` tells that these
    may be statements of their own. `named` tells that it is announced as a definition (let, where, `:=`),
    `swapped` that either end may be the name (`=:`, "denote … by …").
    """

    source: str
    line: int
    maths: str | None = None
    joints: tuple[int, ...] = ()
    named: bool = False
    follows: bool = False
    swapped: bool = False
    loose: bool = False
    either: bool = False
    """Whether it is said to hold, or another equation."""
    aside: bool = False
    """Whether it is said aside: where, since, in brackets."""
    mentions: tuple[str, ...] = ()
    """Of prose: the expressions in it, as maths."""

    def part(self, start: int, end: int) -> "Segment":
        """Some lines of it."""
        typed = self.source[start:end].rstrip()
        blank = len(typed) - len(typed.lstrip())
        line = self.line + self.source.count("\n", 0, start + blank)
        return replace(self, source=typed, line=line, maths=(self.maths or "")[start:end], joints=())

    def joined(self, other: "Segment") -> "Segment":
        """With the lines of another one, which goes on where this one ends."""
        at = len(self.source) + 1
        return replace(
            self,
            source=f"{self.source}\n{other.source}",
            maths=f"{self.maths}\n{other.maths}",
            joints=(*self.joints, at, *(at + joint for joint in other.joints)),
        )


@dataclass(slots=True)
class Run:
    """Maths from its first mark on. `listed` tells that its line begins with a bullet."""

    start: int
    mark: int
    listed: bool = False
    after_soft: bool = False
    """Whether a wide space parts it from an equation in its line."""
    end: int = 0
    hidden: list[Mark] = field(default_factory=list)
    """What is blank in the maths, or shown otherwise."""
    joints: list[int] = field(default_factory=list)
    relations: int = 0
    first: tuple[int, int] = (0, 0)
    """Where the first relation stands."""
    tail: int | None = None
    """Where it ends without a relation that nothing follows."""
    filled: bool = False
    headed: bool = False
    """Whether anything stands before the first relation."""
    open: bool = False
    """Whether it ends with an operator or a relation."""
    leads: bool = False
    """Whether its last line begins with a relation."""
    loose: bool = False
    defines: bool = False
    swapped: bool = False
    other: bool = False
    """Whether it has a sign that makes it no equation: ∈, <, ≈."""

    worded: bool = False
    """Whether its relation is in words: is zero, vanishes."""

    @property
    def whole(self) -> bool:
        """Whether its last line is an equation of its own."""
        return self.relations > 0 and not self.leads

    def take(self, mark: Mark, operator: bool = False) -> None:
        """Go on with a mark."""
        self.end = mark.end
        self.open = operator
        if mark.shown is not None:
            self.hidden.append(mark)
        if not operator:
            self.filled, self.tail = True, None
            self.headed = self.headed or not self.relations

    def relate(self, mark: Mark, typed: str) -> None:
        """Go on with a relation; in the maths each is a `=`."""
        if not self.relations:
            self.first = (mark.start, mark.end)
        self.leads = self.leads or not self.headed
        self.relations += 1
        nought = mark.shown == "= 0"
        self.worded = self.worded or nought
        self.tail = None if nought else self.end or mark.start
        self.end, self.open, self.filled = mark.end, not nought, self.filled or nought
        if typed != "=":
            self.hidden.append(mark._replace(shown="= 0" if nought else "="))
        self.defines = self.defines or typed in _DEFINING or mark.shown == ":="
        self.swapped = self.swapped or typed in _SWAPPED

    def without_end(self) -> None:
        """Drop a relation that nothing follows."""
        if self.tail is not None:
            self.end, self.relations = self.tail, self.relations - 1

    def segment(self, text: str, line: int, named: bool, follows: bool, typed: str | None = None) -> Segment:
        """What was typed, and its maths alone; `typed` is the text as it was before it was cleared."""
        maths, at = [], self.start
        for mark in sorted(self.hidden, key=lambda hidden: hidden.start):
            if at <= mark.start and mark.end <= self.end:
                width = mark.end - mark.start
                maths += [text[at : mark.start], (mark.shown or "")[:width].ljust(width)]
                at = mark.end
        maths.append(text[at : self.end])
        joints = tuple(joint - self.start for joint in self.joints if self.start < joint < self.end)
        source = (text if typed is None else typed)[self.start : self.end]
        named = named or self.defines
        return Segment(source, line, "".join(maths), joints, named, follows, self.swapped, self.loose)
