"""A lemma between two chains: `A B C = …` is gone on with as `A D = …` where `B C = D` is said in between."""

from collections.abc import Callable, Iterator, Mapping

from grader.algebra.budget import spend
from grader.algebra.expressions import tree
from grader.algebra.expressions.normal_form import Key
from grader.algebra.expressions.tree import Node

MAX_FACTORS = 12


def rewritten(node: Node, lemmas: Mapping[Key, Node], key: Callable[[Node], Key]) -> Iterator[Node]:
    """The expression with one side of a lemma put for the other, for each lemma with a side in it.

    `lemmas` gives what may be put for an expression of a form, `key` the form of an expression.
    """
    for form in dict.fromkeys(_forms(node, key)):
        if form in lemmas:
            yield _put(node, form, lemmas[form], key)


def _forms(node: Node, key: Callable[[Node], Key]) -> Iterator[Key]:
    """The forms of all runs of factors in an expression, but of the whole."""
    for inner in tree.walk(node):
        if isinstance(inner, tree.Product):
            factors = _factors(inner)
            for first, last in _runs(len(factors)):
                if inner is not node or last - first < len(factors):
                    spend(2)
                    yield key(_product(factors[first:last]))


def _runs(count: int) -> Iterator[tuple[int, int]]:
    """The places of the runs of factors, the longest first."""
    if count > MAX_FACTORS:
        return
    for length in range(count, 0, -1):
        for first in range(count - length + 1):
            yield first, first + length


def _factors(node: Node) -> list[Node]:
    if isinstance(node, tree.Product):
        return [inner for factor in node.factors for inner in _factors(factor)]
    return [node]


def _product(factors: list[Node]) -> Node:
    return factors[0] if len(factors) == 1 else tree.Product(tuple(factors))


def _put(node: Node, form: Key, other: Node, key: Callable[[Node], Key]) -> Node:
    """With `other` for every run of factors of that form."""
    match node:
        case tree.Product():
            factors = _factors(node)
            for first, last in _runs(len(factors)):
                spend(2)
                if key(_product(factors[first:last])) == form:
                    rest = [*factors[:first], other, *factors[last:]]
                    return _product(rest)
            return _product([_put(factor, form, other, key) for factor in factors])
        case tree.Sum(terms=terms):
            return tree.Sum(tuple(_put(term, form, other, key) for term in terms))
        case tree.Negative(body=body):
            return tree.Negative(_put(body, form, other, key))
        case tree.Transpose(body=body):
            return tree.Transpose(_put(body, form, other, key))
        case _:
            return node
