"""What is said while a class is graded, on a terminal and elsewhere, by a clock of our own."""

import io
import re
from collections.abc import Iterator

import pytest

from grader import progress
from grader.engine.batch import Progress

RUNNING = (("oak", 35.2), ("elm", 12.0))
Told = list[tuple[float, Progress]]
"""What is reported, and when: in seconds since the start."""


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def done(number: int, **more: object) -> Progress:
    told = {"submission": f"s{number}", "done": number, "total": 1000, "reused": False, "lost": None}
    return Progress(**{**told, **more})  # type: ignore[arg-type]


def waiting(number: int, **more: object) -> Progress:
    return done(number, **{"submission": None, "running": RUNNING, **more})


def printed(stream: io.StringIO, told: Told) -> str:
    now = 0.0
    with progress.bar(stream, lambda: now) as report:
        for now, each in told:  # noqa: B007
            report(each)
    return stream.getvalue()


MANY = tuple((f"s{number}", 20.0 - number) for number in range(8))


@pytest.mark.parametrize(
    ("told", "lines"),
    [
        pytest.param([(1, done(1, left=9))], [], id="nothing at once"),
        pytest.param([(6, done(412, left=35.4))], ["412 of 1000 graded, about 35 s left"], id="the time left"),
        pytest.param([(6, done(412))], ["412 of 1000 graded"], id="no word of the time before it can be told"),
        pytest.param([(6, done(2, left=0.2))], ["2 of 1000 graded, about 1 s left"], id="never none left"),
        pytest.param([(6, done(2, left=1466))], ["2 of 1000 graded, about 24 min left"], id="long times in minutes"),
        pytest.param(
            [(second / 10, done(second, left=40)) for second in range(1, 120)],
            ["50 of 1000 graded, about 40 s left", "100 of 1000 graded, about 40 s left"],
            id="no more than a line in five seconds",
        ),
        pytest.param([(9, done(1000, left=None))], [], id="nothing when all are done: that is told at the end"),
        pytest.param(
            [(1, done(411, reused=True)), (6, done(412))], ["412 of 1000 done"], id="who is kept was not graded"
        ),
        pytest.param(
            [(4, done(411)), (8, waiting(411)), (14, waiting(411))],
            ["411 of 1000 graded", "411 of 1000 graded; running: oak for 35 s, elm for 12 s"],
            id="who is running, when nobody is done for five seconds",
        ),
        pytest.param(
            [(9, waiting(0)), (13, done(1)), (15, waiting(1)), (20, waiting(1, left=66))],
            [
                "0 of 1000 graded; running: oak for 35 s, elm for 12 s",
                "1 of 1000 graded",
                "1 of 1000 graded, about 66 s left; running: oak for 35 s, elm for 12 s",
            ],
            id="from the start, and anew after each",
        ),
        pytest.param(
            [(5, waiting(0, running=MANY))],
            ["0 of 1000 graded; running: s0 for 20 s, s1 for 19 s, s2 for 18 s, s3 for 17 s, s4 for 16 s and 3 more"],
            id="not everybody",
        ),
        pytest.param(
            [(5, waiting(0, running=(("a\nb\x1b[2J\u202e", 700), ("x" * 40, 1))))],
            ["0 of 1000 graded; running: a b⟨U+001B⟩[2J⟨U+202E⟩ for 12 min, " + "x" * 29 + "… for 1 s"],
            id="names that are hostile or long",
        ),
        pytest.param(
            [(1, done(1, lost="it took more than 9 s")), (6, done(2))],
            ["s1: not graded, the grader's process ended twice (it took more than 9 s)", "2 of 1000 done"],
            id="who is lost, at once",
        ),
    ],
)
def test_lines_where_there_is_no_terminal(told: Told, lines: list[str]) -> None:
    assert printed(io.StringIO(), told).splitlines() == lines


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[Terminal]:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.delenv("NO_COLOR", raising=False)
    with Terminal() as stream:
        yield stream


@pytest.mark.parametrize(
    ("told", "end"),
    [
        pytest.param([(1, done(412))], "412/1000 s412", id="who was done last"),
        pytest.param([(1, done(412, left=35))], "412/1000 about 35 s left  s412", id="the time left"),
        pytest.param([(1, done(412)), (3, waiting(412))], "412/1000 s412", id="still for a moment"),
        pytest.param(
            [(1, done(412)), (7, waiting(412, left=35))],
            "412/1000 about 35 s left  running: oak for 35 s, elm for 12 s",
            id="who is running",
        ),
        pytest.param(
            [(1, done(412)), (7, waiting(412, running=MANY))],
            "412/1000 running: s0 for 20 s, s1 for 19 s, s2 for 18 s, s3 for 17 s,…",
            id="as many as there is room for",
        ),
        pytest.param(
            [(1, done(412, submission="[red]a\x1b[2J{0}"))], "412/1000 [red]a⟨U+001B⟩[2J{0}", id="a hostile name"
        ),
    ],
)
def test_the_bar_on_a_terminal(terminal: Terminal, told: Told, end: str) -> None:
    shown = re.sub(r"\x1b\[[\d;?]*[a-zA-Z]", "", printed(terminal, told))
    last = re.split(r"[\r\n]+", shown.rstrip())[-1].rstrip()
    assert last.startswith("grading ━")
    assert last.endswith(end)


def test_the_bar_tells_who_is_lost_above_it(terminal: Terminal) -> None:
    assert "s1: not graded, the grader's process ended twice (why)" in printed(terminal, [(1, done(1, lost="why"))])
