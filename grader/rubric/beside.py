"""Rules for criteria that count only together with others of their part."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from grader.answers.words import did_you_mean
from grader.rubric import kinds
from grader.rubric.violations import Violation, shown
from grader.yaml12 import Path


def problems(criteria: Sequence[tuple[Path, Mapping[str, Any]]], ids: Sequence[str]) -> Iterator[Violation]:
    """Names of no criterion of this part, and circles, in which nothing could ever count.

    >>> list(problems([((0,), {"with": "form"})], ["form"]))
    [((0, 'with'), "'form' cannot count together with itself")]
    """
    beside = {name: kinds.beside(criterion.get("with")) for name, (_, criterion) in zip(ids, criteria, strict=True)}
    for name, (path, _) in zip(ids, criteria, strict=True):
        for other in beside[name]:
            if other not in beside:
                hint = did_you_mean(other, beside) or f"; there are {', '.join(beside)}"
                yield (*path, "with"), f"no criterion '{shown(other)}' in this part{hint}"
        if name in beside[name]:
            yield (*path, "with"), f"'{shown(name)}' cannot count together with itself"
        elif _leads_to(name, beside):
            yield (
                (*path, "with"),
                f"'{shown(name)}' counts only with one that counts only with it: leave one `with:` out",
            )


def _leads_to(name: str, beside: Mapping[str, tuple[str, ...]]) -> bool:
    """Whether a criterion is reached from those that it counts together with."""
    seen: set[str] = set()
    waiting = list(beside[name])
    while waiting:
        other = waiting.pop()
        if other == name:
            return True
        if other not in seen:
            seen.add(other)
            waiting += beside.get(other, ())
    return False
