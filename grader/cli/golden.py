"""The points of golden programs over many draws, in lines for a rubric's author."""

from collections import Counter
from collections.abc import Sequence

from grader.counted import counted
from grader.engine.stability import DRAWS, MISSES, Stability


def line(found: Stability) -> str:
    """One program: whether its points are stable, what it deserves, and how often it got what.

    ✓ regularized.training training_right: 5 deserved, 5 (40)
    """
    golden = found.golden
    deserved = f"{golden.least:g}" + (f" to {golden.most:g}" if golden.most > golden.least else "")
    sign = "✓" if found.stable else "✗"
    return f"{sign} {golden.part} {golden.name}: {deserved} deserved, {_counted(found.points)}"


def summary(found: Sequence[Stability]) -> str:
    """Lines on how many are stable, and on the criteria that depend on a draw."""
    if not found:
        return "No golden programs were looked at."
    verdicts, stable = len(found[0].points), sum(each.stable for each in found)
    few = MISSES * verdicts // DRAWS
    often = f"all but {few} of {verdicts}" if few else f"all {verdicts}"
    get = "gets its" if stable == 1 else "get their"
    lines = [f"{stable} of {counted(len(found), 'program')} {get} points in {often} verdicts on other draws."]
    lines += [
        f"A draw decides {name} of {each.golden.part} for {each.golden.name}: {_counted(each.criteria[name])}"
        for each in found
        for name in each.decided_by_draws
    ]
    return "\n".join(lines)


def _counted(points: Sequence[float | None]) -> str:
    """Points and how often each occurs, the most frequent first.

    >>> _counted([5, 5, None])
    '5 (2), a person (1)'
    """
    often = Counter(points).most_common()
    return ", ".join(f"{'a person' if each is None else f'{each:g}'} ({count})" for each, count in often)
