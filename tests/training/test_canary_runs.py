"""Canaries as they are flown: by simulated programs, honest and otherwise, each with those that must not pass."""

import base64
import random
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from grader.training import draw
from grader.training.devices import State
from grader.training.nearest import nearest
from grader.training.plan import Few, Plan
from grader.training.program import Program
from tests.training.simulated import CLASSES, IDLE, STUDENT, TEST, Act, Acts, Lab, always, classes_in, failure

FEW = Few(sets=3, margin=0.1, copied=2, copied_margin=0.1, asked=20)
PLAN = Plan(2, (), few=FEW)
NAMES = ["size", "random labels", "pace", "unfamiliar images", "few data", "copied data", "too fast", "too good"]
WEIGHTS = b"W = '" + base64.b64encode(random.Random(1).randbytes(40_000)) + b"'"


USUAL = Act()


def acting(usual: Act = USUAL, **others: Act) -> Acts:
    """One act for each purpose: `few_data`."""
    return lambda purpose, number, attempt: others.get(purpose.replace(" ", "_"), usual)


# of the 20 images that are asked after few: 3 in 4 are wrong
HONEST = {"few_data": Act(wrong=15), "copied_data": Act(wrong=15)}
LEARNS = acting(**HONEST)
LOST = Act(wrong=40)
SLOW = Act(train=26.0)
CRASH = Act(fails={"train": failure("memory")})
FAILING = {
    # the student's program, the reference, the plan; the canaries that do not pass
    "honest": (LEARNS, LEARNS, PLAN, []),
    "knows images": (acting(few_data=Act(wrong=0), copied_data=Act(wrong=15)), LEARNS, PLAN, ["few data"]),
    "knows images, and needs many steps": (
        acting(few_data=Act(wrong=15), copied_data=Act(wrong=0)),
        LEARNS,
        PLAN,
        ["copied data"],
    ),
    "knows images, as the reference does": (acting(), acting(), PLAN, []),
    "does as well as the nearest image, and the reference worse": (
        acting(few_data=Act(wrong=14), copied_data=Act(wrong=15)),
        acting(few_data=Act(wrong=20), copied_data=Act(wrong=15)),
        PLAN,
        [],
    ),
    "does better than the nearest image, and the reference worse": (
        acting(few_data=Act(wrong=5), copied_data=Act(wrong=15)),
        acting(few_data=Act(wrong=20), copied_data=Act(wrong=15)),
        PLAN,
        ["few data"],
    ),
    "fails on few images": (acting(few_data=CRASH, copied_data=CRASH), LEARNS, PLAN, []),
    "the reference fails on few": (acting(), acting(few_data=CRASH, copied_data=CRASH), PLAN, []),
    "knows names": (acting(random_labels=Act(wrong=0, knows=True), **HONEST), LEARNS, PLAN, ["random labels"]),
    "fails on random labels": (acting(random_labels=CRASH, **HONEST), LEARNS, PLAN, ["random labels"]),
    "slow on random labels": (acting(random_labels=Act(train=40.0, wrong=190), **HONEST), LEARNS, PLAN, ["pace"]),
    "quick on random labels": (acting(random_labels=Act(train=0.0, load=0.25), **HONEST), LEARNS, PLAN, []),
    "knows the images as they are": (acting(unfamiliar_images=LOST, **HONEST), LEARNS, PLAN, ["unfamiliar images"]),
    "loses as much as the reference": (
        acting(unfamiliar_images=LOST, **HONEST),
        acting(unfamiliar_images=LOST, **HONEST),
        PLAN,
        [],
    ),
    "loses a little more": (acting(unfamiliar_images=Act(wrong=29), **HONEST), LEARNS, PLAN, []),
    "learns where it does not know the images": (
        acting(unfamiliar_images=Act(train=28.0), **HONEST),
        LEARNS,
        PLAN,
        ["unfamiliar images"],
    ),
    "slow on a machine that is": (
        acting(unfamiliar_images=Act(train=28.0), **HONEST),
        acting(unfamiliar_images=Act(train=20.0), **HONEST),
        PLAN,
        [],
    ),
    "quick on unfamiliar images": (acting(unfamiliar_images=Act(train=0.0, load=0.25), **HONEST), LEARNS, PLAN, []),
    "fails on unfamiliar images": (
        acting(unfamiliar_images=CRASH, **HONEST),
        LEARNS,
        PLAN,
        ["unfamiliar images"],
    ),
    "too fast": (LEARNS, LEARNS, replace(PLAN, least=(12.25, "the record is 12.25 s")), ["too fast"]),
    "as fast as is known": (LEARNS, LEARNS, replace(PLAN, least=(12.125, "the record is 12.125 s")), []),
    "too good": (acting(Act(wrong=1), **HONEST), acting(Act(wrong=20), **HONEST), PLAN, ["too good"]),
}


@pytest.mark.parametrize(("student", "reference", "plan", "failed"), FAILING.values(), ids=FAILING)
def test_canaries_that_do_not_pass(student, reference, plan, failed):
    training = Lab(student, reference).measured(plan)[1]
    assert [canary.name for canary in training.canaries if not canary.passed] == failed
    assert [canary.name for canary in training.canaries] == NAMES


def test_random_labels_that_fall_near_the_truth_once_accuse_nobody():
    lucky, usual = acting(random_labels=Act(knows=True), **HONEST), acting(random_labels=Act(wrong=190), **HONEST)

    def once(purpose: str, number: int, attempt: int) -> Act:
        return (lucky if (purpose, number) == ("random labels", 1) else usual)(purpose, number, attempt)

    units, training = Lab(once, LEARNS).measured(PLAN)
    assert {"random labels", "random labels again"} <= units.keys()
    assert all(canary.passed for canary in training.canaries)


def test_unfamiliar_images_on_which_it_fails_once_accuse_nobody():
    unlucky = acting(unfamiliar_images=CRASH, **HONEST)

    def once(purpose: str, number: int, attempt: int) -> Act:
        return (unlucky if number == 1 else LEARNS)(purpose, number, attempt)

    units, training = Lab(once, LEARNS).measured(PLAN)
    assert {"unfamiliar images", "unfamiliar images again"} <= units.keys()
    assert all(canary.passed for canary in training.canaries)


@pytest.mark.parametrize(
    ("acts", "made", "passed"),
    [
        pytest.param([SLOW, SLOW, SLOW, Act()], 4, True, id="in time at last"),
        pytest.param([SLOW, SLOW, Act()], 3, True, id="in time at the third"),
        pytest.param([SLOW] * 4, 4, False, id="never in time"),
        pytest.param([SLOW, LOST], 2, False, id="worse at the second, which decides"),
        pytest.param([LOST, SLOW, LOST], 3, False, id="worse at the third"),
    ],
)
def test_where_time_alone_speaks_against_a_program_it_is_tried_again(acts, made, passed):
    """On a busy machine one run may take twice as long as usual."""

    def program(purpose: str, number: int, attempt: int) -> Act:
        turned = purpose == "unfamiliar images"
        return acts[number - 1] if turned else LEARNS(purpose, number, attempt)

    units, training = Lab(program, LEARNS).measured(PLAN)
    assert sum(unit.startswith("unfamiliar images") for unit in units) == made
    assert all(canary.passed for canary in training.canaries) == passed


def test_what_is_said_of_unfamiliar_images():
    lab = Lab(acting(unfamiliar_images=Act(wrong=40, train=20.0), **HONEST), LEARNS)
    (canary,) = [each for each in lab.measured(PLAN)[1].canaries if not each.passed]
    assert canary.said == (
        "On rotated and warped images it loses 15.0 points of accuracy, the reference 0.0; it takes 2 times as long as "
        "usual, the reference 1 times: it knows the images as they are."
    )
    assert canary.figures["lost"] == pytest.approx(0.15)
    assert canary.figures["longer"] == pytest.approx(24.125 / 12.125)


@pytest.mark.parametrize("disturbed", ["random labels", "unfamiliar images"])
def test_runs_of_a_canary_are_made_again_where_the_device_was_disturbed(disturbed):
    hot = replace(IDLE, reasons=("thermal",))
    whole = 1 if disturbed == "random labels" else 2

    def states(purpose: str, number: int, runs: int) -> State:
        return hot if (purpose, number) == (disturbed, 1) and runs == whole else IDLE

    calm, lab = Lab(LEARNS, LEARNS), Lab(LEARNS, LEARNS, states=states)
    assert lab.measured(PLAN)[1].canaries == calm.measured(PLAN)[1].canaries
    made = Counter(purpose for purpose, _, _ in lab.made)
    assert made == Counter(purpose for purpose, _, _ in calm.made) + Counter({disturbed: whole})


def test_a_large_program_does_not_pass():
    large = Program({"student.py": WEIGHTS}, "student.py", "train")
    lab = Lab(LEARNS, LEARNS)
    (canary,) = [each for each in lab.measured(PLAN, program=large)[1].canaries if not each.passed]
    assert (canary.name, canary.figures) == ("size", {"bytes": large.size, "most": 32_000})
    assert canary.said.startswith(f"The program is {large.size:,} bytes, compressed")


def test_what_a_failure_on_random_labels_says():
    secret = failure("exception", message="xyzzy", trace="xyzzy", output="xyzzy", raised="KeyError")
    lab = Lab(acting(random_labels=Act(fails={"train": secret}), **HONEST), LEARNS)
    canary = lab.measured(PLAN)[1].canaries[1]
    assert canary.said == "With random labels it failed: the code raised KeyError."


def once_failing(failed: Act, random_labels: Act) -> Acts:
    def act(purpose: str, number: int, attempt: int) -> Act:
        return (
            failed if (purpose, number) == ("pair", 1) else acting(random_labels=random_labels, **HONEST)(purpose, 1, 1)
        )

    return act


@pytest.mark.parametrize(
    ("load", "train"),
    [pytest.param(0.0, 0.0, id="a run that failed at once"), pytest.param(1.0, 60.0, id="a run that failed late")],
)
@pytest.mark.parametrize("pace", [4.0, 20.0], ids=["less work", "more work"])
def test_the_time_of_a_run_that_failed_is_no_pace_and_no_record(load, train, pace):
    student = once_failing(Act(load=load, train=train, fails={"train": failure()}), Act(train=pace))
    training = Lab(student, LEARNS).measured(replace(PLAN, least=(12.0, "the record is 12 s")))[1]
    assert [pair.student.failed for pair in training.pairs] == [True, False]
    assert [canary.name for canary in training.canaries if not canary.passed] == []
    figures = {canary.name: canary.figures for canary in training.canaries}
    assert (figures["pace"]["usual"], figures["too fast"]["seconds"]) == (12.125, 12.125)


def test_the_runs_of_canaries():
    lab = Lab(LEARNS, LEARNS)
    units = lab.measured(PLAN)[0]
    few = [*(f"few data {n}" for n in (1, 2, 3)), "copied data 1", "copied data 2"]
    assert list(units)[2:] == ["random labels", "unfamiliar images", *few]
    assert lab.made[4:] == [
        ("random labels", 1, "student"),
        ("unfamiliar images", 1, "student"),
        ("unfamiliar images", 1, "reference"),
        *(
            (purpose, number, who)
            for purpose, sets in (("few data", 3), ("copied data", 2))
            for number in range(1, sets + 1)
            for who in ("student", "reference")
        ),
    ]


def test_on_random_labels_the_images_are_those_of_a_run_and_their_labels_are_not():
    lab = Lab(LEARNS, LEARNS)
    units = lab.measured(PLAN)[0]
    given = lab.trials[4].given
    run = draw.drawn(lab.data, lab.seed("random labels", 1))
    assert np.array_equal(given["images"], run.images)
    assert np.mean(given["labels"] == run.labels) < 0.3
    assert Counter(given["labels"].tolist()) == Counter(run.labels.tolist())
    confusion = np.array(units["random labels"]["confusion"])
    assert confusion.sum(axis=1).tolist() == np.bincount(run.test_labels, minlength=CLASSES).tolist()
    predicted = [lab.trials[4].told[image.tobytes()] for image in run.test_images]
    counted = Counter(zip(run.test_labels.tolist(), predicted, strict=True))
    assert {(i, j): int(confusion[i, j]) for i, j in np.argwhere(confusion).tolist()} == counted
    assert units["random labels"]["seconds"] == 12.125


def test_images_that_got_no_class_on_random_labels_are_not_counted():
    late = Act(train=59.0)  # 4 s are left for 200 images, of which each takes 1/64 s
    usual, cut = (
        Lab(acting(random_labels=act, **HONEST), LEARNS).measured(PLAN)[0]["random labels"]
        for act in (late, replace(late, image=1 / 32, fails={}))
    )
    assert (np.sum(usual["confusion"]), usual["problem"]) == (TEST, None)
    assert np.sum(cut["confusion"]) < TEST
    assert cut["problem"] == "it was not done within 64 seconds"


def test_few_data_are_the_same_for_both_and_asked_singly():
    lab = Lab(LEARNS, LEARNS)
    units = lab.measured(PLAN)[0]
    for place, (purpose, number) in enumerate(
        [("few data", n) for n in (1, 2, 3)] + [("copied data", n) for n in (1, 2)]
    ):
        student, reference = lab.trials[7 + 2 * place : 9 + 2 * place]
        copies = 10 if purpose == "copied data" else 1
        run = draw.few(lab.data, lab.seed(purpose, number), asked=20, copies=copies)
        for trial in (student, reference):
            assert np.array_equal(trial.given["images"], run.images)
            assert Counter(trial.given["labels"].tolist()) == dict.fromkeys(range(CLASSES), copies)
            assert np.array_equal(np.concatenate(trial.batches), run.test_images)
            assert [len(batch) for batch in trial.batches] == [1] * 20
        told = units[f"{purpose} {number}"]
        assert (told["student"], told["reference"]) == (0.25, 0.25)
        assert told["nearest"] == (nearest(run) if purpose == "few data" else None)


def slowly_nearest(run: draw.Drawn) -> float:
    """Image by image."""
    hits = 0
    for image, right in zip(run.test_images.astype(int), run.test_labels, strict=True):
        best = min(
            (int(((np.roll(known, (down, across), axis=(1, 2)) - image) ** 2).sum()), int(label))
            for known, label in zip(run.images.astype(int), run.labels, strict=True)
            for down in (-1, 0, 1)
            for across in (-1, 0, 1)
        )
        hits += best[1] == right
    return hits / len(run.test_images)


@pytest.mark.parametrize("seed", range(5))
def test_the_nearest_image(seed):
    run = draw.few(Lab().data, seed, asked=40)
    assert nearest(run) == slowly_nearest(run)


def test_the_nearest_image_is_found_where_it_was_shifted():
    run = draw.few(Lab().data, 1, asked=20)
    found = [run.images[run.labels == label][0] for label in run.test_labels]
    shifted = np.array([np.roll(image, (1, -1), axis=(1, 2)) for image in found])
    assert nearest(replace(run, test_images=shifted)) == 1.0


def test_the_laboratory_itself():
    """Its images say their class through every change, and nothing is said of it by what is near."""
    data = Lab().data
    for seed in range(20):
        run = draw.drawn(data, seed)
        assert np.array_equal(run.names[classes_in(run.test_images)], run.test_labels)
        few = draw.few(data, seed, asked=100, copies=3)
        assert np.array_equal(few.names[classes_in(few.images)], few.labels)
        assert nearest(few) < 0.5
    assert Lab(always(Act(wrong=0))).measured(replace(PLAN, canaries=False))[1].pairs[0].student.accuracy == 1.0
    assert STUDENT.size < 100


SLOWER = Act(train=40.0, wrong=190)


@pytest.mark.parametrize(
    ("acts", "made", "failed"),
    [
        pytest.param([SLOWER, Act()], 2, [], id="in time at the second"),
        pytest.param([SLOWER, SLOWER, SLOWER, Act()], 4, [], id="in time at last"),
        pytest.param([SLOWER] * 4, 4, ["pace"], id="never in time"),
        pytest.param([Act(wrong=0, knows=True), SLOWER, Act(wrong=190)], 2, [], id="lucky in time, then slow"),
    ],
)
def test_where_it_is_slow_on_random_labels_it_is_tried_again(acts, made, failed):
    def program(purpose: str, number: int, attempt: int) -> Act:
        return acts[number - 1] if purpose == "random labels" else LEARNS(purpose, number, attempt)

    units, training = Lab(program, LEARNS).measured(PLAN)
    assert sum(unit.startswith("random labels") for unit in units) == made
    assert [canary.name for canary in training.canaries if not canary.passed] == failed
