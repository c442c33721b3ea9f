"""Code: a student's function called on inputs of many kinds, judged by the checks that judge files and texts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from grader.checks.interface import Check, Rules, mistakes, takes
from grader.checks.program_run import Run, shown
from grader.model import Status, Verdict

MAX_OUTPUT = 4_000
"""Characters that are kept of what a call printed, the last ones."""
MAX_CELLS = 20
"""Cells, or lines, that failed and are named."""
MAX_LISTED = 8
"""Numbers of one list that are shown after a judge's sentence."""

Each = Annotated[
    dict[str, Any],
    Rules(
        {
            "properties": {"check": {"type": "string", "description": "The check that every call must pass."}},
            "required": ["check"],
            "description": "A check of the values drawn and returned, with its parameters.",
        }
    ),
]
Credit = Annotated[
    dict[str, Any],
    Rules(
        {
            "additionalProperties": {"type": "number", "minimum": 0, "maximum": 1},
            "minProperties": 1,
            "description": "The share of the points for each finding; a finding that is not named earns nothing.",
        }
    ),
]
Sway = Annotated[
    float,
    Rules(
        {
            "exclusiveMinimum": 0,
            "maximum": 1,
            "description": "How much leaving out one draw may change the share of the points.",
        }
    ),
]


@mistakes("no_result", "form", "fails")
def code(
    code: Mapping[str, Any],
    runs: Sequence[Run],
    checks: Mapping[str, Check],
    *,
    each: Each | None = None,
    kinds: list[str] | None = None,
    ordinary: list[str] | None = None,
) -> Verdict:
    """Every call of the student's function returns, in the right form, and passes the check `each`.

    All or nothing, over all calls, or over those of the `kinds` named. Where `ordinary` kinds are named and all their
    calls are right, one other kind that fails costs a quarter of the points, and several cost half. Without `each` the
    form alone is judged: the shapes, and a precision at least as fine as the input's. The first input that fails is the
    smallest visible one, else the smallest. A visible one is shown in full; of a hidden one a student sees its kind,
    and the type and the line of an exception.
    """
    chosen = [run for run in runs if kinds is None or run.kind in kinds]
    judge = None if each is None else checks[each["check"]]
    failed = [(run, found) for run in chosen if (found := _problem(run, code, each, judge)) is not None]
    where = f"{code['file']}:{code['line']}"
    evidence: dict[str, Any] = {"calls": len(chosen), "failed": len(failed), "where": where}
    if not chosen:
        return Verdict.pending(Status.NEEDS_REVIEW, f"Nothing was run; a person grades this code ({where}).")
    if not failed:
        said = f"All {len(chosen)} calls came back right." if len(chosen) > 1 else "The only call came back right."
        return Verdict.scored(1, said, hint=_loading(chosen), evidence=evidence)
    run, (problem, discreet) = failed[0]
    evidence["first"] = _told(run)
    more = "" if len(failed) == 1 else f" ({len(failed)} of {len(chosen)} calls fail)"
    mistake = "no_result" if run.problem else "form" if run.misfit or each is None else "fails"
    kept = _kept(ordinary or (), chosen, failed)
    rest = f" On ordinary inputs it is right: {kept:.0%} of the points." if kept else ""
    said = f"It fails on {run.words}{more}: {problem}{rest}"
    before = None
    if any(run.hidden for run, _ in failed):  # how many of them fail is the program's to choose
        before = f"It fails on {run.words}: {discreet if run.hidden else problem}{rest}"
    hint = _loading(chosen)
    return Verdict.scored(kept, said, hint=hint, evidence=evidence, mistake=mistake, before_release=before)


def _kept(ordinary: Sequence[str], chosen: Sequence[Run], failed: Sequence[tuple[Run, Any]]) -> float:
    """The share of the points that stays if some calls fail: above 0 only if ordinary calls were made and are right."""
    kinds = {run.kind for run, _ in failed}
    if kinds & set(ordinary) or not any(run.kind in ordinary for run in chosen):
        return 0.0
    return 0.75 if len(kinds) == 1 else 0.5


@mistakes("no_result", "form", "other_finding")
def findings(
    code: Mapping[str, Any],
    runs: Sequence[Run],
    *,
    judge: Any,
    credit: Credit,
    review: list[str] | None = None,
    sway: Sway | None = None,
) -> Verdict:
    """An oracle judges what all calls together show; the finding decides the share of the points.

    `judge` is an oracle that gives a function: from the values of the calls to the name of a finding, a sentence,
    evidence and, optionally, the share of the finding's points that is earned. The sentence must be one of a fixed
    few, since students read it before the release; numbers are evidence. Findings under `review` are for a person.

    With `sway` a verdict must not depend on one draw: where leaving one out moves the share of the points by more, as
    many draws are made again, and where it still does, a person decides.
    """
    where = f"{code['file']}:{code['line']}"
    if not runs:
        return Verdict.pending(Status.NEEDS_REVIEW, f"Nothing was run; a person grades this code ({where}).")
    broken = next((run for run in runs if run.problem or run.misfit), None)
    if broken is not None:
        return _without_result(broken, code, runs)
    found = _found(runs, judge, credit)
    told: dict[str, Any] = {"calls": len(runs), "where": where, "finding": found.name, **found.evidence}
    rest: dict[str, Any] = {"evidence": told, "hint": _loading(runs)}
    if any(run.hidden for run in runs):
        rest["before_release"] = found.sentence
    if found.name in (review or ()):
        return Verdict.pending(Status.NEEDS_REVIEW, _with(found.sentence, found.evidence), **rest)
    if sway is not None and swayed(runs, judge=judge, credit=credit, sway=sway):
        hangs = "What it earns depends on which inputs are drawn, so a person decides."
        rest["before_release"] = hangs
        numbers = _with(found.sentence, found.evidence)
        return Verdict.pending(Status.NEEDS_REVIEW, f"{hangs} With all {len(_draws(runs))} draws: {numbers}", **rest)
    mistake = None if found.share == 1 else "other_finding"
    return Verdict.scored(found.share, _with(found.sentence, found.evidence), mistake=mistake, **rest)


def _without_result(broken: Run, code: Mapping[str, Any], runs: Sequence[Run]) -> Verdict:
    """The verdict where a call gave nothing that an oracle could judge."""
    said, discreet = _problem(broken, code, None, None) or ("", "")
    return Verdict.scored(
        0,
        f"It fails on {broken.words}: {said}",
        hint=_loading(runs),
        evidence={"calls": len(runs), "where": f"{code['file']}:{code['line']}", "first": _told(broken)},
        mistake="no_result" if broken.problem else "form",
        before_release=f"It fails on {broken.words}: {discreet}" if broken.hidden else None,
    )


def swayed(runs: Sequence[Run], *, judge: Any, credit: Credit, sway: float, **others: Any) -> bool:
    """Whether the share that `findings` gives moves by more than `sway` if one of the draws is left out."""
    numbers = _draws(runs)
    if len(numbers) < 2 or any(run.problem or run.misfit for run in runs):
        return False
    share = _found(runs, judge, credit).share
    left_out = ([run for run in runs if run.number != number] for number in numbers)
    return any(not abs(_found(rest, judge, credit).share - share) <= sway for rest in left_out)


@dataclass(frozen=True, slots=True)
class _Found:
    """An oracle's finding about the calls, and the share of the criterion's points that it earns."""

    name: str
    sentence: str
    evidence: Mapping[str, Any]
    share: float


def _found(runs: Sequence[Run], judge: Any, credit: Mapping[str, float]) -> _Found:
    name, sentence, evidence, *earned = judge([run.values for run in runs])
    return _Found(name, sentence, evidence, float(credit.get(name, 0)) * (earned[0] if earned else 1.0))


def _draws(runs: Sequence[Run]) -> list[int]:
    return sorted({run.number for run in runs})


def _problem(
    run: Run, code: Mapping[str, Any], each: Mapping[str, Any] | None, judge: Check | None
) -> tuple[str, str] | None:
    """The problem with a call, and the same for a student who must not see its input; None if there is no problem.

    The program can choose nothing in the latter: it is one of a few sentences.
    """
    if run.problem:
        return run.problem, run.discreet
    if run.misfit:
        form = f": {code['asked']}" if code.get("asked") else ""
        return run.misfit, f"what came back does not have the form that is asked for{form}."
    if each is None or judge is None:
        return (run.odd, "what came back has a coarser precision than what was given.") if run.odd else None
    if run.infinite:
        return run.infinite, "what came back is not all finite numbers."
    values = {name: _wide(value) for name, value in run.values.items()}
    parameters = {name: value for name, value in each.items() if name != "check"}
    verdict = judge(**{name: values[name] for name in takes(judge) if name in values}, **parameters)
    if verdict.fraction == 1:
        return None
    return verdict.message, " ".join(filter(None, ("what came back is not right.", verdict.before_release)))


def _wide(value: Any) -> Any:
    """An array of floats in float64, so that what was drawn in float32 is judged as finely as all else."""
    return value.astype("float64") if getattr(getattr(value, "dtype", None), "kind", "") == "f" else value


def _with(sentence: str, evidence: Mapping[str, Any]) -> str:
    """A judge's sentence with the numbers that it rests on behind it."""
    numbers = "; ".join(f"{name} {_brief(value)}" for name, value in evidence.items())
    return f"{sentence.removesuffix('.')} ({numbers})." if numbers else sentence


def _brief(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(_brief, value[:MAX_LISTED])) + (", …" if len(value) > MAX_LISTED else "")
    return f"{value:.4g}" if isinstance(value, float) else shown(value)


def _loading(runs: Sequence[Run]) -> str | None:
    """A sentence on what failed when the code was loaded: it may explain later failures, and costs nothing by itself.

    Nothing had been given to the code by then, so that its author may read all of it.
    """
    run = runs[0]
    if not run.failed_cells or run.unaware:  # which has been told as the reason
        return None
    first, *others = run.failed_cells
    more = f" ({len(others)} more failed)" if others else ""
    return f"A {_pieces(run)} failed when the code was loaded: {first}{more}. Everything else that it defines counts."


def _pieces(run: Run) -> str:
    return "cell" if run.failed_cells[0].startswith("cell ") else "line"


def _told(run: Run) -> dict[str, Any]:
    """A call as evidence, without an input that is hidden."""
    told: dict[str, Any] = {"kind": run.words, "visible": run.visible}
    told |= {name: value for name in ("raised", "file", "line") if (value := getattr(run, name))}
    if run.visible:
        told["input"] = {name: shown(run.drawn[name]) for name in run.passed}
        if run.returned is not None:
            told["returned"] = {name: shown(value) for name, value in run.returned.items()}
    if run.failed_cells:
        told[f"{_pieces(run)}s that failed"] = list(run.failed_cells[:MAX_CELLS])
    told |= {name: text for name, text in (("trace", run.trace), ("output", run.output[-MAX_OUTPUT:])) if text}
    return told
