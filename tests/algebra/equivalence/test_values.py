"""What an expression is, compared to the value that is asked for."""

import pytest

from grader.algebra import Asked, Finding, Kind, Piece, Why, declared, judge_value, read

NOTATION = declared(
    {
        "symbols": {
            "A": "n × n",
            "B": "n × n",
            "M": "n × n rank 0 to n",
            "P": "n × n symmetric",
            "x": "n × 1",
            "Z": "m × n",
            "a": "scalar",
        },
        "definitions": ["f = x^T A x"],
    }
)
ENTRY = r"\frac{\partial f}{\partial x_i}"


def found(answer: str, value: str, **leeway: bool) -> Finding | None:
    reading = read([Piece("math", answer)], NOTATION)
    asked = Asked.declared(value, [r"\nabla_x f"], NOTATION)
    return judge_value(reading, asked, NOTATION, 1, **leeway).finding


@pytest.mark.parametrize(
    ("answer", "value", "leeway", "kind", "why"),
    [
        pytest.param("A B + A", "A (B + I)", {}, Kind.SAME, None, id="equal"),
        pytest.param("2 A", "A", {"scale": True}, Kind.SAME, Why.MULTIPLE, id="a number in front"),
        pytest.param("B^T A^T", "A B", {"layout": True}, Kind.SAME, Why.TRANSPOSED, id="the other layout"),
        pytest.param("x^T A", "A^T x", {"layout": True}, Kind.SAME, None, id="a row for a column"),
        pytest.param("2 A", "A", {}, Kind.FALSE, Why.MULTIPLE, id="a factor"),
        pytest.param("-A", "A", {}, Kind.FALSE, Why.OPPOSITE, id="the sign"),
        pytest.param("A^T", "A", {}, Kind.FALSE, Why.TRANSPOSED, id="the transpose"),
        pytest.param("B A", "A B", {}, Kind.FALSE, None, id="another matrix"),
        pytest.param("x^T A", "A^T x", {}, Kind.FALSE, Why.TRANSPOSED, id="the shape of the transpose"),
        pytest.param("x^T x", "A", {}, Kind.FALSE, Why.SHAPE, id="another shape"),
        pytest.param("A Z", "A", {}, Kind.FALSE, Why.MISFIT, id="shapes that do not fit"),
        pytest.param("M M^{-1} A", "A", {}, Kind.ASSUMES, Why.SINGULAR, id="the inverse of what may be singular"),
        pytest.param("(A - A)^{-1}", "A", {}, Kind.FALSE, Why.NO_INVERSE, id="the inverse of 0"),
        pytest.param("A + 16777213 (B - B)", "A", {}, Kind.UNDECIDED, Why.LARGE, id="numbers too large"),
        pytest.param("A = A B", "A B", {}, Kind.FALSE, Why.MISCALLED, id="not what it is said to be"),
        pytest.param(rf"{ENTRY} = (A x + A^T x)_i", "(A + A^T) x", {}, Kind.SAME, Why.ENTRY, id="any entry"),
        pytest.param(rf"{ENTRY} = (A x)_i", "(A + A^T) x", {}, Kind.FALSE, Why.ENTRY, id="any entry of another"),
    ],
)
def test_what_an_expression_is(answer: str, value: str, leeway: dict[str, bool], kind: Kind, why: Why | None) -> None:
    finding = found(answer, value, **leeway)
    assert finding is not None
    assert (finding.kind, finding.why) == (kind, why)
    assert finding.proved


def test_what_is_wrong_is_shown() -> None:
    other = found("B A", "A B")
    assert other and other.counterexample and (other.counterexample.left != other.counterexample.right).any()
    misfit = found("A Z", "A")
    assert misfit and misfit.trouble and misfit.trouble.span
    called = found("A = A B", "A B")
    assert called and called.about and called.about.left.name == "A"


def test_nothing_is_found_where_no_expression_is() -> None:
    assert found(r"\nabla_x f", "(A + A^T) x") is None
