"""Letters, words, numbers and small signs: what is typed without a command of TeX."""

from typing import Any

from grader.algebra.expressions.notation import canonical
from grader.algebra.language.lexing import libraries
from grader.algebra.language.lexing.scanner import WORDS, plain
from grader.algebra.language.lexing.spelling import CALLS, SUBSCRIPTS, SUPERSCRIPTS
from grader.algebra.language.lexing.tokens import OPERAND_ENDS
from grader.algebra.language.lexing.work import Work

MAX_DIGITS = 30
MAX_POWER = 15
"""Of ten, in 1e-6."""


def number(x: Work, match: Any, start: int, end: int) -> None:
    text = match[0]
    power = text.lower().partition("e")[2]
    if end - start > MAX_DIGITS or abs(int(power or 0)) > MAX_POWER:
        raise x.fail("this number is too long", start, end, f"numbers have {MAX_DIGITS} digits at most")
    x.tokens.add("number", text, start, end)


def known(x: Work, text: str, start: int, end: int) -> None:
    """A declared symbol, a function, a Greek letter."""
    word = plain(text)
    if word in x.scan.names:
        x.tokens.add("Σ" if text == "Σ" else "name", x.scan.names[word], start, end)
    elif word in CALLS:
        meaning = CALLS[word]
        sign = meaning if meaning == "nabla" or word == "Sum" else "call"
        x.tokens.add(sign, word if sign == "nabla" else meaning, start, end)
    else:
        x.tokens.add("Σ" if text == "Σ" else "name", word, start, end)


def word(x: Work, match: Any, start: int, end: int) -> None:
    """A run of letters, all but the first small: a function, a symbol, symbols side by side, or a new name."""
    text = match[0]
    if text in WORDS or canonical(text) in x.scan.names:
        return known(x, text, start, end)
    if text in CALLS and x.bracket_follows(end):
        return x.tokens.add("call", CALLS[text], start, end)
    if _differential(x, text, end):
        parts = ["d", text[1:]]
    elif x.tokens.texts[-2:] == ["I", "_"] and (factors := next(iter(x.scan.readings(text[1:])), [])):
        parts = [text[0], *factors]  # the size of I has one letter: I_d u v of I_duv
    else:
        parts = next(iter(x.scan.readings(text)), []) or x.scan.around(text) or [text]
    for part in parts:
        x.name(part, start, start + len(part))
        start += len(part)
    return None


def _differential(x: Work, text: str, end: int) -> bool:
    """Whether it is the d of a symbol in a derivative: dmu in dL/dmu."""
    if text[0] != "d" or len(x.scan.readings(text)):
        return False
    beside = x.tokens.kinds[-1:] == ["/"] or x.source[end : end + 8].lstrip().startswith("/d")
    return beside and "d" not in x.scan.names and canonical(text[1:]) in x.scan.names


def letter(x: Work, match: Any, start: int, end: int) -> None:
    text = match[0]
    kinds, ends = x.tokens.kinds, x.tokens.ends
    if text == "T" and kinds and ends[-1] == start and kinds[-1] in OPERAND_ENDS:
        before = x.source[x.tokens.starts[-1] : start]
        hint = f"write {before}^T for the transpose, and a space before T where T is a symbol"
        raise x.fail("T right after a symbol can be a transpose or a factor", start, end, hint)
    x.name(text, start, end)


def dotted(x: Work, match: Any, start: int, end: int) -> None:
    """`np.linalg.inv`."""
    word = match[0].rsplit(".", 1)[1]
    if word not in libraries.CALLS:
        raise x.fail(f"the function {word} is not known here", start, end, "write out what it computes")
    x.tokens.python = True
    x.tokens.add("call", libraries.CALLS[word], start, end)


def string(x: Work, match: Any, start: int, end: int) -> None:
    x.tokens.add("string", match[0], start, end)


def method(x: Work, match: Any, start: int, end: int) -> None:
    x.tokens.add("method", match[0].lstrip(".").split("(")[0], start, end)


def up(x: Work, match: Any, start: int, end: int) -> None:
    text = match[0].translate(SUPERSCRIPTS)
    while text.endswith("T") and text[:-1].strip("-"):
        x.tokens.add("sup", text[:-1], start, end - 1)
        start, text = end - 1, "T"
    x.tokens.add("sup", text, start, end)


def low(x: Work, match: Any, start: int, end: int) -> None:
    x.tokens.add("sub", match[0].translate(SUBSCRIPTS), start, end)


def raised(x: Work, match: Any, start: int, end: int) -> None:
    """`^T`, `^{-1}`, `^2`."""
    text = "".join(match[0][1:].split()).strip("{}")
    x.tokens.add("sup", text if text[-1].isdigit() else "T", start, end)
