"""A program trained once more at a person's wish: with other seeds, beside what is there, which all stays."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.journeys.command import ROOT, line
from tests.training.batch.school import FAILING, FILE, IDLE, PAIRS, PART, WHY_ANSWER, School, guessing, rubric

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> School:
    hand_ins = {"oak": {FILE: guessing(0), "answers.md": WHY_ANSWER}, "elm": {FILE: FAILING}}
    school = School(tmp_path_factory.mktemp("school"), **hand_ins)
    school.grade()
    return school


def rerun(school: School, *options: str, status: int = 0) -> str:
    """What the command says."""
    told = line("rerun", school.out, *options)
    done = subprocess.run(told, cwd=ROOT, env=school.env(), capture_output=True, text=True, check=False)
    assert done.returncode == status, done.stderr
    return done.stdout if status == 0 else done.stderr


def test_it_is_measured_anew_with_other_seeds_and_all_else_stays(first: School) -> None:
    rows, units, before = first.rows(), first.units(), first.runs()
    rerun(first, "oak")
    assert first.new(rows) == {("oak", PART): 1}
    assert first.units()[: len(units)] == units
    again = first.units()[len(units) :]
    assert [(unit[1], unit[5], unit[7]) for unit in again] == [("oak", 1, name) for name in PAIRS]
    seeds = [{run["seed"] for run in runs} for runs in (before, first.runs()[len(before) :])]
    assert seeds[0].isdisjoint(seeds[1]) and len(seeds[1]) == 2
    told = first.accuracy("oak")
    assert told["evidence"]["training"]["attempt"] == 1, "it is the same program"
    rows, units = first.rows(), first.units()
    first.grade(on=IDLE)
    assert (first.rows(), first.units()) == (rows, units)
    first.ask(rubric(0.9))
    first.grade(on=IDLE)
    assert first.training("oak")["mean"] == told["evidence"]["training"]["mean"], "the last one counts"
    assert first.units() == units


@pytest.mark.parametrize(
    ("options", "said"),
    [
        pytest.param(["oka"], "no submission 'oka' was graded there", id="nobody of that name"),
        pytest.param(["oak", "--part", "net.why"], "must name a part whose program is trained", id="no program"),
    ],
)
def test_what_cannot_be_trained_is_said(first: School, options: list[str], said: str) -> None:
    rows, units = first.rows(), first.units()
    assert said in rerun(first, *options, status=2)
    assert (first.rows(), first.units()) == (rows, units)


def test_without_the_class_or_the_secret_nothing_is_trained(first: School, tmp_path: Path) -> None:
    rows, units, runs = first.rows(), first.units(), first.count()
    shutil.move(first.secret, tmp_path / "secret")
    assert "bring it" in rerun(first, "oak", status=2)
    shutil.move(tmp_path / "secret", first.secret)
    shutil.move(first.folder / "class", tmp_path / "class")
    assert "is not a folder" in rerun(first, "oak", status=2)
    assert (first.rows(), first.units(), first.count()) == (rows, units, runs)
