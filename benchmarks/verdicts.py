"""What the grader says of every collected answer: `python -m benchmarks.verdicts [CASES.yaml ...] > verdicts.json`.

Written before and after a change of the code, and compared with `--compare OLD.json`, it shows each verdict that the
change turned. An id leads to status, points and all that a student is told. Collected are the golden answers of
tests/golden, the benchmark's items with `--seed N`, and further files: lists of {id, rubric, part, answer}, whose
rubric stands beside the file or in rubrics/.
"""

import argparse
import json
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from benchmarks.algebra import items, ours, plants
from grader import yaml12
from grader.engine.marking.grade import Grader
from grader.model import Answer, Place, Submission, Value, Verdict
from grader.rubric import load

ROOT = Path(__file__).resolve().parent.parent
GOLDEN = {"matrix_calculus.yaml": "matrix_calculus.yaml", "pca_formulas.yaml": "hw7.yaml"}
"""The files of tests/golden, and the rubric of each."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.verdicts", description=__doc__)
    parser.add_argument("cases", nargs="*", type=Path, metavar="CASES.yaml", help="further answers")
    parser.add_argument("--seed", type=int, help="the benchmark's items of this seed, too")
    parser.add_argument("--compare", type=Path, metavar="OLD.json", help="print what differs from these verdicts")
    asked = parser.parse_args()
    found = dict(golden())
    for path in asked.cases:
        found |= dict(further(path))
    if asked.seed is not None:
        found |= dict(benchmark(asked.seed))
    if asked.compare is None:
        json.dump(found, sys.stdout, indent=0, ensure_ascii=False, sort_keys=True)
        return 0
    return compared(json.loads(asked.compare.read_text(encoding="utf-8")), found)


def golden() -> Iterator[tuple[str, list[Any]]]:
    """Id -> [status, points, told] of every golden answer."""
    for file, rubric in GOLDEN.items():
        parts = yaml12.parse((ROOT / "tests/golden" / file).read_bytes()).value
        for part, answers in parts.items():
            for kind, named in answers.items():
                for name, said in named.items():
                    text = said if isinstance(said, str) else said["answer"]
                    yield f"{part}/{kind}/{name}", graded(ROOT / "rubrics" / rubric, part, text)


def further(path: Path) -> Iterator[tuple[str, list[Any]]]:
    """The same of a list of cases."""
    for case in yaml12.parse(path.read_bytes()).value:
        beside = path.with_name(case["rubric"])
        rubric = beside if beside.exists() else ROOT / "rubrics" / case["rubric"]
        yield f"{path.name}/{case['id']}", graded(rubric, case["part"], str(case["answer"]))


def benchmark(seed: int) -> Iterator[tuple[str, list[Any]]]:
    """The same of the generated benchmark."""
    made = list(items.items(seed, items.PER_BASE, items.PER_BASE))
    made += plants.derivations(seed, plants.RIGHT, plants.PLANTED)
    for item in made:
        verdict = ours.verdict(item.base, item.text)
        yield item.id, [verdict.status.value, verdict.fraction, told(verdict)]


@cache
def grader(rubric: Path) -> Grader:
    return Grader(load.load(rubric)[0], {})


def graded(rubric: Path, part: str, text: str) -> list[Any]:
    answer = Answer((Value(text, Place("answers.yaml", 1)),))
    (grade,) = grader(rubric).grade(Submission("oak", {part: answer}), only=[part]).parts
    words = [told(result.verdict) for result in grade.results]
    return [grade.status.value, grade.score, " || ".join(words)]


def told(verdict: Verdict) -> str:
    """The message, the hint, and what is said of each line."""
    lines = (verdict.evidence or {}).get("lines", ())
    said = [f"[{line['mark']}] {line['label']}: {line['says']}" for line in lines]
    return " | ".join([verdict.message or "", verdict.hint or "", *said])


def compared(old: dict[str, list[Any]], new: dict[str, list[Any]]) -> int:
    """Print what changed, appeared and is gone; 1 if anything did."""
    changed = [name for name in old.keys() & new.keys() if old[name] != new[name]]
    for name in sorted(changed):
        print(f"{name}\n  - {old[name]}\n  + {new[name]}")
    print(f"{len(old.keys() & new.keys())} verdicts compared, {len(changed)} changed; ", end="")
    print(f"{len(new.keys() - old.keys())} new, {len(old.keys() - new.keys())} gone")
    return 1 if changed or old.keys() ^ new.keys() else 0


if __name__ == "__main__":
    sys.exit(main())
