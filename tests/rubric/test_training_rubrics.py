# ruff: noqa: E501, each case on a line of its own
"""What `lint` says of a rubric that has programs trained: one line of a right one replaced, and what it then says."""

from pathlib import Path

import pytest

from tests.rubric.small_rubric import complaints, write

RIGHT = """\
assignment: net
title: A network

problems:
  - id: net
    title: A network
    parts:
      - id: net.training
        title: Train it
        answer:
          training: learner.py
          function: "fit(images, labels, *, seed, device)"
          data: digits
          device: cpu
          reference: small
          small: rehearsal
        criteria:
          - {check: training_accuracy, id: accuracy, points: 4, at_least: 0.94}
          - {check: training_time, id: time, points: 4, at_most: 2}
"""
TAKES = "12: 'function' is called as fit(images, labels, seed=…, device=…), and {}; write fit(images, labels, *, seed, device)"
CASES = {
    # the line as it is, what is written instead, and what is said
    "all by keyword": ("fit(images, labels, *, seed, device)", "fit(*given, **named)", []),
    "by place, too": ("fit(images, labels, *, seed, device)", "fit(images, labels, seed, device)", []),
    "other names for the first two": ("fit(images, labels, *, seed, device)", "fit(x, y, *, device, seed)", []),
    "one more that has a value": ("*, seed, device)", "*, seed, device, epochs=3)", []),
    "neither seed nor device": (", *, seed, device)", ")", [TAKES.format("it does not take device and seed")]),
    "no device": ("seed, device)", "seed)", [TAKES.format("it does not take device")]),
    "by place alone": ("*, seed, device)", "seed, device, /)", [TAKES.format("it does not take device and seed")]),
    "no labels": ("fit(images, labels,", "fit(images,", [TAKES.format("it does not take images and labels")]),
    "one more": ("seed, device)", "seed, device, epochs)", [TAKES.format("nothing is given for epochs")]),
    "one more, by place": ("labels, *,", "labels, epochs, *,", [TAKES.format("nothing is given for epochs")]),
    "no signature": ("fit(images, labels, *, seed", "fit(images; labels", ["12: 'fit(images; labels, device)' is not the head of a function"]),
    "code beside": ('device)"', 'device): pass\\ndef g()"', ["12:"]),
    "no Python file": ("learner.py", "learner", ["11: 'training' is 'learner', which is not what belongs here: The file"]),
    "a GPU without its key": ("device: cpu", "device: NVIDIA H200", ["14: 'device' is 'NVIDIA H200'; it may be cpu, or a mapping: {name: …}"]),
    "another word for small": ("small: rehearsal", "small: maybe", ["16: 'small' is 'maybe'; it may be rehearsal, counts, or a mapping: {data: …"]),
    "a typing mistake in small": ("small: rehearsal", "small: {runs: 2, count: true}", ["16: unknown key 'count'; did you mean 'counts'?"]),
    "another data set": ("data: digits", "data: digit", ["13: 'digit' does not exist: 'digit.images' is not on the list"]),
    "no accuracy asked for": ("check: training_accuracy, id: accuracy, points: 4, at_least: 0.94", "check: training_time, id: two, points: 4, at_most: 1, reaching: 0.9", ["19: no accuracy is asked for"]),
    "both limits": ("at_most: 2", "at_most: 2, seconds: 3", ["19: either 'at_most'"]),
}  # fmt: skip


def test_the_rubric_is_right(tmp_path: Path) -> None:
    assert complaints(write(tmp_path, {"r.yaml": RIGHT})) == []


@pytest.mark.parametrize(("old", "new", "said"), CASES.values(), ids=CASES)
def test_what_is_said_of_a_mistake(tmp_path: Path, old: str, new: str, said: list[str]) -> None:
    assert RIGHT.count(old) == 1
    found = complaints(write(tmp_path, {"r.yaml": RIGHT.replace(old, new)}))
    assert len(found) == len(said), found
    for complaint, words in zip(found, said, strict=True):
        assert complaint.startswith(f"r.yaml:{words}"), complaint
