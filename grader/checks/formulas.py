"""What the checks of formulas share: the notation of a rubric, an answer that is read, and lines for the report."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np

from grader.algebra.budget import TOO_MUCH
from grader.algebra.equivalence.counterexample import Counterexample
from grader.algebra.expressions import tree
from grader.algebra.expressions.equation import Equation
from grader.algebra.expressions.notation import Notation
from grader.algebra.expressions.shape_inference import ShapeError, typed_chain
from grader.algebra.expressions.substitution import substituted
from grader.algebra.expressions.tree import Chain, Node, Span
from grader.algebra.language import declarations
from grader.algebra.language.declarations import NotationError
from grader.algebra.language.lexing.tokens import excerpt
from grader.algebra.language.printer import latex
from grader.algebra.reading.reader import read
from grader.algebra.reading.statements import Piece, Reading, Statement
from grader.model import Status, Verdict

Line = dict[str, Any]


def key_of(notation: Mapping[str, Any]) -> str:
    """A rubric's notation as one text, under which what is read of it is remembered."""
    return json.dumps(notation)


@lru_cache(maxsize=64)
def notation_by(key: str) -> Notation:
    """The notation that a rubric declares. Raises NotationError."""
    return declarations.declared(json.loads(key))


@lru_cache(maxsize=256)
def asked_by(key: str, sources: tuple[str, ...], unknowns: tuple[str, ...]) -> Notation:
    """The notation of a question: only what these equations are about is fixed. Raises NotationError."""
    notation = notation_by(key)
    mentioned = {name for source in sources for name in equation_by(source, key).names}
    return replace(notation, fixed=notation.about({*mentioned, *unknowns}))


@lru_cache(maxsize=256)
def equation_by(source: str, key: str) -> Equation:
    """An equation of the rubric's author. Raises NotationError."""
    chain = author_chain(source, notation_by(key))
    if len(chain.items) != 2:
        raise NotationError((), f"'{source}' is not one equation")
    return Equation(*chain.items)


@lru_cache(maxsize=256)
def shown_by(source: str, key: str) -> str:
    """An equation of the rubric's author in LaTeX. Raises NotationError."""
    equation = equation_by(source, key)
    return f"{latex(equation.left)} = {latex(equation.right)}"


def author_chain(source: str, notation: Notation) -> Chain:
    """A typed chain of the rubric's author. Raises NotationError."""
    try:
        return typed_chain(declarations.read(source, notation), notation)[0]
    except ShapeError as error:
        raise NotationError((), f"'{source}': {error.message}") from None


def pinned(equation: Equation, base: Notation, reading: Reading) -> Equation:
    """An equation of the author, with the names that the student uses for something else unfolded."""
    taken = {
        name: base.definitions[name]
        for name in reading.notation.students & base.definitions.keys()
        if name in base.meaning(equation.names)
    }
    if not taken:
        return equation
    left, right = (substituted(_unfolded(side, base), taken) for side in (equation.left, equation.right))
    return Equation(left, right)


def _unfolded(node: Node, base: Notation) -> Node:
    """With every name that only has a definition replaced by it."""
    meanings = {name: meaning for name, meaning in base.definitions.items() if name not in base.fixed}
    for _ in range(len(meanings)):
        node = substituted(node, meanings)
    return node


def reading_of(pieces: Sequence[Sequence[Any]], notation: Notation, sought: Iterable[str] = ()) -> Reading:
    """The statements of an answer; pieces are (kind, text, line). `sought` are the symbols that it is to find."""
    return read([Piece(*piece) for piece in pieces], notation, sought)


def seed_of(pieces: Sequence[Sequence[Any]]) -> int:
    """A seed that hangs on every character of the answer: whoever changes the answer changes the samples."""
    from hashlib import blake2b

    text = "\x00".join(str(piece[1]) for piece in pieces)
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest(), "big")


def line(statement: Statement, mark: str, label: str, says: str = "", **more: Any) -> Line:
    """One line of the report, as docs/evidence.md describes it."""
    shown = None
    if statement.chain is not None:
        shown = " = ".join(latex(item, statement.notation) for item in statement.chain.items)
    span: Span | None = more.pop("span", statement.span)
    example: Counterexample | None = more.pop("counterexample", None)
    sides: Sequence[Node] = more.pop("sides", ())
    return {
        "source": statement.source,
        "latex": shown,
        "line": statement.line,
        "mark": mark,
        "label": label,
        "says": says,
        "span": [span.start, span.end] if span else None,
        "counterexample": example_of(example, sides, statement.notation) if example else None,
    }


def marked(shown: Line) -> str:
    """What is marked of a line, all where nothing is, as a message says it."""
    start, end = shown["span"] or (0, None)
    return excerpt(shown["source"][start:end].strip() or shown["source"])


def unchecked(statement: Statement) -> Line | None:
    """The line of a statement that says nothing to check; None for a chain."""
    if statement.kind == "prose":
        return line(statement, "skipped", "not checked: prose")
    if statement.kind == "unreadable":
        return line(statement, "unread", "cannot be read", sentence(statement.problem or ""))
    if statement.kind == "definition":
        return line(statement, "skipped", "definition")
    return None


def too_long(statements: Sequence[Statement]) -> Verdict:
    """The verdict on an answer whose check takes too long: a person decides."""
    says = sentence(TOO_MUCH)
    lines = [unchecked(one) or line(one, "unread", "not checked", says) for one in statements]
    return Verdict.pending(Status.NEEDS_REVIEW, f"{says[:-1]}; a person decides.", evidence={"lines": lines})


def misfit(statement: Statement, error: ShapeError, *, place: bool = True) -> Line:
    """The line of a statement whose shapes do not fit, or in which a name is not defined."""
    says, span = sentence(error.message), error.span if place else None
    if not error.misfit:
        return line(statement, "unread", "cannot be read", says, span=span)
    return line(statement, "wrong", "shapes do not fit", says, span=span)


def example_of(example: Counterexample, sides: Sequence[Node], notation: Notation | None) -> dict[str, Any]:
    """A counterexample as evidence: the values, and what the sides are there."""
    values = [
        {"name": name, "latex": latex(tree.Name(name)), "value": plain_value(value)} for name, value in example.values
    ]
    shown = [
        {"latex": latex(node, notation), "value": plain_value(value)}
        for node, value in zip(sides, (example.left, example.right), strict=False)
    ]
    return {"values": values, "sides": shown}


def plain_value(value: Any) -> Any:
    """A scalar as a number, a matrix as a list of rows; whole numbers as such."""
    rows = [[_plain(entry) for entry in row] for row in np.asarray(value)]
    return rows[0][0] if len(rows) == 1 and len(rows[0]) == 1 else rows


def _plain(entry: float) -> float | int:
    near = round(entry)
    return int(near) if abs(entry - near) < 1e-9 else round(float(entry), 4)


def sentence(text: str) -> str:
    """With a capital and a full stop."""
    text = text.strip()
    if not text:
        return ""
    return text[0].upper() + text[1:] + ("" if text[-1] in ".!?" else ".")


def listed(names: Iterable[str]) -> str:
    """`(a)`, `(a) and (b)`."""
    marked = [f"({name})" for name in names]
    return " and ".join([", ".join(marked[:-1]), marked[-1]]) if len(marked) > 1 else "".join(marked)
