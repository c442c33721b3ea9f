"""Programs that train, honest and otherwise, graded as a student's is: each gets what it deserves, and no more.

What each deserves stands beside it, in tests/training/programs. Times are judged by ratios alone, with wide margins.
After each, no process is left and no file: not in the folders that all may write to.
"""

import ctypes
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.hostile.run_programs import below
from tests.training.judged import graded, wrong
from tests.training.programs.cases import all_programs
from tests.training.programs.program import TEST
from tests.training.rounds import mine

_SUBREAPER = 36
SHARED = ("/tmp", "/var/tmp", "/dev/shm", str(Path.home()))
LEFT = ("kept", "keptfolder", "keptpipe", ".kept", "filler")


@pytest.fixture(scope="module", autouse=True)
def orphans() -> Iterator[None]:
    """Processes that lose their parent become this one's children, where they are seen."""
    prctl = ctypes.CDLL(None).prctl
    prctl(_SUBREAPER, 1, 0, 0, 0)
    yield
    prctl(_SUBREAPER, 0, 0, 0, 0)


def descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def left() -> list[str]:
    return [path for folder in SHARED for name in LEFT if os.path.lexists(path := f"{folder}/{name}")]


def _marks(tier: str) -> tuple[pytest.MarkDecorator, ...]:
    return () if tier == TEST else (getattr(pytest.mark, tier),)


@pytest.mark.parametrize(
    "name",
    [pytest.param(name, id=name, marks=_marks(all_programs()[name].tier)) for name in mine(list(all_programs()))],
)
def test_a_program_gets_what_it_deserves(name: str, tmp_path: Path) -> None:
    program, standing, open_before = all_programs()[name], below(os.getpid()), descriptors()
    record = graded(program, tmp_path)
    assert list(wrong(program, record)) == []
    assert below(os.getpid()) - standing == set()
    assert left() == []
    assert descriptors() <= open_before
