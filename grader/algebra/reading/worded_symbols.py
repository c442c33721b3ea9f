"""What an answer says in words of a sign: "with E the identity", "σ is the softmax"."""

import re
from collections.abc import Iterable
from typing import Any

from grader.algebra.expressions import tree
from grader.algebra.expressions.notation import Notation
from grader.algebra.expressions.tree import Chain, Identity, Node
from grader.patterns import pattern

_IDENTITY = pattern(
    r"(?P<ones>\\math(?:bf|bb)\s*\{?\s*1\s*\}?|𝟏|𝟙)?(?P<letter>(?<![A-Za-z\\])[A-Z](?![A-Za-z]))?(?:_\{[^{}\n]{0,30}\}|_\w)?"
    r"[\s$`,]{1,6}(?:is|denotes|being|for|means|stands for)?\s{0,3}(?:the|an)\s+"
    r"(?:\$?\w{1,3}\s*(?:×|\\times|x|by)\s*\w{1,3}\$?\s+)?(?:identity|unit matrix)\b"
)
_SOFTMAX = pattern(
    r"(?:\\sigma|σ)(?:\s*\([^()\n]{0,20}\))?[\s$`,]{1,6}(?:is|denotes|being|for|means|stands for)?\s{0,3}(?:the\s+)?"
    r"(?:(?:column|row)[- ]?wise\s+)?softmax\b",
    re.I,
)


def may_be_worded(text: str) -> bool:
    """Whether a text can give a sign a meaning in words."""
    folded = text.casefold()
    return "identity" in folded or "unit matrix" in folded or "softmax" in folded


def worded(texts: Iterable[str], chain: Chain, notation: Notation) -> Chain:
    """The chain with the signs that the texts give a meaning to replaced by it; a declared symbol keeps its own."""
    letters: set[str] = set()
    ones = softmax = False
    for text in texts:
        if "identity" in text or "unit matrix" in text:
            for found in _IDENTITY.finditer(text):
                ones = ones or found["ones"] is not None
                letters |= {found["letter"]} if found["letter"] and found["letter"] != "I" else set()
        softmax = softmax or ("softmax" in text.casefold() and _SOFTMAX.search(text) is not None)
    letters -= notation.symbols.keys()
    softmax = softmax and "sigma" not in notation.symbols
    if not (letters or ones or softmax):
        return chain
    return Chain(tuple(_meant(item, letters, ones, softmax) for item in chain.items))


def _meant(part: Any, letters: set[str], ones: bool, softmax: bool) -> Any:
    if isinstance(part, tuple):
        return tuple(_meant(inner, letters, ones, softmax) for inner in part)
    if not isinstance(part, Node):
        return part
    if isinstance(part, tree.Name) and part.name in letters:
        return Identity(span=part.span)
    if ones and isinstance(part, tree.Ones) and part.cols in (None, part.rows):
        return Identity(part.rows, span=part.span)
    changed = {name: _meant(getattr(part, name), letters, ones, softmax) for name in tree.HOLDING[type(part)]}
    if softmax and isinstance(part, tree.Apply) and part.function == "sigmoid":
        changed["function"] = "softmax"
    return tree.changed(part, **changed) if changed else part
