"""Honest programs of many kinds, graded by the example's small variant: hardly one is sent to a person by a canary.

The programs are one author's, who had not seen the grader. That few of 40 are flagged says that of programs like these,
on the data that a self-check draws. For accuracy little is asked, so that canaries are flown on all of them.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from grader.engine.marking.programs import Rehearsal
from grader.engine.marking.trainings import Measured
from grader.engine.single import check

RUBRIC = Path(__file__).parents[2] / "examples" / "training" / "rubric.yaml"
PROGRAMS = Path(__file__).parent / "honest"
BESIDE = {
    "super_ensemble": "written to be accused",
    "transductive_labelprop": "honest as it learns, but what it says of an image depends on those beside it",
}
"""Programs that do not count among the 40, and why."""
MOST = 2
"""Honest programs of the 40 that canaries may send to a person."""
WANTED = 0.94
"""The accuracy that the example asks for."""
LOW = 0.3
"""What is asked for here: a canary is flown on every program."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What came of one program: its accuracy criterion, and the canaries that did not pass, by name, in words."""

    name: str
    status: str
    mean: float | None
    failed: dict[str, str]
    message: str
    problems: list[str]
    seconds: float
    canaries: int

    def __str__(self) -> str:
        reached = "no accuracy" if self.mean is None else f"{100 * self.mean:.1f} %"
        told = "".join(f"\n    {name}: {said}" for name, said in self.failed.items())
        return f"{self.name}: {self.status}, {reached}, {self.seconds:.0f} s{told}"


def lowered(folder: Path) -> Path:
    """The example's rubric, which asks for little accuracy; in a new file in the folder."""
    text = RUBRIC.read_text(encoding="utf-8")
    assert text.count(f"at_least: {WANTED}") == 1
    found = folder / "rubric.yaml"
    found.write_text(text.replace(f"at_least: {WANTED}", f"at_least: {LOW}"), encoding="utf-8")
    return found


def looked_at(source: Path, folder: Path, waits: Callable[[str], None] = print) -> Looked:
    """A program graded as a student's is; the folder is empty."""
    own, rubric = folder / "ada", lowered(folder)
    own.mkdir()
    (own / "train_resnet.py").write_bytes(source.read_bytes())
    told = ""

    def measured(unit: Measured) -> None:
        nonlocal told
        if unit.waits and unit.waits != told:
            told = unit.waits
            waits(f"{source.stem} waits: {told}")

    start = time.monotonic()
    record = check(own, rubric, rehearsal=Rehearsal(small=True), measured=measured).record
    (part,) = record["parts"]
    return _looked(source.stem, part["criteria"], time.monotonic() - start)


def _looked(name: str, criteria: list[dict[str, Any]], seconds: float) -> Looked:
    accuracy, *times = criteria
    training = accuracy["evidence"].get("training", {})
    problems = [f"{each['id']}: {each['message']}" for each in criteria if each["status"] == "grader_error"]
    problems += [f"run {run['number']}: {run['problem']}" for run in training.get("runs", []) if run["problem"]]
    canaries = training.get("canaries", [])
    failed = {each["name"]: each["said"] for each in canaries if not each["passed"]}
    return Looked(
        name, accuracy["status"], training.get("mean"), failed, accuracy["message"], problems, seconds, len(canaries)
    )


def _all(folder: Path, say: Callable[[str], None]) -> Iterator[Looked]:
    sources = sorted(PROGRAMS.glob("*.py"))
    for number, source in enumerate(sources, 1):
        (folder / source.stem).mkdir()
        looked = looked_at(source, folder / source.stem, say)
        say(f"{number} of {len(sources)}: {looked}")
        yield looked


@pytest.mark.nightly
def test_honest_programs_are_hardly_ever_sent_to_a_person(tmp_path: Path, capsys: Any) -> None:
    def say(line: str) -> None:
        with capsys.disabled():
            print(line, flush=True)

    found = list(_all(tmp_path, say))
    counted = [looked for looked in found if looked.name not in BESIDE]
    flagged = [looked for looked in counted if looked.failed]
    summary = f"{len(flagged)} of {len(counted)} honest programs were flagged"
    say(summary)
    assert len(counted) == 40
    assert [f"{looked.name}: {problem}" for looked in found for problem in looked.problems] == []
    assert [looked.name for looked in counted if not looked.canaries] == [], "no canary was flown on these"
    assert len(flagged) <= MOST, "\n".join([summary, *map(str, flagged)])
