"""The example assignment's hand-ins, graded by its small variant, get what is written down beside them."""

from pathlib import Path
from typing import Any

import pytest

from grader import intake, yaml12
from grader.engine.marking.programs import Rehearsal
from grader.engine.single import check

EXAMPLE = Path(__file__).parents[2] / "examples" / "training"
SUBMISSIONS = dict(intake.submissions(EXAMPLE / "submissions"))


def test_each_hand_in_has_its_expectations() -> None:
    written = [path.name.removesuffix(".expected.yaml") for path in EXAMPLE.glob("submissions/*.expected.yaml")]
    assert sorted(written) == sorted(SUBMISSIONS) != []


@pytest.mark.parametrize("name", SUBMISSIONS)
def test_every_part_gets_what_was_written_down(name: str) -> None:
    record = check(SUBMISSIONS[name], EXAMPLE / "rubric.yaml", rehearsal=Rehearsal(small=True)).record
    wanted = yaml12.parse((EXAMPLE / "submissions" / f"{name}.expected.yaml").read_bytes()).value
    assert isinstance(wanted, dict)
    del wanted["about"]
    (part,) = record["parts"]
    said = [criterion["message"] for criterion in part["criteria"]]
    found = {"status": part["status"], "score": part["score"]}
    fast = part["criteria"][-1]
    if undecided(fast["evidence"]["ratios"]):
        found = {"status": "partial", "score": part["score"] - fast["score"]}
    assert {part["id"]: found} == wanted, "\n".join(said)


def undecided(times: dict[str, Any]) -> bool:
    """Whether a busy machine let too little be known of the time for its points: the interval holds the limit."""
    return not (times["high"] < times["at_most"] or times["low"] > 1.02 * times["at_most"])


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [(0.5, 0.9, False), (1.1, 1.5, False), (0.77, 1.25, True), (0.9, 1.0, True), (1.01, 3.0, True)],
)
def test_a_time_near_its_limit_is_undecided(low: float, high: float, expected: bool) -> None:
    assert undecided({"low": low, "high": high, "at_most": 1}) == expected
