"""Symbols at their optimum: ŵ, `w^*`, `W_2^\\star`, `w_{opt}`, `w_{ridge}` in an exercise that asks for w or W_2.

A mark makes another name of a letter. Where the exercise seeks a symbol, and the answer never uses it bare, the marked
name is that symbol: what is said of ŵ is said of w. Who uses both, or two marks, means two things.
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from grader.algebra.expressions import tree
from grader.algebra.expressions.notation import GREEK, canonical
from grader.algebra.expressions.tree import Chain, Gradient, Name, Node
from grader.patterns import pattern

MARKS = ("hat", "tilde", "star", "opt")
_LETTER = pattern(rf"({'|'.join(sorted(GREEK, key=len, reverse=True))}|[A-Za-z])(\w*)")
_LOOK = pattern(rf"{'|'.join(MARKS)}|ast|[*∗⋆\u00c0-\u024f\u0300-\u036f\u1e00-\u1eff]|_\s*\{{?\s*\\?[A-Za-z]{{2}}")
_WORDED = pattern(rf"({'|'.join(sorted(GREEK, key=len, reverse=True))}|[A-Za-z])([A-Za-z]{{2,12}})")
"""A letter with a word below it."""


class Optimum(NamedTuple):
    """What a marked name stands for: the symbol, and the mark."""

    symbol: str
    mark: str


def may_stand(texts: Iterable[str]) -> bool:
    """Whether a mark may stand in one of the texts."""
    return any(_LOOK.search(text) for text in texts)


@lru_cache(maxsize=256)
def optima(sought: frozenset[str]) -> Mapping[str, Optimum]:
    """The canonical spellings of all marked names, W2hat and What2, that may be one of these symbols."""
    found = {}
    for symbol in sought:
        if parts := _LETTER.fullmatch(canonical(symbol)):
            letter, below = parts.groups()
            for mark in MARKS:
                found[letter + mark + below] = found[letter + below + mark] = Optimum(symbol, mark)
    return found


def at_optimum(chains: Iterable[Chain], sought: frozenset[str]) -> tuple[dict[str, str], frozenset[str]]:
    """The marked names that the chains use for symbols that they do not use bare, and those of another meaning."""
    known = dict(optima(sought))
    bare: set[str] = set()
    marked: dict[str, set[str]] = {}
    for chain in chains:
        for item in chain.items:
            nodes = tree.walk(item)
            # what a gradient is taken by is a variable, and no point: ∇_w J(ŵ)
            variables = {id(node.by) for node in nodes if isinstance(node, Gradient)}
            bare.update(node.name for node in nodes if isinstance(node, Name) and id(node) not in variables)
    known = known | {name: one for name in bare - known.keys() if (one := _worded(name, sought))}
    for name in bare & known.keys():
        marked.setdefault(known[name].symbol, set()).add(known[name].mark)
    used = {name: known[name].symbol for name in bare & known.keys()}
    meant = {name: symbol for name, symbol in used.items() if symbol not in bare and len(marked[symbol]) == 1}
    return meant, frozenset(used.keys() - meant.keys())


def _worded(name: str, sought: frozenset[str]) -> Optimum | None:
    """What w_{ridge} is where w is sought, and no symbol is called so."""
    parts = _WORDED.fullmatch(name)
    return Optimum(parts[1], parts[2]) if parts and parts[1] in sought and name not in sought else None


def renamed(chain: Chain, names: Mapping[str, str]) -> Chain:
    """The chain with other names, in the same places."""
    return Chain(tuple(_renamed(item, names) for item in chain.items))


def _renamed(value: Any, names: Mapping[str, str]) -> Any:
    if isinstance(value, Name):
        return tree.changed(value, name=names.get(value.name, value.name))
    if isinstance(value, Gradient):
        return tree.changed(value, of=_renamed(value.of, names), by=_renamed(value.by, names))
    if isinstance(value, Node):
        return tree.changed(value, **{part: _renamed(getattr(value, part), names) for part in tree.parts(value)})
    return tuple(_renamed(item, names) for item in value) if isinstance(value, tuple) else value
