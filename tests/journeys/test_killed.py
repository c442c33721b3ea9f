"""Killed at random moments, again and again, the same command comes to the same files and grades nothing twice."""

import shutil
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.journeys import killing, older, small_class
from tests.journeys.command import STORE, as_left, asked, files, grade, line, rows
from tests.journeys.killing import NEVER, Moment

MOST = 10
"""Kills in one folder before a batch is let alone there."""
RUBRIC, OTHER = "small.yaml", "other.yaml"
"""The rubric, and one of other words and points: by that one nothing is graded again, and all is reported anew."""
GRADES = "SELECT number, submission, score, max_score, status, page, graded_at FROM"

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="reads /proc")


@dataclass(frozen=True)
class School:
    """A class graded without disturbance, what that took, and the same class as the older version left it."""

    folder: Path
    seconds: float
    older: Path

    def arguments(self, out: Path, rubric: str = RUBRIC) -> list[str | Path]:
        """What a batch is asked; all of them draw with one secret."""
        named = ["--rubric", self.folder / rubric, "--out", out, "--secret", self.folder / "secret"]
        return ["batch", self.folder / "class", *named, "--jobs", "2", "--pages", "--criteria"]


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> School:
    folder = tmp_path_factory.mktemp("school")
    rubric = small_class.write(folder)
    text = rubric.read_text(encoding="utf-8").replace("title: Layers", "title: Other words")
    (folder / OTHER).write_text(text.replace("points: 3", "points: 30"), encoding="utf-8")
    older.write(folder / "class", rubric, folder / "older", folder / "code of then")
    made = School(folder, 0.0, folder / "older")
    since = time.monotonic()
    grade(*made.arguments(folder / "undisturbed"))
    return School(folder, time.monotonic() - since, made.older)


@pytest.mark.journey
def test_a_program_that_takes_long_ends_with_its_batch(school: School, tmp_path: Path) -> None:
    """Left alone, it would go on for longer than those who lost their parent are waited for."""
    (tmp_path / "temporary").mkdir()
    small_class.write(tmp_path, "fern")
    small_class.lay(tmp_path / "class" / "slow", {"waits.py": small_class.waits(2 * killing.SECONDS)})
    arguments = School(tmp_path, 0.0, tmp_path).arguments(tmp_path / "out")
    with killing.adopting() as survivors:
        assert killing.killed(line(*arguments), tmp_path / "out", Moment("grades.sqlite", 4.0), tmp_path / "temporary")
        assert survivors() == []
    assert files_in(tmp_path / "temporary") == []


@pytest.mark.parametrize(
    ("kills", "seed"),
    [
        pytest.param(20, 1, marks=pytest.mark.journey),
        *(pytest.param(100, seed, marks=pytest.mark.nightly) for seed in (2, 3, 4)),
    ],
)
def test_the_same_files_and_no_row_twice(school: School, kills: int, seed: int, tmp_path: Path) -> None:
    """Every third folder begins with grades of the older version, and every third batch goes by the other rubric.

    What is graded twice is what was being graded when it was killed: of each submission and part there is one row, and
    what was kept once stays as it is.
    """
    random, seen, number = Random(seed), Counter[str](), 0
    (tmp_path / "temporary").mkdir()
    with killing.adopting() as survivors:
        while sum(seen.values()) < kills:
            out, is_older = tmp_path / f"out-{number}", number % 3 == 0
            number += 1
            if is_older:
                shutil.copytree(school.older, out)
            moments = killing.moments(random, school.seconds, older=is_older)
            most = min(MOST, kills - sum(seen.values()))
            seen += until_it_ends(school, out, [next(moments) for _ in range(most)], tmp_path, survivors)
            assert files(out) == files(school.folder / "undisturbed")
            see_the_store(school, out, is_older)
    print(f"{number} folders, {seen.total()} kills, by what the killed left: {dict(seen)}")


def until_it_ends(
    school: School, out: Path, moments: list[Moment], scratch: Path, survivors: Callable[[], list[str]]
) -> Counter[str]:
    """Kill batches at these moments, until one by the right rubric ends by itself; what the killed left, how often."""
    seen, kept = Counter[str](), list[tuple[Any, ...]]()
    for number, moment in enumerate([*moments, NEVER]):
        rubric = OTHER if number % 3 == 2 and moment != NEVER else RUBRIC
        was_killed = killing.killed(line(*school.arguments(out, rubric)), out, moment, scratch / "temporary")
        assert survivors() == [], "a worker or a program outlived its batch"
        assert files_in(scratch / "temporary") == [], "a program's files were left"
        if not was_killed and rubric == RUBRIC:
            break
        if not was_killed:
            continue
        store = as_left(out, scratch / "as left")
        is_open = ["an open transaction"] if is_hot(store) else []
        left, kept = kept_rows(store, kept)
        seen[", ".join([left, *is_open, *sorted(path.name for path in out.glob(".*.part"))])] += 1
    return seen


def is_hot(store: Path) -> bool:
    """Whether what the kill left has to be rolled back: a journal that is done with has no head."""
    journal = store.with_name(f"{store.name}-journal")
    return journal.exists() and any(journal.read_bytes()[:8])


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if not path.is_dir()]


def kept_rows(store: Path, before: list[tuple[Any, ...]]) -> tuple[str, list[tuple[Any, ...]]]:
    """How far a killed batch had come, and its rows, which begin with those from before."""
    tables = asked(store, "SELECT name FROM sqlite_master") if store.exists() else []
    if ("rows",) not in tables:
        return ("the older version" if ("grades",) in tables else "no store"), []
    now = asked(store, "SELECT * FROM rows ORDER BY number")
    assert now[: len(before)] == before, "a row that was kept is gone, or has changed"
    counts = Counter(row[1] for row in now)
    assert len({(row[1], row[2]) for row in now}) == len(now), "a part that was kept was graded again"
    if not now or len(now) == len(small_class.PARTS) * small_class.STUDENTS:
        return ("all rows" if now else "no rows"), now
    is_partly = any(count < len(small_class.PARTS) for count in counts.values())
    return ("a submission half graded" if is_partly else "some submissions"), now


def see_the_store(school: School, out: Path, is_older: bool) -> None:
    """A row a submission and part, in a file that is whole; so are the copies of the older one, and its history."""
    store = out / STORE
    assert asked(store, "PRAGMA integrity_check") == [("ok",)]
    found = [(row[1], row[2]) for row in rows(out)]
    assert len(found) == len(set(found)) == len(small_class.PARTS) * small_class.STUDENTS
    copies = [path for path in out.glob("grades*.sqlite") if path != store]
    assert bool(copies) == is_older
    then = asked(school.older / STORE, f"{GRADES} grades") if is_older else []
    assert asked(store, f"{GRADES} history") == then
    for copy in copies:
        assert asked(copy, "PRAGMA integrity_check") == [("ok",)]
        assert asked(copy, "SELECT * FROM grades") == asked(school.older / STORE, "SELECT * FROM grades")
