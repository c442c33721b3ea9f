"""Expressions as LaTeX and as plain text, with no more brackets than needed; both parse back to the same tree."""

from collections.abc import Mapping
from fractions import Fraction

from grader.algebra.expressions import tree
from grader.algebra.expressions.apparent_shapes import free
from grader.algebra.expressions.dimensions import Dim
from grader.algebra.expressions.functions import FUNCTIONS
from grader.algebra.expressions.notation import GREEK, Notation
from grader.algebra.expressions.tree import Node
from grader.algebra.language.symbol_names import Style, below, subscripted, symbol

_RAISED = dict(zip("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹", strict=True))
_SUM, _PRODUCT, _ATOM = 1, 2, 3


def latex(node: Node, notation: Notation | None = None) -> str:
    """The expression in LaTeX; with a notation, columns and entries by their letters: x_i rather than X_{:,i}."""
    return _Printer("latex", notation).text(node)


def plain(node: Node, notation: Notation | None = None) -> str:
    """The expression in plain text with Unicode's small letters: W₂ᵀ (W₂ W₁ − I) X Xᵀ."""
    return _Printer("plain", notation).text(node)


_SIMPLE = frozenset({tree.Name, tree.Identity, tree.Zero, tree.Ones, tree.Norm, tree.Inner, tree.Block, tree.Indexed})
"""What a power stands on without brackets."""


class _Printer:
    def __init__(self, style: Style, notation: Notation | None):
        self.style = style
        self.columns = {name: letter for letter, name in notation.columns.items()} if notation else {}
        self.rows = {name: letter for letter, name in notation.rows.items()} if notation else {}
        self.entries = {name: letter for letter, name in notation.entries.items()} if notation else {}

    def pick(self, in_latex: str, in_plain: str) -> str:
        return in_latex if self.style == "latex" else in_plain

    def text(self, node: Node) -> str:
        found: str = _RULES[type(node)](self, node)
        return found

    def closed(self, node: Node, level: int) -> str:
        """A part of something that holds its parts together as closely as `level` says."""
        if type(node) is tree.Name:
            return symbol(self.style, node.name)
        text = self.text(node)
        return text if _level(node) >= level else self.bracketed(text)

    def bracketed(self, text: str) -> str:
        return self.pick(rf"\left({text}\right)" if "\\frac" in text or "\\sum" in text else f"({text})", f"({text})")

    # --- leaves

    def _number(self, node: tree.Number) -> str:
        return self.ratio(node.value)

    def ratio(self, value: Fraction) -> str:
        if value.denominator == 1:
            return str(value.numerator)
        return self.pick(
            rf"\frac{{{value.numerator}}}{{{value.denominator}}}", f"{value.numerator}/{value.denominator}"
        )

    def _name(self, node: tree.Name) -> str:
        return symbol(self.style, node.name)

    def sizes(self, rows: Dim | None, cols: Dim | None) -> str:
        known = [str(size) for size in (rows, cols) if size is not None and not size.open]
        if len(known) > 1:
            known = [f"({size})" if "-" in size or "+" in size else size for size in known]
        joint = self.pick(r" \times ", "×")
        return f"_{{{joint.join(known)}}}" if known else ""

    def _identity(self, node: tree.Identity) -> str:
        if node.size is None or node.size.open:
            return "I"
        return "I" + below(self.style, str(node.size))

    def _zero(self, node: tree.Zero) -> str:
        return "0" + self.sizes(node.rows, node.cols)

    def _ones(self, node: tree.Ones) -> str:
        return self.pick(r"\mathbf{1}", "𝟏") + self.sizes(node.rows, node.cols)

    # --- sums and products

    def _sum(self, node: tree.Sum) -> str:
        text = ""
        for place, term in enumerate(node.terms):
            body = term.body if isinstance(term, tree.Negative) else term
            said = self.closed(body, _PRODUCT)
            if _escapes(body, node.terms[place + 1 :]):
                said = self.bracketed(self.text(body))
            if isinstance(term, tree.Negative):
                text += f" {self.minus} {said}" if text else f"{self.minus}{said}"
            else:
                text += f" + {said}" if text else said
        return text

    @property
    def minus(self) -> str:
        return self.pick("-", "−")

    def _negative(self, node: tree.Negative) -> str:
        return self.minus + self.closed(node.body, _PRODUCT)

    def _product(self, node: tree.Product) -> str:
        text = ""
        for place, factor in enumerate(node.factors):
            said = self.factor(factor, last=place == len(node.factors) - 1)
            if text:
                dotted = isinstance(factor, tree.Number) or said[0] in "0123456789"
                text += self.pick(r" \cdot ", " · ") if dotted else " "
            text += said
        return text

    def factor(self, node: Node, *, last: bool) -> str:
        """One of several factors; what reaches to the right as far as it can is put into brackets."""
        if type(node) is tree.Name:
            return symbol(self.style, node.name)
        if isinstance(node, tree.Quotient) or (isinstance(node, tree.Number) and node.value.denominator != 1):
            return self.text(node) if self.style == "latex" else self.bracketed(self.text(node))
        if isinstance(node, tree.Total) and last:
            return self.text(node)
        if isinstance(node, tree.Gradient) and not last:
            return self.bracketed(self.text(node))
        return self.closed(node, _ATOM)

    def _hadamard(self, node: tree.Hadamard) -> str:
        return self.pick(r" \odot ", " ⊙ ").join(self.closed(factor, _ATOM) for factor in node.factors)

    def _quotient(self, node: tree.Quotient) -> str:
        if self.style == "latex":
            return rf"\frac{{{self.text(node.top)}}}{{{self.text(node.bottom)}}}"
        return f"{self.over(node.top)} / {self.over(node.bottom)}"

    def over(self, node: Node) -> str:
        """A side of a slash."""
        whole = not isinstance(node, tree.Number) or node.value.denominator == 1
        return self.closed(node, _ATOM) if whole else self.bracketed(self.text(node))

    # --- one argument

    def raised(self, body: Node) -> str:
        """What a power stands on."""
        if type(body) is tree.Name:
            return symbol(self.style, body.name)
        if isinstance(body, tree.Transpose) and isinstance(body.body, tree.Indexed) and self.row(body.body):
            return self.row(body.body)
        text = self.text(body)
        simple = type(body) in _SIMPLE or (isinstance(body, tree.Number) and body.value.denominator == 1)
        return text if simple else self.bracketed(text)

    def _transpose(self, node: tree.Transpose) -> str:
        if isinstance(node.body, tree.Indexed) and (column := self.row(node.body)):
            return column
        return self.raised(node.body) + self.pick(r"^\top", "ᵀ")

    def _power(self, node: tree.Power) -> str:
        exponent = node.exponent
        if self.style == "plain" and exponent.denominator == 1:
            return self.raised(node.body) + "".join(_RAISED[char] for char in str(exponent))
        text = str(exponent)
        return self.raised(node.body) + (f"^{text}" if len(text) == 1 else f"^{{{text}}}")

    def _apply(self, node: tree.Apply) -> str:
        inside = self.text(node.argument)
        if self.style == "latex":
            row = FUNCTIONS[node.function]
            command = row.latex or rf"\operatorname{{{node.function}}}"
            return command + (f"{{{inside}}}" if row.braced else self.bracketed(inside))
        if isinstance(node.argument, tree.Block):  # diag([a, b]) would be a list of entries
            inside = f"({inside})"
        return f"{node.function}({inside})"

    def _norm(self, node: tree.Norm) -> str:
        bars = (r"\|", r"\|") if self.style == "latex" else ("‖", "‖")
        inside = self.text(node.body)
        if self.style == "latex" and "\\|" in inside:
            bars = (r"\lVert ", r"\rVert")
        elif "‖" in inside:
            inside = f"({inside})"
        return bars[0] + inside + bars[1] + (f"_{node.kind}" if node.kind else "")

    def _inner(self, node: tree.Inner) -> str:
        left, right = self.text(node.left), self.text(node.right)
        return self.pick(rf"\langle {left}, {right} \rangle", f"⟨{left}, {right}⟩")

    def _gradient(self, node: tree.Gradient) -> str:
        of = self.text(node.of)
        if not isinstance(node.of, tree.Name):
            of = self.bracketed(of)
        sign = self.pick(r"\nabla", "∇")
        return f"{sign}_{{{symbol(self.style, node.by.name)}}} {of}"

    def _total(self, node: tree.Total) -> str:
        low = node.index if node.high is None and node.low == 1 else f"{node.index}={node.low}"
        high = "" if node.high is None else f"^{{{node.high}}}"
        sign = self.pick(r"\sum", "∑")
        return f"{sign}_{{{low}}}{high} {self.closed(node.body, _PRODUCT)}"

    # --- indices and blocks

    def short(self, node: tree.Indexed) -> str:
        """`x_i`, where the column or entry has a letter."""
        if not isinstance(node.body, tree.Name):
            return ""
        letter = self.columns.get(node.body.name) if node.row is None else None
        if node.row == node.col:
            letter = self.entries.get(node.body.name)
        return subscripted(self.style, letter, str(node.col)) if letter and node.col is not None else ""

    def row(self, node: tree.Indexed) -> str:
        """`x_i` for the i-th row, as a column, where it has a letter."""
        letter = self.rows.get(node.body.name) if isinstance(node.body, tree.Name) and node.col is None else None
        return subscripted(self.style, letter, str(node.row)) if letter else ""

    def indexable(self, body: Node) -> str:
        """What an index stands on: a letter, or brackets."""
        text = self.text(body)
        simple = isinstance(body, tree.Name) and (body.name in GREEK or len(body.name) == 1)
        return text if simple else self.bracketed(text)

    def _indexed(self, node: tree.Indexed) -> str:
        if short := self.short(node):
            return short
        if column := self.row(node):
            return column + self.pick(r"^\top", "ᵀ")
        row, col = (":" if index is None else str(index) for index in (node.row, node.col))
        return f"{self.indexable(node.body)}_{{{row},{col}}}"

    def _leading(self, node: tree.Leading) -> str:
        rows, cols = (
            ":" if size is None else f":{size}" if self.style == "plain" else f"1:{size}"
            for size in (node.rows, node.cols)
        )
        if self.style == "plain" and isinstance(node.body, tree.Name):
            return f"{self.text(node.body)}[{rows}, {cols}]"
        return f"{self.indexable(node.body)}_{{{rows},{cols}}}"

    def block(self, node: Node, *, alone: bool) -> str:
        """A block; in plain text one with spaces that is alone in its row would look like several."""
        text = self.text(node)
        doubtful = isinstance(node, tree.Block) or (alone and " " in text)
        return f"({text})" if self.style == "plain" and doubtful else text

    def _block(self, node: tree.Block) -> str:
        rows = [[self.block(block, alone=len(row) == 1) for block in row] for row in node.rows]
        if self.style == "latex":
            inside = r" \\ ".join(" & ".join(row) for row in rows)
            return rf"\begin{{pmatrix}} {inside} \end{{pmatrix}}"
        return f"[{'; '.join(', '.join(row) for row in rows)}]"


_RULES = tree.by_kind(_Printer)
_LEVELS: Mapping[type[Node], int] = {
    **dict.fromkeys((tree.Sum, tree.Negative), _SUM),
    **dict.fromkeys((tree.Product, tree.Quotient, tree.Hadamard, tree.Total, tree.Gradient), _PRODUCT),
}


def _level(node: Node) -> int:
    """How closely an expression holds together: sums, products, single factors."""
    return _LEVELS.get(type(node), _ATOM)


def _escapes(node: Node, later: tuple[Node, ...]) -> bool:
    """Whether a later term would look as if it belonged to the sum over an index that a term ends with."""
    last = node.factors[-1] if isinstance(node, tree.Product) else node
    return isinstance(last, tree.Total) and any(free(last.index, term) for term in later)
