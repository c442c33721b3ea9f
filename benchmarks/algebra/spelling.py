"""How a term is typed in a style: a symbol, a product, a transpose, a sum over data points."""

from dataclasses import dataclass
from fractions import Fraction

from benchmarks.algebra.notation import Notation
from benchmarks.algebra.shapes import SCALAR, shape_of
from benchmarks.algebra.styles import Style
from benchmarks.algebra.terms import Dims, Misfit, Term

GREEK = {"lambda": "λ", "Lambda": "Λ", "Sigma": "Σ", "mu": "μ", "nu": "ν", "eta": "η"}
SUB = str.maketrans("0123456789ijkmn", "₀₁₂₃₄₅₆₇₈₉ᵢⱼₖₘₙ")
SUM, PRODUCT, FACTOR, ATOM = range(4)
"""How tightly a node must hold together where it stands."""


@dataclass(frozen=True, slots=True)
class Speller:
    """Writes terms of one notation in one style."""

    style: Style
    notation: Notation

    def write(self, term: Term, level: int = SUM) -> str:
        tight, text = self._node(term)
        if tight < level:
            left, right = self.style.brackets
            return f"{left}{text}{right}"
        return text

    def symbol(self, name: str) -> str:
        """A symbol: `W_1`, `W₁`, `W1`, `\\mathbf{W}_{1}`."""
        head, sub = _parted(name)
        style = self.style
        if style.dialect == "latex":
            letter = "\\" + head if head in GREEK else head
            if style.bold and self.notation.shapes.get(name, SCALAR) != SCALAR and head not in GREEK:
                letter = f"{style.bold}{{{letter}}}"
            return letter + (f"_{{{sub}}}" if sub and style.braces else f"_{sub}" if sub else "")
        if style.dialect == "unicode":
            return GREEK.get(head, head) + sub.translate(SUB)
        letter = "lam" if head == "lambda" and style.dialect == "numpy" else head
        return letter + (f"_{sub}" if "_" in name else sub)

    # ------------------------------------------------------------------------------------------ nodes

    def _node(self, term: Term) -> tuple[int, str]:
        latex = self.style.dialect == "latex"
        match term.op:
            case "sym":
                return ATOM, self.symbol(term.label)
            case "num":
                return self._number(term.number)
            case "eye" | "zero" | "ones":
                return ATOM, self._constant(term)
            case "neg":
                minus = "−" if self.style.dialect == "unicode" else "-"
                return SUM, f"{minus}{self.write(term.args[0], PRODUCT)}"
            case "add":
                return SUM, self._sum(term)
            case "mul":
                return PRODUCT, self._product(term)
            case "had":
                return self._entrywise(term)
            case "div":
                return self._quotient(term)
            case "T" | "inv" | "pow":
                return ATOM if latex else FACTOR, self._raised(term)
            case "col":
                letter, index = self.notation.symbols[term.args[0].label].columns, term.label
                return ATOM, letter + (index.translate(SUB) if self.style.dialect == "unicode" else f"_{index}")
            case "total":
                return PRODUCT, self._total(term)
            case "grad":
                return FACTOR, self._gradient(term)
            case "lead":
                rows, cols = term.label.split(",")
                return ATOM, f"{self.write(term.args[0], ATOM)}[:{rows}, :{cols}]"
        return FACTOR, self._function(term)

    def _entrywise(self, term: Term) -> tuple[int, str]:
        if self.style.dialect == "numpy":  # a `*` might be meant for a product of matrices
            return ATOM, f"np.multiply({', '.join(self.write(arg) for arg in term.args)})"
        sign = {"latex": r" \odot ", "unicode": " ∘ "}.get(self.style.dialect, " ⊙ ")
        return SUM, sign.join(self.write(arg, FACTOR) for arg in term.args)

    def _number(self, value: Fraction) -> tuple[int, str]:
        if value.denominator == 1:
            return ATOM, str(value)
        if self.style.dialect == "latex":
            return ATOM, rf"\frac{{{value.numerator}}}{{{value.denominator}}}"
        if value == Fraction(1, 2) and self.style.dialect == "unicode":
            return ATOM, "½"
        return ATOM, f"({value.numerator}/{value.denominator})"

    def _constant(self, term: Term) -> str:
        style, size = self.style, term.label
        if term.op == "ones":
            spelled = {"latex": rf"\mathbf{{1}}_{size}", "unicode": f"𝟏_{size}", "numpy": f"np.ones(({size}, 1))"}
            return spelled.get(style.dialect, f"1_{size}")
        if term.op == "zero":
            return r"\mathbf{0}" if style.bold else "0"
        if style.dialect == "numpy":
            return f"np.eye({size})"
        letter = rf"{style.bold}{{I}}" if style.bold else "I"
        return f"{letter}_{size}" if style.sized else letter

    def _sum(self, term: Term) -> str:
        minus = " − " if self.style.dialect == "unicode" else " - "
        text = self.write(term.args[0], SUM)
        for arg in term.args[1:]:
            sign, body = (minus, arg.args[0]) if arg.op == "neg" else (" + ", arg)
            text += sign + self.write(body, PRODUCT)
        return text

    def _product(self, term: Term) -> str:
        last = len(term.args) - 1
        parts = [
            self.write(arg, PRODUCT if arg.op == "total" and i == last else FACTOR) for i, arg in enumerate(term.args)
        ]
        if self.style.dialect == "numpy":
            return self._numpy_product(term, parts)
        text = parts[0]
        for before, after in zip(parts, parts[1:], strict=False):
            text += self._between(before, after) + after
        return text

    def _between(self, before: str, after: str) -> str:
        """What stands between two factors: none of them may run into the other."""
        dot, style = {"latex": r" \cdot ", "plain": "*"}.get(self.style.dialect, "·"), self.style
        if before[-1].isdigit() and after[0].isdigit():
            return dot
        if before.isdigit():
            return style.times if style.times.strip(" ") else ""
        command = before.rpartition("\\")[2]
        runs_on = "\\" in before and command.isalpha() and after[0].isalpha()
        word = style.dialect == "plain" and before[-1].isalnum() or "𝟏" in before[-3:]
        return style.times or (" " if runs_on or word else "")

    def _numpy_product(self, term: Term, parts: list[str]) -> str:
        text, scalar = parts[0], self._scalar(term.args[0])
        for arg, part in zip(term.args[1:], parts[1:], strict=True):
            mine = self._scalar(arg)
            text += (" * " if scalar or mine else " @ ") + part
            scalar = mine and scalar
        return text

    def _scalar(self, term: Term) -> bool:
        return self._shape(term) == SCALAR

    def _shape(self, term: Term) -> Dims | None:
        """The shape, or None where it does not fit: wrong answers are spelled, too."""
        try:
            return shape_of(term, self.notation.shapes)
        except Misfit:
            return None

    def _quotient(self, term: Term) -> tuple[int, str]:
        top, below = term.args
        if self.style.dialect == "latex":
            return ATOM, rf"\frac{{{self.write(top)}}}{{{self.write(below)}}}"
        return PRODUCT, f"{self.write(top, FACTOR)} / {self.write(below, ATOM)}"

    def _raised(self, term: Term) -> str:
        style, (body,) = self.style, term.args
        if style.dialect == "numpy":
            if term.op == "inv":
                return f"np.linalg.inv({self.write(body)})"
            power = f"np.linalg.matrix_power({self.write(body)}, {term.number})"
            return f"{self.write(body, FACTOR if body.op == 'T' else ATOM)}.T" if term.op == "T" else power
        inside = self.write(body, ATOM if body.op not in ("T", "inv", "pow") else ATOM + 1)
        inverse = {"latex": "^{-1}", "unicode": "⁻¹"}.get(style.dialect, "^-1")
        if term.op == "pow":
            return inside + ("²" if style.dialect == "unicode" else f"^{term.number}")
        if term.op == "inv":
            return inside + inverse
        if style.minus_transpose and body.op == "inv" and style.dialect == "latex":
            return self.write(body.args[0], ATOM) + r"^{-\top}"
        if style.early and body.op == "sym" and "_" in inside and style.dialect == "latex" and style.transpose != "'":
            head, _, sub = inside.rpartition("_")
            return f"{head}{style.transpose}_{sub}"
        return inside + style.transpose

    def _function(self, term: Term) -> str:
        name, (body,) = term.label, term.args
        style, inside = self.style, self.write(term.args[0])
        latex, numpy = style.dialect == "latex", style.dialect == "numpy"
        if name == "norm2":
            left, right = style.norm
            kind = "" if self._vector(body) else "_F"
            raised = "²" if style.dialect == "unicode" else "^2"
            return f"np.linalg.norm({inside})**2" if numpy else f"{left}{inside}{right}{kind}{raised}"
        if name == "tr":
            return f"{style.trace}({inside})"
        if latex:
            return rf"\{name}({inside})" if name in ("det", "log", "exp") else rf"\operatorname{{{name}}}({inside})"
        if numpy:
            return f"np.linalg.det({inside})" if name == "det" else f"np.{name}({inside})"
        return f"{name}({inside})"

    def _vector(self, term: Term) -> bool:
        shape = self._shape(term)
        return shape is not None and shape[1] == "1"

    def _total(self, term: Term) -> str:
        index, bound = term.label.split(",")
        body = self.write(term.args[0], PRODUCT)
        sign = {"latex": r"\sum", "unicode": "Σ"}.get(self.style.dialect, "sum")
        return (
            f"{sign}_{{{index}=1}}^{{{bound}}} {body}" if self.style.braces else f"{sign}_{{{index}=1}}^{bound} {body}"
        )

    def _gradient(self, term: Term) -> str:
        of, by = self.write(term.args[0], ATOM), self.write(term.args[1], ATOM)
        if self.style.dialect == "latex" and self.style.gradient == "partial":
            return rf"\frac{{\partial {of}}}{{\partial {by}}}"
        if self.style.dialect == "latex":
            return rf"\nabla_{{{by}}} {of}"
        under = by if len(by) == 1 else f"{{{by}}}"
        return f"∇_{under} {of}" if self.style.dialect == "unicode" else f"d{of}/d{by}"


def _parted(name: str) -> tuple[str, str]:
    """A name's letter and its subscript: `U_k`, `W1`."""
    if "_" in name:
        head, _, sub = name.partition("_")
        return head, sub
    head = name.rstrip("0123456789")
    return head, name[len(head) :]
