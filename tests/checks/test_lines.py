"""Lines of a report on formulas, as values and as evidence."""

from grader.algebra import Equation, Name, Piece, Span, Statement, declared, read
from grader.algebra.equivalence.counterexample import counterexample
from grader.checks.lines import Label, Line, unchecked
from grader.checks.marks import Mark

NOTATION = declared({"symbols": {"A": "n × n", "B": "n × n"}})


def statements(answer: str) -> tuple[Statement, ...]:
    return read([Piece("text", answer, 3)], NOTATION).statements


def test_a_line_as_evidence() -> None:
    (statement,) = statements("$A B = B$")
    line = Line(statement, Label.FOLLOWS_FROM, "So it is.", ("a", "b"), Span(4, 6))
    assert line.evidence() == {
        "source": "A B = B",
        "latex": "A B = B",
        "line": 3,
        "mark": "right",
        "label": "follows from (a) and (b)",
        "says": "So it is.",
        "span": [4, 6],
        "counterexample": None,
    }
    assert line.excerpt == "«=»"


def test_numbers_that_refute_are_shown_with_both_sides() -> None:
    (statement,) = statements("$A = B$")
    example = counterexample(Equation(Name("A"), Name("B")), (), NOTATION)
    shown = Line(statement, Label.NOT_EQUAL, example=example).evidence()["counterexample"]
    assert [value["name"] for value in shown["values"]] == ["A", "B"]
    assert [side["latex"] for side in shown["sides"]] == ["A", "B"]
    assert [value["value"] for value in shown["values"]] == [side["value"] for side in shown["sides"]]


def test_what_says_nothing_to_check_is_passed_over() -> None:
    found = [unchecked(one) for one in statements("Let $C = A B$. Then $C = B$, and $A + = B$.")]
    labels = [one.label for one in found if one.label is not Label.PROSE]
    assert labels == [Label.DEFINITION, Label.WORKING, Label.UNREADABLE]
    assert [Label.UNREADABLE.mark, Label.WORKING.mark] == [Mark.UNREAD, Mark.SKIPPED]
