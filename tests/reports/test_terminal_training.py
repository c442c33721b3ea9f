"""Training runs on a terminal: a line a run, what they add up to, and nothing that could drive it."""

import io

from hypothesis import given
from hypothesis import strategies as st

from grader.reports import training
from grader.reports.record import plain
from grader.reports.terminal import part_list, trained
from tests.reports import trainings
from tests.reports.trainings import PAPER, handed_in, printed, run


def rows(**changed):
    found = training.read(trainings.training(**changed))
    assert found is not None
    return "\n".join(text for text, _ in trained.layout(found, 100, "  "))


def test_training_on_a_terminal():
    runs = [
        run(),
        run(2, accuracy=None, seconds=3.1, problem="It ran out of memory.", notes=["2 threads were left running."]),
        run(3, accuracy=0.9301, repeated="another process ran", reference_accuracy=None),
    ]
    told = rows(runs=runs, outcome="fails", mean=0.9367, half=0.0414, stopped="The time was up.")
    assert (
        told
        == """
  NVIDIA H200; data cifar10; reference final; attempt 1; 3 pairs of runs, 5 planned
  Run 1: 94.32 % in 12.3 s; reference 95.12 % in 9.8 s
  Run 2: failed after 3.1 s; reference 95.12 % in 9.8 s — It ran out of memory. — 2 threads were
    left running.
  Run 3: 93.01 % in 12.3 s; reference failed after 9.8 s — Repeated: another process ran
  Mean accuracy 93.67 % ± 4.14, of the 2 runs that did not fail; at least 94 % asked for: not
    reached.
  Seconds by phase, student / reference: start (not charged) 3.1 / 2.9; load 0.42 / 0.4; train 11.5
    / 9.1; predict 0.44 / 0.31
  ? random labels: With random labels it reached 31.00 %, not 10 %.
  Claimed, worth nothing here: seconds 7.5; accuracy 96.1 %; device RTX 4090; Claimed on another
    device.
  No more runs were made: The time was up.
"""[1:-1]
    )


def said(told, **changed):
    found = training.read(trainings.training(**changed))
    return [text for text, _ in trained.said(found, told, 60, "  ")]


def test_what_a_failed_run_said_is_shown_when_it_is_told():
    failed = {"runs": [run(), run(2, accuracy=None, problem="a.py:3 raised KeyError")]}
    told = training.told({"seeds": [1, 2], "told": [{"number": 2, "told": "KeyError: 3\n  in train"}]})
    assert said(told, **failed) == ["  Run 2 said:", "    KeyError: 3", "      in train"]
    assert said(None, **failed) == ["  On your own machine, --released shows the whole error."]
    assert said(None, runs=[run()]) == []
    assert said(training.told({"seeds": [1], "told": []}), runs=[run()]) == []


def test_ratios_on_a_terminal():
    text = printed(handed_in(None, trainings.ratios(1.21, None, 1.24)))
    assert "median 1.24×, interval 1.19× to 1.30×; limit 2×" in text
    assert "run by run 1.21×, failed, 1.24×" in " ".join(text.split())
    assert "Median seconds: the student's 12.4, the reference's 9.8." in text


def test_without_runs_a_terminal_says_so_and_decides_nothing():
    nothing = trainings.training(runs=[], mean=None, half=None, outcome="more", phases=[], canaries=[], claimed={})
    text = printed(handed_in(nothing, {"ratios": []}))
    assert "0 pairs of runs, 5 planned" in text
    assert "Mean" not in text and "Seconds" not in text and "Claimed" not in text


def test_a_stream_without_marks_gets_plain_ones():
    raw = io.BytesIO()
    out = io.TextIOWrapper(raw, encoding="ascii")
    part_list.show(PAPER, handed_in(trainings.training(), trainings.ratios()), out)
    out.flush()
    assert b"94.34 % ~ 0.13" in raw.getvalue() and b"limit 2x" in raw.getvalue()


TEXT = st.text(st.one_of(st.characters(), st.sampled_from("\n\t\x1b\u202e数")), max_size=120)


@given(TEXT, st.integers(20, 80))
def test_no_text_of_a_student_drives_the_terminal(text, width):
    found = training.read(plain(trainings.hostile(text)))
    assert found is not None
    for row, _ in trained.layout(found, width, "  "):
        assert row.isprintable()
        assert len(row) <= width


def test_runs_beyond_the_most_are_counted():
    assert "… and 140 more" in rows(runs=[run(at) for at in range(training.MOST_RUNS + 140)])
