"""Grades the benchmark of matrix calculus: `python -m benchmarks.algebra [--seed N] [--peers PYTHON]`.

Prints what was wrongly accepted or rejected, how often the first false line of a derivation is named, and the times
of one check on one core; `--write` stores the items themselves, one JSON object a line.
"""

import argparse
import dataclasses
import json
import os
import sys
from pathlib import Path


def main() -> int:
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[name] = "1"  # before numpy is imported
    from benchmarks.algebra import items, plants, report
    from benchmarks.algebra.peers import peer_outcomes

    asked = _asked(items.PER_BASE, plants.RIGHT, plants.PLANTED)
    made = list(items.items(asked.seed, asked.right, asked.wrong))
    made += plants.derivations(asked.seed, asked.derivations, asked.planted)
    made = [item for item in made if asked.only in item.id]
    if asked.write:
        lines = [json.dumps(dataclasses.asdict(item), ensure_ascii=False) for item in made]
        asked.write.write_text("\n".join(lines) + "\n", encoding="utf-8")
    if asked.no_grader:
        print(f"{len(made)} items")
        return 0
    from benchmarks.algebra import ours

    found = {outcome.id: outcome for outcome in ours.outcomes(made)}
    tallies = [report.tally("this project", made, found)]
    for kind in ("expression", "equations", "derivation"):
        tallies.append(report.tally(f"— {kind}", [item for item in made if item.kind == kind], found))
    if asked.peers:
        for name, outcomes in peer_outcomes(asked.peers, asked.mitx, made):
            tallies.append(report.tally(name, made, outcomes))
    _print(made, found, tallies, asked)
    if asked.json:
        figures = report.as_json(made, tallies, report.first_lines(made, found))
        asked.json.write_text(json.dumps(figures, indent=1, ensure_ascii=False), encoding="utf-8")
    return 1 if tallies[0].accepted_wrong else 0


def _asked(per_base: int, right: int, planted: int) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.algebra", description=__doc__)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--right", type=int, default=per_base, help="right rewrites of each base")
    parser.add_argument("--wrong", type=int, default=per_base, help="mutants of each base")
    parser.add_argument("--derivations", type=int, default=right, help="right derivations of each base")
    parser.add_argument("--planted", type=int, default=planted, help="derivations with a false step of each base")
    parser.add_argument("--only", default="", metavar="TEXT", help="only items whose id holds this text")
    parser.add_argument("--peers", metavar="PYTHON", help="an interpreter that has the extra algebra-peers")
    parser.add_argument("--mitx", type=Path, metavar="FOLDER", help="a checkout of mitx-grading-library")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all figures here")
    parser.add_argument("--write", type=Path, metavar="FILE", help="write the items here, one JSON object a line")
    parser.add_argument("--no-grader", action="store_true", help="only make the items")
    parser.add_argument("--list", type=int, default=5, metavar="N", help="how many mistakes of ours to show")
    return parser.parse_args()


def _print(made, found, tallies, asked) -> None:  # type: ignore[no-untyped-def]
    from benchmarks.algebra import report

    ours = tallies[0]
    open_ids = [item.id for item in made if item.proved and not found[item.id].taken]
    planted, named, missed = report.first_lines(made, found)
    right = [item for item in made if item.proved and item.right]
    accepted = sum(found[item.id].accepted for item in right)
    unproved = sum(not item.proved for item in made)
    equivalent = sum(item.right and not item.planned for item in made)
    print(f"{len(made):,} items, {unproved} of them without a proved label, not counted;")
    print(f"{equivalent} mutants turned out to be equivalent, and count as right\n")
    print(report.table(tallies))
    print(f"\nof all right answers, read or not, accepted: {accepted:,} of {len(right):,}")
    print(f"first false line named: {named} of {planted}")
    groups = (
        ("wrong answers accepted", ours.accepted_wrong),
        ("right answers rejected", ours.rejected_right),
        ("left open or not read", open_ids),
        ("another line named as the first false one", missed),
    )
    for title, ids in groups:
        print(f"\n{title}: {len(ids)}")
        if ids:
            print("  " + ", ".join(f"{name} ×{count}" for name, count in report.by_making(made, ids)))
            print(report.listing(made, found, list(ids), asked.list))


if __name__ == "__main__":
    sys.exit(main())
