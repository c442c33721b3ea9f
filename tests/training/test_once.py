"""One run by the grader's clock: what is charged, what is asked and how, and how a run fails."""

import os
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.errors import OwnFault
from grader.training import once
from grader.training.draw import drawn
from grader.training.once import AGAIN, BATCHES, Once, Outcome, made
from tests.training.simulated import CLASSES, STUDENT, TEST, Act, Clock, Trial, dataset, failure

calm = settings(deadline=None)
RUN = drawn(dataset(), 1)
LARGE = drawn(dataset(100, 2500), 1)
SECONDS = st.integers(0, 1000).map(lambda sixteenths: sixteenths / 16)
BUDGET = 64.0


def trained(act: Act, run=RUN, budget: float = BUDGET, program=STUDENT, **more: Any) -> tuple[Outcome, Trial]:
    clock, trials = Clock(), []

    def start(program, data):
        trials.append(Trial(clock, act, data))
        return trials[-1]

    return made(Once(start, "cuda:0", 3, budget, CLASSES, clock), program, run, **more), trials[0]


@calm
@given(SECONDS, SECONDS, SECONDS, st.integers(0, 64).map(lambda each: each / 64), SECONDS)
def test_charged_is_loading_training_and_predicting_to_the_last_bit(start, load, train, image, again):
    act = Act(start=start, load=load, train=train, image=image, again=again)
    found = trained(act, budget=2.0**20)[0].trained
    assert found.seconds == load + train + image * TEST
    assert found.trained == load + train
    assert found.phases == {"start": start, "load": load, "train": train, "predict": image * TEST}
    assert (found.problem, found.told, found.notes, found.accuracy) == (None, "", (), 0.95)


def test_every_step_has_what_is_left_of_the_budget():
    _, trial = trained(Act(start=100.0, load=1.0, train=8.0, image=1 / 64, again=1 / 128), LARGE)
    left = [seconds for step, seconds in trial.steps if step in ("load", "train", "predict")]
    took = [1.0, 8.0, *(len(batch) / 64 for batch in trial.batches)]
    assert left == [BUDGET - sum(took[:step]) for step in range(len(left))]
    again = [seconds for step, seconds in trial.steps if step == "again"]
    sizes = [len(batch) / 128 for batch in trial.batches[-len(again) :]]
    assert again == [BUDGET - sum(sizes[:step]) for step in range(len(again))], "a budget of its own"


def test_the_steps_in_their_order():
    _, trial = trained(Act(), LARGE)
    steps = [step for step, _ in trial.steps]
    first, again = steps.count("predict"), steps.count("again")
    asked = [*["predict"] * first, "working", "weights", *["again"] * again, "weights"]
    assert steps == ["begin", "load", "train", *asked]
    assert (first >= 5, again >= 4, trial.closed) == (True, True, True)


def test_what_a_program_is_given():
    _, trial = trained(Act())
    assert (trial.given["device"], trial.given["threads"]) == ("cuda:0", 3)
    assert (trial.given["function"], trial.given["seed"]) == (STUDENT.function, RUN.seed)
    assert np.array_equal(trial.given["images"], RUN.images)
    assert np.array_equal(trial.given["labels"], RUN.labels)
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(trial.data)


def first_and_again(trial: Trial) -> tuple[list[np.ndarray], list[np.ndarray]]:
    count = [step for step, _ in trial.steps].count("predict")
    return trial.batches[:count], trial.batches[count:]


@pytest.mark.parametrize("run", [RUN, LARGE, drawn(dataset(20, 20), 1)], ids=["200", "2500", "20"])
def test_every_image_is_asked_once_in_order_and_some_again(run):
    first, again = first_and_again(trained(Act(image=0.0, again=0.0), run)[1])
    assert np.array_equal(np.concatenate(first), run.test_images)
    for batches in (first, again):
        assert all(BATCHES[0] <= len(batch) <= BATCHES[1] for batch in batches[:-1])
        assert 1 <= len(batches[-1]) <= BATCHES[1]
    known, asked = ({image.tobytes() for image in images} for images in (run.test_images, np.concatenate(again)))
    assert len(asked) == sum(map(len, again)) == min(AGAIN, len(run.test_images)), "each once"
    assert asked <= known
    assert not np.array_equal(np.concatenate(again), run.test_images[: len(asked)]), "in another order"


def test_batches_are_of_other_sizes_each_time():
    sizes = set()
    for seed in range(10):
        for batches in first_and_again(trained(Act(image=0.0, again=0.0), drawn(dataset(100, 2500), seed))[1]):
            sizes.add(tuple(map(len, batches)))
    assert len(sizes) == 20
    assert max(map(max, sizes)) > 400
    assert min(each[0] for each in sizes) < 200


@pytest.mark.parametrize(("bound", "most"), [(36 * 50, 50), (36 * 51 - 1, 50), (36, 1), (1, 1)])
def test_a_batch_has_a_bound_in_bytes(bound, most, monkeypatch):
    monkeypatch.setattr(once, "_BYTES", bound)
    outcome, trial = trained(Act())
    assert max(map(len, trial.batches)) == most
    assert np.array_equal(np.concatenate(first_and_again(trial)[0]), RUN.test_images)
    assert outcome.trained.accuracy == 0.95


def test_images_that_are_asked_singly():
    outcome, trial = trained(Act(wrong=20, works=True, moves=True), singly=True)
    assert [len(batch) for batch in trial.batches] == [1] * TEST
    assert np.array_equal(np.concatenate(trial.batches), RUN.test_images)
    assert [step for step, _ in trial.steps] == ["begin", "load", "train", *["predict"] * TEST], "and none again"
    assert (outcome.trained.accuracy, outcome.trained.differed, outcome.trained.notes) == (0.9, 0.0, ())


@calm
@given(st.integers(0, TEST), st.integers(0, TEST))
def test_what_is_wrong_and_what_differs_is_counted(wrong, fickle):
    outcome, _ = trained(Act(wrong=wrong, fickle=fickle))
    assert outcome.trained.accuracy == (TEST - wrong) / TEST
    assert outcome.trained.differed == fickle / TEST
    assert int(np.sum(outcome.predicted != RUN.test_labels)) == wrong


def test_of_many_images_the_share_of_those_asked_again_differs():
    assert trained(Act(image=0.0, again=0.0, fickle=500), LARGE)[0].trained.differed == 0.25


def test_a_program_that_is_only_right_when_it_is_asked_again():
    """Nothing that is said then changes the accuracy."""
    usual, fickle = (trained(Act(wrong=TEST, fickle=each))[0] for each in (0, TEST))
    assert (usual.trained.accuracy, fickle.trained.accuracy, fickle.trained.differed) == (0.0, 0.0, 1.0)
    assert np.array_equal(usual.predicted, fickle.predicted)


NOTES = {
    "it went on computing after it had answered; that was stopped": Act(works=True),
    "its weights changed while it predicted": Act(moves=True),
}


@pytest.mark.parametrize(("note", "act"), NOTES.items(), ids=["works", "moves"])
def test_what_is_seen_beside(note, act):
    found = trained(act)[0].trained
    assert found.notes == (note,)
    assert replace(found, notes=()) == trained(Act())[0].trained, "and nothing else follows"


def test_all_that_is_seen_beside():
    assert trained(Act(works=True, moves=True))[0].trained.notes == tuple(NOTES)


WRITTEN = b"# a comment\n\ndef train():\n    # another\n    return 1 / 0\n"
TRACE = 'Traceback:\n  File "student.py", line {}, in train\n    return 1 / 0\n'


def test_a_failure_is_told_with_the_lines_that_were_handed_in():
    """What is run is `def train():` in line 1, and what it returns in line 2."""
    raised = failure(
        raised="ZeroDivisionError",
        file="student.py",
        line=2,
        message="student.py:2 raised ZeroDivisionError: 2.",
        trace=TRACE.format(2),
    )
    program = replace(STUDENT, files={"student.py": WRITTEN})
    found = trained(Act(fails={"train": raised}), program=program)[0].trained
    assert found.problem == "student.py:5 raised ZeroDivisionError"
    assert found.told == f"student.py:5 raised ZeroDivisionError: 2.\n{TRACE.format(5)}"


RAISED = {"raised": "ValueError", "file": "student.py", "line": 3}
LATE = "it was not done within 64 seconds"
FAILED = {
    # what the program does; the problem, and the seconds of each phase
    "load: its file": (Act(fails={"load": failure("import")}), "its code did not run to the end", {"load": 1}),
    "load: raised": (Act(fails={"load": failure(**RAISED)}), "student.py:3 raised ValueError", {"load": 1}),
    "load: reply": (Act(fails={"load": failure("reply")}), "what it returned cannot be read", {"load": 1}),
    "load: late": (Act(load=64.5), LATE, {"load": 64}),
    "train: raised": (
        Act(fails={"train": failure(raised="KeyError")}),
        "the code raised KeyError",
        {"load": 1, "train": 8},
    ),
    "train: no function": (
        Act(fails={"train": failure("missing")}),
        "there was no such function when its file had run",
        {"load": 1, "train": 8},
    ),
    "train: memory": (
        Act(fails={"train": failure("memory")}),
        "it needed more memory than it may have",
        {"load": 1, "train": 8},
    ),
    "train: ended": (Act(fails={"train": failure("exit")}), "it ended its own process", {"load": 1, "train": 8}),
    "train: no network": (
        Act(fails={"train": failure("reply")}),
        "it did not return a torch.nn.Module",
        {"load": 1, "train": 8},
    ),
    "train: late": (Act(train=63.5), LATE, {"load": 1, "train": 63}),
    "train: nothing is left": (Act(load=64), LATE, {"load": 64, "train": 0}),
    "predict: raised": (
        Act(image=0, fails={"predict": failure(**RAISED)}),
        "student.py:3 raised ValueError",
        {"load": 1, "train": 8, "predict": 0},
    ),
    "predict: no tensor": (
        Act(image=0, fails={"predict": failure("reply")}),
        "its network did not give one plain tensor of scores",
        {"load": 1, "train": 8, "predict": 0},
    ),
    "predict: the shape": (
        Act(image=0, fails={"predict": failure("shape")}),
        "its network's scores are not numbers of the shape (images, classes)",
        {"load": 1, "train": 8, "predict": 0},
    ),
    "predict: NaN": (
        Act(image=0, fails={"predict": failure("infinite")}),
        "some of its network's scores are NaN or infinite",
        {"load": 1, "train": 8, "predict": 0},
    ),
    "predict: late": (Act(image=1), LATE, {"load": 1, "train": 8, "predict": 55}),
    "again: raised": (
        Act(fails={"again": failure(**RAISED)}),
        "student.py:3 raised ValueError",
        {"load": 1, "train": 8, "predict": TEST / 64},
    ),
    "again: NaN": (
        Act(fails={"again": failure("infinite")}),
        "some of its network's scores are NaN or infinite",
        {"load": 1, "train": 8, "predict": TEST / 64},
    ),
    "again: late": (Act(again=1), LATE, {"load": 1, "train": 8, "predict": TEST / 64}),
}


@pytest.mark.parametrize(("act", "problem", "phases"), FAILED.values(), ids=FAILED)
def test_a_run_that_fails(act, problem, phases):
    outcome, trial = trained(act)
    found = outcome.trained
    assert (found.failed, found.problem) == (True, problem)
    assert found.phases == {"start": 4, **phases}
    assert found.seconds == sum(phases.values()), "charged up to where it failed, and not for asking again"
    assert found.trained == (9 if "predict" in phases else None)
    assert trial.closed


STEPS = {
    # the kind of failure, the step in which it came, and the one that is named
    "its file": ("import", "load", "load"),
    "no function": ("missing", "train", "load"),
    "other arguments": ("signature", "train", "load"),
    "raised": ("exception", "train", "train"),
    "no network": ("reply", "train", "train"),
    "ended as it loaded": ("exit", "load", "load"),
    "predicting": ("exception", "predict", "predict"),
    "predicting again": ("infinite", "again", "predict"),
}


@pytest.mark.parametrize(("kind", "step", "named"), STEPS.values(), ids=STEPS)
def test_a_program_that_cannot_be_called_fails_as_it_is_loaded(kind, step, named):
    assert trained(Act(fails={step: failure(kind)}))[0].trained.step == named


SECRETS = {"message": "its message: xyzzy", "trace": "its trace: xyzzy", "output": "its output: xyzzy"}


@pytest.mark.parametrize("step", ["load", "train", "predict", "again"])
@pytest.mark.parametrize(
    "kind",
    "import exception timeout memory exit killed signature missing reply shape infinite".split(),
)
def test_what_a_program_says_is_told_to_graders_alone(step, kind):
    found = trained(Act(fails={step: failure(kind, **SECRETS)}))[0].trained
    assert found.told == "its message: xyzzy\nits trace: xyzzy\nits output: xyzzy"
    assert "xyzzy" not in f"{found.problem} {found.notes}"
    assert found.problem.strip(" .") == found.problem != ""


def test_what_a_program_does_not_say_leaves_no_empty_line():
    found = trained(Act(fails={"load": failure(message="", trace="a", output="b")}))[0].trained
    assert found.told == "a\nb"


def test_a_program_that_fails_halfway_through_its_predictions():
    outcome, trial = trained(Act(image=1 / 32), LARGE)
    answered = sum(len(batch) for batch in trial.batches[:-1])
    assert 500 < answered < 2500
    assert np.all(outcome.predicted[:answered] >= 0)
    assert np.all(outcome.predicted[answered:] == -1)
    assert (outcome.trained.accuracy, outcome.trained.problem) == (None, LATE)


def test_the_budget_in_words():
    assert trained(Act(load=601), budget=600.0)[0].trained.problem == "it was not done within 600 seconds"
    assert trained(Act(load=601), budget=0.5)[0].trained.problem == "it was not done within 0.5 seconds"


def test_a_machine_that_fails_is_no_failure_of_the_program(monkeypatch):
    trials = []

    def begin(trial, device, threads):
        trials.append(trial)
        raise OwnFault("the device cuda:0 could not be made ready")

    monkeypatch.setattr(Trial, "begin", begin)
    with pytest.raises(OwnFault, match="could not be made ready"):
        trained(Act())
    assert trials[0].closed
