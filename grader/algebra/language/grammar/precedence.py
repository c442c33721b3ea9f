"""Sums, products and factors: three levels, each closer than the one before.

Products are written or stand side by side; entrywise products hold whole products together; a factor has behind it what
`postfix` reads.
"""

from fractions import Fraction
from functools import lru_cache

from grader.algebra.expressions import tree
from grader.algebra.expressions.apparent_shapes import scalar
from grader.algebra.expressions.tree import Chain, Node, Span
from grader.algebra.language.grammar import (
    brackets,
    calls,
    derivatives,
    fractions,
    postfix,
    sums,
    superscripts,
    symbols,
)
from grader.algebra.language.grammar.cursor import MAX_DEPTH, Cursor
from grader.algebra.language.grammar.spreading import spread
from grader.algebra.language.lexing.tokens import STARTS

MAX_NODES = 2_000
_TIMES = frozenset({"times", "*", "@"})
_GOES_ON = STARTS | _TIMES | {"/"}


@lru_cache(maxsize=1024)
def fraction(text: str) -> Fraction:
    """The value of a number as it was written."""
    return Fraction(text)


class Parser(Cursor):
    """Reads the tokens from left to right."""

    def chain(self) -> Chain:
        items = [self.expression()]
        while self.kinds[self.at] == "=":
            self.at += 1
            items.append(self.columns() if self._lists_blocks(items[-1]) else self.expression())
        if self.kinds[self.at] != "end":
            if self.kinds[self.at] in (",", ";"):
                here = self.between(self.at, self.at)
                raise self.fail("these are two statements", here, "write one per line")
            raise self.beyond()
        self.bounded(items)
        return Chain(tuple(items))

    def _lists_blocks(self, whole: Node) -> bool:
        """Whether `U = (U_k, U_r)` comes: round brackets with commas are all that a matrix is."""
        last = self.match.get(self.at, 0)
        if self.kinds[self.at] != "(" or not isinstance(whole, tree.Name) or self.kinds[last + 1] not in ("=", "end"):
            return False
        symbol = self.notation.symbols.get(whole.name)
        inner = self.top(self.at + 1, last)
        return symbol is not None and not symbol.shape.scalar and any(self.kinds[at] == "," for at in inner)

    def columns(self) -> Node:
        """`(A, B)`: blocks side by side."""
        first = self.at
        return brackets.assembled(self, [tuple(brackets.listed(self))], first)

    def bounded(self, items: list[Node]) -> None:
        """Raise where the trees are too deep or too large for those who walk them."""
        if len(self.kinds) <= MAX_DEPTH and not self.copied:
            return
        count = 0
        waiting = [(item, 1) for item in items]
        while waiting:
            node, depth = waiting.pop()
            count += 1
            if depth > MAX_DEPTH:
                raise self.fail(f"this is nested more than {MAX_DEPTH} deep", node.span, "name a part of it")
            if count > MAX_NODES:
                whole = Span(0, len(self.source))
                raise self.fail(f"this has more than {MAX_NODES:,} parts", whole, "split it into several lines")
            waiting.extend((child, depth + 1) for child in tree.children(node))

    # --- sums

    def expression(self) -> Node:
        start = self.at
        kinds = self.kinds
        minus = kinds[start] == "-"
        if minus or kinds[start] == "+":
            self.at += 1
        terms: list[Node] = []
        while True:
            first = self.at
            term = self.term()
            if minus:
                terms.append(tree.Negative(term, span=self.span(first - 1)))
            elif isinstance(term, tree.Sum):
                terms.extend(term.terms)
            else:
                terms.append(term)
            kind = kinds[self.at]
            if kind not in ("+", "-") or (self.cells and self._next_cell()):
                break
            minus = kind == "-"
            self.at += 1
        if len(terms) == 1:
            return terms[0]
        terms = spread(self, terms, self.span(start))
        node = tree.Sum(tuple(terms), span=self.span(start))
        sums.refuse_escaped(self, node)
        return node

    def _next_cell(self) -> bool:
        """Whether a sign starts a new cell, as in `[a -b]`."""
        return self.spaced(self.at) and not self.spaced(self.at + 1)

    # --- products

    def term(self) -> Node:
        start = self.at
        left = self.product()
        if self.kinds[self.at] != "odot":
            return left
        factors = list(left.factors) if isinstance(left, tree.Hadamard) else [left]
        while self.kinds[self.at] == "odot":
            self.at += 1
            first = self.at
            right = self.product()
            if isinstance(right, tree.Product) and not self.bracketed(first) and self.mixed(right):
                whole = self.span(start)
                hint = "put brackets: (A ⊙ B) C or A ⊙ (B C)"
                raise self.fail(f"{self.shown(whole)} can be read as (A ⊙ B) C or as A ⊙ (B C)", whole, hint)
            factors.extend(right.factors if isinstance(right, tree.Hadamard) else [right])
        return tree.Hadamard(tuple(factors), span=self.span(start))

    def mixed(self, node: tree.Product) -> bool:
        """Whether two of its factors may be matrices."""
        return sum(scalar(factor, self.notation) is not True for factor in node.factors) > 1

    def bracketed(self, first: int) -> bool:
        """Whether what was read from a token on stands in one pair of brackets."""
        return self.match.get(first) == self.at - 1

    def product(self) -> Node:
        start = self.at
        kinds = self.kinds
        node = self.factor()
        if kinds[self.at] not in _GOES_ON:
            return node
        factors = [*node.factors] if isinstance(node, tree.Product) else [node]
        divided = 0
        while True:
            kind = kinds[self.at]
            first = self.at
            if kind in _TIMES:
                self.at += 1
                node = self.factor()
                if kind == "*" and self.python:
                    self.refuse_star(factors[-1], node, first)
                divided = 0
            elif kind == "/":
                self.at += 1
                divided = self.at
                bottom = self.factor()
                top = factors[0] if len(factors) == 1 else tree.Product(tuple(factors), span=self.span(start))
                factors = [fractions.quotient(self, top, bottom, start)]
                continue
            elif kind in STARTS and not self.closes(kind) and not (self.cells and self.spaced(first)):
                node = self.juxtaposed(factors[-1])
                if divided:
                    fractions.refuse_loose(self, start, divided, first, node)
            else:
                break
            if isinstance(node, tree.Product):
                factors.extend(node.factors)
            else:
                factors.append(node)
        return factors[0] if len(factors) == 1 else tree.Product(tuple(factors), span=self.span(start))

    def juxtaposed(self, left: Node) -> Node:
        """The next factor, with no sign between; a number only behind a scalar and apart from its letters."""
        if self.kinds[self.at] == "number" and self.kinds[self.at + 1] not in ("_", "sub"):
            letters = isinstance(left, tree.Name) and self.ends[self.at - 1] == self.starts[self.at]
            if letters or scalar(left, self.notation) is not True:
                raise self.beyond()
        return self.factor()

    def refuse_star(self, left: Node, right: Node, at: int) -> None:
        """In NumPy's spelling a star between two matrices is entrywise; elsewhere it is the matrix product."""
        if scalar(left, self.notation) is False and scalar(right, self.notation) is False:
            here = self.between(at, at)
            hint = "write @ for the matrix product, np.multiply(A, B) for the entrywise one"
            raise self.fail("* beside NumPy spelling can be the matrix product or the entrywise one", here, hint)

    # --- factors

    def factor(self) -> Node:
        first = self.at
        handler = HANDLERS.get(self.kinds[first])
        if handler is None:
            raise self.unexpected()
        self.depth += 1
        if self.depth > MAX_DEPTH:
            here = self.between(first, first)
            raise self.fail(f"this is nested more than {MAX_DEPTH} deep", here, "name a part of it")
        node = handler(self)
        if self.kinds[self.at] in postfix.BEHIND:
            node = postfix.behind(self, node, first)
        self.depth -= 1
        return node

    def raised(self, body: Node, text: str, first: int, above: int) -> Node:
        return superscripts.raised(self, body, text, first, above)

    def group(self) -> Node:
        """Round brackets or braces."""
        first = self.at
        last = self.match[first]
        if last == first + 1 and self.kinds[first] == "{" and self.kinds[last + 1] == "sup":
            self.at = last + 1
            return self.transposed_ahead()
        node = self.enclosed(first)
        if self.kinds[first] == "{":
            return self._braced(node, first, last)
        return tree.respanned(node, self.span(first))

    def _braced(self, node: Node, first: int, last: int) -> Node:
        """Braces are not seen: `{W}_1` is W_1, and `{AB}^T` looks like A B^T."""
        following = self.kinds[self.at]
        if last - first == 2 and self.kinds[first + 1] == "name" and following in ("_", "sub"):
            return symbols.below(self, self.texts[first + 1], first)
        several = isinstance(node, tree.Product | tree.Sum | tree.Negative | tree.Hadamard)
        if several and following in ("^", "sup", "'") and self.match.get(first + 1) != last - 1:
            hint = "put round brackets around what is meant"
            raise self.fail("what is raised here: all in the braces, or the last of it?", self.span(first), hint)
        return tree.respanned(node, self.span(first))

    def transposed_ahead(self) -> Node:
        """`{}^tW`: the transpose, with its sign in front."""
        first = self.at
        if self.texts[first] != "T" or self.kinds[first + 1] not in STARTS:
            raise self.unexpected()
        self.at += 1
        body = self.factor()
        return tree.Transpose(body, span=self.span(first))

    def number(self) -> Node:
        first = self.at
        text = self.texts[first]
        self.at += 1
        if self.kinds[self.at] in ("_", "sub") and text in ("0", "1"):
            return brackets.constant(self, first, text)
        span = self.between(first, first)
        value = fraction(text)
        return tree.Number(value, span=span) if value else tree.Zero(span=span)

    def negative(self) -> Node:
        first = self.at
        self.at += 1
        body = self.factor()
        return tree.Negative(body, span=self.span(first))


def _letter(c: Cursor) -> Node:
    """A name, or what only begins like one: a sum whose Σ is spelt `Sigma_{i=1}`, the d of `dL/dW1`."""
    at = c.at
    if c.texts[at] == "Sigma" and c.kinds[at + 1] in ("_", "sub") and c.kinds[at + 2 : at + 5] == ["{", "name", "="]:
        return sums.total(c)
    return derivatives.letter(c)


HANDLERS = {
    "name": _letter,
    "number": Parser.number,
    "(": Parser.group,
    "{": Parser.group,
    "-": Parser.negative,
    "sup": Parser.transposed_ahead,
    "[": brackets.square,
    "begin": brackets.environment,
    "ones": brackets.bold,
    "zero": brackets.bold,
    "‖": brackets.norm,
    "‖<": brackets.norm,
    "|": brackets.norm,
    "⟨": brackets.inner,
    "accent": symbols.accented,
    "call": calls.call,
    "brace": calls.underbraced,
    "frac": derivatives.fraction,
    "sqrt": fractions.root,
    "nabla": derivatives.nabla,
    "partial": derivatives.partial,
    "sum": sums.total,
    "Σ": sums.sigma,
}
"""What reads a factor, by the kind of the token that it starts with."""
