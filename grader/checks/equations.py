"""A system of equations that is equivalent to the conditions of the exercise, in whatever form."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from grader.algebra.budget import TOO_MUCH, Exhausted, bounded
from grader.algebra.equivalence import systems
from grader.algebra.equivalence.findings import Credit, Finding, Judgement, Kind
from grader.algebra.equivalence.scaling import same_up_to_scale, vanishing
from grader.algebra.evaluation.arithmetic import NotRational
from grader.algebra.evaluation.evaluator import EvaluationError
from grader.algebra.evaluation.prime_field import Singular
from grader.algebra.expressions import tree
from grader.algebra.expressions.equation import Equation
from grader.algebra.expressions.notation import Notation
from grader.algebra.expressions.open_derivatives import has_gradient
from grader.algebra.expressions.shape_inference import ShapeError, typed, typed_chain
from grader.algebra.expressions.tree import Chain, Gradient, Node, Zero
from grader.algebra.language.lexing.tokens import excerpt
from grader.algebra.language.printer import latex
from grader.algebra.reading.neutral_words import OF_EQUATIONS
from grader.algebra.reading.statements import Reading, Statement
from grader.checks import interface
from grader.checks.formulas import (
    Line,
    asked_by,
    equation_by,
    key_of,
    line,
    misfit,
    notation_by,
    pinned,
    reading_of,
    seed_of,
    sentence,
    shown_by,
    unchecked,
)
from grader.checks.interface import Fraction, mistakes
from grader.checks.judged import CREDIT, conclusion, message, words
from grader.checks.words import read_with_its_words
from grader.model import Status, Verdict
from grader.patterns import pattern

MAX_CLAIMS = 24
"""Equations of one answer that are judged."""
_CUT = "not judged"
_VANISH = pattern(r"\b(?:zero|vanish\w{0,3}|null|stationary|(?:is|are|be|to|equals?) 0)\b|=\s*0", re.IGNORECASE)
_NEVER = pattern(r"\b(?:never|not|non-?zero|isn't|cannot)\b", re.IGNORECASE)
_EXAMPLE = pattern(r"\b(?:for (?:example|instance)|e\.? ?g\b|trivial\w{0,2}|examples?)", re.IGNORECASE)
"""Before an equation that is no claim."""
_WHEN = pattern(r"\b(?:for (?:example|instance)|e\.? ?g\.?)[^.;]{0,40}\b(?:when|where|if|for)\W*\Z", re.IGNORECASE)
_MEETS = pattern(
    r"\W*(?:also |indeed |clearly )?"
    r"(?:satisf\w+|fulfil\w*|solves?|(?:is|are)(?: an?| one| the| also)?[ \w]{0,20}solutions?)\b",
    re.IGNORECASE,
)
"""After an equation that says where the conditions hold."""
_WORST = (Kind.FALSE, Kind.UNDECIDED, Kind.ASSUMES, Kind.FOLLOWS, Kind.SAME, Kind.TRUE)


@mistakes("shapes", "unsound", "assumption", "incomplete", "nothing_said")
@bounded
def equations(
    pieces: Sequence[Sequence[Any]],
    *,
    notation: interface.Notation,
    conditions: dict[str, str],
    unknowns: list[str],
    unsound: Fraction = 0.25,
    assumed: Fraction = 0.5,
    assumption: str | None = None,
) -> Verdict:
    """The student's equations together are equivalent to `conditions`, for all values that the notation allows.

    Each condition is worth the same share; it is earned where the equations that follow from the conditions imply
    it. An equation that does not follow, or whose shapes do not fit, costs `unsound`, never below 0. What rests
    on an equation that follows only where every rank is the largest possible earns `assumed` of its share;
    `assumption` says in words what is assumed then. Scale, sides, transposes, expansions, names that the student
    gives, sums over columns and changes of coordinates make no difference.
    """
    known = key_of(notation)
    base = notation_by(known)
    asked = asked_by(known, tuple(conditions.values()), tuple(unknowns))
    reading = reading_of(pieces, asked, unknowns)
    wanted = {name: pinned(equation_by(source, known), base, reading) for name, source in conditions.items()}
    answer = _Answer(reading, frozenset(unknowns), seed_of(pieces))
    judged = systems.judge(answer.claims, wanted, reading.notation, unknowns, answer.seed)
    if answer.unclaimed(judged):
        judged = systems.judge(answer.claims, wanted, reading.notation, unknowns, answer.seed)
    key = {"conditions": [{"name": name, "latex": shown_by(text, known)} for name, text in conditions.items()]}
    return read_with_its_words(answer.verdict(judged, key, unsound, assumed, assumption), reading, pieces, OF_EQUATIONS)


@dataclass
class _Entry:
    """A statement: a line that is settled, or the equations that it claims."""

    statement: Statement
    settled: Line | None = None
    claims: list[Equation] = field(default_factory=list)
    remark: str = ""
    example: bool = False


class _Answer:
    def __init__(self, reading: Reading, unknowns: frozenset[str], seed: int):
        self.reading, self.unknowns, self.seed = reading, unknowns, seed
        self.notation: Notation = reading.notation
        said = [one.source for one in reading.statements if one.kind == "prose"]
        self.said_zero = any(_VANISH.search(one) and not _NEVER.search(one) for one in said) or any(
            _gradient_is_zero(one.chain) for one in reading.statements if one.chain
        )
        self.entries: list[_Entry] = []
        count = 0
        for at, statement in enumerate(reading.statements):
            entry = self._entry(statement)
            if entry.claims and self._is_example(at):
                entry = _Entry(statement, line(statement, "skipped", "an example, not checked"), example=True)
            if entry.claims and count + len(entry.claims) > MAX_CLAIMS:
                says = f"Only the first {MAX_CLAIMS} equations are judged."
                entry = _Entry(statement, line(statement, "unread", _CUT, says))
            count += len(entry.claims)
            self.entries.append(entry)

    @property
    def claims(self) -> list[Equation]:
        return [claim for entry in self.entries for claim in entry.claims]

    def unclaimed(self, judged: Judgement) -> bool:
        """Take out the equations with "or" between them that do not say the same: neither is claimed."""
        found = iter(judged.findings)
        said = [(entry, [next(found) for _ in entry.claims]) for entry in self.entries]
        said = [one for one in said if one[0].statement.kind != "prose"]
        groups: list[list[tuple[_Entry, list[Finding]]]] = []
        for before, here in zip([None, *said], said, strict=False):
            if here[0].statement.either:
                together = before is not None and before[0].statement.either
                groups = [*groups[:-1], [*groups[-1], here]] if together else [*groups, [here]]
        changed = False
        for group in groups:
            kinds = {(one.kind, one.of) for _, several in group for one in several}
            if len(kinds) != 1 or next(iter(kinds))[0] is not Kind.SAME:
                says = "With “or” between them neither equation is claimed; write what holds."
                for entry, _ in group:
                    entry.claims, changed = [], True
                    entry.settled = line(entry.statement, "unread", "not claimed", says)
        return changed

    def _entry(self, statement: Statement) -> _Entry:
        settled = unchecked(statement)
        if settled is not None or statement.chain is None:
            return _Entry(statement, settled)
        try:
            return self._claims(statement, statement.chain)
        except ShapeError as error:
            return _Entry(statement, misfit(statement, error))

    def _is_example(self, at: int) -> bool:
        """Whether words make an example of an equation, W_1 = 0 say: it earns nothing and costs nothing."""
        statements = self.reading.statements
        before = statements[at - 1] if at else None
        said = before.source[-80:] if before and before.kind == "prose" else ""
        if _WHEN.search(said):
            return True
        if not self._is_point(statements[at]):
            return False
        if _EXAMPLE.search(said) or (self.entries and at and self.entries[-1].example):
            return True
        behind = next((one for one in statements[at + 1 : at + 4] if not self._is_point(one)), None)
        return behind is not None and behind.kind == "prose" and _MEETS.match(behind.source) is not None

    def _is_point(self, statement: Statement) -> bool:
        """Whether a statement says what an unknown is."""
        first = statement.chain.items[0] if statement.chain else None
        return isinstance(first, tree.Name) and first.name in self.unknowns

    def _claims(self, statement: Statement, chain: Chain) -> _Entry:
        """The equations that a chain claims. A gradient in it is a label: it is what the others are said to be."""
        marked = [(has_gradient(item, self.notation), item) for item in chain.items]
        labels = [item for gradient, item in marked if gradient]
        if labels and all(isinstance(one, Gradient) and one.by.name in self.notation.students for one in labels):
            return _Entry(statement, line(statement, "skipped", "working, not checked"))
        others = [item for gradient, item in marked if not gradient]
        zero = next((item for item in others if isinstance(item, Zero)), None)
        if zero is None and (labels or len(others) == 1) and others and self.said_zero:
            others, zero = [*others, Zero()], Zero()
        if not others or (zero is not None and len(others) == 1):
            says = "This says that a gradient is zero; work out what the gradient is."
            return _Entry(statement, line(statement, "skipped", "not worked out", says))
        if len(others) == 1 and zero is None:
            says = "This is an expression; an equation says what it is equal to."
            if labels:
                says = "This says what the gradient is; a condition says that something is zero."
            return _Entry(statement, line(statement, "unread", "no equation", says))
        typed_others = typed_chain(Chain(tuple(others)), self.notation)[0].items
        remark = self._label(labels, typed_others)
        if all(isinstance(item, Zero) for item in typed_others):
            return _Entry(statement, line(statement, "skipped", "always true", "This says that 0 is 0."))
        if zero is None:
            pairs = [Equation(a, b) for a, b in zip(typed_others, typed_others[1:], strict=False)]
            return _Entry(statement, claims=pairs, remark=remark)
        nothing = typed_others[others.index(zero)]
        claims = [vanishing(item, nothing, self.notation) for item in typed_others if not isinstance(item, Zero)]
        return _Entry(statement, claims=claims, remark=remark)

    def _label(self, labels: list[Node], others: tuple[Node, ...]) -> str:
        """A remark where what is called a gradient is not that gradient, up to a factor and its layout."""
        for label in labels:
            body = next((other for other in others if not isinstance(other, Zero)), None)
            if body is None:
                continue
            try:
                gradient, _ = typed(label, self.notation)
                same = same_up_to_scale(gradient, body, self.notation, self.unknowns, self.seed)
                forms = [typed(node, self.notation)[1] for node in (label, body)]
            except (EvaluationError, Singular, NotRational, Exhausted):
                continue
            if not same and forms[0] != forms[1]:
                span = label.span.to(body.span)
                raise ShapeError(f"${latex(label)}$ is {forms[0]}, and what it is said to be is {forms[1]}", span)
            if not same:
                return f" But ${latex(label)}$ is something else."
        return ""

    # --- the verdict

    def verdict(
        self,
        judged: Judgement,
        key: Mapping[str, Any],
        unsound: float,
        assumed: float,
        assumption: str | None,
    ) -> Verdict:
        found = iter(judged.findings)
        lines: list[Line] = []
        wrong = 0
        kinds: set[str] = set()
        for entry in self.entries:
            if entry.settled is not None:
                lines.append(entry.settled)
                wrong += entry.settled["mark"] == "wrong"
                kinds |= {"shapes"} if entry.settled["mark"] == "wrong" else set()
                continue
            findings = [(claim, next(found)) for claim in entry.claims]
            claim, worst = min(findings, key=lambda pair: _WORST.index(pair[1].kind))
            wrong += worst.kind is Kind.FALSE
            kinds |= {"unsound"} if worst.kind is Kind.FALSE else set()
            kinds |= {"assumption"} if worst.kind is Kind.ASSUMES else set()
            if worst.kind is Kind.TRUE and self._restates(claim):
                lines.append(line(entry.statement, "skipped", "definition"))
                continue
            lines.append(_line(entry, claim, worst, assumption))
        if not any(entry.claims for entry in self.entries) and not wrong:
            return self._nothing(lines)
        credits = {name: CREDIT.get(one.credit, assumed) for name, one in judged.conditions.items()}
        share = max(0.0, min(1.0, sum(credits.values()) / len(credits) - unsound * wrong))
        evidence = {"lines": lines, "conclusions": [conclusion(n, r, assumed) for n, r in judged.conditions.items()]}
        missing = [name for name, one in judged.conditions.items() if one.credit is not Credit.FULL]
        long = any(one.reason == TOO_MUCH for one in judged.findings)
        cut = long or any(one["label"] == _CUT for one in lines)
        if cut or (any(one.credit is Credit.UNDECIDED for one in judged.conditions.values()) and share < 1):
            says = "An equation could be neither proved nor refuted; a person decides."
            if cut:
                says = f"Only the first {MAX_CLAIMS} equations are judged; a person looks at the rest."
            if long:
                says = f"{sentence(TOO_MUCH)[:-1]}; a person looks at the rest."
            return Verdict.pending(Status.NEEDS_REVIEW, says, evidence=evidence, answer_key=key)
        if missing and not kinds:
            kinds = {"incomplete"}
        said = message(judged.conditions, wrong)
        mistake = kinds.pop() if len(kinds) == 1 and share < 1 else None
        return Verdict.scored(round(share, 12), said, evidence=evidence, answer_key=key, mistake=mistake)

    def _restates(self, claim: Equation) -> bool:
        """Whether a true equation says what a symbol of the exercise stands for."""
        return isinstance(claim.left, tree.Name) and claim.left.name in self.notation.definitions

    def _nothing(self, lines: list[Line]) -> Verdict:
        problems = [one for one in lines if one["mark"] == "unread"]
        if problems:
            first = problems[0]
            which = f" {excerpt(first['source'])}:" if len(lines) > 1 else ""
            return Verdict(
                Status.UNREADABLE, 0.0, f"No equation can be read.{which} {first['says']}", evidence={"lines": lines}
            )
        return Verdict.scored(
            0,
            "No equation was found in this answer.",
            hint="Write each condition as an equation, such as A B = 0, in LaTeX or plain text.",
            evidence={"lines": lines},
            mistake="nothing_said",
        )


def _gradient_is_zero(chain: Chain) -> bool:
    return any(has_gradient(item) for item in chain.items) and any(isinstance(item, Zero) for item in chain.items)


def _line(entry: _Entry, claim: Equation, finding: Finding, assumption: str | None) -> Line:
    """What is said of a statement whose worst equation is this."""
    mark, label, says = words(finding, assumption)
    return line(
        entry.statement,
        mark,
        label,
        sentence(says) + entry.remark,
        counterexample=finding.counterexample,
        sides=(claim.left, claim.right),
    )
