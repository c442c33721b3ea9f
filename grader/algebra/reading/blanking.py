r"""What stands beside maths and says nothing of it: imports of a program, `\arg\min_w J(w) =`, "at w = w*"."""

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


def cleared(text: str) -> str:
    """The text with blanks for these, each character in its place."""
    if "import" in text:
        text = _IMPORT.sub(lambda found: " " * len(found[0]), text)
    if "arg" in text:
        text = _MINIMUM.sub(lambda found: " " * len(found[0]), text)
    if "\\left." in text:
        text = _AT.sub(lambda found: " " * len(found[1]) + found[2] + " " * len(found[3]), text)
    return text
