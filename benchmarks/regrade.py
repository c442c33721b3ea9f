"""What a change costs: `python -m benchmarks.regrade [--against COMMIT] [--size N] [--code N] [--rounds N]`.

A class is graded from nothing; then one number's accepted range is widened in the rubric, and the class is graded
again with what was kept. The peers, in turn in the same rounds: a batch from nothing by a rubric that has this part
alone; and, with --against, the same batches by the grader as it was at that commit, in a clone of its own.

Printed are seconds, ratios round by round, the bytes that a first batch wrote, and which parts were graded again.
"""

import argparse
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent
RUBRIC = "rubrics/hw7.yaml"
PART = "resnet.final_seconds"
BEFORE, AFTER = "{from: 25.5, to: 26.5}", "{from: 25.4, to: 26.5}"


@dataclass(frozen=True, slots=True)
class Place:
    """Where it happens: the class, the rubrics (whole, changed, the part alone), and graders by name, as checkouts."""

    folder: Path
    graders: Mapping[str, Path]

    def out(self, grader: str, what: str) -> Path:
        return self.folder / f"out {grader} {what}"

    def batch(self, grader: str, rubric: str, out: Path) -> float:
        """Seconds of one batch."""
        command = [sys.executable, "grade.py", "batch", str(self.folder / "class"), "--out", str(out)]
        start = time.perf_counter()
        done = subprocess.run(
            [*command, "--rubric", str(self.folder / grader / rubric)],
            cwd=self.graders[grader],
            env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(self.graders[grader]), "HOME": str(self.folder)},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise RuntimeError(f"a batch ended with {done.returncode}: {done.stderr[-500:]}")
        return time.perf_counter() - start


def write_rubrics(checkout: Path, folder: Path) -> None:
    """A grader's own rubric, the same changed, and one that has nothing but the part that changed."""
    text = (checkout / RUBRIC).read_text(encoding="utf-8")
    assert text.count(BEFORE) == 1
    shutil.copytree((checkout / RUBRIC).parent / "fragments", folder / "fragments")
    (folder / "whole.yaml").write_text(text, encoding="utf-8")
    (folder / "changed.yaml").write_text(text.replace(BEFORE, AFTER), encoding="utf-8")
    rubric = yaml.safe_load(text)
    problems = [{**p, "parts": [part for part in p["parts"] if part["id"] == PART]} for p in rubric["problems"]]
    alone = {"assignment": rubric["assignment"], "problems": [p for p in problems if p["parts"]]}
    (folder / "alone.yaml").write_text(yaml.safe_dump(alone, allow_unicode=True), encoding="utf-8")


def write_class(folder: Path, size: int, code: int) -> None:
    """A generated class; with `code`, that many students of the sample class who hand in code, again and again."""
    subprocess.run(
        [sys.executable, "-m", "sample_class", "generate", str(size), str(folder / "class")],
        cwd=ROOT, check=True, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    programmers = sorted(path.parent for path in (ROOT / "submissions").glob("*/solution.py"))
    for number in range(code):
        student = programmers[number % len(programmers)]
        shutil.copytree(student, folder / "class" / f"{student.name}-code-{number:03d}")


def rounds(place: Place, count: int, report: Callable[[str], None]) -> Mapping[str, list[float]]:
    """Seconds of each kind of batch, round by round."""
    found: dict[str, list[float]] = {}
    for number in range(count):
        for grader in place.graders:
            for what, rubric, kept in (("first", "whole.yaml", False), ("changed", "changed.yaml", True)):
                out = place.out(grader, "whole")
                if not kept:
                    shutil.rmtree(out, ignore_errors=True)
                found.setdefault(f"{grader}: {what}", []).append(place.batch(grader, rubric, out))
            out = place.out(grader, "alone")
            shutil.rmtree(out, ignore_errors=True)
            found.setdefault(f"{grader}: the part alone", []).append(place.batch(grader, "alone.yaml", out))
        report(f"round {number + 1} of {count} done")
    return found


def table(found: Mapping[str, list[float]]) -> str:
    """The seconds and two ratios, each round by round: medians, the least and the most in brackets."""

    def shown(values: list[float]) -> str:
        return f"{statistics.median(values):.2f} ({min(values):.2f} to {max(values):.2f})"

    lines = ["| batch | seconds | |", "|---|---|---|"]
    lines += [f"| {name} | {shown(seconds)} | |" for name, seconds in found.items()]
    pairs = [
        ("now: changed", "now: the part alone"),
        ("before: first", "now: first"),
        ("before: changed", "now: changed"),
    ]
    for one, other in pairs:
        if one in found:
            ratios = [a / b for a, b in zip(found[one], found[other], strict=True)]
            lines.append(f"| {one} / {other} | | {shown(ratios)} |")
    return "\n".join(lines)


def regraded(out: Path) -> Mapping[str, int]:
    """How many rows each part has beyond one for each submission."""
    with closing(sqlite3.connect(out / "grades.sqlite")) as grades:
        asked = "SELECT part, count(*) - count(DISTINCT submission) FROM rows GROUP BY part"
        return {part: count for part, count in grades.execute(asked) if count}


def written(out: Path) -> int:
    """Bytes in a folder."""
    return sum(path.stat().st_size for path in out.rglob("*") if path.is_file())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--against", metavar="COMMIT", help="a commit of this repository to compare with")
    parser.add_argument("--size", type=int, default=1000)
    parser.add_argument(
        "--code", type=int, default=0, metavar="N", help="students with code, beside the generated ones"
    )
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        graders = {"now": ROOT}
        if asked.against:
            graders["before"] = folder / "clone"
            subprocess.run(["git", "clone", "-q", str(ROOT), str(folder / "clone")], check=True)
            subprocess.run(["git", "checkout", "-q", asked.against], cwd=folder / "clone", check=True)
        for grader, checkout in graders.items():
            write_rubrics(checkout, folder / grader)
        write_class(folder, asked.size, asked.code)
        place = Place(folder, graders)
        print(table(rounds(place, asked.rounds, lambda line: print(line, file=sys.stderr, flush=True))))
        print(f"graded again: {dict(regraded(place.out('now', 'whole')))}")
        for grader in graders:
            out = place.out(grader, "size")
            place.batch(grader, "whole.yaml", out)
            print(f"written by a first batch, {grader}: {written(out) / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
