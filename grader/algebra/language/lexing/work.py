"""What the lexer writes on: the source, the tokens so far, the notation's scanner."""

from grader.algebra.expressions.tree import Span
from grader.algebra.language.lexing.scanner import Scanner
from grader.algebra.language.lexing.tokens import ParseError, Tokens

_WRITTEN = {"||": "‖", "==": "=", ":=": "=", "=:": "=", "<": "relation", ">": "relation", "<=": "relation",
            ">=": "relation", "!=": "relation", "=>": "arrow", "->": "arrow", "<-": "arrow",
            ".*": "odot", ".^": "**"}  # fmt: skip


class Work:
    """One source on its way to tokens; `loose` tells that words, breaks or `&` wait for `tidied`."""

    def __init__(self, source: str, scan: Scanner):
        self.source, self.scan = source, scan
        self.tokens = Tokens()
        self.loose = False

    def fail(self, message: str, start: int, end: int, hint: str | None = None) -> ParseError:
        return ParseError(message, Span(start, end), hint)

    def name(self, spelled: str, start: int, end: int) -> None:
        """Write the symbol that a spelling names."""
        self.tokens.add("name", self.scan.resolve(spelled), start, end)

    def operator(self, text: str, start: int, end: int) -> None:
        """Write an operator, a bracket or a relation in ASCII."""
        kind = _WRITTEN.get(text, text)
        if text in ("@", "**"):
            self.tokens.python = True
        self.loose = self.loose or kind == "&"
        self.tokens.add(kind, text, start, end)

    def bracket_follows(self, end: int) -> bool:
        """Whether the next sign is a bracket that a call can have."""
        return self.source[end : end + 8].lstrip()[:1] in ("(", "[")
