"""Whatever is rewritten by the rules of algebra is accepted, and what is then broken in one place is not."""

from collections.abc import Callable
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from grader.algebra.equivalence.findings import Credit
from grader.algebra.equivalence.systems import judge
from grader.algebra.expressions import tree
from grader.algebra.expressions.equation import Equation
from grader.algebra.expressions.shape_inference import typed_chain
from grader.algebra.expressions.tree import Negative, Node, Number, Product, Sum, Transpose, Zero
from grader.algebra.language.grammar.parser import parse
from grader.algebra.language.printer import latex, plain
from tests.algebra.exercises import LOW_RANK


def typed(source: str) -> Equation:
    return Equation(*typed_chain(parse(source, LOW_RANK), LOW_RANK)[0].items)


CONDITIONS = {
    "a": typed("W_2^T (W_2 W_1 - I) X X^T = 0"),
    "b": typed("(W_2 W_1 - I) X X^T W_1^T = 0"),
}
Side = tuple[Node, Node]


def factors(node: Node) -> tuple[Node, ...]:
    return node.factors if isinstance(node, Product) else (node,)


def product(*parts: Node) -> Node:
    flat = tuple(inner for part in parts for inner in factors(part))
    return flat[0] if len(flat) == 1 else Product(flat)


def terms(node: Node) -> tuple[Node, ...]:
    return node.terms if isinstance(node, Sum) else (node,)


def total(*parts: Node) -> Node:
    flat = tuple(inner for part in parts for inner in terms(part))
    return flat[0] if len(flat) == 1 else Sum(flat)


def negated(node: Node) -> Node:
    if isinstance(node, Sum):
        return Sum(tuple(map(negated, node.terms)))
    if isinstance(node, Negative):
        return node.body
    return node if isinstance(node, Zero) else Negative(node)


def everywhere(change: Callable[[Node], Node]) -> Callable[[Node], Node]:
    """A change made in every factor and term, from the inside out."""

    def walk(node: Node) -> Node:
        if isinstance(node, Product):
            node = product(*map(walk, node.factors))
        elif isinstance(node, Sum):
            node = total(*map(walk, node.terms))
        elif isinstance(node, Negative):
            node = negated(walk(node.body))
        elif isinstance(node, Transpose):
            node = Transpose(walk(node.body))
        return change(node)

    return walk


def expanded(node: Node) -> Node:
    """The first sum in a product multiplied out."""
    if not isinstance(node, Product):
        return node
    for at, part in enumerate(node.factors):
        if isinstance(part, Sum):
            before, after = node.factors[:at], node.factors[at + 1 :]
            parts = []
            for term in part.terms:
                body = term.body if isinstance(term, Negative) else term
                middle = () if isinstance(body, tree.Identity) else (body,)
                one = product(*before, *middle, *after)
                parts.append(Negative(one) if isinstance(term, Negative) else one)
            return total(*parts)
    return node


def turned(node: Node) -> Node:
    """(AB)ᵀ = BᵀAᵀ, (A + B)ᵀ = Aᵀ + Bᵀ."""
    if not isinstance(node, Transpose):
        return node
    body = node.body
    if isinstance(body, Transpose):
        return body.body
    if isinstance(body, Product):
        return product(*(turned(Transpose(part)) for part in reversed(body.factors)))
    if isinstance(body, Sum):
        return total(*(turned(Transpose(part)) for part in body.terms))
    if isinstance(body, Negative):
        return Negative(turned(Transpose(body.body)))
    return body if isinstance(body, tree.Identity | Number) else node


def put(pattern: str, replacement: str) -> Callable[[Node], Node]:
    """One run of factors replaced by another of the same value."""
    old, new = (factors(parse(source, LOW_RANK).items[0]) for source in (pattern, replacement))

    def change(node: Node) -> Node:
        run = factors(node)
        for at in range(len(run) - len(old) + 1):
            if run[at : at + len(old)] == old:
                return product(*run[:at], *new, *run[at + len(old) :])
        return node

    return everywhere(change)


def both(change: Callable[[Node], Node]) -> Callable[[Side], Side]:
    return lambda side: (change(side[0]), change(side[1]))


def scaled(value: Fraction) -> Callable[[Node], Node]:
    def change(node: Node) -> Node:
        return node if isinstance(node, Zero) else product(Number(value=value), bracketed(node))

    return change


def bracketed(node: Node) -> Node:
    return Product((Number(value=Fraction(1)), node)).factors[1]


def moved(side: Side) -> Side:
    """The last term of the left side to the right."""
    left, right = side
    if not isinstance(left, Sum):
        return side
    kept, last = left.terms[:-1], left.terms[-1]
    other = negated(last)
    return total(*kept), other if isinstance(right, Zero) else total(right, other)


RULES: dict[str, Callable[[Side], Side]] = {
    "swap sides": lambda side: (side[1], side[0]),
    "expand": both(everywhere(expanded)),
    "move a term": moved,
    "transpose": both(lambda node: node if isinstance(node, Zero) else Transpose(node)),
    "turn": both(everywhere(turned)),
    "times two": both(scaled(Fraction(2))),
    "times -3/2": both(scaled(Fraction(-3, 2))),
    "negate": both(negated),
    "name C": both(put("X X^T", "C")),
    "write C out": both(put("C", "X X^T")),
    "diagonalise": both(put("C", "U D U^T")),
    "sum over points": both(put("X X^T", "\\sum_i x_i x_i^T")),
}


def judged(*answers: Equation) -> tuple[Credit, Credit]:
    reached = judge(answers, CONDITIONS, LOW_RANK, ["W1", "W2"], 11).conditions
    return reached["a"].credit, reached["b"].credit


def written(side: Side, spelled: Callable[[Node], str]) -> str:
    return f"{spelled(side[0])} = {spelled(side[1])}"


@given(
    st.lists(st.sampled_from(sorted(RULES)), max_size=6),
    st.lists(st.sampled_from(sorted(RULES)), max_size=6),
    st.sampled_from([latex, plain]),
)
def test_a_system_rewritten_by_the_rules_is_accepted(
    first: list[str], second: list[str], spelled: Callable[[Node], str]
) -> None:
    answers = []
    for source, rules in (("W_2^T (W_2 W_1 - I) C = 0", first), ("(W_2 W_1 - I) C W_1^T = 0", second)):
        left, right = parse(source, LOW_RANK).items
        side = (left, right)
        for rule in rules:
            side = RULES[rule](side)
        answers.append(typed(written(side, spelled)))
    assert judged(*answers) == (Credit.FULL, Credit.FULL)


@given(st.lists(st.sampled_from(sorted(RULES)), max_size=5), st.sampled_from(["-", "U", "X"]))
def test_one_more_term_that_is_not_zero_is_seen(rules: list[str], what: str) -> None:
    added = {"-": "W_2^T", "U": "W_2^T U", "X": "W_1 X X^T"}[what]
    left, right = parse(f"W_2^T (W_2 W_1 - I) C + {added} = 0", LOW_RANK).items
    side = (left, right)
    for rule in rules:
        side = RULES[rule](side)
    assert judged(typed(written(side, latex)))[0] is Credit.NONE
