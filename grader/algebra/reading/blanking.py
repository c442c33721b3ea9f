r"""What says nothing of the maths beside it becomes blanks: imports of a program, `\arg\min_w J(w) =`, "at w = w*".

Of programs that assert equality, `np.allclose(A, B)`, the equation is left.
"""

import re
from itertools import islice

from grader.algebra.language.lexing.libraries import PREFIX
from grader.patterns import pattern

_IMPORT = pattern(
    r"(?m)^[ \t]*(?:import[ \t]+[\w.]+(?:[ \t]+as[ \t]+\w+)?|from[ \t]+[\w.]+[ \t]+import[ \t][^\n]*)[ \t]*$"
)
_MINIMUM = pattern(
    r"=\s*(?:\\arg\s*\\m(?:in|ax)|\\operatorname\*?\s*\{\s*arg\s*\\?,?\s*m(?:in|ax)\s*\}|arg\s?m(?:in|ax)\b)[^=$\n]{0,80}(?==)"
)
_AT = pattern(
    r"(\\left\.)([^\n]{1,400}?)(\\right\s*(?:\||\\vert|\\rvert)\s*_\s*\{\s*(?P<one>\\?[A-Za-z]+(?:_\{?\w{1,3}\}?)?)\s*=\s*"
    r"(?:\\hat\s*\{?\s*(?P=one)\s*\}?|(?P=one)\s*\^\s*\{?\s*(?:\*|\\ast|\\star)\s*\}?)\s*\})"
)
"""An expression at the optimum of its symbol; at another value it would be another expression."""
_CALL = pattern(
    rf"(?:\bassert\s+)?{PREFIX}(?:testing\.)?"
    r"(?:allclose|isclose|array_equal|equal|assert_allclose|assert_array_equal|assert_array_almost_equal)\s*\("
)
_FENCED = pattern(r"(?m)(^[ \t]*```[^\n`]*\n)(.*?)(^[ \t]*```)", re.S)
_COMMENT = pattern(r"#|(?:^|(?<=\s))(?:%|//)(?=\s)")
_RETURN = pattern(r"[ \t]*return\b[^([{]*(?:[([{].*[)\]}][^([{]*)?$")
"""A return that ends in its line."""
MAX_CALLS, MAX_CALL = 100, 2_000
"""Calls of one answer that are looked at, and the characters of each."""
_OPENING, _CLOSING = "([{", ")]}"


def cleared(text: str, *, code: bool = False) -> str:
    """The text with blanks for these, each character in its place; of a program without what does not run."""
    text = _run(text) if code else _FENCED.sub(lambda found: found[1] + _run(found[2]) + found[3], text)
    text = equated(text)
    if "import" in text:
        text = _IMPORT.sub(lambda found: " " * len(found[0]), text)
    if "arg" in text:
        text = _MINIMUM.sub(lambda found: " " * len(found[0]), text)
    if "\\left." in text:
        text = _AT.sub(lambda found: " " * len(found[1]) + found[2] + " " * len(found[3]), text)
    return text


def _run(program: str) -> str:
    """A program with blanks for its comments, and for what follows a return in its block."""
    lines, left = [], None
    for line in program.split("\n"):
        indent = len(line) - len(line.lstrip())
        if left is not None and line.strip() and indent < left:
            left = None
        kept = "" if left is not None else _COMMENT.split(line, maxsplit=1)[0]
        lines.append(kept + " " * (len(line) - len(kept)))
        if left is None and _RETURN.match(line):
            left = indent
    return "\n".join(lines)


def equated(text: str) -> str:
    """The text with `A = B` for every call that compares A and B, each character in its place."""
    if "." not in text or not _CALL.search(text):
        return text
    chars = list(text)
    for found in islice(_CALL.finditer(text), MAX_CALLS):
        cuts, end = _arguments(text, found.end())
        if end is None or not cuts:
            continue
        chars[found.start() : found.end()] = " " * (found.end() - found.start())
        chars[cuts[0]] = "="
        last = cuts[1] if len(cuts) > 1 else end
        chars[last : end + 1] = " " * (end + 1 - last)
    return "".join(chars)


def _arguments(text: str, start: int) -> tuple[list[int], int | None]:
    """Where the commas between the arguments of a call stand, and its closing bracket."""
    depth, cuts = 0, list[int]()
    for at in range(start, min(len(text), start + MAX_CALL)):
        char = text[at]
        if char in _OPENING:
            depth += 1
        elif char in _CLOSING:
            if not depth:
                return cuts, at
            depth -= 1
        elif char == "," and not depth:
            cuts.append(at)
    return cuts, None
