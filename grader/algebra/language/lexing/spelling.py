"""How the matrix language is spelled: what words and characters stand for. Tables only; `commands` has TeX's.

A token's kind is its role in the grammar: `times`, `odot`, `frac`, … The lexer turns spellings into kinds, the
parser knows kinds only.
"""

import unicodedata
from collections.abc import Mapping
from typing import NamedTuple

from grader.algebra.expressions.functions import FUNCTIONS
from grader.algebra.expressions.notation import GREEK

COMBINING = {"\u0302": "hat", "\u0303": "tilde", "\u0304": "bar", "\u0305": "bar", "\u0307": "dot", "\u0308": "ddot"}


class Operation(NamedTuple):
    """Words for what is a call where it is typed and no function of `functions.FUNCTIONS` in a tree."""

    spellings: str
    common: str = ""
    """Words that mean it behind a library's name or before a bracket only: they are too common."""
    methods: str = ""


OPERATIONS: Mapping[str, Operation] = {
    "inv": Operation("inv matrix_inverse", common="inverse", methods="inverse inv"),
    "transpose": Operation("transpose", methods="transpose t"),
    "norm": Operation("norm Norm matrix_norm vector_norm", methods="norm"),
    "eye": Operation("eye", common="identity"),
    "zeros": Operation("zeros"),
    "ones": Operation("ones"),
    "zeros_like": Operation("zeros_like"),
    "sqrtm": Operation("sqrtm"),
    "logdet": Operation("logdet"),
    "matrix_power": Operation("matrix_power"),
    "block": Operation("bmat", common="block array matrix"),
    "hstack": Operation("hstack horzcat"),
    "vstack": Operation("vstack vertcat"),
    "matmul": Operation("", common="matmul dot mm", methods="dot matmul mm mv"),
    "multiply": Operation("", common="multiply", methods="multiply mul"),
    "outer": Operation("", common="outer"),
    "square": Operation("", common="square", methods="square"),
    "nabla": Operation("grad"),
}
"""What the grammar builds of other nodes."""

CALLS = {
    **{word: row.name for row in FUNCTIONS.values() for word in (row.name, *row.spellings)},
    **{word: name for name, row in OPERATIONS.items() for word in (*row.spellings.split(), *row.common.split())},
}
"""Words that are calls, and what of."""

METHODS = {
    **{word: row.name for row in FUNCTIONS.values() for word in row.methods},
    **{word: name for name, row in OPERATIONS.items() for word in row.methods.split()},
}
"""Methods of arrays, and what they are."""

DOTTED_ONLY = frozenset(word for row in OPERATIONS.values() for word in row.common.split())
"""Words too common to be functions without `np.` before them or a bracket after them."""

SPOKEN = frozenset(word for row in FUNCTIONS.values() for word in (row.name, *row.spellings)) - {"diagonal", "logistic"}
"""Words that are functions in a sentence, too, where an argument follows."""

CHARACTERS = {
    "−": "-", "–": "-", "—": "-", "﹣": "-", "·": "times", "⋅": "times", "×": "times", "∙": "times", "•": "times",
    "∗": "*", "∘": "odot", "⊙": "odot", "◦": "odot", "∑": "sum", "∇": "nabla", "∂": "partial", "√": "sqrt",
    "‖": "‖", "∥": "‖", "∣": "|", "⟨": "⟨", "⟩": "⟩", "〈": "⟨", "〉": "⟩", "≡": "=", "≔": "=", "≜": "=", "≝": "=",
    "⊤": "T", "†": "dagger", "′": "'", "’": "'", "‘": "'", "″": "''", "…": "dots", "⋯": "dots", "⋱": "dots",
    "⋮": "dots", "∞": "infinity", "⊥": "perp", "⋆": "star", "∕": "/", "÷": "/", "⁄": "/",
    "≤": "relation", "≥": "relation", "≠": "relation", "≈": "relation", "∼": "relation", "≃": "relation",
    "≅": "relation", "∝": "relation", "∈": "relation", "≪": "relation", "≫": "relation", "≻": "relation",
    "⪰": "relation", "→": "arrow", "⇒": "arrow", "⇔": "arrow", "⟹": "arrow", "⟺": "arrow", "∴": "arrow", "∵": "arrow",
    "↔": "arrow", "⇐": "arrow", "←": "arrow", "∧": "arrow", "∀": "arrow", "⟶": "arrow", "↦": "arrow",
    "✓": "skip", "✔": "skip", "∎": "skip", "□": "skip", "■": "skip", "☑": "skip", "✅": "skip", "\ufe0f": "skip",
}  # fmt: skip
"""Characters outside ASCII."""

SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻ᵀᵗ⁽⁾ⁱⁿᴴ⸍", "0123456789-TT()inT/")
SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", "0123456789aehijklmnoprstuvx")
FRACTIONS = {"½": "1/2", "¼": "1/4", "¾": "3/4", "⅓": "1/3", "⅔": "2/3", "⅕": "1/5", "⅛": "1/8"}
BOLD_DIGITS = {"𝟏": "1", "𝟎": "0", "𝟙": "1", "𝟘": "0"}

_KEPT = {
    *map(chr, SUPERSCRIPTS), *map(chr, SUBSCRIPTS), *FRACTIONS, *BOLD_DIGITS, *CHARACTERS, *GREEK.values(),
}  # fmt: skip


def folded(source: str) -> str:
    """The source with each styled letter (𝐖, ℒ, Ｗ) as the plain one; as long as before, so that spans hold."""
    if source.isascii():
        return source
    return "".join(char if char < "\x80" else _fold(char) for char in source)


def _fold(char: str) -> str:
    if char in _KEPT:
        return char
    plain = unicodedata.normalize("NFKC", char)
    return plain if len(plain) == 1 else char
