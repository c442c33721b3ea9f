"""Each thing that a verdict can be made from, changed: that part is graded again, and nothing else is."""

import os
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.checks import CHECKS
from grader.engine.marking.runs import Runner
from grader.training.devices import cpu, lock
from tests.regrade.changes import GRADES_AGAIN, GRADES_NOTHING, Change, part_of
from tests.regrade.every_check import PARTS, rubric
from tests.regrade.school import School, World

pytestmark = pytest.mark.journey

EXAMPLES = int(os.environ.get("EXAMPLES", "25"))
"""More of them by hand, or at night."""


@pytest.fixture(scope="module")
def runner() -> Iterator[Runner]:
    """Programs are trained on a processor that is nobody else's, so that nobody is waited for."""
    mine = replace(cpu.Cpu(), key=f"regrade-{os.getpid()}")
    with pytest.MonkeyPatch.context() as patched, Runner() as runner:
        patched.setattr(cpu, "find", lambda: (mine,))
        yield runner
        (lock.FOLDER / f"{mine.key}.lock").unlink(missing_ok=True)


@pytest.fixture(scope="module")
def school(runner: Runner, tmp_path_factory: pytest.TempPathFactory) -> School:
    """Everything graded once, in the world as it is."""
    school = School(tmp_path_factory.mktemp("school"), runner)
    assert school.grade(World()) == PARTS
    return school


def test_every_check_and_every_form_is_among_the_parts() -> None:
    parts = [part_of(rubric(), name) for name in PARTS]
    checks = {criterion["check"] for part in parts for criterion in part["criteria"]}
    checks |= {criterion["each"]["check"] for part in parts for criterion in part["criteria"] if "each" in criterion}
    assert checks == set(CHECKS)


def test_nothing_changed_and_nothing_is_graded_again(school: School) -> None:
    assert school.grade(World()) == frozenset()


@pytest.mark.parametrize("change", GRADES_AGAIN, ids=lambda change: change.name)
def test_what_verdicts_are_made_from(school: School, change: Change) -> None:
    school.grade(World())
    graded = school.grade(change.apply(World()))
    assert graded >= change.needs
    assert graded <= change.needs | change.may


@pytest.mark.parametrize("change", GRADES_NOTHING, ids=lambda change: change.name)
def test_what_no_verdict_is_made_from(school: School, change: Change) -> None:
    school.grade(World())
    assert school.grade(change.apply(World())) <= change.may


@st.composite
def several(draw: st.DrawFn) -> list[Change]:
    """Some changes at once, no two of the same thing."""
    changes = draw(st.lists(st.sampled_from([*GRADES_AGAIN, *GRADES_NOTHING]), min_size=1, max_size=5))
    return list({change.slot or change.name: change for change in changes}.values())


def changed(changes: list[Change]) -> World:
    world = World()
    for change in changes:
        world = change.apply(world)
    return world


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(several())
def test_several_changes_at_once(school: School, changes: list[Change]) -> None:
    school.grade(World())
    graded = school.grade(changed(changes))
    assert graded >= frozenset[str]().union(*(change.needs for change in changes))
    assert graded <= frozenset[str]().union(*(change.needs | change.may for change in changes))


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(several(), max_size=3))
def test_the_same_world_gives_the_same_record(school: School, between: list[list[Change]]) -> None:
    school.grade(World())
    before = school.record()
    for changes in between:
        school.grade(changed(changes))
        assert school.grade(changed(changes)) == frozenset(), "what was graded holds at once"
    school.grade(World())
    assert school.record() == before
