"""Pairs: in what order, how many, made again when; and units that are known, which are never made again."""

import json
from dataclasses import replace
from statistics import mean

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.checks.decision import typical
from grader.checks.trained import Training
from grader.errors import OwnFault
from grader.training import measure
from grader.training.devices import State
from grader.training.draw import drawn
from grader.training.measure import FAILURES
from grader.training.measure import measure as measuring
from grader.training.paired import TRIES
from grader.training.plan import Few, Incomplete, Plan
from tests.training.simulated import IDLE, OTHER, STUDENT, TEST, Act, Acts, Lab, always, failure

calm = settings(deadline=None, max_examples=12)
CRASH = Act(fails={"train": failure("memory")})
QUICK = Few(sets=2, copied=2, asked=10)
PAIRS = Plan(4, (0.94,), canaries=False)


def each(*acts: Act | int) -> Acts:
    """One act for each pair, a number being images that are wrong; the last goes on."""
    found = [Act(wrong=act) if isinstance(act, int) else act for act in acts]
    return lambda purpose, number, attempt: found[min(number, len(found)) - 1]


def test_student_and_reference_take_turns_as_ABBA():
    lab = Lab(each(12, 8, 15, 11))
    training = lab.measured(PAIRS)[1]
    first = "".join("S" if who == "student" else "R" for _, _, who in lab.made)
    assert first == "SR RS RS SR SR RS RS SR".replace(" ", "")
    assert [number for _, number, _ in lab.made] == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8]
    sides = ["student", "reference", "reference", "student"] * 2
    assert [(pair.number, pair.first) for pair in training.pairs] == list(enumerate(sides, 1))


def test_both_get_the_same_data_and_seed_which_are_others_in_each_pair():
    lab = Lab()
    training = lab.measured(PAIRS)[1]
    for number, pair in enumerate(training.pairs, 1):
        run = drawn(lab.data, lab.seed("pair", number))
        for trial in lab.trials[2 * number - 2 : 2 * number]:
            assert np.array_equal(trial.given["images"], run.images)
            assert np.array_equal(trial.given["labels"], run.labels)
            assert trial.given["seed"] == run.seed == pair.seed
    assert len(set(training.seeds)) == 4


@pytest.mark.parametrize("factor", [1.0, 2.0, 3.0, 0.5, 0.0])
def test_a_program_that_takes_so_many_times_as_long_has_that_ratio(factor):
    slow = Act(start=50.0, load=factor, train=8 * factor, image=factor / 64, again=0.0)
    pairs = Lab(always(slow), always(Act(start=1.0))).measured(PAIRS)[1].pairs
    assert [pair.ratio for pair in pairs] == [factor] * 4
    assert typical([pair.ratio for pair in pairs]) == (factor, factor, factor)


MADE = {
    # the thresholds, what becomes of each pair (wrong images of 200; four pairs are planned), and how many are made
    "clearly above": ((0.94,), [6, 7, 5, 6], 4),
    "above from the first on: all four all the same": ((0.94,), [0], 4),
    "clearly below": ((0.94,), [30, 31, 29, 30], 4),
    "below from the first on": ((0.94,), [TEST], 4),
    "near": ((0.94,), [12, 8, 15, 11], 8),
    "near, then clearly above: no pair sooner": ((0.94,), [12, 8, 15, 11, 0], 8),
    "right at it, each time": ((0.94,), [12], 4),
    "no threshold": ((), [12, 8, 15, 11], 4),
    "two thresholds, both decided": ((0.94, 0.5), [6, 7, 5, 6], 4),
    "two thresholds, the first undecided": ((0.94, 0.5), [12, 8, 15, 11], 8),
    "two thresholds, the second undecided": ((0.5, 0.94), [12, 8, 15, 11], 8),
    "one failure": ((0.94,), [10, CRASH, 10], 4),
    "one failure, near": ((0.94,), [12, CRASH, 15, 11], 4),
    "one failure, no threshold": ((), [CRASH, 10], 4),
    "a failure after four did not decide": ((0.94,), [12, 8, 15, 11, 12, CRASH, 12], 6),
    "two failures at once": ((0.94,), [CRASH], 2),
    "two failures, apart": ((0.94,), [10, CRASH, CRASH, 10], 3),
    "two failures, no threshold": ((), [CRASH, 10, CRASH], 3),
    "the second failure is the last pair": ((), [CRASH, 10, 10, CRASH], 4),
}


@pytest.mark.parametrize(("thresholds", "acts", "count"), MADE.values(), ids=MADE)
def test_as_many_pairs_as_it_takes(thresholds, acts, count):
    training = Lab(each(*acts)).measured(replace(PAIRS, thresholds=thresholds))[1]
    assert len(training.pairs) == count
    failed = sum(pair.student.failed for pair in training.pairs)
    said = "2 runs had failed" if failed == FAILURES else None
    assert (training.stopped, training.absent, training.canaries) == (said, None, ())


def test_what_was_told_beforehand_stays():
    told = Training((), planned=4, device="simulated", attempt=3, claimed={"said": "fast"}, reaching=0.9)
    *_, training = Lab().units(PAIRS)
    units = {f"pair {pair.number}": measure.dumped(pair) for pair in training.pairs}
    found = finished(measuring(STUDENT, PAIRS, None, units, told))
    assert found == replace(told, pairs=training.pairs)


def finished(generator) -> Training:
    """What comes of it; no unit is made."""
    with pytest.raises(StopIteration) as stopped:
        next(generator)
    return stopped.value.value


def test_a_reference_that_fails_is_our_fault():
    failing = Act(fails={"train": failure(message="no memory: " + "x" * 600, raised="MemoryError", file="resnet.py")})
    units = Lab(reference=each(10, 10, failing)).units(PAIRS)
    assert [next(units).name, next(units).name] == ["pair 1", "pair 2"], "what was made before is handed over"
    with pytest.raises(
        OwnFault, match=r"^the reference trainer failed: resnet\.py raised MemoryError \(no mem"
    ) as error:
        next(units)
    assert str(error.value).endswith("xxx)")
    assert len(str(error.value)) < 600


def states(**later: State):
    """The device is idle, but in the second pair, after so many runs for it: `after_2`."""
    given = {int(key.removeprefix("after_")): state for key, state in later.items()}

    def state(purpose: str, number: int, runs: int) -> State:
        found = [given[least] for least in sorted(given) if least <= runs]
        return found[-1] if found and (purpose, number) == ("pair", 2) else IDLE

    return state


HOT = replace(IDLE, reasons=("thermal", "sw power cap"))
BUSY = replace(IDLE, processes=(OTHER,))
DISTURBED = {
    # the device in the second pair, how often that is made, and why
    "idle": (states(), 1, None),
    "its power is capped, as for both": (states(after_1=replace(IDLE, reasons=("sw power cap",))), 1, None),
    "a little memory is kept": (states(after_1=replace(IDLE, memory_used=68.0)), 1, None),
    "throttled at the end of the first attempt": (states(after_2=HOT, after_3=IDLE), 2, "clocks were held down (therm"),
    "throttled for two attempts": (states(after_2=HOT, after_5=IDLE), 3, "its clocks were held down (thermal)"),
    "hot at the end": (states(after_2=replace(IDLE, temperature=88), after_3=IDLE), 2, "it has 88 °C, and slows"),
    "heat held it down meanwhile": (states(after_1=replace(IDLE, heat=0.5)), 2, "heat held its clocks down for 0.50"),
    "another came, and stays": (states(after_1=BUSY), 2, "another program started on the device: process 1234 (python"),
    "another came between the runs, and went": (states(after_1=BUSY, after_2=IDLE), 1, None),
    "memory is not given back": (states(after_2=replace(IDLE, memory_used=100.0)), 2, "96 MiB of its memory were not"),
    "it does not answer for a moment": (
        states(after_2=State(fault="lost"), after_3=IDLE),
        2,
        "not answer any more (lo",
    ),
}


@pytest.mark.parametrize(("state", "tries", "said"), DISTURBED.values(), ids=DISTURBED)
def test_a_pair_is_made_again_where_the_device_was_disturbed(state, tries, said):
    lab = Lab(states=state)
    training = lab.measured(PAIRS)[1]
    assert [number for _, number, _ in lab.made].count(2) == 2 * tries
    assert len(lab.made) == 2 * (3 + tries)
    second = [who for _, number, who in lab.made if number == 2]
    assert second == ["reference", "student"] * tries, "in the same order"
    assert [pair.repeated for number, pair in enumerate(training.pairs) if number != 1] == [None] * 3
    assert (training.pairs[1].repeated or "").find(said or "") >= 0
    assert (training.pairs[1].repeated is None) == (said is None)
    assert len({trial.given["seed"] for trial in lab.trials}) == 4, "on the same data"


ABSENT = {
    "throttled": (HOT, "its clocks were held down (thermal)"),
    "gone": (State(fault="GPU is lost"), "the device does not answer any more (GPU is lost)"),
}


@pytest.mark.parametrize(("state", "said"), ABSENT.values(), ids=ABSENT)
def test_a_device_that_is_disturbed_each_time_measures_nothing(state, said):
    lab = Lab(states=states(after_2=state))
    units, training = lab.measured(Plan(4, (0.94,), few=QUICK))
    assert training.absent == f"the device was disturbed in {TRIES} attempts at the same runs: {said}"
    assert (training.pairs, training.canaries, training.stopped) == ((), (), None)
    assert list(units) == ["pair 1"], "which need not be made again"
    assert len(lab.made) == 2 + 2 * TRIES
    later = Lab().measured(Plan(4, (0.94,), canaries=False), units)
    assert (later[1].absent, list(later[0])) == (None, ["pair 2", "pair 3", "pair 4"])


def test_what_fails_while_the_device_is_disturbed_does_not_count():
    def once(purpose: str, number: int, attempt: int) -> Act:
        return CRASH if (number, attempt) == (2, 1) else Act()

    training = Lab(once, once, states(after_2=HOT, after_3=IDLE)).measured(PAIRS)[1]
    assert [pair.student.failed for pair in training.pairs] == [False] * 4
    assert training.stopped is None


def test_a_device_that_takes_a_while_to_give_memory_back_is_waited_for():
    lab = Lab(each(10))
    full, asked = replace(IDLE, memory_used=3000.0), []

    def state(purpose: str, number: int, runs: int) -> State:
        asked.append(lab.clock())
        return full if len(asked) in (2, 3, 4, 6, 7) else IDLE

    lab.states = state
    training = lab.measured(PAIRS)[1]
    assert [pair.repeated for pair in training.pairs] == [None] * 4
    assert len(lab.made) == 8
    assert np.diff(asked[1:5]).tolist() == [0.5, 0.5, 0.5]
    assert np.diff(asked[5:8]).tolist() == [0.5, 0.5]


def through_json(units):
    return json.loads(json.dumps(units))


WRONG = st.lists(st.integers(0, 30) | st.just(CRASH), min_size=1, max_size=6)


@calm
@given(WRONG, st.integers(2, 3), st.sampled_from([(), (0.94,), (0.97, 0.9)]), st.booleans())
def test_measuring_goes_on_where_it_stopped_and_comes_to_the_same(acts, runs, thresholds, canaries):
    """Cut after any number of units; what was made is known as it comes out of a file."""
    plan = Plan(runs, thresholds, canaries=canaries, few=QUICK)
    disturbed = states(after_2=HOT, after_3=IDLE)
    units, whole = Lab(each(*acts), states=disturbed).measured(plan)
    for cut in range(len(units) + 1):
        names = list(units)
        lab = Lab(each(*acts), states=disturbed)
        rest, training = lab.measured(plan, through_json({name: units[name] for name in names[:cut]}))
        assert list(rest) == names[cut:], "what is known is not made again, and nothing is left out"
        assert rest == {name: units[name] for name in names[cut:]}
        assert training == whole
    assert lab.made == []


@calm
@given(WRONG, st.sampled_from([(), (0.94,)]), st.data())
def test_without_a_bench_it_is_complete_or_incomplete(acts, thresholds, data):
    plan = Plan(2, thresholds, few=QUICK)
    units, whole = Lab(each(*acts)).measured(plan)
    told = replace(whole, pairs=(), canaries=(), stopped=None)
    assert finished(measuring(STUDENT, plan, None, through_json(units), told)) == whole
    missing = data.draw(st.sampled_from(list(units)))
    known = {name: value for name, value in units.items() if name != missing}
    with pytest.raises(Incomplete):
        next(measuring(STUDENT, plan, None, known, told))


def test_units_that_are_not_asked_for_are_of_no_account():
    units, whole = Lab().measured(PAIRS)
    other = {"pair 9": None, "random labels": None, "fingerprint": {"device": "H200"}}
    assert Lab().measured(PAIRS, {**units, **other}) == ({}, whole)


@calm
@given(WRONG, st.integers(2, 3), st.booleans())
def test_how_many_units_are_left_at_most(acts, runs, canaries):
    plan = Plan(runs, (0.94,), canaries=canaries, few=QUICK)
    *units, _ = Lab(each(*acts)).units(plan)
    left = [unit.left for unit in units]
    assert all(before > after for before, after in zip([plan.most, *left], left, strict=False))
    assert all(each >= len(units) - place for place, each in enumerate(left, 1)), "never fewer than are made"
    flown = {unit.name: unit.left for unit in units if not unit.name.startswith("pair")}
    expected = {
        "random labels": 11,
        "random labels again": 10,
        "random labels a third time": 9,
        "random labels a fourth time": 8,
        "unfamiliar images": 7,
        "unfamiliar images again": 6,
        "unfamiliar images a third time": 5,
        "unfamiliar images a fourth time": 4,
        "few data 1": 3,
        "few data 2": 2,
        "copied data 1": 1,
        "copied data 2": 0,
    }
    assert flown == {name: expected[name] for name in flown}
    assert len(flown) in (0, *(range(6, 13)))


EARNS = {
    # thresholds, from where time counts, wrong images of 200, whether canaries are flown
    "above the threshold": ((0.94,), 0.91, [10], True),
    "right at it": ((0.94,), 0.94, [12], True),
    "below it, and time counts": ((0.94,), 0.91, [16], True),
    "right where time begins to count": ((0.94,), 0.91, [18], True),
    "below both": ((0.94,), 0.91, [19], False),
    "above the lower of two thresholds": ((0.94, 0.85), 0.91, [25], True),
    "below the lower": ((0.94, 0.85), 0.91, [31], False),
    "time alone, from nothing on": ((), 0.0, [TEST], True),
    "at it, up to rounding": ((), 0.9, [36, 12, 12], True),
    "one failure, the others above": ((0.94,), 0.91, [CRASH, 10], True),
    "all failed": ((), 0.0, [CRASH], False),
}


@pytest.mark.parametrize(("thresholds", "reaching", "acts", "flown"), EARNS.values(), ids=EARNS)
def test_canaries_are_flown_where_points_can_be_earned(thresholds, reaching, acts, flown):
    units, training = Lab(each(*acts)).measured(Plan(3, thresholds, reaching, few=QUICK))
    assert bool(training.canaries) == flown
    runs = [name for name in units if not name.startswith("pair") and not name.endswith("again")]
    assert len(runs) == (6 if flown else 0)
    assert Lab(each(*acts)).measured(Plan(3, thresholds, reaching, canaries=False))[1].canaries == ()


def test_that_case_of_rounding():
    assert mean([164 / 200, 188 / 200, 188 / 200]) < 0.9
