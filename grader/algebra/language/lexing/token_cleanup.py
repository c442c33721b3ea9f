"""Tokens made ready for the parser: without what stands around and between formulas, brackets paired."""

from grader.algebra.expressions.notation import canonical
from grader.algebra.expressions.tree import Span
from grader.algebra.language.lexing.scanner import Scanner
from grader.algebra.language.lexing.tokens import ParseError, Tokens

_OPENING = {"(": ")", "[": "]", "{": "}", "⟨": "⟩", "‖<": ">‖", "begin": "stop"}
_CLOSING = frozenset(_OPENING.values())
_INFIX = frozenset({"", "+", "-", "times", "*", "@", "/", "=", "odot", ",", ";", "&", "newline", "relation", *_CLOSING})
_OPERATORS = frozenset({"", "+", "-", "times", "*", "@", "/", "=", "odot", ",", ";", "sum", *_OPENING})
_ENDINGS = frozenset({",", ";", ".", "note", "newline", "&"})


def cut_ending(tokens: Tokens, source: str, scan: Scanner) -> Tokens:
    """Without the punctuation, words and number at the end of a displayed formula."""
    _cut_marks(tokens)
    kinds = tokens.kinds
    if "relation" in kinds:
        at = len(kinds) - 1 - kinds[::-1].index("relation")
        if tokens.texts[at] in ("\\in", "∈") and tokens.texts[at + 1 : at + 2] == ["R"] and "=" not in kinds[at:]:
            tokens.cut(len(kinds) - at)  # … ∈ R^{m×k} says nothing new
    if len(kinds) > 3 and kinds[-1] == ")" and kinds[-3] == "(":
        gap = source[tokens.ends[-4] : tokens.starts[-3]]
        label = tokens.texts[-2]
        apart = "quad" in gap or "hfill" in gap or len(gap) > 3 or tokens.texts[-4] == "0"
        if apart and label not in scan.names and len(label) < 3:
            tokens.cut(3)
            _cut_marks(tokens)
    return tokens


def _cut_marks(tokens: Tokens) -> None:
    kinds = tokens.kinds
    while kinds and (
        kinds[-1] in _ENDINGS or (kinds[-1] == "text" and len(kinds) > 1 and kinds[-2] not in _CUT_NOT_BEHIND)
    ):
        tokens.cut(1)


_CUT_NOT_BEHIND = _OPERATORS - {",", ";"} | {"_", "^"}


def tidied(old: Tokens, scan: Scanner) -> Tokens:
    """The tokens without words, alignment, frames and breaks of lines that stand between formulas."""
    new = Tokens(python=old.python)
    depth = 0
    framing: list[bool] = []
    for at, kind in enumerate(old.kinds):
        before = new.kinds[-1] if new.kinds else ""
        after = old.kinds[at + 1] if at + 1 < len(old.kinds) else ""
        text, start, end = old.texts[at], old.starts[at], old.ends[at]
        depth += (kind == "begin") - (kind == "stop")
        if kind == "{":
            framing.append(at > 0 and old.kinds[at - 1] == "frame")
        if (kind == "{" and framing[-1]) or (kind == "}" and framing and framing.pop()):
            continue
        if kind in ("note", "frame") or (kind == "&" and not depth):
            continue
        if kind == "newline" and not depth:
            if before in _OPERATORS or after in _INFIX:
                continue
            raise ParseError("this is more than one line", Span(start, end), "hand in one equation per line")
        if kind == "text":
            kind, text = _words(old, at, before, after, new, scan)
            if not kind:
                continue
        new.add(kind, text, start, end)
    return new


def _words(old: Tokens, at: int, before: str, after: str, new: Tokens, scan: Scanner) -> tuple[str, str]:
    """What words in a formula are: a subscript, a name, or nothing that counts."""
    said = old.texts[at].split("{", 1)[1].rstrip("} ").strip()
    if before == "_" or new.kinds[-2:] == ["_", "{"]:
        return "name", canonical(said)
    wanted, follows = before in _OPERATORS, after not in _INFIX
    if wanted and not follows and said.isalnum() and said.isascii():
        return "name", scan.resolve(said)
    if (not wanted and not follows) or (before in ("", "=", ",") and follows):
        return "", ""
    message = f"the words '{said[:30]}' stand in the middle of a formula"
    raise ParseError(message, Span(old.starts[at], old.ends[at]), "put words on a line of their own")


def match_brackets(tokens: Tokens, source: str) -> None:
    """Pair the brackets. Raises ParseError with the place of the one that has no partner."""
    open_ones: list[int] = []
    for at, kind in enumerate(tokens.kinds):
        if kind in _OPENING:
            open_ones.append(at)
        elif kind in _CLOSING:
            opener = open_ones.pop() if open_ones else None
            if opener is None or _OPENING[tokens.kinds[opener]] != kind:
                raise _unmatched(tokens, source, opener, at)
            tokens.match[opener] = at
            tokens.match[at] = opener
    if open_ones:
        raise _unmatched(tokens, source, open_ones[-1], None)


def _unmatched(tokens: Tokens, source: str, opener: int | None, closer: int | None) -> ParseError:
    places = [at for at in (opener, closer) if at is not None]
    said = [source[tokens.starts[at] : tokens.ends[at]] for at in places]
    span = Span(tokens.starts[places[0]], tokens.ends[places[-1]])
    if opener is not None and closer is not None:
        return ParseError(f"the bracket {said[0]} is closed by {said[1]}", span, f"close the {said[0]} first")
    if opener is not None:
        return ParseError(f"the bracket {said[0]} is never closed", span, "close it, or leave it out")
    return ParseError(f"the bracket {said[0]} closes nothing", span, "open it, or leave it out")
