"""The order to grade a class in, and the seconds that are left of it. No clock here: times are given."""

from bisect import bisect_right, insort
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import fsum

ENOUGH = 3
"""Submissions that must have been graded before anything is said of the time left."""
_REST = ""
"""All parts of a submission but the code that is there: one kind of work, as each part of code is."""

_Load = Mapping[tuple[str, bool], float]
"""Work by its kind and whether it was timed before: then its seconds, else for how many submissions it is to do."""


@dataclass(frozen=True, slots=True)
class Expected:
    """The facts known about a submission beforehand.

    Attributes:
        seconds: what each part took when it was graded last; empty if none ever was.
        code: the parts for which it seems to hold code.
    """

    seconds: Mapping[str, float]
    code: frozenset[str]


def order(expected: Mapping[str, Expected], priors: Mapping[str, float]) -> list[str]:
    """The submissions' names, the slowest first: begun last, one of them would run alone at the end.

    Args:
        expected: what is known of each.
        priors: seconds that the code of a part takes, where it was never timed.
    """

    def seconds(each: Expected) -> float:
        return fsum([*each.seconds.values(), *(priors.get(part, 0.0) for part in each.code - each.seconds.keys())])

    return sorted(expected, key=lambda name: (-seconds(expected[name]), name))


class Forecast:
    """The seconds that are left of a class that is graded in the order above, `jobs` submissions at a time.

    They are told from what was graded in this run. Work that took a submission a known time before takes it again,
    scaled by how this run compares with the one before; work that is new takes as long as it takes others, and its
    prior where nobody has done it. Of those with known times, as many are graded again as of those begun.
    """

    def __init__(self, expected: Mapping[str, Expected], priors: Mapping[str, float], jobs: int):
        self._expected, self._jobs = expected, jobs
        self._seen = _Seen(priors)
        self._loads = {name: _load(each) for name, each in expected.items()}
        self._running: dict[str, float] = {}
        self._waiting = dict.fromkeys(order(expected, priors))
        self._ahead: dict[bool, dict[tuple[str, bool], float]] = {True: defaultdict(float), False: defaultdict(float)}
        """The load of all that wait, of those that were timed before and of those that never were."""
        for name in self._waiting:
            self._count(name, 1)

    def started(self, name: str, now: float) -> None:
        """A submission is begun, or begun anew, at this time."""
        if name in self._waiting:
            del self._waiting[name]
            self._count(name, -1)
        self._running[name] = now

    def done(self, name: str, seconds: Mapping[str, float] | None) -> None:
        """A submission is done: the seconds of each part that was graded now, none if all was kept as it was."""
        self.started(name, 0.0)
        del self._running[name]
        self._seen.add(self._expected[name], seconds or {})

    def left(self, now: float) -> float | None:
        """Seconds until all are done; None if nothing is left, or there is no basis for an estimate."""
        if self._seen.graded < ENOUGH or not (self._waiting or self._running):
            return None
        rests = [self._rest(name, now - since) for name, since in self._running.items()]
        late = [rest for rest, known in rests if not known]
        alone = [rest for rest, known in rests if known]
        share = self._seen.share_again(sum(bool(self._expected[name].seconds) for name in self._running))
        ahead = share * self._seen.cost(self._ahead[True]) + self._seen.cost(self._ahead[False])
        shared = fsum(alone) + ahead
        if self._waiting:
            slowest = next(iter(self._waiting))
            alone.append(self._seen.cost(self._loads[slowest]) * (share if self._expected[slowest].seconds else 1))
        if max(late, default=0.0) > max([shared / self._jobs, *alone]):
            return None
        return max([(shared + fsum(late)) / self._jobs, *alone])

    def _rest(self, name: str, ran: float) -> tuple[float, bool]:
        """Seconds that a submission takes that ran for some, and whether that is known.

        Once it is late, it is not known: it may take as long again. It is sooner so for one that is expected by
        its prior alone, which is good for its size and not for its end.
        """
        each, load = self._expected[name], self._loads[name]
        longer = () if each.seconds else self._seen.longer(each.code, ran)
        whole = fsum(longer) / len(longer) if longer else self._seen.cost(load)
        due = whole / 2 if not longer and self._seen.guesses(load) else whole
        return (whole - ran, True) if ran <= due else (ran, False)

    def _count(self, name: str, sign: int) -> None:
        ahead = self._ahead[bool(self._expected[name].seconds)]
        for kind, weight in self._loads[name].items():
            ahead[kind] += sign * weight


@dataclass(slots=True)
class _Seen:
    """The observations of this run: how often a kind of work was done, and its seconds in all.

    For submissions with known times there are the seconds of `now`, and those of the run `before`.
    """

    priors: Mapping[str, float]
    graded: int = 0
    again: int = 0
    kept: int = 0
    times: Counter[str] = field(default_factory=Counter)
    took: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    now: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    before: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    wholes: dict[frozenset[str], list[float]] = field(default_factory=lambda: defaultdict(list))
    """The seconds of whole submissions, in order, by the parts that they hold code for."""

    def add(self, each: Expected, seconds: Mapping[str, float]) -> None:
        """A submission that is done, with the seconds of the parts graded now."""
        if not seconds:
            self.kept += bool(each.seconds)
            return
        self.graded += 1
        self.again += bool(each.seconds)
        kinds = _kinds(seconds, each.code)
        if each.seconds.keys() <= seconds.keys():  # else some parts were kept, and it says nothing of who is new
            insort(self.wholes[each.code], fsum(kinds.values()))
            for kind, took in kinds.items():
                self.times[kind] += 1
                self.took[kind] += took
        for kind, took in _kinds(each.seconds, each.code).items():
            self.now[kind] += kinds.get(kind, 0.0)
            self.before[kind] += took

    def share_again(self, running: int) -> float:
        """The share of those with known times that are graded again; one half before there is a sign of it."""
        return (self.again + running + 1) / (self.again + running + self.kept + 2)

    def longer(self, code: frozenset[str], ran: float) -> Sequence[float]:
        """The seconds of those submissions with code for the same parts that took longer."""
        wholes = self.wholes[code]
        return wholes[bisect_right(wholes, ran) :]

    def cost(self, load: _Load) -> float:
        """The seconds that work takes."""
        each = (weight * (self._rate(kind) if timed else self._mean(kind)) for (kind, timed), weight in load.items())
        return fsum(each)

    def guesses(self, load: _Load) -> bool:
        """Whether its cost depends on a prior."""
        return any(not timed and kind in self.priors and not self.times[kind] for kind, timed in load)

    def _mean(self, kind: str) -> float:
        return self.took[kind] / self.times[kind] if self.times[kind] else self.priors.get(kind, 0.0)

    def _rate(self, kind: str) -> float:
        """The ratio of the seconds that a kind of work takes now to those before; of all kinds if it is new."""
        now, before = self.now[kind], self.before[kind]
        if not before:
            now, before = fsum(self.now.values()), fsum(self.before.values())
        return now / before if before else 1.0


def _load(each: Expected) -> _Load:
    timed = _kinds(each.seconds, each.code)
    new = dict.fromkeys(((kind, False) for kind in {_REST, *each.code} - timed.keys()), 1.0)
    return {(kind, True): took for kind, took in timed.items()} | new


def _kinds(seconds: Mapping[str, float], code: frozenset[str]) -> dict[str, float]:
    """Seconds by kind of work."""
    kinds = {part: took for part, took in seconds.items() if part in code}
    if len(kinds) < len(seconds):
        kinds[_REST] = fsum(took for part, took in seconds.items() if part not in code)
    return kinds
