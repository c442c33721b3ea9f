"""What was measured of a program is measured once: only other code, or another way of measuring, makes new runs."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.training.batch.machine import Machine
from tests.training.batch.school import (
    CANARIES,
    FAILING,
    FILE,
    IDLE,
    LINEAR,
    PAIRS,
    PART,
    WHY,
    WHY_ANSWER,
    School,
    rubric,
)

pytestmark = pytest.mark.journey

RIGHT = ("correct", "needs_review")
"""Where it is measured on a busy machine, a canary may ask for a person."""


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> School:
    """A good program, one that fails, and nobody's: graded once."""
    hand_ins = {"oak": {FILE: LINEAR, "answers.md": WHY_ANSWER}, "elm": {FILE: FAILING, "solution.py": "a = 1\n"}}
    school = School(tmp_path_factory.mktemp("school"), **hand_ins, fig={"notes.txt": "Nothing yet."})
    school.grade(jobs=2)
    return school


@pytest.fixture
def school(first: School, tmp_path: Path) -> School:
    """A copy of it, as it was left."""
    shutil.copytree(first.folder, tmp_path / "school")
    return School(tmp_path / "school")


def test_each_program_is_measured_and_judged(first: School) -> None:
    assert tuple(first.names("oak")[:3]) == PAIRS and len(first.names("oak")) == 3 + CANARIES
    assert tuple(first.names("elm")) == PAIRS, "with no points to earn, no canary is flown"
    assert first.names("fig") == []
    statuses = {name: first.part(name)["status"] for name in ("oak", "elm", "fig")}
    assert statuses["oak"] in RIGHT and (statuses["elm"], statuses["fig"]) == ("incorrect", "missing")
    assert "raised ValueError" in first.accuracy("elm")["message"]
    told = first.training("oak")
    assert (told["device"], told["attempt"], len(told["runs"])) == ("cpu", 1, 2) and told["mean"] > 0.9
    assert list(first.left()) == []


def test_each_run_is_kept_once(first: School) -> None:
    units = first.units()
    assert [unit[0] for unit in units] == list(range(1, len(units) + 1))
    assert len({(unit[1], unit[7]) for unit in units}) == len(units)
    assert len({unit[3] for unit in units}) == 2, "what it rests on is the same for all of a program"
    assert first.count("begins") == first.count("ends")


def see_nothing_new(school: School, rows: list[tuple[Any, ...]], units: list[tuple[Any, ...]], runs: int) -> None:
    assert (school.rows(), school.units(), school.count()) == (rows, units, runs)


def test_a_second_batch_grades_and_trains_nothing(school: School) -> None:
    told = school.rows(), school.units(), school.count()
    assert "nothing to grade since the last run" in school.grade(on=IDLE).stdout
    see_nothing_new(school, *told)


@pytest.mark.parametrize(
    ("file", "text"),
    [
        pytest.param(FILE, f"# Mine.\n{FAILING}", id="a comment"),
        pytest.param(FILE, FAILING.replace(":\n", ':\n    """It does not work yet."""\n\n', 1), id="a docstring"),
        pytest.param(FILE, FAILING.replace("    raise", "  raise"), id="its layout"),
        pytest.param("answers.md", f"## {WHY}\n\ntwo\n", id="another answer"),
        pytest.param("solution.py", "b = 2\n", id="a module that is not imported"),
        pytest.param("notes.txt", "It does not work.", id="another file"),
    ],
)
def test_what_the_program_does_not_rest_on_keeps_its_verdict(school: School, file: str, text: str) -> None:
    rows, units, runs, before = school.rows(), school.units(), school.count(), school.part("elm")
    school.hand_in("elm", {file: text})
    school.grade(on=IDLE)
    assert set(school.new(rows)) <= {("elm", WHY)}
    assert (school.units(), school.count()) == (units, runs)
    assert school.part("elm") == before


def test_other_code_is_trained_anew_and_is_the_second_attempt(school: School) -> None:
    rows, units = school.rows(), school.units()
    school.hand_in("elm", {FILE: FAILING.replace("ValueError", "KeyError")})
    school.grade()
    assert school.new(rows) == {("elm", PART): 1}
    assert school.units()[: len(units)] == units
    assert [unit[7] for unit in school.units("elm")[3:]] == list(PAIRS)
    assert "raised KeyError" in school.accuracy("elm")["message"]
    assert school.training("elm")["attempt"] == 2
    page = (school.out / "results" / "elm.json").read_text(encoding="utf-8")
    assert '"attempt": 2' in page
    school.hand_in("elm", {FILE: f"{FAILING}\n"})
    school.grade(on=IDLE)
    assert "raised ValueError" in school.accuracy("elm")["message"], "the first one's units are still there"


def test_a_module_that_it_imports_is_code_of_its_own(school: School) -> None:
    school.hand_in("elm", {FILE: f"import solution\n{FAILING}"})
    school.grade()
    units = school.units()
    school.hand_in("elm", {"solution.py": "a = 1  # the same\n"})
    school.grade(on=IDLE)
    assert school.units() == units
    school.hand_in("elm", {"solution.py": "a = 3\n"})
    school.grade()
    assert [unit[7] for unit in school.units()[len(units) :]] == list(PAIRS)
    assert school.training("elm")["attempt"] == 3


Judged = Callable[[School], object]
CRITERIA: dict[str, tuple[dict[str, Any], Judged]] = {
    # another rubric, and what is so by it and was not before
    "another threshold": (rubric(0.9), lambda school: school.training("oak")["at_least"] == 0.9),
    "a threshold out of reach": (rubric(0.97), lambda school: "97" in school.accuracy("oak")["message"]),
    "another ratio": (rubric(at_most=0.001), lambda school: school.part("oak")["criteria"][1]["score"] == 0),
}


@pytest.mark.parametrize(("changed", "so"), CRITERIA.values(), ids=CRITERIA)
def test_by_other_criteria_it_is_judged_from_what_was_kept(school: School, changed: dict[str, Any], so: Judged) -> None:
    rows, units, runs = school.rows(), school.units(), school.count()
    assert not so(school)
    school.ask(changed)
    school.grade(on=IDLE)
    assert set(school.new(rows)) == {(name, PART) for name in ("oak", "elm", "fig")}
    assert (school.units(), school.count()) == (units, runs)
    assert so(school) and school.part("elm")["status"] == "incorrect"


def test_what_was_kept_is_judged_where_no_program_can_be_run(school: School) -> None:
    """On a machine without a sandbox; where it was run when it was measured is still said."""
    rows, units = school.rows(), school.units()
    isolation = {(row[1], row[2]): row[8] for row in rows}
    school.ask(rubric(0.9))
    school.grade(on=Machine(sandbox=False))
    assert set(school.new(rows)) == {(name, PART) for name in ("oak", "elm", "fig")}
    assert school.units() == units and school.training("oak")["at_least"] == 0.9
    assert {(row[1], row[2]): row[8] for row in school.rows()} == isolation


def test_points_and_words_change_at_once_and_judge_nothing(school: School) -> None:
    told, before = (school.rows(), school.units(), school.count()), school.part("oak")
    changed = rubric()
    part = changed["problems"][0]["parts"][0]
    part["title"], part["criteria"][0]["points"] = "Another title", 40
    school.ask(changed)
    school.grade(on=IDLE)
    see_nothing_new(school, *told)
    assert (before["max_score"], school.part("oak")["max_score"]) == (6, 42)


def test_more_runs_are_made_beside_those_that_are_there(school: School) -> None:
    units, runs = school.units(), school.count()
    school.ask(rubric(runs=3))
    school.grade()
    assert [(unit[1], unit[7]) for unit in school.units()[len(units) :]] == [("oak", "pair 3")]
    assert school.units()[: len(units)] == units and school.count() == runs + 2
    assert len(school.training("oak")["runs"]) == 3 and school.part("oak")["status"] in RIGHT
    assert len(school.training("elm")["runs"]) == 2, "after two that failed no more are made"


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param({"budget": 50}, id="the budget"),
        pytest.param({"threads": 2}, id="the threads"),
        pytest.param({"memory_mb": 3000}, id="the memory"),
    ],
)
def test_measured_in_another_way_all_runs_are_made_anew(school: School, answer: dict[str, Any]) -> None:
    units = school.units()
    shutil.rmtree(school.folder / "class" / "oak")
    school.ask(rubric(**answer))
    school.grade()
    assert [(unit[1], unit[7]) for unit in school.units()[len(units) :]] == [("elm", name) for name in PAIRS]
    assert school.training("elm")["attempt"] == 1, "it is the same program"
    school.ask(rubric())
    school.grade(on=IDLE)
    assert school.accuracy("elm")["status"] == "incorrect", "what was measured in the first way is still there"


def test_the_same_reference_and_data_by_their_full_names_measure_nothing(school: School) -> None:
    units, runs = school.units(), school.count()
    school.ask(rubric(reference="resnet.small", data="digits.images"))
    school.grade(on=IDLE)
    assert (school.units(), school.count()) == (units, runs)
    assert school.part("oak")["status"] in RIGHT


def test_with_another_private_test_set_all_runs_are_made_anew(school: School) -> None:
    shutil.rmtree(school.folder / "class" / "oak")
    school.ask(rubric(hidden="hidden.npz"))
    for seed in (1, 2):
        units, random = school.units(), np.random.default_rng(seed)
        images = random.integers(0, 256, (200, 1, 8, 8), dtype=np.uint8)
        np.savez(school.folder / "hidden.npz", images=images, labels=random.integers(0, 10, 200))
        school.grade()
        assert [(unit[1], unit[7]) for unit in school.units()[len(units) :]] == [("elm", name) for name in PAIRS]
        units = school.units()
        school.grade(on=IDLE)
        assert school.units() == units
