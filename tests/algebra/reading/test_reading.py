"""Answers as students type them, against what is read."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.algebra.expressions.notation import Notation
from grader.algebra.language.grammar.parser import parse
from grader.algebra.reading.reader import read
from grader.algebra.reading.statements import Piece, Reading, Statement
from tests.algebra.exercises import AUTOENCODER, RIDGE, SOFTMAX, TRACE
from tests.algebra.reading import conditions_as_typed, derivations_as_typed

TABLES: dict[str, tuple[Notation, dict[str, tuple[str, list[str]]]]] = {
    "conditions": (AUTOENCODER, conditions_as_typed.CONDITIONS),
    "definitions": (AUTOENCODER, conditions_as_typed.DEFINITIONS),
    "derivations": (AUTOENCODER, derivations_as_typed.DERIVATIONS),
    "ridge": (RIDGE, derivations_as_typed.RIDGE),
    "softmax": (SOFTMAX, derivations_as_typed.SOFTMAX),
    "trace": (TRACE, derivations_as_typed.TRACE),
}


def rows() -> list[object]:
    return [
        pytest.param(notation, text, said, id=f"{table}: {name}")
        for table, (notation, answers) in TABLES.items()
        for name, (text, said) in answers.items()
    ]


def matches(statement: Statement, said: str, notation: Notation) -> bool:
    """Whether a statement is what a row of a table says."""
    if said == "prose":
        return statement.kind == "prose"
    if said.startswith("? "):
        return statement.kind == "unreadable" and said[2:] in (statement.problem or "")
    follows, said = said.startswith("=> "), said.removeprefix("=> ")
    kind, said = "definition" if said.startswith("def ") else "chain", said.removeprefix("def ")
    return (statement.kind, statement.follows, statement.chain) == (kind, follows, parse(said, notation))


@pytest.mark.parametrize(("notation", "text", "said"), rows())
def test_what_is_read(notation: Notation, text: str, said: list[str]) -> None:
    reading = read([Piece("text", text)], notation)
    found = [(one.kind, one.source, one.problem, one.chain) for one in reading.statements]
    assert len(found) == len(said), found
    for statement, wanted in zip(reading.statements, said, strict=True):
        assert matches(statement, wanted, reading.notation), (statement, wanted)


def test_the_notation_has_the_names_with_their_shapes() -> None:
    notation = read(
        [Piece("text", "Let R = X - W_2 W_1 X, V_1 = [I_k 0], c = tr(C), C = C_0, C_0 = X X^T / n.")], AUTOENCODER
    ).notation
    shapes = {name: str(notation.symbols[name].shape) for name in notation.students}
    assert shapes == {"R": "m×n", "V1": "k×m", "c": "a scalar", "C": "m×m", "C0": "m×m"}
    assert notation.definitions.keys() >= notation.students


def test_open_sizes_are_those_that_fit_what_is_said() -> None:
    for use, shape in (("E X = X", "m×m"), ("W_1 = E W_1", "k×k"), ("X E = X", "n×n")):
        notation = read([Piece("text", f"Let E = I. {use}")], AUTOENCODER).notation
        assert str(notation.symbols["E"].shape) == shape


def test_lines_are_those_of_the_pieces() -> None:
    pieces = [
        Piece("text", "Let\nS = X X^T.\n\nNothing else is needed:", 3),
        Piece("math", "W_2^T S = 0 \\\\\n W_1 S = 0", 9),
    ]
    assert [(one.kind, one.line) for one in read(pieces, AUTOENCODER).statements] == [
        ("definition", 4), ("prose", 6), ("chain", 9), ("chain", 10),
    ]  # fmt: skip


def test_chains_go_on_from_piece_to_piece() -> None:
    pieces = [Piece("math", "C U_k", 1), Piece("text", "by a theorem", 2), Piece("code", "= U_k D_k", 3)]
    first, _ = read(pieces, AUTOENCODER).statements
    assert first.source == "C U_k\n= U_k D_k"
    assert first.chain == parse("C U_k = U_k D_k", AUTOENCODER)


CODE = {
    "a line of its own, for it uses the name": ("S = C @ C\n-S + D", ["S = C @ C", "-S + D"]),
    "the line above goes on": ("S = C @ C\n    - D", ["S = C @ C\n    - D"]),
    "a name that only begins so": ("S = C @ C\n- Sigma", ["S = C @ C\n- Sigma"]),
    "a bracket is open": ("S = (C @ C\n- S)", ["S = (C @ C\n- S)"]),
}


@pytest.mark.parametrize(("text", "sources"), CODE.values(), ids=CODE)
def test_a_line_of_code_that_begins_with_a_sign(text: str, sources: list[str]) -> None:
    assert [one.source for one in read([Piece("code", text)], AUTOENCODER).statements] == sources


PROBLEMS = {
    "an undefined name": ("Hence $W_2^\\top Q = 0$", "Q"),
    "a bracket": ("$W_2^\\top (C = 0$", "("),
    "a definition in a circle": ("Let Q = Q C", "Q"),
    "after other lines": ("C\n= C\n= U_k Q D_k", "Q"),
    "behind marks that are no maths": ("$W_2^\\top \\; & Q = 0$", "Q"),
}


@pytest.mark.parametrize(("text", "spot"), PROBLEMS.values(), ids=PROBLEMS)
def test_a_problem_is_underlined_in_what_was_typed(text: str, spot: str) -> None:
    statement = next(one for one in read([Piece("text", text)], AUTOENCODER).statements if one.kind == "unreadable")
    assert statement.span is not None
    assert statement.source[statement.span.start : statement.span.end] == spot


def test_sources_are_as_typed() -> None:
    typed = r"W_2^\top &\; (W_2 W_1 - I)\, C \quad \overset{!}{=} 0"
    (statement,) = read([Piece("math", rf"\begin{{align}} {typed} \tag{{7}} \end{{align}}")], AUTOENCODER).statements
    assert statement.source == typed
    assert statement.chain == parse("W_2^T (W_2 W_1 - I) C = 0", AUTOENCODER)
    spans = [statement.source[node.span.start : node.span.end] for node in statement.chain.items]
    assert spans == [typed.partition(r" \quad")[0], "0"]


# --- whatever is typed

MARKS = (
    r"$ $$ \( \) \[ \] \begin{align} \end{align} \begin{pmatrix} \end{pmatrix} \begin{array}{l} \end{array} & \\ = := "
    r"=: ( ) [ ] { } \{ \} \left( \right) \left. \right. \text{ since let where denote by and W_1 W_2 X X^T C V_1 A I "
    r"0 2 + - * ** ` ``` 1. (1) (a) , ; . : \quad \implies ⇒ \in < \dots ... \frac \boxed{ \tag{1} ✓ zero is equals "
    r"vanishes <!-- --> ~~ _ ^ ' ᵀ Σ \sum_{i=1}^n x_i ‖ \| ∇ ∂ / d J (w) because hence \overset{!}{=} # % \ é 因为 | "
    r"\mathbb{R} rank(X)"
).split()

typed = st.lists(st.sampled_from([*MARKS, " ", " ", "\n", "\n\n", "- ", "\x00", "\u200b"]), max_size=60).map("".join)


def checked(reading: Reading) -> None:
    for one in reading.statements:
        assert (one.chain is not None) == (one.kind in ("chain", "definition"))
        assert (one.problem is not None) == (one.kind == "unreadable")
        assert one.span is None or 0 <= one.span.start <= one.span.end <= len(one.source)
        assert one.kind != "definition" or one.defines in reading.notation.students
    assert reading.notation.symbols.keys() >= AUTOENCODER.symbols.keys()


@settings(max_examples=300, deadline=None)
@given(st.lists(st.builds(Piece, st.sampled_from(("text", "math", "code")), typed | st.text(max_size=80)), max_size=3))
def test_any_text_gives_a_reading(pieces: list[Piece]) -> None:
    checked(read(pieces, AUTOENCODER))


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from([text for _, answers in TABLES.values() for text, _ in answers.values()]),
    st.lists(st.tuples(st.integers(0, 400), st.integers(0, 5), st.sampled_from(["", *MARKS])), max_size=6),
)
def test_any_slip_of_the_pen_gives_a_reading(text: str, slips: list[tuple[int, int, str]]) -> None:
    for at, gone, come in slips:
        text = text[:at] + come + text[at + gone :]
    checked(read([Piece("text", text)], AUTOENCODER))


LONG = {
    "one equation": "X X^T " * 4_000 + "= 0",
    "many equations": "C = D\n" * 8_000,
    "many definitions": "\n".join(f"Let A_{{{n}}} = [I 0]" for n in range(1_000)),
    "a chain of many lines": "C\n" + "= C\n" * 8_000,
    "a chain of many lines, one of which is broken": "C\n" + "= C\n" * 4_000 + "= (",
    "brackets": "(" * 50_000,
    "brackets of TeX": r"\left(" * 8_000,
    "dollars": "$" * 9_999,
    "environments that never end": r"\begin{align}" * 3_000,
    "text that never ends": r"\text{" * 6_000,
    "comments that never end": "<!--" * 9_000,
    "words": "since " * 16_000,
    "hyphens": "a-" * 45_000,
    "functions": "L(W_1," * 9_000,
    "no line end": "x" * 99_000,
}


@pytest.mark.parametrize("text", LONG.values(), ids=LONG)
@pytest.mark.parametrize("kind", ["text", "math", "code"])
def test_what_is_too_long_is_told(kind: str, text: str) -> None:
    reading = read([Piece(kind, text)], AUTOENCODER)  # type: ignore[arg-type]
    checked(reading)
    assert len(reading.statements) <= 401
    assert len(reading.notation.students) <= 40


def test_the_bounds_are_named() -> None:
    (*_, last) = read([Piece("text", "C = D\n" * 500)], AUTOENCODER).statements
    assert (last.kind, last.source) == ("unreadable", "C = D")
    assert last.problem is not None
    assert "at most 40,000 characters, 20,000 of them maths, in 400 statements" in last.problem
