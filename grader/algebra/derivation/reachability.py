"""The conclusions that a derivation reaches: expressions joined by true steps, as a graph.

A conclusion is *reached* by a chain of true steps with something between its ends that is neither of them
(`intermediate_steps` tells what counts as something), or where it is stated and follows by short words from other lines
that the student has written. A gradient is reached where it is stated and the loss was brought into another form.
"""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from grader.algebra.derivation.column_wise import is_column
from grader.algebra.derivation.intermediate_steps import Between, expanded
from grader.algebra.derivation.lemmas import rewritten
from grader.algebra.derivation.sayings import Samples, Sayings
from grader.algebra.equivalence.certificates import certificate
from grader.algebra.evaluation.arithmetic import NotRational
from grader.algebra.evaluation.evaluator import EvaluationError
from grader.algebra.evaluation.prime_field import Array, Singular
from grader.algebra.evaluation.trials import Trials
from grader.algebra.expressions import normal_form, tree
from grader.algebra.expressions.equation import Equation
from grader.algebra.expressions.tree import Node

MAX_TERMS = 450


@dataclass
class Graph(Sayings):
    """What the chains of a derivation say, and which conclusions that reaches."""

    looks: Between | None = None

    @property
    def between(self) -> Between:
        if self.looks is None:
            self.looks = Between(self.exercise, self.seed, self.trial(Samples.FREE))
        return self.looks

    # --- reached by a chain

    def reaches(self, name: str) -> bool:
        """Whether two ends that say the conclusion are joined by a path with something between."""
        if any(self._holds_only_given(one) for one in self.exercise.conclusions[name]):
            return self._derived(name)
        if self._chained(name) or self._settled(name) or self._differentiated(name):
            return True
        return (self._bridge() and self._chained(name)) or self._by_columns(name)

    def leads_to(self, name: str) -> bool:
        """Whether two ends that say the conclusion are joined by two steps or more, whatever stands between."""
        return any(self._says(name, *pair) for pair in self._joined())

    def _chained(self, name: str) -> bool:
        joined = (pair for pair in self._joined() if self._says(name, *pair))
        return any(self._adds(*pair) for pair in joined)

    def _by_columns(self, name: str) -> bool:
        """Whether the conclusion is stated, and a chain shows it for any one of its columns, or rows."""
        return self.stated(name) and any(
            self._adds(start, end)
            for start, end in self._joined()
            if any(
                is_column(conclusion, Equation(left, right), self.exercise, self.trial(which))
                for conclusion in self.exercise.conclusions[name]
                for left in self.nodes[start]
                for right in self.nodes[end]
                for which in Samples
            )
        )

    def _bridge(self) -> bool:
        """Join chains that go on with one another, multiplied out or after a lemma; whether there are some."""
        found = self._multiplied_out()
        for step in self.steps:
            left, right = self.key(step.equation.left), self.key(step.equation.right)
            if normal_form.ZERO in (left, right) or left == right:
                continue
            lemmas = {left: step.equation.right, right: step.equation.left}
            for here, nodes in self.nodes.items():
                if here not in (left, right):
                    put = (self.key(one) for one in rewritten(nodes[0], lemmas, self.key))
                    found += [(here, there, step.statement) for there in put if there in self.nodes and there != here]
        new = [one for one in found if one[1] not in self.edges.get(one[0], {})]
        for here, there, statement in new:
            self.edges.setdefault(here, {}).setdefault(there, statement)
            self.edges.setdefault(there, {}).setdefault(here, statement)
        if new:
            self.pairs = None
        return bool(new)

    def _multiplied_out(self) -> list[tuple[normal_form.Key, normal_form.Key, int]]:
        """The expressions that are one of another statement multiplied out, and the statements that they stand in."""
        found: list[tuple[normal_form.Key, normal_form.Key, int]] = []
        first: dict[normal_form.Key, tuple[normal_form.Key, int]] = {}
        for step in self.steps:
            for side in (step.equation.left, step.equation.right):
                here, terms = self.key(side), expanded(side)
                whole = self.key(tree.Sum(tuple(terms))) if terms else normal_form.ZERO
                there, statement = first.setdefault(whole, (here, step.statement))
                if here != there and step.statement != statement and normal_form.ZERO not in (whole, here, there):
                    found.append((here, there, step.statement))
        return found

    def _adds(self, start: normal_form.Key, end: normal_form.Key) -> bool:
        """Whether an expression on the way from one end to the other says something new."""
        nodes = self._reachable(start, end) & self._reachable(end, start) - self._start(start).keys() - {end}
        ends = [self.nodes[key][0] for key in (start, end) if key != normal_form.ZERO]
        return any(self.between.adds(one, self.nodes[key][0]) for key in sorted(nodes, key=repr) for one in ends)

    def _settled(self, name: str) -> bool:
        """Whether the conclusion is stated, and a line that is true at a glance has its terms: … ⇔ Y - Y = 0."""
        return self.stated(name) and any(
            self.between.settles(conclusion, step.equation) and (not self._is_side(step.equation) or self._says_more())
            for conclusion in self.exercise.conclusions[name]
            for step in self.steps
        )

    def _is_side(self, one: Equation) -> bool:
        """Whether an equation says of a side of a conclusion that it is itself: P = P for P P = P."""
        listed = [one for several in self.exercise.conclusions.values() for one in several]
        sides = {self.key(side) for each in listed for side in (each.left, each.right)} - {normal_form.ZERO}
        return bool(sides & {self.key(one.left), self.key(one.right)})

    def _says_more(self) -> bool:
        """Whether a line says something that is neither a conclusion nor true at a glance."""
        listed = [one for several in self.exercise.conclusions.values() for one in several]
        plain = {self._equation_key(one) for one in listed}
        return any(
            self.key(step.equation.left) != self.key(step.equation.right)
            and self._equation_key(step.equation) not in plain
            for step in self.steps
        )

    def _differentiated(self, name: str) -> bool:
        """Whether the conclusion is a gradient that is stated, and what it is taken of was brought into another form.

        The gradient of a sum of traces can be read off: to expand the loss is the step between.
        """
        ends = [end for one in self.exercise.conclusions[name] for end in (one.left, one.right)]
        losses = {self.unfolded(end.of) for end in ends if isinstance(end, tree.Gradient)}
        return bool(losses) and any(self._rewritten(loss) for loss in losses) and self.stated(name)

    def _rewritten(self, form: normal_form.Key) -> bool:
        """Whether a step leads from an expression of a form to one of another form, definitions used in both."""
        forms = {key: {self.unfolded(node) for node in nodes} for key, nodes in self.nodes.items()}
        return any(
            form in forms[key] and forms[key] != forms[there] and any(map(self._can_be_read_off, self.nodes[there]))
            for key in self.edges
            for there in self.edges[key]
        )

    def _can_be_read_off(self, loss: Node) -> bool:
        """Whether a gradient can be read off a form of a loss: a trace, or a sum in which nothing cancels."""
        traces = any(
            isinstance(inner, tree.Inner) or (isinstance(inner, tree.Apply) and inner.function == "tr")
            for inner in tree.walk(loss)
        )
        return (traces or isinstance(loss, tree.Sum)) and not self.between.cancelling(loss)

    def rests_on(self, name: str, false: Collection[int]) -> set[int]:
        """The false statements on which the conclusion would rest."""
        used: set[int] = set()
        for start, end in self._joined():
            if self._says(name, start, end):
                used |= set(self._paths(start)[end][1]) & set(false)
        return used

    # --- reached by other lines

    def follows(self, name: str) -> bool:
        """Whether the conclusion is stated and follows by short words from other lines, nothing else being known."""
        if not self.stated(name):
            return False
        trials = self.trial(Samples.FREE)
        facts: dict[str, Equation] = {}
        for position, step in enumerate(self.steps):
            said = any(
                self._same(which, conclusion, step.equation)
                for which in Samples
                for listed in self.exercise.conclusions.values()
                for conclusion in listed
            )
            if said or self._residual(Samples.FREE, step.equation) is None:
                continue
            if not any(self._same(Samples.FREE, known, step.equation) for known in facts.values()):
                facts[str(position)] = step.equation
        if not any(
            self.between.informs(step.equation)
            for step in self.steps
            if self.key(step.equation.left) != self.key(step.equation.right)
        ):
            return False
        return any(
            (reason := certificate(conclusion, facts, trials, most=MAX_TERMS)) is not None and bool(reason.terms)
            for conclusion in self.exercise.conclusions[name]
        )

    def _holds_only_given(self, conclusion: Equation) -> bool:
        """Whether a conclusion is about unknowns that no value was put in for."""
        return bool(self.exercise.given) and self._put_residual(conclusion) is not None

    def _put_residual(self, one: Equation) -> Array | None:
        trials = Trials.of(self.exercise.put, self.exercise.unknowns, [one], self.seed)
        try:
            values = trials.values(one, trials.world())
        except (Singular, NotRational, EvaluationError):
            return np.zeros(1)
        return None if trials.vectors.zero(values.residual, values.scale) else values.residual

    def _derived(self, name: str) -> bool:
        """Whether the conclusion stands there as a true line, and another line that is neither it nor given."""
        if not self.stated(name):
            return False
        plain = {self._equation_key(one) for one in self.exercise.given.values()}
        plain |= {self._equation_key(one) for one in self.exercise.conclusions[name]}
        return any(
            self._equation_key(step.equation) not in plain
            and self._residual(Samples.GENERIC, step.equation) is not None
            for step in self.steps
        )

    def _equation_key(self, one: Equation) -> normal_form.Key:
        return self.key(tree.Sum((one.left, tree.Negative(one.right))))
