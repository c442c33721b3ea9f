"""Training runs: the accuracy that a program reaches, and the time that it takes.

The figures are the grader's own, of several runs; see `grader.checks.trained`. A program that looks odd loses no
points by that: what it would get waits for a person.
"""

import math
import statistics
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from grader.checks.decision import TOLERANCE, Decision, decide, keeps, reaches
from grader.checks.interface import Rules, mistakes
from grader.checks.trained import Training
from grader.checks.training_evidence import finished, hidden, measured, times
from grader.model import Status, Verdict

DIFFERS = 0.002
"""The share of predictions that may change with the batch: sums in another order tip a near tie, of few images."""
DEPENDS = 0.02
"""Above this share, predictions depend on the batch: rounding does not tip one image in 50."""


def _share(description: str) -> Rules:
    return Rules({"minimum": 0, "maximum": 1, "description": description})


def _positive(description: str) -> Rules:
    return Rules({"exclusiveMinimum": 0, "description": description})


AtLeast = Annotated[float, _share("The mean accuracy asked for.")]
Small = Annotated[float, _share("The same for the small variant, if it differs there.")]
AtMost = Annotated[float, _positive("The largest median ratio to the reference's time.")]
Seconds = Annotated[float, _positive("The longest median time, on the device asked for.")]
Reaching = Annotated[
    float,
    _share(
        "The mean accuracy from which time counts; unless given, the one with half as many errors again as the part's "
        "training_accuracy allows."
    ),
]


@dataclass(frozen=True, slots=True)
class _Found:
    """The verdict from the figures; the fraction is None if they do not decide. Doubts matter only for points."""

    fraction: int | None
    said: str
    mistake: str | None = None
    doubts: tuple[str, ...] = ()

    @property
    def doubtful(self) -> bool:
        return self.fraction is None or bool(self.doubts)


@mistakes("crashed", "below", "depends on the batch")
def training_accuracy(training: Training, *, at_least: AtLeast, small: Small | None = None) -> Verdict:
    """The mean accuracy on hidden images, over several runs, is at least `at_least`.

    The planned runs decide where their mean is above or below the threshold by more than chance (95 %, one-sided);
    otherwise as many again are made, and then the mean decides. One run that fails fails the whole. So does a network
    that gives more than 2 % of the images another class in another batch; above 0.2 % a person looks. A person also
    looks where the points would be earned and a canary did not pass.
    """
    threshold = small if training.small and small is not None else at_least
    decision = decide([pair.student.accuracy for pair in training.pairs], training.planned, threshold)
    evidence: dict[str, Any] = {"training": measured(training, threshold, decision)}
    if training.absent is not None:
        return Verdict.pending(Status.NEEDS_GPU, training.absent, evidence=evidence if training.claimed else {})
    if training.earlier:
        evidence["earlier"] = list(training.earlier)
    shown = {"evidence": evidence, "answer_key": {"training": hidden(training)}}
    if training.refused is not None:
        return Verdict.scored(0, training.refused, mistake="crashed", **shown)
    return _verdict(training, _accuracy(training, threshold, decision), shown)


@mistakes("crashed", "too slow", "not learned")
def training_time(
    training: Training,
    *,
    at_most: AtMost | None = None,
    seconds: Seconds | None = None,
    reaching: Reaching | None = None,
    small_reaching: Small | None = None,
) -> Verdict:
    """The median time of a run is at most `at_most` times the reference's, or at most `seconds`; 2 % more is accepted.

    Exactly one of the two is given. Each run is compared with the run of the reference right before or after it; one
    that failed counts as endless. Time counts only where the runs that did not fail have a mean accuracy of `reaching`.
    `seconds` applies to the device that is asked for, and never to the small variant.
    """
    if (at_most is None) == (seconds is None):
        raise ValueError("training_time needs exactly one of at_most and seconds")
    least = reaching if reaching is not None else training.reaching
    least = small_reaching if training.small and small_reaching is not None else least
    if training.absent is not None:
        return Verdict.pending(Status.NEEDS_GPU, training.absent)
    if training.refused is not None:
        return Verdict.scored(0, training.refused, mistake="crashed")
    figures = times(training.pairs, at_most, seconds)
    shown = {"evidence": {"ratios": figures}}
    found = _unlearned(training, least)
    if found is None and seconds is not None and training.small:
        said = f"The median time is {figures['student_seconds']:.3g} s in the small variant; the limit of {seconds:g} s"
        return Verdict.pending(Status.NEEDS_GPU, f"{said} applies to the device that is asked for.", **shown)
    return _verdict(training, found or _time(training, figures), shown)


# --- what the figures say -------------------------------------------------------------------------


def _accuracy(training: Training, threshold: float, decision: Decision) -> _Found:
    if crash := _crash(training):
        return _Found(0, crash, "crashed")
    if decision.mean is None:
        return _Found(None, _unfinished(training, "No run was made."))
    if not _differ_at_most(training, DEPENDS):
        return _Found(0, f"Its predictions depend on the batch: {_differed(training)}", "depends on the batch")
    mean, asked = _apart(100 * decision.mean, 100 * threshold)
    half = "" if decision.half is None else f" ± {100 * decision.half:.2f}"
    since = f", since {training.planned} did not decide" if decision.n > training.planned else ""
    where = " in the small variant" if training.small else ""
    said = f"The mean accuracy is {mean} %{half} after {_runs(decision.n)}{since}; {asked} % was asked for{where}."
    if decision.outcome == "more":
        return _Found(None, _unfinished(training, f"{said} That does not decide."))
    if decision.outcome == "fails":
        return _Found(0, said, "below")
    return _Found(1, said, doubts=_doubts(training))


def _unlearned(training: Training, least: float | None) -> _Found | None:
    """The finding that time does not count; None if it does."""
    accuracies = [run.accuracy for pair in training.pairs if (run := pair.student).accuracy is not None]
    if not accuracies:
        crash = _crash(training)
        return _Found(0, crash, "crashed") if crash else _Found(None, _unfinished(training, "No run was made."))
    if not _differ_at_most(training, DEPENDS):
        said = f"Its predictions depend on the batch, so its accuracy does not count: {_differed(training)}"
        return _Found(0, f"{said} A network that has not learned earns nothing for being fast.", "not learned")
    if least is None or reaches(mean := statistics.mean(accuracies), least):
        return None
    found, asked = _apart(100 * mean, 100 * least)
    said = f"The mean accuracy is {found} %, but time counts only from {asked} %: a network that has not learned"
    return _Found(0, f"{said} earns nothing for being fast.", "not learned")


def _time(training: Training, figures: Mapping[str, Any]) -> _Found:
    by_ratio = figures["seconds"] is None
    value, limit = (figures[name] for name in (("median", "at_most") if by_ratio else ("student_seconds", "seconds")))
    if value == math.inf:
        return _Found(0, _crash(training) or "Most runs have no time.", "crashed")
    made = len(training.pairs)
    failed = sum(not finished(pair.student) for pair in training.pairs)
    runs = f"after {_runs(made)}" + (f", {failed} of which failed" if failed else "")
    shown, most = _apart(value, limit * (1 + TOLERANCE))
    if by_ratio:
        between = f"95 %: {figures['low']:.2f} to {figures['high']:.2f}"
        said = f"The median time is {shown}× the reference's ({between}) {runs}; at most {limit:g}× was asked for"
    else:
        said = f"The median time is {shown} s {runs}; at most {limit:g} s was asked for"
    said += "." if value <= limit else f" (up to {most} is accepted)."
    if not keeps(value, limit):
        return _Found(0, said, "too slow")
    doubts = _doubts(training)
    if made < training.planned:
        doubts += (_unfinished(training, f"Only {made} of {training.planned} runs were made."),)
    return _Found(1, said, doubts=doubts)


def _crash(training: Training) -> str | None:
    """The first failed run in words; None where none failed."""
    failed = [pair for pair in training.pairs if not finished(pair.student)]
    if not failed:
        return None
    number, problem = failed[0].number, failed[0].student.problem or "it gave no accuracy"
    runs = training.planned if len(training.pairs) <= training.planned else 2 * training.planned
    more = f" {len(failed)} runs failed in all." if len(failed) > 1 else ""
    return f"Run {number} of {runs} failed: {_ended(problem)}{more}{_stopped(training)}"


def _unfinished(training: Training, said: str) -> str:
    """That there are too few runs to tell, which is a fault of ours unless they were stopped or one failed."""
    if training.stopped is None and _crash(training) is None:
        raise ValueError(f"judged before all runs were done: {len(training.pairs)}, with {training.planned} planned")
    return said + _stopped(training)


def _doubts(training: Training) -> tuple[str, ...]:
    """Sentences on what a person should look at before points are given."""
    doubts = tuple(_ended(canary.said) for canary in training.canaries if not canary.passed)
    return doubts if _differ_at_most(training, DIFFERS) else (*doubts, _differed(training))


def _differ_at_most(training: Training, limit: float) -> bool:
    return all(pair.student.differed <= limit for pair in training.pairs)


def _verdict(training: Training, found: _Found, shown: Mapping[str, Any]) -> Verdict:
    """The finding as a verdict, which waits if it does not count or if a person has to look."""
    said = found.said
    if found.doubtful:
        costs = f", and this costs no points: {' '.join(found.doubts)}" if found.doubts else "."
        said = f"{said} A person decides{costs}"
    if not training.counts:
        would = "wait for a person" if found.doubtful else "earn the points" if found.fraction == 1 else "earn nothing"
        words = "This is a rehearsal; it counts on the device that is asked for."
        return Verdict.pending(Status.NEEDS_GPU, f"{words} Here it would {would}. {said}", **shown)
    if not found.doubtful:
        return Verdict.scored(found.fraction or 0, said, mistake=found.mistake, **shown)
    stands = {} if found.fraction is None else {"would_be": found.fraction}
    return Verdict.pending(Status.NEEDS_REVIEW, said, **{**shown, "evidence": {**shown["evidence"], **stands}})


# --- figures in words -----------------------------------------------------------------------------


def _differed(training: Training) -> str:
    shares = [pair.student.differed for pair in training.pairs]
    worst = math.nan if any(map(math.isnan, shares)) else max(shares)
    return f"{100 * worst:.2f} % of the images got another class when they were classified again in other batches."


def _apart(value: float, limit: float) -> tuple[str, str]:
    """Both figures, with two decimals or as many as tell them apart.

    >>> _apart(94.3, 94), _apart(93.998, 94)
    (('94.30', '94.00'), ('93.998', '94.000'))
    """
    for places in range(2, 7):
        found, other = f"{value:.{places}f}", f"{limit:.{places}f}"
        if found != other:
            return found, other
    return f"{value:.2f}", f"{limit:.2f}"


def _runs(count: int) -> str:
    return "1 run" if count == 1 else f"{count} runs"


def _ended(said: str) -> str:
    return said.rstrip(" .") + "."


def _stopped(training: Training) -> str:
    return f" No more runs were made: {_ended(training.stopped)}" if training.stopped else ""
