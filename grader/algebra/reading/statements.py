"""What an answer is made of once it is read: statements in order, each with the source that it came from."""

from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Literal

from grader.algebra.expressions.notation import Notation
from grader.algebra.expressions.substitution import substituted
from grader.algebra.expressions.tree import Chain, Node, Span, names
from grader.algebra.language.lexing.tokens import excerpt


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of an answer as it was typed: marked as maths, marked as code, or text with maths in it."""

    kind: Literal["text", "math", "code"]
    text: str
    line: int = 1


class Cause(Enum):
    """Why a statement is unreadable."""

    SYNTAX = auto()
    """It is no maths that the grammar has, or beyond what is read of one answer."""
    UNDEFINED = auto()
    """A name in it is not defined."""
    UNFIT = auto()
    """What it defines has shapes that do not fit."""
    CIRCULAR = auto()
    """It defines a name by itself."""
    TWICE = auto()
    """It defines a name that has been given a meaning already."""
    SEIZED = auto()
    """It makes a symbol of the exercise something else, or is about one that was."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing that the student says.

    - `chain`: expressions joined by `=`; a bare expression has one item.
    - `definition`: the chain's first item is a name that is new (or taken anew); the rest is what it means.
    - `prose`: words, not checked.
    - `unreadable`: maths that cannot be read: `cause` is why, `problem` says what and how to mend it, `span` where.

    `source` is what was typed, without the marks around the maths; spans count its characters. `line` is
    the line of the piece that it stands in, counted from 1. `follows` tells that the student says that it
    follows from what stands before (⇒, hence, so, therefore).
    """

    kind: Literal["chain", "definition", "prose", "unreadable"]
    source: str
    line: int = 1
    chain: Chain | None = None
    defines: str | None = None
    problem: str | None = None
    span: Span | None = None
    follows: bool = False
    either: bool = False
    """Whether it is said to hold or another one, "A = 0 or B = 0": neither is claimed then."""
    aside: bool = False
    """Whether it is said aside: where, since, in brackets."""
    mentions: tuple[str, ...] = ()
    """Of prose: the expressions that are mentioned in it, as maths."""
    cause: Cause | None = None
    notation: Notation | None = field(default=None, compare=False, repr=False)
    """In which its chain is to be printed."""

    @property
    def is_refused(self) -> bool:
        """Whether it was understood, and cannot be what it says: a name that is defined by itself."""
        return self.cause in (Cause.CIRCULAR, Cause.UNFIT)

    def excerpt(self, span: Span | None = None) -> str:
        """What was typed there, all where no span is given or nothing stands in it, as a message says it."""
        start, end = (span.start, span.end) if span else (0, None)
        return excerpt(self.source[start:end].strip() or self.source)


@dataclass(frozen=True, slots=True)
class Reading:
    """The statements in order, and the notation with the student's own names."""

    statements: tuple[Statement, ...]
    notation: Notation

    def pinned(self, base: Notation, *nodes: Node) -> tuple[Node, ...]:
        """Expressions of the exercise, with the names that the student uses for something else unfolded."""
        mentioned = base.meaning(name for node in nodes for name in names(node))
        taken = {name: base.definitions[name] for name in self.notation.students & base.definitions.keys() & mentioned}
        return tuple(substituted(_unfolded(node, base), taken) for node in nodes) if taken else nodes


def _unfolded(node: Node, base: Notation) -> Node:
    """With every name that only has a definition replaced by it."""
    meanings = {name: meaning for name, meaning in base.definitions.items() if name not in base.fixed}
    for _ in range(len(meanings)):
        node = substituted(node, meanings)
    return node
