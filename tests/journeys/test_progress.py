"""What is said of a class in which one program takes long, and in which order it is graded."""

import re
from math import fsum
from pathlib import Path

import pytest

from sample_class.handin import markdown
from tests.journeys import small_class
from tests.journeys.command import STORE, asked, grade, rows

pytestmark = pytest.mark.journey

QUICK = [f"s{number}" for number in range(8)]
ONCE = "training):\n    if not training:\n        return ['<sos>', *predicted]\n"


def write(folder: Path, seconds: dict[str, float]) -> Path:
    """A class of quick ones, and of those whose code takes these seconds; the rubric's path."""
    for name in QUICK:
        small_class.lay(folder / "class" / name, {"answers.md": markdown({"words.layers": "two"})})
    for name, each in seconds.items():
        code = small_class.waits(each).decode().replace("training):\n", ONCE)
        small_class.lay(folder / "class" / name, {"waits.py": code.encode()})
    return small_class.write(folder, "fern")


def begun(out: Path, since: int = 0) -> list[str]:
    """Those graded, in the order in which their first rows were kept."""
    return list(dict.fromkeys(row[1] for row in rows(out)[since:]))


@pytest.mark.parametrize(
    ("jobs", "line"),
    [
        pytest.param(1, r"0 of 10 graded; running: zoe for \d+ s", id="alone: the others wait for it"),
        pytest.param(2, r"9 of 10 graded(, about \d+ s left)?; running: zoe for \d+ s", id="beside the others"),
    ],
)
def test_the_slow_one_is_begun_first_and_named_while_nothing_moves(tmp_path: Path, jobs: int, line: str) -> None:
    rubric = write(tmp_path, {"zoe": 16.0})
    options = ["--rubric", rubric, "--out", tmp_path / "out", "--jobs", str(jobs)]
    said = grade("batch", tmp_path / "class", *options).stderr.splitlines()
    assert [each for each in said if re.fullmatch(line, each)], said
    told = [re.fullmatch(r"(\d+) of 10 graded(, about .* left)?(; running: .*)?", each) for each in said]
    assert all(told), "nothing else is said"
    assert not [each[0] for each in told if each and each[2] and int(each[1]) < 3], "no time before three were graded"
    assert (begun(tmp_path / "out")[0] == "zoe") is (jobs == 1)


def test_what_took_longest_the_last_time_is_begun_first(tmp_path: Path) -> None:
    rubric, out = write(tmp_path, {"abe": 0.2, "ben": 0.8, "zoe": 2.0}), tmp_path / "out"
    arguments = ["batch", tmp_path / "class", "--rubric", rubric, "--out", out, "--jobs", "1"]
    grade(*arguments)
    assert begun(out)[:3] == ["abe", "ben", "zoe"], "code that was never run is thought to take the same"
    took: dict[str, list[float]] = {}
    for name, seconds in asked(out / STORE, "SELECT submission, seconds FROM rows"):
        took.setdefault(name, []).append(seconds)
    before = len(rows(out))
    grade(*arguments, "--fresh")
    assert begun(out, before) == sorted(took, key=lambda name: (-fsum(took[name]), name))
