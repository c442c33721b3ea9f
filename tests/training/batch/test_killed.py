"""Killed while a program is trained, the next batch makes the units that were not kept, and no other."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest

from tests.journeys import killing
from tests.journeys.command import as_left
from tests.training.batch.school import CANARIES, FILE, IDLE, LINEAR, PAIRS, WHY_ANSWER, School, guessing

pytestmark = [
    pytest.mark.journey,
    pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="reads /proc"),
]

SECONDS = 0.4
"""What the program waits in each run: there is time to end it."""
NAMES = ("oak", "elm", "fig")
RUNS = 4
"""Of a program that is measured in two pairs, to the end."""
PATIENCE = 120.0


@pytest.fixture
def school(tmp_path: Path) -> School:
    """One who handed in a program, and words: nothing is graded."""
    return class_of(tmp_path, "oak")


def class_of(folder: Path, *names: str) -> School:
    return School(folder, **{name: {FILE: guessing(SECONDS), "answers.md": WHY_ANSWER} for name in names})


@pytest.fixture
def survivors() -> Iterator[Callable[[], list[str]]]:
    with killing.adopting() as found:
        yield found


def until(school: School, batch: subprocess.Popen[str], begun: int, seconds: float = 0.3) -> None:
    """Wait until so many runs were begun, and then so many seconds."""
    end = time.monotonic() + PATIENCE
    while school.count() < begun:
        assert batch.poll() is None and time.monotonic() < end, "the batch has ended before"
        time.sleep(0.005)
    time.sleep(seconds)


def kill_it(batch: subprocess.Popen[str]) -> None:
    batch.kill()


def kill_all(batch: subprocess.Popen[str]) -> None:
    """The batch and its workers, all at once."""
    os.killpg(batch.pid, signal.SIGKILL)


def interrupt(batch: subprocess.Popen[str]) -> None:
    """Ctrl-C in a terminal is told to all."""
    os.killpg(batch.pid, signal.SIGINT)


def ended(batch: subprocess.Popen[str], how: Callable[[subprocess.Popen[str]], None]) -> tuple[int, str]:
    """Its status, and what it said, when it was ended in this way."""
    with batch:
        how(batch)
        said = batch.communicate(timeout=PATIENCE)[1]
    return batch.returncode, said


def kept(school: School, scratch: Path) -> list[tuple[object, ...]]:
    """The units that a kill left, without mending what it left."""
    store = as_left(school.out, scratch)
    return school.units(store=store) if store.exists() else []


@pytest.mark.parametrize(
    ("begun", "there", "how"),
    [
        pytest.param(1, 1, kill_all, id="all, in the first run"),
        pytest.param(3, 2, kill_it, id="the batch, in the second pair"),
        pytest.param(1, 1, kill_it, id="the batch, in the first run", marks=pytest.mark.nightly),
        pytest.param(2, 1, kill_it, id="the batch, between the runs of a pair", marks=pytest.mark.nightly),
        pytest.param(2, 1, kill_all, id="all, between the runs of a pair", marks=pytest.mark.nightly),
        pytest.param(3, 2, kill_all, id="all, in the second pair", marks=pytest.mark.nightly),
    ],
)
def test_only_what_was_not_kept_is_made(
    school: School,
    tmp_path: Path,
    survivors: Callable[[], list[str]],
    begun: int,
    there: int,
    how: Callable[[subprocess.Popen[str]], None],
) -> None:
    batch = school.start()
    until(school, batch, begun)
    assert ended(batch, how)[0] == -signal.SIGKILL
    assert survivors() == [] and list(school.left()) == []
    before = kept(school, tmp_path / "as left")
    assert len(before) == there
    runs = school.count()
    school.grade()
    assert school.units()[:there] == before and tuple(school.names("oak")) == PAIRS
    assert school.count() - runs == 2 * (len(PAIRS) - there), "two runs for each pair that was not kept"
    assert school.training("oak")["attempt"] == 1 and len(school.training("oak")["runs"]) == 2
    rows = school.rows()
    school.grade(on=IDLE)
    assert school.rows() == rows and len(rows) == 2, "a row for each part"


def test_stopped_with_ctrl_c_it_says_so_and_goes_on_the_next_time(
    school: School, tmp_path: Path, survivors: Callable[[], list[str]]
) -> None:
    batch = school.start()
    until(school, batch, 3)
    status, said = ended(batch, interrupt)
    assert status == 130 and said.splitlines()[-1:] == ["grade: stopped; what was finished is kept"]
    assert "Traceback" not in said
    assert survivors() == [] and list(school.left()) == []
    before, runs = kept(school, tmp_path / "as left"), school.count()
    assert [unit[7] for unit in before] == ["fingerprint", "pair 1"]
    school.grade()
    assert school.units()[:2] == before and tuple(school.names("oak")) == PAIRS
    assert school.count() - runs == 2


def test_a_worker_that_is_killed_costs_no_unit_that_was_kept(school: School) -> None:
    batch = school.start()
    until(school, batch, 3)
    os.kill(school.runs()[-1]["pid"], signal.SIGKILL)
    with batch:
        said = batch.communicate(timeout=PATIENCE)[1]
    assert batch.returncode == 0, said
    assert tuple(school.names("oak")) == PAIRS
    begun = [run["seed"] for run in school.runs() if run["does"] == "begins"]
    assert len(begun) == RUNS + 1, "one run is made again, the one that it was at"
    assert school.training("oak")["mean"] < 0.2 and list(school.left()) == []


def test_killed_among_the_canaries_those_that_were_flown_are_not_flown_again(
    tmp_path: Path, survivors: Callable[[], list[str]]
) -> None:
    school = School(tmp_path, oak={FILE: LINEAR, "answers.md": WHY_ANSWER})
    batch = school.start()
    until(school, batch, RUNS + 1 + 2 + 2 + 1, seconds=0.0)  # pairs, the first three canaries, and in few data 2
    assert ended(batch, kill_it)[0] == -signal.SIGKILL
    assert survivors() == [] and list(school.left()) == []
    before, runs = kept(school, tmp_path / "as left"), school.count()
    assert [unit[7] for unit in before][-3:] == ["random labels", "unfamiliar images", "few data 1"]
    school.grade()
    assert school.units()[: len(before)] == before and len(school.names("oak")) == len(PAIRS) + CANARIES
    assert school.count() - runs == 2 * (CANARIES - 3), "the program and the reference, for each"
    assert school.part("oak")["status"] in ("correct", "needs_review")


@pytest.mark.nightly
@pytest.mark.parametrize(("kills", "seed"), [(40, 2), (40, 3)])
def test_killed_again_and_again_each_unit_is_made_once(
    tmp_path: Path, survivors: Callable[[], list[str]], kills: int, seed: int
) -> None:
    """Classes of three, and two workers, killed at moments that are drawn until a batch ends by itself."""
    random, number = Random(seed), 0
    while kills > 0:
        number += 1
        kills -= until_it_ends(tmp_path / str(number), random, survivors, kills)


def until_it_ends(folder: Path, random: Random, survivors: Callable[[], list[str]], most: int) -> int:
    """Kill the batches of one class; how many were."""
    folder.mkdir()
    school, before, kills = class_of(folder, *NAMES), list[tuple[object, ...]](), 0
    while kills < most and killed(school.start(jobs=2), random.uniform(1.0, 6.0)):
        kills += 1
        assert survivors() == [] and list(school.left()) == []
        now = kept(school, folder / "as left")
        assert now[: len(before)] == before, "what was kept once stays as it is"
        before = now
    school.grade(jobs=2)
    assert school.units()[: len(before)] == before
    assert [tuple(school.names(name)) for name in NAMES] == [PAIRS] * 3
    assert {school.part(name)["status"] for name in NAMES} == {"incorrect"}
    assert len({(row[1], row[2]) for row in school.rows()}) == len(school.rows()) == 2 * len(NAMES)
    return kills


def killed(batch: subprocess.Popen[str], seconds: float) -> bool:
    """Whether a batch had to be killed after so many seconds."""
    with batch:
        try:
            batch.wait(seconds)
        except subprocess.TimeoutExpired:
            batch.kill()
        assert batch.wait() in (0, -signal.SIGKILL)
    return batch.returncode != 0
