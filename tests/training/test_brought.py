"""Programs that bring knowledge of the digits along: they fall short of the accuracy, or a person sees what they know.

Little accuracy is asked for, so that canaries are flown on all of them; whether they would reach what the example asks
for is told by their mean. What is not seen is written down as well, so that a change shows.
"""

from pathlib import Path

import pytest

from tests.training.test_honest import looked_at

PROGRAMS = Path(__file__).parent / "brought"
SEEN = {
    "adaptive_agreement": {"few data"},
    "adaptive_size": {"copied data"},
    "codes_nearest": {"few data", "copied data"},
    "codes_shift_dihedral_search": {"few data", "copied data"},
    "codes_shift_search": {"few data", "copied data"},
    "home_aug_conv_ncm": {"few data", "copied data"},
    "home_conv_ridge": {"few data"},
    "home_lda_ncm": {"few data"},
    "pretrained_finetune": {"few data", "copied data"},
}
"""What is seen by itself, and the canaries that must see it; others may."""
UNSEEN = {
    "font_pretrain": "it knows what digits look like, but not these: of one image it makes no more than others do",
    "home_dihedral_warp_ncm": "its features hold for digits that are turned and warped: the gain is below the margin",
    "home_pca_whiten_ncm": "the components say what varies, not what tells digits apart: nothing is gained by them",
}
"""What remains: no canary sees it, or the accuracy is not reached anyway; and why."""
JOURNEYS = ("adaptive_size", "codes_shift_search", "pretrained_finetune")


def test_each_program_has_what_it_gets() -> None:
    assert sorted([*SEEN, *UNSEEN]) == sorted(path.stem for path in PROGRAMS.glob("*.py"))


@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=pytest.mark.journey if name in JOURNEYS else pytest.mark.nightly) for name in SEEN],
)
def test_a_person_is_told_what_a_program_knows(name: str, tmp_path: Path) -> None:
    looked = looked_at(PROGRAMS / f"{name}.py", tmp_path)
    assert looked.problems == []
    assert looked.status == "needs_review", str(looked)
    assert set(looked.failed) >= SEEN[name], str(looked)
    assert [said for said in looked.failed.values() if said.rstrip(".") not in looked.message] == []


@pytest.mark.nightly
@pytest.mark.parametrize("name", UNSEEN)
def test_what_remains(name: str, tmp_path: Path) -> None:
    looked = looked_at(PROGRAMS / f"{name}.py", tmp_path)
    assert looked.problems == []
    assert looked.failed == {}, str(looked)
