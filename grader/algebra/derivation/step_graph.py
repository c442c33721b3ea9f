"""The expressions of a derivation and the true steps between them, as a graph, and the ways through it."""

from collections.abc import Collection
from dataclasses import dataclass, field

from grader.algebra.derivation.exercise import Exercise, Step
from grader.algebra.expressions import normal_form
from grader.algebra.expressions.tree import Node

MAX_PAIRS = 240
MAX_SPELLINGS = 4


@dataclass
class Chains:
    """Expressions joined by steps. Two that are the same at a glance are one node, with its spellings."""

    exercise: Exercise
    seed: int
    nodes: dict[normal_form.Key, list[Node]] = field(default_factory=dict)
    collected: dict[normal_form.Key, normal_form.Key] = field(default_factory=dict)
    edges: dict[normal_form.Key, dict[normal_form.Key, int]] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)
    forms: dict[tuple[Node, bool], normal_form.Key] = field(default_factory=dict)
    pairs: list[tuple[normal_form.Key, normal_form.Key]] | None = None

    def key(self, node: Node) -> normal_form.Key:
        return self._form(node, self.exercise.opaque)

    def unfolded(self, node: Node) -> normal_form.Key:
        """The form with every definition used: what decides whether an end is that of a conclusion."""
        return self._form(node, frozenset())

    def _form(self, node: Node, opaque: frozenset[str]) -> normal_form.Key:
        """A form, worked out once."""
        known = (node, not opaque)
        if known not in self.forms:
            self.forms[known] = normal_form.form(node, self.exercise.put, opaque)
        return self.forms[known]

    def add(self, step: Step) -> None:
        self.steps.append(step)
        left, right = self.key(step.equation.left), self.key(step.equation.right)
        for key, node in ((left, step.equation.left), (right, step.equation.right)):
            spellings = self.nodes.setdefault(key, [])
            if key not in self.collected:
                self.collected[key] = normal_form.form(node, self.exercise.put, self.exercise.opaque, collected=True)
            if node not in spellings and len(spellings) < MAX_SPELLINGS:
                spellings.append(node)
        if left != right:
            self.edges.setdefault(left, {}).setdefault(right, step.statement)
            self.edges.setdefault(right, {}).setdefault(left, step.statement)

    def _reachable(self, start: normal_form.Key, without: normal_form.Key) -> set[normal_form.Key]:
        """The expressions joined to one, on ways that lead neither through 0 nor through another."""
        found, waiting = {start}, [start]
        while waiting:
            for there in self.edges.get(waiting.pop(), {}):
                if there not in found and there not in (without, normal_form.ZERO):
                    found.add(there)
                    waiting.append(there)
        return found

    def _start(self, start: normal_form.Key) -> dict[normal_form.Key, frozenset[int]]:
        """The expressions that are the start itself, with terms added that cancel, and the statements that say so."""
        found = {start: frozenset[int]()}
        waiting = [start]
        while waiting:
            here = waiting.pop()
            for there, by in self.edges.get(here, {}).items():
                if there not in found and self.collected[there] == self.collected[start]:
                    found[there] = found[here] | {by}
                    waiting.append(there)
        return found

    def _joined(self) -> list[tuple[normal_form.Key, normal_form.Key]]:
        """The pairs of expressions that are joined by two steps or more."""
        if self.pairs is None:
            found: dict[tuple[normal_form.Key, normal_form.Key], bool] = {}
            for start in self.nodes:
                for end, (length, _) in self._paths(start).items():
                    if length >= 2 and len(found) < MAX_PAIRS:
                        found[start, end] = True
            self.pairs = [pair for pair in found if self._forward(*pair, found)]
        return self.pairs

    def _forward(
        self, start: normal_form.Key, end: normal_form.Key, joined: Collection[tuple[normal_form.Key, normal_form.Key]]
    ) -> bool:
        """Whether a pair counts this way round: towards 0, towards a conclusion's right side, or both ways.

        Terms may be added that cancel to make the end; added to the start they are nothing between.
        """
        if normal_form.ZERO in (start, end):
            return end == normal_form.ZERO
        right = {self.unfolded(one.right) for listed in self.exercise.conclusions.values() for one in listed}
        return (end, start) in joined or any(self.unfolded(node) in right for node in self.nodes[end])

    def _paths(self, start: normal_form.Key) -> dict[normal_form.Key, tuple[int, frozenset[int]]]:
        """The ends that can be reached: of the shortest ways, one a first step, the longest, and its statements.

        No way leads through 0: what equals 0 equals all that does.
        """
        found: dict[normal_form.Key, tuple[int, frozenset[int]]] = {}
        level = self._start(start)
        firsts = [
            (first, used | {by}) for here, used in level.items() for first, by in self.edges.get(here, {}).items()
        ]
        for first, statements in firsts:
            if first in level:
                continue
            seen = {key: (0, frozenset[int]()) for key in level} | {first: (1, statements)}
            waiting = [first]
            while waiting:
                here = waiting.pop(0)
                if here == normal_form.ZERO:
                    continue
                length, used = seen[here]
                for there, by in self.edges.get(here, {}).items():
                    if there not in seen:
                        seen[there] = (length + 1, used | {by})
                        waiting.append(there)
            for end, way in seen.items():
                if end not in level and way[0] > found.get(end, (0, frozenset()))[0]:
                    found[end] = way
        return found
