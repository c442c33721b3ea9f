"""Workers that die cost one retry and then one task."""

import os
import signal
import time
from pathlib import Path

import pytest

from grader.engine import pool

SECONDS = 30.0


def make_work(setting: bytes) -> pool.Work:
    """A worker that does what a task says. `once:` tasks leave a mark in the folder, so as to fail just once."""
    marks = Path(setting.decode())

    def work(task: bytes) -> bytes:
        what, _, name = task.decode().partition(" ")
        first = not (marks / name).exists()
        if what.startswith("once"):
            (marks / name).touch()
        if what == "kill" or (what == "once-kill" and first):
            os.kill(os.getpid(), signal.SIGKILL)
        if what == "exit" or (what == "once-exit" and first):
            os._exit(3)
        if what == "hang" or (what == "once-hang" and first):
            time.sleep(3600)
        if what == "memory":
            return str(len(bytearray(64 << 30))).encode()
        return f"{name} done".encode()

    return work


def run(tmp_path: Path, tasks: list[str], *, jobs: int = 2, seconds: float = SECONDS) -> dict[str, bytes | pool.Lost]:
    asked = (task.encode() for task in tasks)
    outcomes = list(pool.run(make_work, str(tmp_path).encode(), asked, jobs=jobs, seconds=seconds))
    assert len(outcomes) == len(tasks), "every task has one outcome"
    return {task.decode(): outcome for task, outcome in outcomes}


def test_every_task_is_done_by_as_many_workers_as_asked(tmp_path: Path) -> None:
    tasks = [f"do {number}" for number in range(20)]
    assert run(tmp_path, tasks) == {f"do {number}": f"{number} done".encode() for number in range(20)}


@pytest.mark.parametrize("death", ["once-kill", "once-exit"])
def test_a_worker_that_dies_costs_one_retry(tmp_path: Path, death: str) -> None:
    outcomes = run(tmp_path, ["do a", f"{death} b", "do c", "do d"])
    assert outcomes[f"{death} b"] == b"b done"
    assert all(isinstance(outcome, bytes) for outcome in outcomes.values())


@pytest.mark.parametrize(
    ("death", "reason"),
    [("kill x", "its process was ended by SIGKILL"), ("exit x", "its process ended with status 3")],
)
def test_a_task_that_kills_twice_is_lost_and_no_other(tmp_path: Path, death: str, reason: str) -> None:
    outcomes = run(tmp_path, ["do a", death, "do b", "do c"], jobs=1)
    assert outcomes.pop(death) == pool.Lost(reason)
    assert set(outcomes.values()) == {b"a done", b"b done", b"c done"}


def test_a_task_past_its_time_is_ended_and_tried_again(tmp_path: Path) -> None:
    outcomes = run(tmp_path, ["once-hang a", "do b"], seconds=3)
    assert outcomes == {"once-hang a": b"a done", "do b": b"b done"}


def test_a_task_that_hangs_for_ever_is_lost(tmp_path: Path) -> None:
    outcomes = run(tmp_path, ["hang a", "do b"], seconds=3)
    assert outcomes == {"hang a": pool.Lost("it took more than 3 s"), "do b": b"b done"}


def test_memory_has_a_bound(tmp_path: Path) -> None:
    """A worker that asks for more than its share gets a MemoryError, which here ends it."""
    outcomes = list(pool.run(make_work, str(tmp_path).encode(), [b"memory m"], jobs=1, seconds=SECONDS, memory=1 << 30))
    assert outcomes == [(b"memory m", pool.Lost("its process ended with status 1"))]


def test_tasks_are_drawn_only_as_workers_become_free(tmp_path: Path) -> None:
    drawn = 0

    def tasks() -> object:
        nonlocal drawn
        for number in range(50):
            drawn += 1
            yield f"do {number}".encode()

    for done, _ in enumerate(pool.run(make_work, str(tmp_path).encode(), tasks(), jobs=2, seconds=SECONDS), 1):  # type: ignore[arg-type]
        assert drawn <= done + 2


def test_leaving_early_leaves_no_process(tmp_path: Path) -> None:
    outcomes = pool.run(make_work, str(tmp_path).encode(), (f"do {n}".encode() for n in range(100)), jobs=2, seconds=9)
    next(outcomes)
    outcomes.close()
    import multiprocessing

    assert multiprocessing.active_children() == []
