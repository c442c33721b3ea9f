"""A notation as a rubric declares it: `{symbols: {X: "m × n", …}, definitions: [C = X X^T], sizes: [k < m]}`."""

import re
from collections.abc import Mapping
from typing import Any

from grader.algebra.expressions import tree
from grader.algebra.expressions.concrete_sizes import chained
from grader.algebra.expressions.dimensions import SCALAR, Dim, Shape
from grader.algebra.expressions.equation import Equation
from grader.algebra.expressions.notation import GREEK, PROPERTIES, Notation, Symbol, canonical
from grader.algebra.expressions.shape_inference import ShapeError, typed, typed_chain
from grader.algebra.expressions.tree import Chain, Node
from grader.algebra.language.grammar.parser import ParseError, parse
from grader.patterns import pattern

_SIZES = pattern(r"\s*\(?\s*([\w+\- ]{1,20}?)\s*(?:×|\bx\b|\*)\s*([\w+\-]{1,20})\s*\)?\s*")
_SIDE = pattern(r"([+-]?)\s*(\d{1,3}|[A-Za-z]\w{0,9})")
_KNOWN = pattern(r"\s*([A-Za-z]\w{0,9})\s*=\s*(\d{1,6})\s*")
_BELOW = pattern(r"\s*<\s*|\s*\\lt\s*")


class NotationError(Exception):
    """A declaration that cannot be used: what is wrong, and the keys that lead to it."""

    def __init__(self, path: tuple[str | int, ...], message: str):
        self.path, self.message = path, message
        super().__init__(message)


def declared(notation: Mapping[str, Any]) -> Notation:
    """The notation that a rubric declares.

    Raises:
        NotationError: a symbol, definition or order of sizes that cannot be read or does not fit.
    """
    symbols = {}
    for name, said in notation.get("symbols", {}).items():
        symbols[_named(str(name))] = _symbol(str(name), said)
    below: list[tuple[str, str]] = []
    numbers = {}
    for position, said in enumerate(notation.get("sizes", ())):
        known = _KNOWN.fullmatch(str(said))
        if known:
            numbers[int(known[2])] = known[1]
            continue
        names = [side.strip() for side in _BELOW.split(str(said))]
        if len(names) < 2 or not all(name.isidentifier() for name in names):
            raise NotationError(
                ("sizes", position), f"'{said}' is neither an order of sizes such as k < m nor a size such as m = 8"
            )
        below.extend(chained(names))
    result = Notation(symbols, {}, tuple(below), fixed=frozenset(symbols), numbers=numbers)
    for position, said in enumerate(notation.get("definitions", ())):
        result = _defined(result, str(said), ("definitions", position))
    return result


def _named(name: str) -> str:
    """The name of a symbol: as it is written, Greek letters in words."""
    for word, letter in GREEK.items():
        name = name.replace("\\" + word, word).replace(letter, word)
    return name.replace("{", "").replace("}", "")


def side(said: str) -> Dim:
    """`m`, `m-k`, `2` as a size. Raises ValueError."""
    total, at = Dim(), 0
    text = said.replace(" ", "")
    while at < len(text):
        found = _SIDE.match(text, at)
        if not found or (at and not found[1]):
            raise ValueError(f"'{said}' is not a size")
        term = Dim(int(found[2])) if found[2].isdigit() else Dim.of(found[2])
        total = total - term if found[1] == "-" else total + term
        at = found.end()
    return total


def _symbol(name: str, said: Any) -> Symbol:
    path = ("symbols", name)
    text = str(said).strip()
    rest = text
    found = _SIZES.match(text)
    try:
        if found:
            shape, rest = Shape(side(found[1]), side(found[2])), text[found.end() :]
        else:
            shape = SCALAR
    except ValueError as error:
        raise NotationError(path, str(error)) from None
    known: dict[str, Any] = {}
    properties = set()
    if not found and "scalar" not in text:
        raise NotationError(path, f"'{text}' has no shape; such as 'm × n', 'm × n orthogonal' or 'scalar'")
    for letter in re.finditer(r"\b(columns|rows|entries)\s+(\\?\w+)", rest):
        known[letter[1]] = _named(letter[2])
    rest = re.sub(r"\b(columns|rows|entries)\s+\\?\w+", " ", rest)
    ranks = re.search(r"\brank\s+([\w+-]+)(?:\s+to\s+([\w+-]+))?", rest)
    if ranks:
        least = side(ranks[1])
        known["rank"] = (least, side(ranks[2]) if ranks[2] else least)
        rest = rest.replace(ranks[0], " ")
    for known_property in sorted(PROPERTIES, key=len, reverse=True):
        if re.search(rf"\b{known_property}\b", rest):
            properties.add(known_property)
            rest = re.sub(rf"\b{known_property}\b", " ", rest)
    left = [word for word in re.split(r"[\s,]+", rest) if word and word not in ("scalar", "vector", "matrix", "and")]
    if left:
        raise NotationError(path, f"'{left[0]}' is not a property of a symbol; known are {', '.join(PROPERTIES)}")
    square = properties & {"symmetric", "skew", "positive definite", "orthogonal", "invertible"}
    if square and shape.rows != shape.cols:
        raise NotationError(path, f"only a square matrix is {sorted(square)[0]}; this one is {shape}")
    return Symbol(_named(name), shape, frozenset(properties), **known)


def read(source: str, notation: Notation, path: tuple[str | int, ...] = ()) -> Chain:
    """An equation or expression of the rubric's author, as it was parsed.

    Raises:
        NotationError: it cannot be read.
    """
    try:
        return parse(source, notation)
    except ParseError as error:
        raise NotationError(path, f"'{source}': {error.message}") from None


def value(source: str, notation: Notation, path: tuple[str | int, ...] = ()) -> tuple[Node, Shape]:
    """An expression of the rubric's author, typed, and its shape. Raises NotationError."""
    try:
        return typed(read(source, notation, path).items[0], notation)
    except ShapeError as error:
        raise NotationError(path, error.message) from None


def chain(source: str, notation: Notation) -> Chain:
    """A chain of the rubric's author, typed. Raises NotationError."""
    try:
        return typed_chain(read(source, notation), notation)[0]
    except ShapeError as error:
        raise NotationError((), f"'{source}': {error.message}") from None


def equation(source: str, notation: Notation) -> Equation:
    """An equation of the rubric's author, typed. Raises NotationError."""
    items = chain(source, notation).items
    if len(items) != 2:
        raise NotationError((), f"'{source}' is not one equation")
    return Equation(*items)


def _defined(notation: Notation, source: str, path: tuple[str | int, ...]) -> Notation:
    chain = read(source, notation, path)
    left = chain.items[0]
    if len(chain.items) != 2 or not isinstance(left, tree.Name):
        raise NotationError(path, f"'{source}' is not a definition, such as C = X X^T")
    symbol = notation.symbols.get(left.name)
    try:
        meaning, shape = typed(chain.items[1], notation, symbol.shape if symbol else None)
    except ShapeError as error:
        raise NotationError(path, f"'{source}': {error.message}") from None
    if left.name in notation.meaning(tree.names(meaning)):
        raise NotationError(path, f"'{source}': {left.name} is defined by itself")
    if any(canonical(left.name) == canonical(name) and left.name != name for name in notation.symbols):
        raise NotationError(path, f"'{source}': two symbols are spelled {left.name}")
    return notation.defining(left.name, shape, meaning)
