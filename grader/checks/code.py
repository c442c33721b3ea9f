"""Code: a student's function called on inputs of many kinds, judged by the checks that judge files and texts."""

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any

from grader.checks.interface import Check, Rules, mistakes, takes
from grader.checks.runs import Run, shown
from grader.model import Status, Verdict

MAX_OUTPUT = 4_000
"""Characters that are kept of what a call printed, the last ones."""
MAX_CELLS = 20
"""Cells that failed and are named."""
MAX_LISTED = 8
"""Numbers of one list that stand behind a judge's sentence."""
Judge = Callable[[Sequence[Mapping[str, Any]]], tuple[str, str, Mapping[str, Any]]]
"""What an oracle gives to judge all runs together: their values -> a finding, a sentence, evidence."""

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
            "description": "The share of the points for each finding; none for what is not named.",
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
    """Every call of the student's function comes back, in the right form, and passes the check `each`.

    All or nothing, over all calls, or over those of the `kinds` named. Where `ordinary` kinds are named and all their
    calls are right, one other kind that fails costs a quarter of the points, and several cost half. Without `each` the
    form alone is judged: the shapes, and a precision at least as fine as the input's. The first input that fails is the
    smallest visible one, else the smallest. A visible one is shown in full; of a hidden one a student is told its kind,
    and the type and the line of an exception.
    """
    chosen = [run for run in runs if kinds is None or run.kind in kinds]
    judge = None if each is None else checks[each["check"]]
    failed = [(run, problem) for run in chosen if (problem := _problem(run, each, judge)) is not None]
    where = f"{code['file']}:{code['line']}"
    evidence: dict[str, Any] = {"calls": len(chosen), "failed": len(failed), "where": where}
    if not chosen:
        return Verdict.pending(Status.NEEDS_REVIEW, f"Nothing was run; a person grades this code ({where}).")
    if not failed:
        return Verdict.scored(1, f"All {len(chosen)} calls came back right.", evidence=evidence)
    run, problem = failed[0]
    evidence["first"] = _told(run)
    more = "" if len(failed) == 1 else f" ({len(failed)} of {len(chosen)} calls fail)"
    mistake = "no_result" if run.problem else "form" if run.misfit or each is None else "fails"
    kept = _kept(ordinary or (), chosen, failed)
    rest = f" On ordinary inputs it is right: {kept:.0%} of the points." if kept else ""
    said = f"It fails on {run.words}{more}: {problem}{rest}"
    before = None
    if any(run.hidden for run, _ in failed):  # how many of them fail is the program's to choose
        before = f"It fails on {run.words}: {_discreet(run, form=each is None) if run.hidden else problem}{rest}"
    return Verdict.scored(kept, said, evidence=evidence, mistake=mistake, before_release=before)


def _kept(ordinary: Sequence[str], chosen: Sequence[Run], failed: Sequence[tuple[Run, str]]) -> float:
    """What is left where some calls fail: something only if those of the ordinary kinds were made, and are right."""
    kinds = {run.kind for run, _ in failed}
    if kinds & set(ordinary) or not any(run.kind in ordinary for run in chosen):
        return 0.0
    return 0.75 if len(kinds) == 1 else 0.5


@mistakes("no_result", "form", "other_finding")
def findings(
    code: Mapping[str, Any], runs: Sequence[Run], *, judge: Any, credit: Credit, review: list[str] | None = None
) -> Verdict:
    """What all calls together show, as an oracle judges it, and the share of the points that it is worth.

    `judge` is an oracle that gives a function: from the values of the calls to the name of a finding, a sentence
    and evidence. The sentence must be the same whenever the finding is, for a student reads it before the release;
    numbers are evidence. The findings under `review` are for a person.
    """
    where = f"{code['file']}:{code['line']}"
    if not runs:
        return Verdict.pending(Status.NEEDS_REVIEW, f"Nothing was run; a person grades this code ({where}).")
    broken = next((run for run in runs if run.problem or run.misfit), None)
    if broken is not None:
        evidence = {"calls": len(runs), "where": where, "first": _told(broken)}
        said, mistake = broken.problem or broken.misfit, "no_result" if broken.problem else "form"
        before = f"It fails on {broken.words}: {_discreet(broken)}" if broken.hidden else None
        fails = f"It fails on {broken.words}: {said}"
        return Verdict.scored(0, fails, evidence=evidence, mistake=mistake, before_release=before)
    finding, sentence, more = judge([run.values for run in runs])
    told: dict[str, Any] = {"evidence": {"calls": len(runs), "where": where, "finding": finding, **more}}
    if any(run.hidden for run in runs):
        told["before_release"] = sentence
    if finding in (review or ()):
        return Verdict.pending(Status.NEEDS_REVIEW, _with(sentence, more), **told)
    share = float(credit.get(finding, 0))
    return Verdict.scored(share, _with(sentence, more), mistake=None if share == 1 else "other_finding", **told)


def one_of(result: Any, expected: Sequence[Any]) -> Verdict:
    """The value returned is one of those expected, of the very same types."""
    if any(_same(result, right) for right in expected):
        return Verdict.scored(1, "This is right.")
    return Verdict.scored(
        0, f"{shown(result)} was returned.", answer_key={"expected": [shown(right) for right in expected]}
    )


def _same(left: Any, right: Any) -> bool:
    """Whether two plain values are the same; a tuple is as good as a list, and NumPy's number as Python's."""
    if getattr(left, "shape", None) == ():
        left = left.item()
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(_same(left[name], right[name]) for name in right)
    if isinstance(left, list | tuple) and isinstance(right, list | tuple):
        return len(left) == len(right) and all(map(_same, left, right))
    return type(left) is type(right) and bool(left == right)


def _problem(run: Run, each: Mapping[str, Any] | None, judge: Check | None) -> str | None:
    """What is wrong with a call, None where nothing is."""
    if run.problem or run.misfit:
        return run.problem or run.misfit
    if each is None or judge is None or run.infinite:
        return run.odd if each is None else run.infinite
    values = {name: _wide(value) for name, value in run.values.items()}
    parameters = {name: value for name, value in each.items() if name != "check"}
    verdict = judge(**{name: values[name] for name in takes(judge) if name in values}, **parameters)
    return None if verdict.fraction == 1 else verdict.message


def _wide(value: Any) -> Any:
    """An array of floats in float64, so that what was drawn in float32 is judged as finely as all else."""
    return value.astype("float64") if getattr(getattr(value, "dtype", None), "kind", "") == "f" else value


def _discreet(run: Run, *, form: bool = False) -> str:
    """What is wrong with a call, for a student who must not see its input: nothing in it is of the program's choice.

    Args:
        form: whether the form of what came back is all that is judged.
    """
    if run.problem:
        return run.discreet
    if run.misfit:
        return "what came back has not the form that is asked for."
    if form:
        return "what came back is of a coarser precision than what was given."
    return "what came back is not all finite numbers." if run.infinite else "what came back is not right."


def _with(sentence: str, evidence: Mapping[str, Any]) -> str:
    """A judge's sentence with the numbers that it rests on behind it."""
    numbers = "; ".join(f"{name} {_brief(value)}" for name, value in evidence.items())
    return f"{sentence.removesuffix('.')} ({numbers})." if numbers else sentence


def _brief(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(_brief, value[:MAX_LISTED])) + (", …" if len(value) > MAX_LISTED else "")
    return f"{value:.4g}" if isinstance(value, float) else shown(value)


def _told(run: Run) -> dict[str, Any]:
    """A call as evidence, without an input that is hidden."""
    told: dict[str, Any] = {"kind": run.words, "visible": run.visible}
    told |= {name: value for name in ("raised", "file", "line") if (value := getattr(run, name))}
    if run.visible:
        told["input"] = {name: shown(run.drawn[name]) for name in run.passed}
        if run.returned is not None:
            told["returned"] = {name: shown(value) for name, value in run.returned.items()}
    if run.failed_cells:
        told["cells that failed"] = list(run.failed_cells[:MAX_CELLS])
    told |= {name: text for name, text in (("trace", run.trace), ("output", run.output[-MAX_OUTPUT:])) if text}
    return told
