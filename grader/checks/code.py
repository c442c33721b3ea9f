"""Code: a student's function called on inputs of many kinds, judged by the checks that judge files and texts."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any

from grader.answers.tokens import special
from grader.checks.interface import Check, Rules, mistakes, takes
from grader.checks.runs import Run, shown
from grader.model import Status, Verdict

MAX_OUTPUT = 4_000
"""Characters that are kept of what a call printed, the last ones."""
MAX_CELLS = 20
"""Cells, or lines, that failed and are named."""
MAX_LISTED = 8
"""Numbers of one list that stand behind a judge's sentence."""
_LIKE_A_TOKEN = re.compile(r"[<\[{(].*|\W*(?:start|begin|first|init|sos|bos|end|stop|last|eos)\w*\W*", re.IGNORECASE)
"""What people write for a special token."""
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
Aliases = Annotated[
    dict[str, Any],
    Rules(
        {
            "additionalProperties": {"type": "array", "items": {"type": "string"}},
            "description": "Other spellings of special tokens: {<sos>: [<s>, <bos>, SOS]}.",
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
) -> Verdict:
    """Every call of the student's function comes back, in the right form, and passes the check `each`.

    All or nothing, over all calls, or over those of the `kinds` named. Without `each` the form alone is judged: the
    shapes, and a precision as fine as the input's. The first input that fails is the smallest visible one, else the
    smallest. A visible one is shown in full; of a hidden one a student is told its kind, and the type and the line of
    an exception.
    """
    chosen = [run for run in runs if kinds is None or run.kind in kinds]
    judge = None if each is None else checks[each["check"]]
    failed = [(run, found) for run in chosen if (found := _problem(run, each, judge)) is not None]
    where = f"{code['file']}:{code['line']}"
    evidence: dict[str, Any] = {"calls": len(chosen), "failed": len(failed), "where": where}
    if not chosen:
        return Verdict.pending(Status.NEEDS_REVIEW, f"Nothing was run; a person grades this code ({where}).")
    if not failed:
        said = f"All {len(chosen)} calls came back right."
        return Verdict.scored(1, said, hint=_loading(chosen), evidence=evidence)
    run, (problem, discreet) = failed[0]
    evidence["first"] = _told(run)
    more = "" if len(failed) == 1 else f" ({len(failed)} of {len(chosen)} calls fail)"
    mistake = "no_result" if run.problem else "form" if run.misfit or each is None else "fails"
    said = f"It fails on {run.words}{more}: {problem}"
    before = None
    if any(run.hidden for run, _ in failed):  # how many of them fail is the program's to choose
        before = f"It fails on {run.words}: {discreet if run.hidden else problem}"
    hint = _loading(chosen)
    return Verdict.scored(0, said, hint=hint, evidence=evidence, mistake=mistake, before_release=before)


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
        said, discreet = _problem(broken, None, None) or ("", "")
        mistake = "no_result" if broken.problem else "form"
        before = f"It fails on {broken.words}: {discreet}" if broken.hidden else None
        fails = f"It fails on {broken.words}: {said}"
        hint = _loading(runs)
        return Verdict.scored(0, fails, hint=hint, evidence=evidence, mistake=mistake, before_release=before)
    finding, sentence, more = judge([run.values for run in runs])
    told: dict[str, Any] = {
        "evidence": {"calls": len(runs), "where": where, "finding": finding, **more},
        "hint": _loading(runs),
    }
    if any(run.hidden for run in runs):
        told["before_release"] = sentence
    if finding in (review or ()):
        return Verdict.pending(Status.NEEDS_REVIEW, _with(sentence, more), **told)
    share = float(credit.get(finding, 0))
    return Verdict.scored(share, _with(sentence, more), mistake=None if share == 1 else "other_finding", **told)


def one_of(
    result: Any, expected: Sequence[Any], mistakes: Sequence[tuple[str, Any]] = (), *, aliases: Aliases | None = None
) -> Verdict:
    """The value returned is one of those expected, of the very same types.

    `aliases` are other spellings of special tokens, which count in texts as they do in a token sequence. The
    `mistakes` that an oracle lists say what a wrong value shows.
    """
    meant = _spelled(result, aliases or {})
    if any(_same(meant, right) for right in expected):
        return Verdict.scored(1, "This is right.")
    known = next((sentence for sentence, wrong in mistakes if _same(meant, wrong)), None)
    why = known or _mistaken(meant, expected, aliases or {})
    key = {"expected": [shown(right) for right in expected]}
    said = f"{shown(result)} was returned." + (f" {why}" if why else "")
    return Verdict.scored(0, said, answer_key=key, before_release=why)


def _spelled(value: Any, aliases: Mapping[str, Sequence[str]]) -> Any:
    """A value with its special tokens in their one spelling."""
    if isinstance(value, list | tuple):
        return [_spelled(item, aliases) for item in value]
    return (special(value, aliases) or value) if isinstance(value, str) and aliases else value


def _mistaken(result: Any, expected: Sequence[Any], aliases: Mapping[str, Sequence[str]]) -> str | None:
    """What is wrong with the kind of value, or with the special tokens, in words that are the same for every value."""
    if result is None:
        return "That is what a function gives that does not end with `return`."
    if isinstance(result, str) and all(isinstance(right, list) for right in expected):
        return "A list is asked for, an item for each token."
    if any(_unknown_token(result, right, aliases) for right in expected):
        return f"All else is right, but a special token is written as none that is known: write {', '.join(aliases)}."
    return None


def _unknown_token(result: Any, right: Any, aliases: Mapping[str, Sequence[str]]) -> bool:
    """Whether a sequence is right but for texts that look like special tokens, and are no spelling of any."""
    if not (isinstance(result, list) and isinstance(right, list) and len(result) == len(right)):
        return False
    differing = [(mine, theirs) for mine, theirs in zip(result, right, strict=True) if not _same(mine, theirs)]
    return all(
        isinstance(mine, str)
        and theirs in aliases
        and mine not in aliases
        and _LIKE_A_TOKEN.fullmatch(mine) is not None
        for mine, theirs in differing
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


def _problem(run: Run, each: Mapping[str, Any] | None, judge: Check | None) -> tuple[str, str] | None:
    """What is wrong with a call, None where nothing is; and the same for a student who must not see its input.

    Nothing in the latter is of the program's choice: it is one of a few sentences.
    """
    if run.problem:
        return run.problem, run.discreet
    if run.misfit:
        return run.misfit, "what came back has not the form that is asked for."
    if each is None or judge is None:
        return (run.odd, "what came back is of another precision than what was given.") if run.odd else None
    if run.infinite:
        return run.infinite, "what came back is not all finite numbers."
    values = run.values
    parameters = {name: value for name, value in each.items() if name != "check"}
    verdict = judge(**{name: values[name] for name in takes(judge) if name in values}, **parameters)
    if verdict.fraction == 1:
        return None
    return verdict.message, " ".join(filter(None, ("what came back is not right.", verdict.before_release)))


def _with(sentence: str, evidence: Mapping[str, Any]) -> str:
    """A judge's sentence with the numbers that it rests on behind it."""
    numbers = "; ".join(f"{name} {_brief(value)}" for name, value in evidence.items())
    return f"{sentence.removesuffix('.')} ({numbers})." if numbers else sentence


def _brief(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(_brief, value[:MAX_LISTED])) + (", …" if len(value) > MAX_LISTED else "")
    return f"{value:.4g}" if isinstance(value, float) else shown(value)


def _loading(runs: Sequence[Run]) -> str | None:
    """What failed when the code was loaded: it may explain what fails later, and costs nothing where nothing does.

    Nothing had been given to the code by then, so that its author may read all of it.
    """
    run = runs[0]
    if not run.failed_cells or run.unaware:  # which has been told as the reason
        return None
    first, *others = run.failed_cells
    more = f" ({len(others)} more failed)" if others else ""
    return f"A {_pieces(run)} failed when the code was loaded: {first}{more}. All else that it defines counts."


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
