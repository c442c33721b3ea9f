"""The habits of those who type formulas: LaTeX in its variants, Unicode, plain text, NumPy."""

from dataclasses import dataclass
from random import Random
from typing import Literal

Dialect = Literal["latex", "unicode", "plain", "numpy"]


@dataclass(frozen=True, slots=True)
class Style:
    """One student's habits. `early` puts a transpose before the subscript, `minus_transpose` writes A^{-T}."""

    dialect: Dialect
    transpose: str
    bold: str = ""
    braces: bool = False
    times: str = " "
    brackets: tuple[str, str] = ("(", ")")
    trace: str = r"\operatorname{tr}"
    norm: tuple[str, str] = (r"\|", r"\|")
    sized: bool = False
    minus_transpose: bool = False
    gradient: str = "nabla"
    early: bool = False

    @property
    def name(self) -> str:
        return f"{self.dialect} {self.transpose}".strip()


PLAIN_LATEX = Style("latex", r"^\top")
"""How the exercises themselves are told to a grader."""

TRANSPOSES = (
    "^T",
    r"^\top",
    r"^{\top}",
    r"^{\mathsf T}",
    r"^{\mathsf{T}}",
    r"^\intercal",
    "'",
    "^{T}",
    r"^{\mathrm{T}}",
)
BRACKETS = (("(", ")"), ("(", ")"), (r"\left(", r"\right)"), (r"\bigl(", r"\bigr)"), ("[", "]"))
TRACES = (r"\operatorname{tr}", r"\mathrm{tr}", r"\text{tr}", r"\operatorname{Tr}", r"\mathrm{Tr}")
NORMS = ((r"\|", r"\|"), (r"\lVert ", r"\rVert"), (r"\left\|", r"\right\|"), (r"\Vert ", r"\Vert"))


def drawn(draw: Random, dialect: Dialect | None = None) -> Style:
    """A style at random; half of them LaTeX."""
    dialect = dialect or draw.choices(("latex", "unicode", "plain", "numpy"), (6, 2, 2, 2))[0]
    if dialect == "unicode":
        times, sized = draw.choice(["", "", " ", "·"]), draw.random() < 0.2
        return Style(dialect, "ᵀ", times=times, trace="tr", norm=("‖", "‖"), sized=sized)
    if dialect == "plain":
        mark, times = draw.choice(["^T", "^T", "'", "^t"]), draw.choice([" ", " ", "*", "·"])
        return Style(dialect, mark, times=times, trace="tr", norm=("||", "||"))
    if dialect == "numpy":
        return Style(dialect, ".T", times=" @ ", trace="np.trace")
    return Style(
        dialect,
        draw.choice(TRANSPOSES),
        bold=draw.choice(["", "", "", r"\mathbf", r"\boldsymbol", r"\bm"]),
        braces=draw.random() < 0.3,
        times=draw.choice([" ", " ", " ", r" \cdot ", r"\,", ""]),
        brackets=draw.choice(BRACKETS),
        trace=draw.choice(TRACES),
        norm=draw.choice(NORMS),
        sized=draw.random() < 0.25,
        minus_transpose=draw.random() < 0.3,
        gradient=draw.choice(["nabla", "nabla", "partial"]),
        early=draw.random() < 0.15,
    )
