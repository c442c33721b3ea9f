"""One thing that an answer says, before it is parsed."""

from dataclasses import dataclass, replace

MAX_TEXT = 40_000
"""Characters of one answer that are looked at."""
MAX_SEGMENTS = 400
"""Things said in one answer that are read."""


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
