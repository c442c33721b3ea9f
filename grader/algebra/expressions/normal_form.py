"""What is the same at a glance: a form that two expressions share when no step of a proof lies between them.

Brackets, signs, numbers in front, double transposes, (AB)ᵀ = BᵀAᵀ, names for what they stand for, I as a factor,
V Vᵀ = I of a square orthogonal symbol, the order of the terms of a sum: these are no steps. Multiplying out,
cancelling terms, and using what is known of a symbol (U_kᵀ U_k = I) are.
"""

from collections.abc import Collection
from fractions import Fraction
from typing import Any

from grader.algebra.budget import spend
from grader.algebra.expressions import tree
from grader.algebra.expressions.functions import FUNCTIONS, Result
from grader.algebra.expressions.notation import Notation
from grader.algebra.expressions.tree import Node

Key = tuple[Any, ...]
Term = tuple[Fraction, tuple[Key, ...]]
"""coefficient · factors; no factors at all is I, or the number itself."""

ZERO: Key = ("zero",)
MAX_UNFOLDED = 8
MAX_SIZE = 4_000
_NOTHING: Term = (Fraction(0), ())
_SCALARS = frozenset({"norm", "inner", *(row.name for row in FUNCTIONS.values() if row.result is Result.SCALAR)})


def form(node: Node, notation: Notation, opaque: Collection[str] = (), *, collected: bool = False) -> Key:
    """The form of an expression up to a number in front; `ZERO` for 0. Names in `opaque` are not unfolded.

    Terms that cancel are seen as such unless like terms are `collected`: A + B − B is then A.
    """
    reader = _Form(notation, frozenset(opaque), collected)
    coefficient, factors = reader.of(node)
    spend(reader.size // 2)
    return ZERO if coefficient == 0 else ("product", *factors)


def term(node: Node, notation: Notation, opaque: Collection[str] = ()) -> Term:
    """The same as a number and the factors behind it."""
    reader = _Form(notation, frozenset(opaque), False)
    found = reader.of(node)
    spend(reader.size // 2)
    return found


class _Form:
    def __init__(self, notation: Notation, opaque: frozenset[str], collect: bool):
        self.notation, self.opaque, self.collect = notation, opaque, collect
        self.depth = self.size = 0

    def of(self, node: Node) -> Term:
        self.size += 1
        if self.size > MAX_SIZE:
            return Fraction(1), (("long", node),)
        match node:
            case tree.Number(value=value):
                return value, ()
            case tree.Zero():
                return _NOTHING
            case tree.Identity():
                return Fraction(1), ()
            case tree.Name():
                return self._name(node)
            case tree.Negative(body=body):
                coefficient, factors = self.of(body)
                return -coefficient, factors
            case tree.Product(factors=parts):
                return self._product([self.of(part) for part in parts])
            case tree.Quotient(top=top, bottom=bottom):
                return self._product([self.of(top), self._inverse(self.of(bottom))])
            case tree.Sum(terms=terms):
                return self._sum([self.of(term) for term in terms])
            case tree.Transpose(body=body):
                return self._transpose(self.of(body))
            case tree.Power(body=body, exponent=exponent):
                return self._power(body, exponent)
            case _:
                return Fraction(1), (self._other(node),)

    def _name(self, node: tree.Name) -> Term:
        meaning = self.notation.definitions.get(node.name)
        if meaning is None or node.name in self.opaque or self.depth > MAX_UNFOLDED:
            return Fraction(1), (("name", node.name),)
        self.depth += 1
        found = self.of(meaning)
        self.depth -= 1
        return found

    def _has(self, key: Key, *properties: str) -> bool:
        symbol = self.notation.symbols.get(key[1]) if key[0] == "name" else None
        return symbol is not None and any(one in symbol.properties for one in properties)

    def _scalar(self, key: Key) -> bool:
        if key[0] == "name":
            symbol = self.notation.symbols.get(key[1])
            return symbol is None or symbol.shape.scalar
        if key[0] in ("transposed", "inverse"):
            return self._scalar(key[1])
        return key[0] == "other" and key[1] in _SCALARS

    def _product(self, parts: list[Term]) -> Term:
        coefficient = Fraction(1)
        scalars: list[Key] = []
        factors: list[Key] = []
        for part, keys in parts:
            coefficient *= part
            for key in keys:
                if self._scalar(key):
                    scalars.append(key)
                elif factors and self._cancel(factors[-1], key):
                    factors.pop()
                else:
                    factors.append(key)
        return (coefficient, (*sorted(scalars, key=repr), *factors)) if coefficient else _NOTHING

    def _cancel(self, left: Key, right: Key) -> bool:
        """Whether two neighbours are an orthogonal symbol and its transpose, or a symbol and its inverse."""
        if ("transposed", left) == right or left == ("transposed", right):
            return self._has(left if left[0] == "name" else right, "orthogonal")
        return ("inverse", left) == right or left == ("inverse", right)

    def _sum(self, terms: list[Term]) -> Term:
        flat: list[Term] = []
        for coefficient, keys in terms:
            if len(keys) == 1 and keys[0][0] == "sum":
                flat.extend((coefficient * inner, inner_keys) for inner, inner_keys in keys[0][1])
            elif coefficient:
                flat.append((coefficient, keys))
        collected: dict[tuple[Key, ...], Fraction] = {}
        for coefficient, keys in flat:
            collected[keys] = collected.get(keys, Fraction(0)) + coefficient
        left = sorted(((value, keys) for keys, value in collected.items() if value), key=lambda term: repr(term[1]))
        gone = tuple(sorted(repr(keys) for keys, value in collected.items() if not value))
        if gone and not (self.collect and left):
            # terms that cancel are seen as such, and not as the 0 that they make
            left.append((left[0][0] if left else Fraction(1), (("cancels", gone),)))
        if not left:
            return _NOTHING
        if len(left) == 1:
            return left[0]
        lead = left[0][0]
        return lead, (("sum", tuple((value / lead, keys) for value, keys in left)),)

    def _transpose(self, term: Term) -> Term:
        coefficient, keys = term
        return self._product([(coefficient, tuple(self._turned(key) for key in reversed(keys)))])

    def _turned(self, key: Key) -> Key:
        if key[0] == "transposed":
            inner: Key = key[1]
            return inner
        if self._scalar(key) or self._has(key, "symmetric", "positive definite") or self._square_diagonal(key):
            return key
        if key[0] == "sum":
            lead, keys = self._sum([self._transpose(term) for term in key[1]])
            return keys[0] if lead == 1 and len(keys) == 1 else ("scaled", lead, *keys)
        if key[0] == "inverse":
            return "inverse", self._turned(key[1])
        return "transposed", key

    def _square_diagonal(self, key: Key) -> bool:
        if not self._has(key, "diagonal"):
            return False
        shape = self.notation.symbols[key[1]].shape
        return shape.rows == shape.cols

    def _inverse(self, term: Term) -> Term:
        coefficient, keys = term
        if not coefficient:
            return Fraction(1), (("inverse", ZERO),)
        matrices = [key for key in keys if not self._scalar(key)]
        turned = [("inverse", key) if key[0] != "inverse" else key[1] for key in keys if self._scalar(key)]
        if len(matrices) == 1:
            (key,) = matrices
            if key[0] == "inverse":
                turned.append(key[1])
            else:
                turned.append(self._turned(key) if self._has(key, "orthogonal") else ("inverse", key))
        elif matrices:
            # (AB)⁻¹ = B⁻¹A⁻¹ needs square factors: a step, where it is one at all
            turned.append(("inverse", ("product", *matrices)))
        return self._product([(1 / coefficient, tuple(turned))])

    def _power(self, body: Node, exponent: Fraction) -> Term:
        before = self.size
        base = self.of(body)
        times = abs(int(exponent)) if exponent.denominator == 1 else 0
        self.size += (self.size - before) * max(times - 1, 0)
        if 0 < times <= MAX_UNFOLDED and self.size <= MAX_SIZE:
            part = base if exponent > 0 else self._inverse(base)
            return self._product([part] * times)
        return Fraction(1), (("power", base, exponent),)

    def _other(self, node: Node) -> Key:
        name = node.function if isinstance(node, tree.Apply) else type(node).__name__.lower()
        rest = tuple(self._value(getattr(node, part)) for part in tree.parts(node) if part != "function")
        return "other", name, *rest

    def _value(self, value: Any) -> Any:
        if isinstance(value, Node):
            return self.of(value)
        return tuple(self._value(item) for item in value) if isinstance(value, tuple) else value
