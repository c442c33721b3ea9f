"""The programs in tests/golden/code on forty draws each: right ones get their points, wrong ones no more, on any draw.

Forty verdicts of a program share its forty draws: see `grader.engine.stability`. The draws are always the same.
"""

from pathlib import Path

import pytest

from grader.cli.golden import line, summary
from grader.engine.marking.grade import Grader
from grader.engine.marking.runs import Runner
from grader.engine.stability import Golden, golden_programs, stability
from grader.model import Answer, Assignment, File, Place, Submission
from grader.rubric import load

ROOT = Path(__file__).resolve().parents[2]
PROGRAMS = list(golden_programs(ROOT / "tests/golden/code"))
QUICK = {"decoder_right", "decoder_empty_fails", "training_mean_mended"}
"""Tried on a few draws with the units."""
DRAWS, FEW = 40, 6
EXCEPTED = 2
"""Programs that may miss their points more than once in forty verdicts."""


def assignment() -> Assignment:
    return load.load(ROOT / "rubrics/hw7.yaml")[0]


@pytest.mark.parametrize("golden", [each for each in PROGRAMS if each.name in QUICK], ids=lambda golden: golden.name)
def test_a_few_draws_agree(golden: Golden) -> None:
    with Runner(require="C") as runner:
        found = stability(assignment(), golden, runner, FEW)
    assert found.missed == 0, line(found)
    assert len(found.points) == FEW
    assert found.decided_by_draws == ()


def test_what_a_draw_decides_is_named() -> None:
    source = (
        b"def decoder_inputs(target, predicted, training):\n"
        b"    words = target if training else predicted\n"
        b"    return [] if len(''.join(target)) == 16 else ['<sos>', *words]\n"
    )
    golden = Golden("translation.decoder_inputs", "lucky", source, 3, 3)
    with Runner(require="C") as runner:
        found = stability(assignment(), golden, runner, DRAWS)
    assert not found.stable
    assert found.decided_by_draws
    assert "A draw decides" in summary([found]) and "lucky" in summary([found])


def renamed(source: bytes) -> bytes:
    """The same program with a comment, blank lines and another name for what it computes with."""
    return b"# by somebody else\n\n\n" + source.replace(b"points", b"columns") + b"\n# the end\n"


@pytest.mark.parametrize("name", ["training_half", "decoder_always_target", "solver_smallest"])
def test_comments_blanks_and_names_change_no_verdict(name: str) -> None:
    (golden,) = [each for each in PROGRAMS if each.name == name]
    place = Place("solution.py")
    with Runner(require="C") as runner:
        grader = Grader(assignment(), {}, runner)
        first, again = (
            grader.grade(Submission("ada", {golden.part: Answer((File(source, place),))}), only=[golden.part]).parts[0]
            for source in (golden.source, renamed(golden.source))
        )
    assert first.score == again.score
    for one, other in zip(first.results, again.results, strict=True):
        assert one.verdict.message == other.verdict.message


@pytest.mark.nightly
def test_forty_draws_agree(capsys: pytest.CaptureFixture[str]) -> None:
    missed = []
    with Runner(require="C") as runner:
        for golden in PROGRAMS:
            found = stability(assignment(), golden, runner, DRAWS)
            with capsys.disabled():
                print(line(found), flush=True)
            missed += [] if found.stable else [line(found)]
    assert len(missed) <= EXCEPTED, "\n".join(missed)
