"""Which conclusions the lines of a derivation say, and whether one line says what another does."""

from dataclasses import dataclass, field
from enum import Enum, auto

from grader.algebra.derivation.step_graph import Chains
from grader.algebra.equivalence.linear_span import Span, multiple
from grader.algebra.evaluation.arithmetic import NotRational
from grader.algebra.evaluation.evaluator import EvaluationError
from grader.algebra.evaluation.prime_field import Array, Singular
from grader.algebra.evaluation.trials import Trials
from grader.algebra.expressions import normal_form, tree
from grader.algebra.expressions.equation import Equation

MAX_SPANS = 24
"""Equations of one derivation that are compared with a conclusion by spans, the slow way."""


class Samples(Enum):
    """What is known of the unknowns where lines are compared."""

    GENERIC = auto()
    """Nothing: they are free."""
    FREE = auto()
    """Their values are put in."""


@dataclass
class Sayings(Chains):
    """The lines of a derivation, compared with what is to be shown."""

    trials: dict[Samples, Trials] = field(default_factory=dict)
    residuals: dict[tuple[Samples, Equation], Array | None] = field(default_factory=dict)
    spanned: dict[tuple[Equation, Equation], bool] = field(default_factory=dict)

    def stated(self, name: str) -> bool:
        """Whether some line says the conclusion itself, or what implies it whatever the unknowns are."""
        return any(self._says(name, start, end) for start, ends in self.edges.items() for end in ends)

    def _says(self, name: str, start: normal_form.Key, end: normal_form.Key) -> bool:
        return any(
            self._equal(name, Equation(left, right), start, end)
            for left in self.nodes[start]
            for right in self.nodes[end]
        )

    def _equal(self, name: str, one: Equation, start: normal_form.Key, end: normal_form.Key) -> bool:
        """Whether an equation is the conclusion: at a glance, by value before the unknowns' values are put in, or
        after, nothing being known of those values."""
        for conclusion in self.exercise.conclusions[name]:
            if self._solved(conclusion) and not self._solved(one):
                continue  # the normal equations are not their solution
            if {start, end} == {self.key(conclusion.left), self.key(conclusion.right)}:
                return True
            ends = {self.unfolded(one.left), self.unfolded(one.right)}
            if ends == {self.unfolded(conclusion.left), self.unfolded(conclusion.right)} and len(ends) == 2:
                return True
            about_zero = normal_form.ZERO in (start, end, self.key(conclusion.left), self.key(conclusion.right))
            if about_zero and any(self._same(which, conclusion, one) for which in Samples):
                return True
            if about_zero and self._spans(conclusion, one):
                return True
        return False

    def _solved(self, one: Equation) -> bool:
        """Whether an equation says what an unknown is: it stands alone on a side, and is not on the other."""
        unknowns = self.exercise.unknowns - self.exercise.put.definitions.keys()
        for side, other in ((one.left, one.right), (one.right, one.left)):
            alone = side.body if isinstance(side, tree.Transpose) else side
            if isinstance(alone, tree.Name) and alone.name in unknowns:
                return not self.exercise.put.meaning(tree.names(other)) & unknowns
        return False

    def trial(self, which: Samples) -> Trials:
        """The samples, nothing being known of the opaque names."""
        if which not in self.trials:
            notation = self.exercise.bare(self.exercise.generic if which is Samples.GENERIC else self.exercise.put)
            asked = [step.equation for step in self.steps]
            asked += [one for listed in self.exercise.conclusions.values() for one in listed]
            self.trials[which] = Trials.of(notation, self.exercise.unknowns, asked, self.seed)
        return self.trials[which]

    def _residual(self, which: Samples, one: Equation) -> Array | None:
        """left − right where an equation does not hold anyway; None where it does, or has no value."""
        if (which, one) not in self.residuals:
            trials = self.trial(which)
            try:
                values = trials.values(one, trials.world())
                same = trials.vectors.zero(values.residual, values.scale)
                self.residuals[which, one] = None if same else values.residual
            except (Singular, NotRational, EvaluationError, ValueError):
                self.residuals[which, one] = None
        return self.residuals[which, one]

    def _same(self, which: Samples, conclusion: Equation, one: Equation) -> bool:
        wanted, found = self._residual(which, conclusion), self._residual(which, one)
        return wanted is not None and found is not None and multiple(self.trial(which), found, wanted)

    def _spans(self, conclusion: Equation, one: Equation) -> bool:
        """Whether an equation, in other coordinates it may be, implies the conclusion whatever the unknowns are."""
        if self._residual(Samples.GENERIC, one) is None or self._residual(Samples.GENERIC, conclusion) is None:
            return False
        if not self.exercise.generic.meaning(one.names) & self.exercise.unknowns:
            return False
        if (one, conclusion) not in self.spanned:
            if len(self.spanned) >= MAX_SPANS:
                return False
            trials = self.trial(Samples.GENERIC)
            try:
                cases = trials.cases([one, conclusion])
                held = all(Span(trials, case, [one]).holds(conclusion) for case in cases)
            except (Singular, NotRational, EvaluationError, ValueError):
                held = False
            self.spanned[one, conclusion] = held
        return self.spanned[one, conclusion]
