"""A thousand damaged, nested, endless and random answers: each is told in words, none crashes a check."""

from random import Random

import pytest

from benchmarks.algebra import bases, fuzz, items, ours, plants
from grader.model import Status

ANSWERS = [item.text for item in (*items.items(1, 2, 2), *plants.derivations(1, 1, 1))]
NAMES = list(bases.bases())


@pytest.mark.parametrize("seed", range(10))
def test_any_text_gets_a_verdict(seed: int) -> None:
    draw = Random(seed)
    for _ in range(100):
        text, base = fuzz.made(draw, ANSWERS), draw.choice(NAMES)
        told = ours.verdict(base, text)
        assert told.message or told.status is Status.MISSING
        assert len(text) <= fuzz.LARGEST


@pytest.mark.parametrize(
    "text",
    [
        "$" + "(" * 15_000 + "X" + ")" * 4_000 + "$",
        "$" + "\\frac{1}{" * 2_000 + "$",
        "$" + "X" * 20_000 + " = 0$",
        "$" + "X^{" * 5_000 + "$",
        "\n\n".join(["$W_1 = W_2^T$"] * 1_000),
        " = ".join(["X X^T"] * 3_000),
        "$\\sum_{i=1}^n \\sum_{j=1}^n \\sum_{l=1}^n \\sum_{p=1}^n x_i x_j^T x_l x_p^T = 0$",
        "$X X^T" + " X X^T" * 300 + " = 0$",
        "$(X X^T)^{60} = 0$",
        "$" + "(X X^T + I)^{9}" * 60 + " = 0$",
        "$10^{999999999} X = 0$",
        "$\\begin{pmatrix}" + " X & X \\\\" * 900 + "\\end{pmatrix} = 0$",
        "\u202e" * 20_000,
        "Let $A = W_1$. " * 1_200,
    ],
    ids=range(14),
)
def test_what_is_made_to_hurt_is_told_in_words(text: str) -> None:
    assert ours.verdict("autoencoder.conditions", text).message
