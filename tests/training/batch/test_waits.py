"""Programs that wait for a device, are rehearsed where there is none, measured where there is one, and stay so."""

from pathlib import Path
from typing import Any

import pytest

from tests.journeys.command import STORE, asked, files
from tests.training.batch.machine import Machine
from tests.training.batch.school import (
    CANARIES,
    FAILING,
    FILE,
    H200,
    LINEAR,
    PAIRS,
    PART,
    WHY,
    WHY_ANSWER,
    School,
    guessing,
    rubric,
)

pytestmark = pytest.mark.journey

DEVICE = {"name": H200}
LARGE = Machine((H200,))
"""The machine with the device."""
LARGE_AND_IDLE = Machine((H200,), trains=False)
RIGHT = ("correct", "needs_review")


def on_the_device(small: Any = None, **more: Any) -> dict[str, Any]:
    """The rubric of a part that is trained on the device."""
    return rubric(device=DEVICE, **more, **({} if small is None else {"small": small}))


@pytest.fixture
def school(tmp_path: Path) -> School:
    """One program that learns nothing, one that fails, and nobody's."""
    hand_ins = {"oak": {FILE: guessing(0), "answers.md": WHY_ANSWER}, "elm": {FILE: FAILING}}
    made = School(tmp_path, **hand_ins, fig={"answers.md": WHY_ANSWER})
    made.ask(on_the_device())
    return made


def statuses(school: School) -> dict[str, str]:
    return {name: school.part(name)["status"] for name in ("oak", "elm", "fig")}


WAIT = {"oak": "needs_gpu", "elm": "needs_gpu", "fig": "missing"}
JUDGED = {"oak": "incorrect", "elm": "incorrect", "fig": "missing"}

# --- without the device -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("here", "reason"),
    [
        pytest.param(Machine(), f"no {H200} here: there is none", id="none"),
        pytest.param(Machine(("NVIDIA A100",)), f"no {H200} here, but NVIDIA A100", id="another"),
    ],
)
def test_it_waits_and_says_for_what(school: School, here: Machine, reason: str) -> None:
    said = school.grade(on=here).stdout
    assert "2 wait for a person or a device on some parts" in said
    assert statuses(school) == WAIT and school.count() == 0 and school.units() == []
    part = school.part("oak")
    assert part["score"] is None and [each["score"] for each in part["criteria"]] == [None, None]
    for criterion in part["criteria"]:
        assert criterion["message"].startswith(f"This waits for its device. Here: {reason}")
    assert school.part("oak", WHY)["status"] == "correct"
    rows = school.rows()
    school.grade(on=here)
    school.grade("--waiting", on=here)
    assert statuses(school) == WAIT and set(school.new(rows)) == {("oak", PART), ("elm", PART)}


def test_a_rehearsal_shows_what_it_would_be_and_still_waits(school: School) -> None:
    school.ask(on_the_device("rehearsal"))
    school.grade("--small")
    assert statuses(school) == WAIT
    found = school.accuracy("oak")
    assert found["score"] is None and "This is a rehearsal" in found["message"] and "earn nothing" in found["message"]
    told = school.training("oak")
    assert (told["device"], told["small"], told["counts"], len(told["runs"])) == ("cpu", True, False, 2)
    assert tuple(school.names("oak")) == PAIRS


def test_what_was_rehearsed_is_no_measurement(school: School) -> None:
    """Even where the small variant differs in nothing but the device."""
    school.ask(on_the_device({"threads": 1}))
    school.grade("--small")
    units, runs = school.units(), school.count()
    school.grade()
    assert statuses(school) == WAIT
    assert (school.units(), school.count()) == (units, runs)
    assert "This waits for its device" in school.accuracy("oak")["message"]
    school.grade("--small", on=Machine(trains=False))
    assert school.training("oak")["small"] and statuses(school) == WAIT, "the rehearsal is remembered"


def test_a_small_variant_that_counts_earns_points(tmp_path: Path) -> None:
    school = School(tmp_path, oak={FILE: LINEAR}, elm={FILE: FAILING})
    school.ask(on_the_device("counts"))
    school.grade("--small")
    told = school.training("oak")
    assert (told["device"], told["small"], told["counts"]) == ("cpu", True, True)
    assert school.part("oak")["status"] in RIGHT and len(school.names("oak")) == len(PAIRS) + CANARIES
    assert (school.part("elm")["status"], school.part("elm")["score"]) == ("incorrect", 0)
    if school.part("oak")["status"] == "correct":
        assert school.part("oak")["score"] == 6


def test_a_rubric_that_asks_for_another_device_is_not_satisfied_with_what_was_kept(school: School) -> None:
    school.ask(rubric())
    school.grade()
    assert statuses(school) == JUDGED
    units = school.units()
    school.ask(on_the_device())
    school.grade()
    assert statuses(school) == WAIT
    school.grade(on=LARGE)
    assert statuses(school) == JUDGED and school.training("oak")["device"] == H200
    assert [unit[6].split(",")[0] for unit in school.units()[len(units) :]] == [H200] * 2 * len(PAIRS)
    assert school.training("oak")["attempt"] == 1


# --- with the device --------------------------------------------------------------------------------


def test_only_what_waits_is_measured_and_all_other_rows_stay(school: School) -> None:
    school.grade()
    rows, written = school.rows(), files(school.out)
    school.hand_in("fig", {"answers.md": WHY_ANSWER.replace("one", "two")})
    changed = on_the_device()
    changed["problems"][0]["parts"][1]["criteria"][0]["right"] = "two"
    school.ask(changed)
    said = school.grade("--waiting", on=LARGE, jobs=2).stdout
    assert school.new(rows) == {("oak", PART): 1, ("elm", PART): 1}
    assert "stay as they are" in said
    assert statuses(school) == JUDGED and school.training("oak")["device"] == H200
    assert files(school.out)["results/fig.json"] == written["results/fig.json"]
    assert school.part("oak", WHY)["status"] == "correct"
    rows, units = school.rows(), school.units()
    school.grade("--waiting", on=LARGE_AND_IDLE)
    assert (school.rows(), school.units()) == (rows, units)
    school.grade()
    assert set(school.new(rows)) == {(name, WHY) for name in ("oak", "elm", "fig")}
    assert statuses(school) == JUDGED and school.units() == units


def test_after_a_rehearsal_it_is_measured_with_what_waits(school: School) -> None:
    school.ask(on_the_device("rehearsal"))
    school.grade("--small")
    rows, units = school.rows(), school.units()
    school.grade("--waiting", on=LARGE)
    assert school.new(rows) == {("oak", PART): 1, ("elm", PART): 1}
    assert statuses(school) == JUDGED
    assert (school.training("oak")["device"], school.training("oak")["small"]) == (H200, False)
    assert school.units()[: len(units)] == units


def test_another_secret_or_none_is_refused(school: School, tmp_path: Path) -> None:
    school.grade()
    rows, mine, noted = school.rows(), school.secret.read_text(), asked(school.out / STORE, "SELECT * FROM asked")
    school.secret.rename(tmp_path / "at home")
    said = school.grade("--waiting", on=LARGE, status=2).stderr
    assert said.startswith(f"grade: {school.secret} is not there, and {school.out} was graded with the secret ")
    assert said.endswith(": bring it back\n") and not school.secret.exists()
    school.secret.write_text(mine.replace("5a", "6b"))
    school.secret.chmod(0o600)
    said = school.grade("--waiting", on=LARGE, status=2).stderr
    assert said.startswith(f"grade: {school.secret} is the secret ") and said.endswith(": bring that one back\n")
    assert (school.rows(), school.units(), school.count()) == (rows, [], 0)
    assert asked(school.out / STORE, "SELECT * FROM asked") == noted, "nobody goes on from a batch that was refused"
    school.grade("--waiting", "--secret", tmp_path / "at home", on=LARGE)
    assert statuses(school) == JUDGED


# --- and back again ---------------------------------------------------------------------------------


def test_what_was_measured_stays_so_on_a_machine_without_the_device(school: School) -> None:
    school.grade(on=LARGE)
    rows, units, runs = school.rows(), school.units(), school.count()
    school.grade()
    assert school.rows() == rows, "nothing has changed"
    titled = on_the_device()
    titled["problems"][0]["parts"][0]["title"] = "Another title"
    school.ask(titled)
    school.grade()
    assert school.rows() == rows
    school.ask(on_the_device(at_least=0.9))
    school.grade()
    assert set(school.new(rows)) == {(name, PART) for name in ("oak", "elm", "fig")}
    assert statuses(school) == JUDGED and (school.units(), school.count()) == (units, runs)
    told = school.training("oak")
    assert (told["device"], told["at_least"]) == (H200, 0.9)


def test_what_is_handed_in_later_waits_beside_what_was_measured(school: School) -> None:
    school.grade(on=LARGE)
    units = school.units()
    school.hand_in("fig", {FILE: guessing(0)})
    school.hand_in("elm", {FILE: FAILING.replace("ValueError", "KeyError")})
    school.grade()
    assert statuses(school) == {"oak": "incorrect", "elm": "needs_gpu", "fig": "needs_gpu"}
    assert school.units() == units
    rows = school.rows()
    school.grade("--waiting", on=LARGE)
    assert school.new(rows) == {("elm", PART): 1, ("fig", PART): 1}
    assert (school.training("elm")["attempt"], school.training("fig")["attempt"]) == (2, 1)


def test_what_was_seen_in_a_first_look_is_remembered_too(school: School) -> None:
    """Where the program cannot be loaded at all, it costs no time on the device, here or there."""
    school.hand_in("elm", {FILE: f"import nothing_of_this_name\n{FAILING}"})
    school.hand_in("oak", {FILE: "def train(images, labels, *, seed, device):\n    return 1 +\n"})
    school.grade(on=Machine((H200,), torch="cuda:0"))
    assert statuses(school) == {"oak": "unreadable", "elm": "incorrect", "fig": "missing"}
    assert "first look" in school.accuracy("elm")["message"] and school.names("elm") == ["first look"]
    units = school.units()
    school.ask(on_the_device(at_least=0.9))
    school.grade(on=Machine(trains=False))
    assert statuses(school)["elm"] == "incorrect" and school.units() == units
