"""Hostile and random answers of up to 20 kB: `python -m benchmarks.algebra.fuzz [--count 20000] [--seed N]`.

Each goes through a check as a student's answer does. None may crash, none may take more than 2 s of processor time.
Half are benchmark answers that were damaged (cut, doubled, spliced, letters swapped), the rest is made to hurt:
deep nesting, long products, towers of powers, unclosed environments, control characters, long sums.
"""

import argparse
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

LARGEST = 20_000
SECONDS = 2.0
SHOWN = 12
TOKENS = (
    "W_1 W_2 X X^T C U U_k D \\Sigma V I 0 1 2 -3 + - * \\cdot = == := ( ) [ ] { } ^ _ ^{-1} ^T ^\\top ' .T @ \\frac{ "
    "}{ \\left( \\right) \\begin{pmatrix} \\end{pmatrix} \\begin{align} \\end{align} & \\\\ $ $$ \\[ \\] x_i "
    "\\sum_{i=1}^n \\operatorname{tr}( \\det( \\log( \\|X\\|_F^2 \\nabla_{W_1} L \\Rightarrow \\text{so} let where "
    "np.linalg.inv( \\sqrt{ \\boxed{ ⁻¹ ᵀ ₁ ∇ ∂ ‖ · − Σ ⇒ \u202e \u0001 \u200b é 1e999 99999999999999999999 0.1 "
    "^{99} ^{-99} I_k | %"
).split(" ")
PAIRS = (
    ("(", ")"), ("\\left(", "\\right)"), ("{", "}"), ("\\frac{1}{", "}"), ("X^{", "}"), ("(X X^T + ", ")^{-1}"),
    ("\\operatorname{tr}(", ")"), ("-", ""), ("\\begin{pmatrix}", "\\end{pmatrix}"), ("(", ")^T"), ("[[", "]]"),
    ("$", ""), ("\\text{", "}"), ("(A+B)(", ")"), ("\\sum_{i=1}^n ", ""), ("\\nabla_{W_1} ", ""),
)  # fmt: skip
UNITS = (
    "X X^T ", "W_2 W_1 ", "(W_2 W_1 - I)", "X^T X + ", "+", "= X ", "\\\\ X = 0 ", "\n$X=0$\n", "2", "A", "^T",
    "(W_1 + W_2^T)", "⇒ X = X ", "I ", "Let A = X. ", "& = ", "'", "a_1", "X^{9}",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fault:
    """An answer that crashed the check, or took too long."""

    seconds: float
    what: str
    base: str
    text: str


def made(draw: Random, answers: list[str]) -> str:
    """One answer, at most `LARGEST` characters long."""
    recipe: Callable[[Random, list[str]], str] = draw.choice(
        [_damaged, _damaged, _spliced, _soup, _nested, _long, _bytes]
    )
    return recipe(draw, answers)[:LARGEST]


def _damaged(draw: Random, answers: list[str]) -> str:
    text = draw.choice(answers)
    for _ in range(draw.randint(1, 4)):
        at, to = sorted(draw.choices(range(len(text) + 1), k=2))
        part = draw.choice(
            ["", text[at:to] * 2, text[at:to][::-1], draw.choice(TOKENS), chr(draw.randrange(1, 0x3000))]
        )
        text = text[:at] + part + text[to if draw.random() < 0.3 else at :]
    return text


def _spliced(draw: Random, answers: list[str]) -> str:
    return draw.choice(["\n", " ", "\n\n", " = ", "+"]).join(draw.choices(answers, k=draw.randint(2, 60)))


def _soup(draw: Random, answers: list[str]) -> str:
    return draw.choice(["", " ", " "]).join(draw.choices(TOKENS, k=int(10 ** draw.uniform(0, 3.6))))


def _nested(draw: Random, answers: list[str]) -> str:
    depth = int(10 ** draw.uniform(0.5, 3.7))
    start, end = draw.choice(PAIRS)
    closed = depth if draw.random() < 0.7 else draw.randint(0, depth)
    return f"${start * depth}X{end * closed}$" if draw.random() < 0.5 else start * depth + "X" + end * closed


def _long(draw: Random, answers: list[str]) -> str:
    count = int(10 ** draw.uniform(1, 4))
    unit = draw.choice(UNITS)
    return draw.choice(["", "$", "$$\n"]) + unit * count + draw.choice(["", " = 0", "$", "X = 0$"])


def _bytes(draw: Random, answers: list[str]) -> str:
    top = draw.choice([0x80, 0x250, 0x3000, 0x1FFFF])
    codes = (draw.randrange(top) for _ in range(int(10 ** draw.uniform(0, 3.5))))
    return "".join(chr(code) for code in codes if not 0xD800 <= code < 0xE000)


def run(count: int, seed: int) -> tuple[list[Fault], list[tuple[float, str, str]]]:
    """The faults among `count` answers, and the slowest as (processor seconds, base, text)."""
    from benchmarks.algebra import bases, items, ours, plants

    draw = Random(seed)
    answers = [item.text for item in (*items.items(seed, 2, 2), *plants.derivations(seed, 1, 1))]
    names = list(bases.bases())
    faults: list[Fault] = []
    slowest: list[tuple[float, str, str]] = []
    for _ in range(count):
        text, base = made(draw, answers), draw.choice(names)
        start = time.process_time()
        problem = _tried(ours.verdict, base, text)
        spent = time.process_time() - start
        if problem or spent > SECONDS:
            faults.append(Fault(spent, problem or "too slow", base, text))
        slowest = sorted([*slowest, (spent, base, text)], reverse=True)[:SHOWN]
    return faults, slowest


def _tried(check: Callable[[str, str], Any], base: str, text: str) -> str:
    """The name of what was raised, if anything was."""
    try:
        check(base, text)
    except Exception as error:  # noqa: BLE001
        return f"{type(error).__name__}: {error}"[:200]
    return ""


def main() -> int:
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
        os.environ[name] = "1"  # before numpy is imported
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    faults, slowest = run(asked.count, asked.seed)
    print(f"{asked.count:,} answers; {len(faults)} crashed or took more than {SECONDS:g} s")
    for fault in faults[:SHOWN]:
        print(f"  {fault.what} ({fault.seconds:.2f} s, {fault.base}): {fault.text[:160]!r}")
    print("slowest, processor seconds:")
    for spent, base, text in slowest:
        print(f"  {spent:.3f} {base}: {len(text)} characters, {text[:100]!r}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
