"""The example assignment's hand-ins, graded by its small variant, get what is written down beside them."""

from pathlib import Path

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
    said = [criterion["message"] for part in record["parts"] for criterion in part["criteria"]]
    found = {part["id"]: {"status": part["status"], "score": part["score"]} for part in record["parts"]}
    assert found == wanted, "\n".join(said)
