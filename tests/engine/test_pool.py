"""Workers that die cost one retry and then one task, whatever they have said before."""

import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

from grader.engine.workers import pool
from grader.engine.workers.pool import Lost, Said, Waiting

SECONDS = 30.0
Asking = Callable[[str], bytes]


def make_work(setting: bytes) -> pool.Work:
    """A worker that does what a task says, step by step: "say a, kill" says "a" and kills itself.

    A step with "once-" leaves a mark in the folder, and is left out the next time.
    """
    marks = Path(setting.decode())

    def work(told: bytes) -> Iterator[bytes]:
        for step in filter(None, told.decode().split(", ")):
            what, _, content = step.partition(" ")
            if what == "say":
                yield content.encode()
            elif not (marks / step).exists():
                if what.startswith("once-"):
                    (marks / step).touch()
                suffer(what.removeprefix("once-"), content, marks)

    return work


def suffer(what: str, content: str, marks: Path) -> None:
    if what == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    elif what == "exit":
        os._exit(3)
    elif what == "hang":
        time.sleep(3600)
    elif what == "memory":
        bytearray(64 << 30)
    elif what == "pause":
        time.sleep(float(content))
    elif what == "until":
        while not (marks / content).exists():
            time.sleep(0.01)


def run(
    folder: Path,
    tasks: Iterable[str],
    ask: Asking = str.encode,
    *,
    jobs: int,
    seconds: float = SECONDS,
    memory: int | None = None,
    tick: float = 1.0,
) -> Iterator[pool.Event]:
    """All that a pool says, from its start to its end."""
    with pool.Pool(make_work, jobs=jobs, memory=memory) as workers:
        yield from workers.run(str(folder).encode(), tasks, ask, seconds=seconds, tick=tick)


def events(
    folder: Path, tasks: list[str], *, jobs: int = 2, seconds: float = SECONDS, memory: int | None = None
) -> list[pool.Event]:
    """All that is said, but for who is working meanwhile."""
    said = run(folder, tasks, jobs=jobs, seconds=seconds, memory=memory)
    return [event for event in said if not isinstance(event, Waiting)]


def of(task: str, found: list[pool.Event]) -> list[bytes | str]:
    """What was said of a task: its answers, "end" for the last one, or why it was lost."""
    told: list[bytes | str] = []
    for event in found:
        if isinstance(event, Said) and event.task == task:
            assert not (event.last and event.answer), "the last answer is empty"
            told.append("end" if event.last else event.answer)
        elif isinstance(event, Lost) and event.task == task:
            told.append(event.reason)
    return told


def test_every_task_is_done_by_as_many_workers_as_asked(tmp_path: Path) -> None:
    tasks = [f"say {number}" for number in range(20)]
    found = events(tmp_path, tasks)
    assert {task: of(task, found) for task in tasks} == {task: [task[4:].encode(), "end"] for task in tasks}


@pytest.mark.parametrize(
    ("task", "said"),
    [
        pytest.param("say a", [b"a", "end"], id="one answer"),
        pytest.param("say a, say b, say c", [b"a", b"b", b"c", "end"], id="several answers, in their order"),
        pytest.param("", ["end"], id="no answer"),
        pytest.param("say , say ", [b"", b"", "end"], id="empty answers are not the last one"),
        pytest.param("say ., say +", [b".", b"+", "end"], id="answers that look like our own marks"),
        pytest.param("say " + 300_000 * "x", [300_000 * b"x", "end"], id="an answer longer than a pipe holds"),
        pytest.param("once-kill, say b", [b"b", "end"], id="killed once"),
        pytest.param("once-exit, say b", [b"b", "end"], id="ended once"),
        pytest.param("kill", ["its process was ended by SIGKILL"], id="killed each time"),
        pytest.param("exit", ["its process ended with status 3"], id="ended each time"),
        pytest.param("say a, once-kill, say b", [b"a", b"a", b"b", "end"], id="killed once after an answer"),
        pytest.param("say a, exit", [b"a", b"a", "its process ended with status 3"], id="ended after each answer"),
    ],
)
def test_a_task_ends_with_its_last_answer_or_is_lost_after_two_tries(
    tmp_path: Path, task: str, said: list[bytes | str]
) -> None:
    found = events(tmp_path, ["say 1", task, "say 2", "say 3"], jobs=1)
    assert of(task, found) == said
    for other in "123":
        assert of(f"say {other}", found) == [other.encode(), "end"], "no other task is touched"


def test_a_second_try_is_asked_for_anew_and_gets_what_is_known_by_then(tmp_path: Path) -> None:
    said: dict[str, list[bytes]] = {"a": [], "b": []}
    steps = {"a": ["say 1", "say 2", "once-kill", "say 3"], "b": ["say 4"]}

    def ask(task: str) -> bytes:
        """All steps but those that were said already."""
        return ", ".join(step for step in steps[task] if step[4:].encode() not in said[task]).encode()

    for event in run(tmp_path, steps, ask, jobs=1):
        if isinstance(event, Said) and not event.last:
            said[event.task].append(event.answer)
    assert said == {"a": [b"1", b"2", b"3"], "b": [b"4"]}


@pytest.mark.parametrize(
    ("task", "said"),
    [
        pytest.param("once-hang, say a", [b"a", "end"], id="tried again"),
        pytest.param("say a, hang", [b"a", b"a", "it took more than 3 s"], id="lost when it hangs again"),
        pytest.param("pause 1.6, say a, pause 1.6, say b, pause 1.6", [b"a", b"b", "end"], id="anew with each answer"),
    ],
)
def test_a_task_that_says_nothing_for_too_long_is_ended(tmp_path: Path, task: str, said: list[bytes | str]) -> None:
    found = events(tmp_path, [task, "say 1"], seconds=3)
    assert of(task, found) == said
    assert of("say 1", found) == [b"1", "end"]


def test_memory_has_a_bound(tmp_path: Path) -> None:
    """A worker that asks for more than its share gets a MemoryError, which here ends it."""
    assert events(tmp_path, ["memory"], jobs=1, memory=1 << 30) == [Lost("memory", "its process ended with status 1")]


def test_while_nothing_is_said_it_is_told_who_is_working(tmp_path: Path) -> None:
    tasks = ["until x", "say a, until y", "say b"]
    seen: list[tuple[str, ...]] = []
    said: list[str] = []
    for event in run(tmp_path, tasks, jobs=2, tick=0.05):
        if isinstance(event, Waiting):
            names, times = zip(*event.running, strict=True)
            assert list(times) == sorted(times, reverse=True), "the longest first"
            seen.append(names)
            if len(names) == 2 and said:
                (tmp_path / "y").touch()
            elif said[-1:] == ["say b ended"]:
                (tmp_path / "x").touch()
        elif isinstance(event, Said):
            said.append(f"{event.task} ended" if event.last else event.answer.decode())
    assert said == ["a", "say a, until y ended", "b", "say b ended", "until x ended"]
    assert ("until x", "say a, until y") in seen
    assert seen[-1] == ("until x",)


def test_who_is_working_is_told_although_they_talk_all_the_time(tmp_path: Path) -> None:
    tasks = [", ".join(["say a, pause 0.05"] * 60 + [f"say {name}"]) for name in "xyz"]
    heard = [type(event) for event in run(tmp_path, tasks, jobs=3, tick=0.5)]
    assert heard.count(Said) == 3 * 62 and 3 <= heard.count(Waiting) <= heard.count(Said) / 2


def test_tasks_are_drawn_only_as_workers_become_free(tmp_path: Path) -> None:
    """What each worker is at, and what it said before, which may still be heard."""
    drawn = 0

    def tasks() -> Iterator[str]:
        nonlocal drawn
        for number in range(50):
            drawn += 1
            yield f"say {number}"

    done = 0
    for event in run(tmp_path, tasks(), jobs=2):
        done += isinstance(event, Said) and event.last
        assert drawn <= done + 2 * 2
    assert done == 50


@pytest.mark.parametrize("tasks", [[], ["say 1"]], ids=["nothing to do", "less to do than workers"])
def test_workers_that_have_nothing_to_do_end_with_the_others(tmp_path: Path, tasks: list[str]) -> None:
    with pool.Pool(make_work, jobs=3) as workers:
        assert len(multiprocessing.active_children()) == 3, "they are there before there is a task"
        found = list(workers.run(str(tmp_path).encode(), tasks, str.encode, seconds=SECONDS))
    assert [event.task for event in found if isinstance(event, Said) and event.last] == tasks
    assert multiprocessing.active_children() == []


def test_leaving_early_leaves_no_process(tmp_path: Path) -> None:
    tasks = (f"say {number}" for number in range(100))
    found = run(tmp_path, tasks, jobs=2)
    next(found)
    found.close()  # type: ignore[attr-defined]
    assert multiprocessing.active_children() == []
