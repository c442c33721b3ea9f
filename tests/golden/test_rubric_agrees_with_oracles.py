"""What hw7's rubric writes out is what the reference implementations say."""

from pathlib import Path
from typing import Any

import pytest

from grader import yaml12
from grader.rubric import load
from reference import resnet_figures, translation

ROOT = Path(__file__).resolve().parent.parent.parent
ASSIGNMENT, _ = load.load(ROOT / "rubrics" / "hw7.yaml")
PARAMETERS: dict[str, Any] = {part.id: part.criteria[0].parameters for part in ASSIGNMENT.parts}


@pytest.mark.parametrize(
    ("part", "produced", "other"),
    [
        ("translation.train_inputs", translation.train_inputs, translation.eval_inputs),
        ("translation.eval_inputs", translation.eval_inputs, translation.train_inputs),
    ],
)
def test_the_token_lists_are_those_that_a_real_model_was_fed(part: str, produced: Any, other: Any) -> None:
    asked = PARAMETERS[part]
    assert asked["expected"] == list(produced())
    assert asked["other_expected"] == list(other())
    assert asked["source"] == list(translation.source())


@pytest.mark.parametrize("question", resnet_figures.QUESTIONS)
def test_the_accepted_numbers_are_the_series(question: str) -> None:
    written = [(r["from"], r["to"], r.get("credit", 1)) for r in PARAMETERS[f"resnet.{question}"]["accept"]]
    assert written == [(r.low, r.high, r.fraction) for r in resnet_figures.accepted(question)]


def test_every_figure_of_the_series_is_known_to_the_reviewer() -> None:
    fragment = yaml12.parse((ROOT / "rubrics" / "fragments" / "resnet_review.yaml").read_bytes()).value
    known = {figure["value"] for figure in fragment["figures"] if figure["unit"] == "seconds"}
    assert {figure.seconds for figure in resnet_figures.figures()} <= known


def test_points_are_those_of_the_assignment() -> None:
    points = {part.id: part.max_score for part in ASSIGNMENT.parts}
    assert points == {
        "pca.conditions": 4,
        "pca.derivation": 4,
        "pca.weights": 6,
        "pca.solver": 4,
        "translation.stacking": 4,
        "translation.train_inputs": 3,
        "translation.eval_inputs": 3,
        "translation.decoder_inputs": 3,
        "resnet.baseline_seconds": 1,
        "resnet.baseline_accuracy": 1,
        "resnet.final_seconds": 1,
        "resnet.final_accuracy": 1,
        "resnet.learned": 3,
        "resnet.favourite": 3,
        "resnet.training": 8,
        "regularized.layers": 1,
        "regularized.loss": 1,
        "regularized.needed": 2,
        "regularized.orthonormal": 1,
        "regularized.argument": 4,
        "regularized.weights": 5,
        "regularized.training": 5,
        "autoencoder.probe": 5,
    }
