"""The draw decides no verdict: each golden program of autoencoder.probe, judged in 40 draws of eight splits.

A program is trained once on each of 40 splits, and the eight of a draw are taken from these without replacement: 320
trainings would take a night. Whoever adds a program learns here whether it lies where draws agree.
"""

from collections import Counter
from collections.abc import Mapping
from random import Random
from typing import Any

import numpy as np
import pytest

from reference import probe_cases
from tests.reference.test_golden_programs import ATTACKS, EXPECTED, array, function, one_thread  # noqa: F401

SPLITS, DRAWS, EACH = 40, 40, 8
TOLD: Mapping[str, Any] = EXPECTED["autoencoder.probe"]
NAMES = [name for name in TOLD if name not in ATTACKS and TOLD[name]["codes"] != "unusable"]


def shown(name: str, seed: int) -> probe_cases.Split:
    case = probe_cases.draw("digits", seed)
    codes = function(name)(case["X_train"].copy(), case["k"], case["seed"])
    asked = {"codes_train": "X_train", "codes_test": "X_test", "codes_few": "X_few", "codes_again": "X_again"}
    return probe_cases.shown({**case, **{key: array(codes(case[images])) for key, images in asked.items()}})


@pytest.mark.nightly
@pytest.mark.parametrize("name", NAMES)
def test_a_program_has_its_verdict_in_39_of_40_draws(name: str) -> None:
    splits, random = [shown(name, seed) for seed in range(SPLITS)], Random(name)
    found = Counter(probe_cases.conclude(random.sample(splits, EACH)) for _ in range(DRAWS))
    leads = [split.accuracy - split.pca for split in splits]
    assert found[TOLD[name]["codes"]] >= DRAWS - 1, (found, np.mean(leads), np.std(leads))
