"""One job a device: programs are trained one at a time, by however many workers and batches."""

import re
import subprocess
import time
from pathlib import Path

import pytest

from tests.training.batch.school import FILE, PAIRS, WHY_ANSWER, School, guessing

pytestmark = pytest.mark.journey

NAMES = ("oak", "elm", "fig")
RUNS = 4
"""Of each program, which is measured in two pairs."""


def school_of(folder: Path, seconds: float) -> School:
    return School(folder, **{name: {FILE: guessing(seconds), "answers.md": WHY_ANSWER} for name in NAMES})


def see_one_at_a_time(school: School, runs: int) -> None:
    """No run begins before the one before has ended."""
    told = school.runs()
    assert [run["does"] for run in told] == ["begins", "ends"] * runs
    for begins, ends in zip(told[::2], told[1::2], strict=True):
        assert (begins["pid"], begins["seed"]) == (ends["pid"], ends["seed"])


def see_each_program_in_one_go(school: School) -> None:
    """A device is kept from a program's first run to its last: who comes between would warm it."""
    workers = [run["pid"] for run in school.runs()[::2]]
    turns = [pid for place, pid in enumerate(workers) if place % RUNS == 0]
    assert workers == [pid for pid in turns for _ in range(RUNS)]


@pytest.mark.parametrize("jobs", [2, *(pytest.param(jobs, marks=pytest.mark.nightly) for jobs in (1, 3))])
def test_workers_take_turns_on_the_device(tmp_path: Path, jobs: int) -> None:
    school = school_of(tmp_path, 0.2)
    school.grade(jobs=jobs)
    see_one_at_a_time(school, RUNS * len(NAMES))
    see_each_program_in_one_go(school)
    assert [tuple(school.names(name)) for name in NAMES] == [PAIRS] * 3
    assert all(school.training(name)["mean"] < 0.2 for name in NAMES)
    assert list(school.left()) == []


def test_it_is_said_which_pair_is_done_and_who_waits(tmp_path: Path) -> None:
    school = school_of(tmp_path, 3.0)
    said = school.grade(jobs=3).stderr
    assert re.search(r"(oak|elm|fig) for \d+ s \(net\.training: pair 1 done, at most \d+ more\)", said), said
    assert re.search(r"(oak|elm|fig) for \d+ s \(waits for cpu: process \d+ uses it\)", said), said
    assert said.count("running: ") >= 3, "also while somebody says all the time that he waits"
    assert "fingerprint" not in said and "at most 0 more" not in said, "before the first pair, it is not nearly done"


def test_two_batches_take_turns_on_the_device(tmp_path: Path) -> None:
    """They are of one class, in two folders: neither knows of the other but by the device."""
    school = school_of(tmp_path, 0.2)
    other = School(tmp_path)
    other.out = tmp_path / "other out"
    batches = [school.start(), other.start()]
    for batch in batches:
        with batch:
            said = batch.communicate(timeout=300)[1]
        assert batch.returncode == 0, said
    see_one_at_a_time(school, 2 * RUNS * len(NAMES))
    see_each_program_in_one_go(school)
    assert len({run["pid"] for run in school.runs()}) == 2
    for each in (school, other):
        assert [tuple(each.names(name)) for name in NAMES] == [PAIRS] * 3
        assert all(each.training(name)["mean"] < 0.2 for name in NAMES)
    assert list(school.left()) == []


def test_a_batch_that_is_killed_gives_the_device_to_the_next(tmp_path: Path) -> None:
    school = school_of(tmp_path, 0.2)
    other = School(tmp_path)
    other.out = tmp_path / "other out"
    holds = school.start()
    while not school.runs():
        assert holds.poll() is None
        time.sleep(0.01)
    waits = other.start()
    with holds, waits:
        holds.kill()
        said = waits.communicate(timeout=300)[1]
    assert waits.returncode == 0, said
    assert [tuple(other.names(name)) for name in NAMES] == [PAIRS] * 3
    assert isinstance(holds, subprocess.Popen) and list(school.left()) == []
