"""Statements in the language of matrices: read, and judged. This is all of it that the other rooms use.

An answer becomes a `Reading` of `Statement`s in the `Notation` of the exercise. It is judged against a system of
conditions, a value, or the conclusions of a derivation; what is found of an equation is a `Finding`.
"""

from typing import TYPE_CHECKING, Any

from grader.lazy import Lazy

if TYPE_CHECKING:
    from grader.algebra.budget import bounded
    from grader.algebra.derivation.exercise import Exercise
    from grader.algebra.derivation.judge import DerivationJudged
    from grader.algebra.derivation.judge import judge_answer as judge_derivation
    from grader.algebra.equivalence.claims import Aside, Judged
    from grader.algebra.equivalence.counterexample import Counterexample
    from grader.algebra.equivalence.findings import Credit, Finding, Kind, Why
    from grader.algebra.equivalence.systems import SystemJudged
    from grader.algebra.equivalence.systems import judge_answer as judge_system
    from grader.algebra.equivalence.values import Asked, ValueJudged
    from grader.algebra.equivalence.values import judge_answer as judge_value
    from grader.algebra.expressions.equation import Equation
    from grader.algebra.expressions.notation import Notation
    from grader.algebra.expressions.tree import Name, Span
    from grader.algebra.language.declarations import NotationError, declared, equation, value
    from grader.algebra.language.printer import latex
    from grader.algebra.reading.neutral_words import to_weigh
    from grader.algebra.reading.reader import read
    from grader.algebra.reading.statements import Piece, Reading, Statement

__all__ = [
    "Aside",
    "Asked",
    "Counterexample",
    "Credit",
    "DerivationJudged",
    "Equation",
    "Exercise",
    "Finding",
    "Judged",
    "Kind",
    "Name",
    "Notation",
    "NotationError",
    "Piece",
    "Reading",
    "Span",
    "Statement",
    "SystemJudged",
    "ValueJudged",
    "Why",
    "bounded",
    "declared",
    "equation",
    "judge_derivation",
    "judge_system",
    "judge_value",
    "latex",
    "read",
    "to_weigh",
    "value",
]

_NAMES = Lazy(
    "grader.algebra",
    {
        "Aside": "equivalence.claims.Aside",
        "Asked": "equivalence.values.Asked",
        "Counterexample": "equivalence.counterexample.Counterexample",
        "Credit": "equivalence.findings.Credit",
        "DerivationJudged": "derivation.judge.DerivationJudged",
        "Equation": "expressions.equation.Equation",
        "Exercise": "derivation.exercise.Exercise",
        "Finding": "equivalence.findings.Finding",
        "Judged": "equivalence.claims.Judged",
        "Kind": "equivalence.findings.Kind",
        "Name": "expressions.tree.Name",
        "Notation": "expressions.notation.Notation",
        "NotationError": "language.declarations.NotationError",
        "Piece": "reading.statements.Piece",
        "Reading": "reading.statements.Reading",
        "Span": "expressions.tree.Span",
        "Statement": "reading.statements.Statement",
        "SystemJudged": "equivalence.systems.SystemJudged",
        "ValueJudged": "equivalence.values.ValueJudged",
        "Why": "equivalence.findings.Why",
        "bounded": "budget.bounded",
        "declared": "language.declarations.declared",
        "equation": "language.declarations.equation",
        "judge_derivation": "derivation.judge.judge_answer",
        "judge_system": "equivalence.systems.judge_answer",
        "judge_value": "equivalence.values.judge_answer",
        "latex": "language.printer.latex",
        "read": "reading.reader.read",
        "to_weigh": "reading.neutral_words.to_weigh",
        "value": "language.declarations.value",
    },
)


def __getattr__(name: str) -> Any:
    """A check that needs no formulas starts without them."""
    return _NAMES.attribute(name)
