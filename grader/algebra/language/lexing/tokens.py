"""Tokens side by side, and the error of all who read them."""

from dataclasses import dataclass, field

from grader.algebra.expressions.tree import Span
from grader.errors import GraderError

OPERAND_ENDS = frozenset({"name", "number", ")", "]", "}", "sup", "'", "sub", "‖", ">‖", "|", "⟩", "stop", "method"})
"""Kinds that an operand can end with."""
STARTS = frozenset("name number call ( [ { ⟨ ‖ ‖< | frac sqrt begin nabla partial sum Σ accent brace ones zero".split())
"""Kinds that a factor can start with, with no sign in front of it."""


MAX_SHOWN = 40


def excerpt(text: str) -> str:
    """A piece of what was typed in guillemets, cut where it is long."""
    text = " ".join(text.split())
    return f"«{text[: MAX_SHOWN - 1]}…»" if len(text) > MAX_SHOWN else f"«{text}»"


class ParseError(GraderError):
    """What cannot be read, where in the source, and how to mend it."""

    def __init__(self, message: str, span: Span, hint: str | None = None):
        self.message, self.span, self.hint = message, span, hint
        super().__init__(f"{message}; {hint}" if hint else message)


@dataclass(slots=True)
class Tokens:
    """Kinds, texts and places, side by side; tokens of kind `end` close them.

    `match` pairs the brackets; `python` tells that some of it is spelled as in NumPy.
    """

    kinds: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    match: dict[int, int] = field(default_factory=dict)
    python: bool = False

    def add(self, kind: str, text: str, start: int, end: int) -> None:
        self.kinds.append(kind)
        self.texts.append(text)
        self.starts.append(start)
        self.ends.append(end)

    def cut(self, count: int) -> None:
        """Take away the last ones."""
        for items in (self.kinds, self.texts, self.starts, self.ends):
            del items[-count:]
