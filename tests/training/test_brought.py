"""Programs that bring knowledge of the digits along: a person is told what they know, or it does not pay.

Little accuracy is asked for, so that canaries are flown on all of them; whether they would reach what the example asks
for is told by their mean. What remains is written down as well, so that a change shows.
"""

from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.training.test_honest import WANTED, looked_at

PROGRAMS = Path(__file__).parent / "brought"
SEEN = {
    "adaptive_agreement": {"few data", "copied data"},
    "adaptive_size": {"unfamiliar images", "copied data"},
    "codes_nearest": {"few data", "copied data"},
    "codes_shift_dihedral_search": {"unfamiliar images", "few data", "copied data"},
    "codes_shift_search": {"unfamiliar images", "few data", "copied data"},
    "home_aug_conv_ncm": {"unfamiliar images", "few data", "copied data"},
    "home_conv_ridge": {"few data"},
    "home_lda_ncm": {"few data"},
    "pretrained_finetune": {"few data", "copied data"},
}
"""The programs that are seen, and the canaries that must see them; others may."""


@dataclass(frozen=True, slots=True)
class Remains:
    """A program that is not seen, or by luck alone: which canaries see it, whether it would earn points, and why."""

    seen: frozenset[str]
    reaches: bool
    why: str


REMAINS = {
    "font_pretrain": Remains(
        frozenset(), True, "it knows what digits look like, and not these: one image teaches it no more than others"
    ),
    "home_dihedral_warp_ncm": Remains(
        frozenset({"copied data"}),
        False,
        "its features hold for turned and warped digits, and so tell less of these: on other sets it is seldom seen",
    ),
    "home_pca_whiten_ncm": Remains(
        frozenset(), False, "its components say what varies in digits, not what tells them apart: it gains nothing"
    ),
}


def test_what_each_program_gets_is_written_down() -> None:
    assert sorted([*SEEN, *REMAINS]) == sorted(path.stem for path in PROGRAMS.glob("*.py"))


@pytest.mark.nightly
@pytest.mark.parametrize("name", SEEN)
def test_a_person_is_told_what_a_program_knows(name: str, tmp_path: Path) -> None:
    looked = looked_at(PROGRAMS / f"{name}.py", tmp_path)
    assert looked.problems == []
    assert looked.status == "needs_review", str(looked)
    assert set(looked.failed) >= SEEN[name], str(looked)
    assert [said for said in looked.failed.values() if said.rstrip(".") not in looked.message] == []


@pytest.mark.nightly
@pytest.mark.parametrize("name", REMAINS)
def test_what_remains(name: str, tmp_path: Path) -> None:
    looked = looked_at(PROGRAMS / f"{name}.py", tmp_path)
    assert looked.problems == []
    assert looked.mean is not None
    assert (set(looked.failed), looked.mean >= WANTED) == (REMAINS[name].seen, REMAINS[name].reaches), str(looked)
