"""Answers read: what is typed becomes statements, and the student's own names join the notation."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Literal

from grader.algebra.expressions import tree
from grader.algebra.expressions.notation import Notation
from grader.algebra.expressions.shape_inference import ShapeError, typed_chain
from grader.algebra.expressions.tree import Chain, Gradient, Identity, Name, Node, Number, Ones, Span, Zero
from grader.algebra.language.grammar.parser import ParseError, parse
from grader.algebra.language.lexing.libraries import KEYWORDS
from grader.algebra.language.lexing.optimum_marks import at_optimum, may_stand, optima, renamed
from grader.algebra.language.lexing.tokens import excerpt
from grader.algebra.reading.parsing import Parsed, Parser, chained
from grader.algebra.reading.segment import Segment
from grader.algebra.reading.segmenter import segments
from grader.algebra.reading.statements import Cause, Piece, Reading, Statement
from grader.algebra.reading.student_names import (
    Claim,
    Defined,
    defined,
    functions,
    spellings,
    undefined,
)
from grader.algebra.reading.vocabulary import COMMON, Spelled
from grader.algebra.reading.worded_symbols import may_be_worded, worded
from grader.patterns import pattern

_ADDED = pattern(r"(?<![\w\\])([A-Z]|[A-Za-z]{2,20})[^\S\n]*:?=(?![>=])")
_INDICES = frozenset("ijlpqrst")
_OF_MATRICES = (Zero, Identity, Ones, Gradient)


def read(pieces: Sequence[Piece], notation: Notation, sought: Iterable[str] = ()) -> Reading:
    """The statements of an answer, in order, and the notation with the student's names.

    Symbols that are `sought` may be written ŵ or w^*, where they are not written bare.
    At most `MAX_MATHS` characters of maths in `MAX_SEGMENTS` statements are read; what is beyond is `unreadable`.
    """
    if sought and may_stand(piece.text for piece in pieces):
        notation = replace(notation, sought=frozenset(sought))
    found = segments(pieces, _spelled(tuple(notation.symbols), _added(pieces), notation.dims))
    known: dict[str, Chain] = {}
    for segment in found:
        if segment.named and segment.maths and (name := _freed(segment.maths, notation, known)):
            notation, known = notation.freeing(name), {}
    typed = [segment.maths for segment in found if segment.maths]
    wider = spellings(((segment.maths, segment.named) for segment in found if segment.maths), notation)
    known = known if wider is notation else {}
    reads = list(Parser(wider, functions(typed, notation, marked=bool(notation.sought)), known).reads(found))
    if notation.sought:
        meant, apart = at_optimum((one.chain for one in reads if one.chain), notation.sought)
        if apart:  # ∇J(ŵ) is not ∇J(w)
            reads = list(Parser(wider, functions(typed, notation)).reads(found))
        if meant:
            reads = [chained(one.segment, renamed(one.chain, meant)) if one.chain else one for one in reads]
    texts = [piece.text for piece in pieces if may_be_worded(piece.text)]
    if texts:
        reads = [chained(one.segment, worded(texts, one.chain, notation)) if one.chain else one for one in reads]
    claims = [_claim(one, notation) for one in reads]
    given = defined(claims, notation)
    statements = tuple(_statement(number, one, given, notation) for number, one in enumerate(reads))
    return Reading(_after_seizures(statements, reads, given.notation), given.notation)


def _freed(maths: str, notation: Notation, parsed: dict[str, Chain]) -> str | None:
    """The declared symbol that an announced equation takes for something else; the question is not about it."""
    try:
        chain = parsed[maths] = parse(maths, notation)
    except ParseError:
        return None
    first = chain.items[0]
    if len(chain.items) != 2 or not isinstance(first, Name):
        return None
    others = tree.names(chain.items[1])
    free = first.name in notation.symbols.keys() - notation.definitions.keys() - notation.fixed
    known = others and others <= notation.symbols.keys() | notation.dims and first.name not in others
    return first.name if free and known else None


def _after_seizures(
    statements: tuple[Statement, ...], reads: Sequence[Parsed], notation: Notation
) -> tuple[Statement, ...]:
    """Without what is said of a symbol of the exercise that the student made something else, as in "let C = 0"."""
    seized: dict[str, str] = {}
    found = []
    for statement, one in zip(statements, reads, strict=True):
        found.append(_seized(statement, seized, notation) if seized else statement)
        if one.segment.named and one.chain and _taken(one.chain, notation) and isinstance(one.chain.items[0], Name):
            seized.setdefault(one.chain.items[0].name, excerpt(one.segment.source))
    return tuple(found)


def _seized(statement: Statement, seized: Mapping[str, str], notation: Notation) -> Statement:
    names = notation.about(statement.chain.names) if statement.chain else frozenset[str]()
    name = next((name for name in seized if name in names), None)
    if name is None:
        return statement
    said = f"{name} is made something else by {seized[name]}, so this is not about the {name} of the exercise"
    said = f"{said}; take that out, or use another name there"
    return replace(statement, kind="unreadable", chain=None, defines=None, problem=said, span=None, cause=Cause.SEIZED)


@lru_cache(maxsize=256)
def _spelled(symbols: tuple[str, ...], added: frozenset[str], sizes: frozenset[str]) -> Spelled:
    return Spelled.of(symbols, added, sizes)


def _added(pieces: Sequence[Piece]) -> frozenset[str]:
    """Words and capitals that stand before a `=`: names of the student's, such as `grad`."""
    words = (word for piece in pieces for word in _ADDED.findall(piece.text))
    return frozenset(word for word in words if word.casefold() not in COMMON and word not in KEYWORDS)


# --- chains to statements


def _claim(one: Parsed, notation: Notation) -> Claim | None:
    """What may be a definition; `i = 1` is none."""
    if one.chain is None or len(one.chain.items) < 2 or _is_about_sizes(one, notation):
        return None
    return Claim(one.chain, one.segment.named, one.segment.swapped)


def _is_about_sizes(one: Parsed, notation: Notation) -> bool:
    """Whether only dimensions, numbers and indices are in it: `k = m - 1`, `i = 1`, `m \\times k`."""
    if one.chain is None or not one.names or one.names & notation.symbols.keys():
        return False
    nodes = (inner for item in one.chain.items for inner in tree.walk(item))
    return (
        len(one.chain.items) > 1
        and one.names <= notation.dims | _INDICES
        and not any(isinstance(node, _OF_MATRICES) for node in nodes)
    )


def _statement(number: int, one: Parsed, given: Defined, notation: Notation) -> Statement:
    segment, chain = one.segment, one.chain
    if one.problem is not None:
        return _unreadable(segment, Cause.SYNTAX, one.problem, one.span)
    if chain is None or _is_about_sizes(one, given.notation) or _is_number(chain):
        return Statement("prose", segment.source, segment.line, mentions=segment.mentions)
    if number in given.problems:
        found = given.problems[number]
        said = found.message if found.cause is not Cause.UNDEFINED else _undefined(found.node, segment, notation)
        return _unreadable(segment, found.cause, said, found.node.span)
    name = given.names.get(number)
    if name is not None:
        return _definition(segment, chain, name, notation)
    if segment.named and (problem := _taken(chain, notation)):
        return _unreadable(segment, Cause.SEIZED, problem, chain.items[0].span)
    if not one.names <= given.notation.symbols.keys():
        chain = _without_labels(chain, given.notation)
        unknown = next(_unknown(chain, given.notation), None)
        if unknown is not None and chain.items == (unknown,):
            return Statement("prose", segment.source, segment.line)
        if unknown is not None:
            return _unreadable(segment, Cause.UNDEFINED, _undefined(unknown, segment, notation), unknown.span)
    whole = Statement("chain", segment.source, segment.line, chain, follows=segment.follows, notation=notation)
    return replace(whole, either=segment.either, aside=segment.aside) if segment.either or segment.aside else whole


def _definition(segment: Segment, chain: Chain, name: str, notation: Notation) -> Statement:
    """The name first. What a longer chain says of it is to be checked, as in any chain."""
    first = [item for item in chain.items if isinstance(item, Name) and item.name == name]
    chain = Chain((first[0], *(item for item in chain.items if item not in first)))
    kind: Literal["definition", "chain"] = "definition" if len(chain.items) == 2 else "chain"
    return Statement(kind, segment.source, segment.line, chain, name, follows=segment.follows, notation=notation)


def _unreadable(segment: Segment, cause: Cause, problem: str, span: Span | None) -> Statement:
    if span is not None:
        span = Span(min(span.start, len(segment.source)), min(span.end, len(segment.source)))
    return Statement(
        "unreadable", segment.source, segment.line, problem=problem, span=span, follows=segment.follows, cause=cause
    )


def _is_number(chain: Chain) -> bool:
    return len(chain.items) == 1 and isinstance(chain.items[0], Number | Zero)


def _taken(chain: Chain, notation: Notation) -> str | None:
    """What is wrong where a symbol of the exercise is given a value, as in "let W_1 = 0"."""
    if len(chain.items) < 2 or any(tree.names(item) for item in chain.items[1:]):
        return None
    first = chain.items[0]
    if isinstance(first, Identity) and any(isinstance(item, Identity) for item in chain.items[1:]):
        return None
    if isinstance(first, Name) and first.name in notation.symbols:
        if _as_declared(first.name, chain, notation):
            return None
        return f"{first.name} is a symbol of the exercise, so it cannot be made something else; use another name"
    return "I is the identity, so it cannot be made something else" if isinstance(first, Identity) else None


def _as_declared(name: str, chain: Chain, notation: Notation) -> bool:
    """Whether a name is given the meaning that it has in the exercise."""
    if name not in notation.definitions:
        return False
    try:
        found = typed_chain(chain, notation)[0].items
    except ShapeError:
        return False
    return all(item == notation.definitions[name] for item in found[1:])


def _undefined(node: Node, segment: Segment, notation: Notation) -> str:
    """What to do about a name that nobody has defined; the name as it was typed."""
    name = node.name if isinstance(node, Name) else ""
    shown = segment.source[node.span.start : node.span.end].strip() or name
    marked = optima(notation.sought).get(name)
    if marked is None:
        return undefined(name, shown, notation)
    symbol = marked.symbol
    other = ", or its transpose: write ^T for that" if marked.mark == "star" else ""
    return f"«{shown}» can be {symbol}, which stands beside it, or another name{other}; use one name for one thing"


def _without_labels(chain: Chain, notation: Notation) -> Chain:
    """Without gradients of a function that nobody defined, in front of what they are said to be: ∂J/∂W = A = 0."""
    items = chain.items
    rest = tuple(item for item in items if not _is_label(item, notation))
    return Chain(rest) if len(rest) < len(items) and any(not isinstance(item, Zero) for item in rest) else chain


def _is_label(node: Node, notation: Notation) -> bool:
    gradients = (inner for inner in tree.walk(node) if isinstance(inner, Gradient))
    return any(isinstance(inner.of, Name) and inner.of.name not in notation.symbols for inner in gradients)


def _unknown(chain: Chain, notation: Notation) -> Iterator[Name]:
    for item in chain.items:
        for inner in tree.walk(item):
            if isinstance(inner, Name) and inner.name not in notation.symbols and inner.name not in notation.dims:
                yield inner
