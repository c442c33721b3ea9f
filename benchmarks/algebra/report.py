"""What a run says: counts, false acceptances and rejections by how they were made, the first false line, times."""

import statistics
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.algebra.items import Item
from benchmarks.algebra.ours import Outcome


@dataclass(frozen=True, slots=True)
class Tally:
    """One grader on the items that it could take. Times in milliseconds: median and 95th percentile."""

    grader: str
    given: int
    taken: int
    accepted_right: int
    rejected_right: tuple[str, ...]
    accepted_wrong: tuple[str, ...]
    rejected_wrong: int
    right_ms: tuple[float, float]
    wrong_ms: tuple[float, float]


def tally(grader: str, items: Sequence[Item], outcomes: Mapping[str, Outcome]) -> Tally:
    """Count what a grader made of the items whose label is proved; one that it left open is not taken."""
    proved = [item for item in items if item.proved]
    judged = [(item, outcomes[item.id]) for item in proved if item.id in outcomes and outcomes[item.id].taken]
    right = [(item, found) for item, found in judged if item.right]
    wrong = [(item, found) for item, found in judged if not item.right]
    return Tally(
        grader=grader,
        given=len(proved),
        taken=len(judged),
        accepted_right=sum(found.accepted for _, found in right),
        rejected_right=tuple(item.id for item, found in right if not found.accepted),
        accepted_wrong=tuple(item.id for item, found in wrong if found.accepted),
        rejected_wrong=sum(not found.accepted for _, found in wrong),
        right_ms=times(found.milliseconds for _, found in right),
        wrong_ms=times(found.milliseconds for _, found in wrong),
    )


def times(values: Iterable[float]) -> tuple[float, float]:
    """The median and the 95th percentile; zeros for nothing."""
    ordered = sorted(values)
    if not ordered:
        return 0.0, 0.0
    return statistics.median(ordered), ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]


def first_lines(items: Sequence[Item], outcomes: Mapping[str, Outcome]) -> tuple[int, int, list[str]]:
    """Of the derivations with a false step: how many there are, in how many its line is named, and the others' ids."""
    planted = [item for item in items if item.first_false is not None]
    missed = [item.id for item in planted if outcomes[item.id].first_false != item.first_false]
    return len(planted), len(planted) - len(missed), missed


def by_making(items: Sequence[Item], ids: Iterable[str]) -> list[tuple[str, int]]:
    """How often each rule and each base stands behind these items."""
    wanted = set(ids)
    counts: Counter[str] = Counter()
    for item in items:
        if item.id in wanted:
            counts.update([f"base {item.base}", f"spelling {item.spelling}", *(f"rule {rule}" for rule in item.made)])
    return counts.most_common(12)


def table(tallies: Sequence[Tally]) -> str:
    """A Markdown table, one line a grader."""
    head = "| grader | items taken | right accepted | wrong accepted | right, ms (95 %) | wrong, ms (95 %) |"
    lines = [head, "|---|---|---|---|---|---|"]
    for one in tallies:
        right, wrong = one.accepted_right + len(one.rejected_right), one.rejected_wrong + len(one.accepted_wrong)
        cells = [
            one.grader,
            f"{one.taken:,} of {one.given:,}",
            _share(one.accepted_right, right),
            _share(len(one.accepted_wrong), wrong),
            _milliseconds(one.right_ms),
            _milliseconds(one.wrong_ms),
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _share(count: int, of: int) -> str:
    return f"{count:,} of {of:,}" + (f" ({100 * count / of:.1f} %)" if of else "")


def _milliseconds(pair: tuple[float, float]) -> str:
    return f"{pair[0]:.2f} ({pair[1]:.1f})"


def listing(items: Sequence[Item], outcomes: Mapping[str, Outcome], ids: Sequence[str], most: int) -> str:
    """The items of these ids with what was made and said, `most` at most."""
    known = {item.id: item for item in items}
    lines = []
    for id in ids[:most]:
        item, found = known[id], outcomes[id]
        lines += [f"  {id} [{', '.join(item.made)}; {item.spelling}]", f"    {item.text!r}", f"    {found.says[:400]}"]
    return "\n".join([*lines, f"  … {len(ids) - most} more"] if len(ids) > most else lines)


def as_json(items: Sequence[Item], tallies: Sequence[Tally], planted: tuple[int, int, list[str]]) -> dict[str, Any]:
    """All figures of a run."""
    kinds = Counter(f"{item.kind}, {'right' if item.right else 'wrong'}" for item in items)
    return {
        "items": dict(sorted(kinds.items())),
        "unproved": [item.id for item in items if not item.proved],
        "mutants_found_equivalent": sum(item.right and not item.planned for item in items),
        "first_false_line": {"planted": planted[0], "named": planted[1], "missed": planted[2]},
        "graders": [{name: getattr(one, name) for name in one.__dataclass_fields__} for one in tallies],
    }
