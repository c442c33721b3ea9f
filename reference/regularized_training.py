"""Runs of the regularised linear autoencoder: data to train on, a trainer that is right, and what several runs show.

The task is to minimise, by minibatch SGD,

    J(W1, W2) = (1/n)‖X − W2W1X‖_F² + λ‖W1‖_F² + λ‖W2‖_F².

What one run shows is told by `regularized_diagnosis`. Several runs, on other data and with other λ, are judged by the
medians of what they show: minibatches are noisy, and one run in ten of a program that is right may be off by a tenth.

The penalty found says whether a program is right, or by which factor it is off. J alone says nothing: half the penalty
lies 0.1 to 0.4 % above the least J, and no penalty at all 0.4 to 0.7 %, where a right run of 300 steps lies 0.2 %
above it. How far a run has come is told by the excess of J for the penalty found. The limits rest on these medians and
quantiles over 80 draws (40 of each kind, 64 points, batches of 32, first weights as PyTorch's):

    program                                    λ found/asked         excess of J in %     ‖W1 − W2ᵀ‖/‖W2‖
                                               2.5 %   97.5 %        median   97.5 %      median
    rate 0.05 falling to 0, 2,000 steps        1.000   1.000          0.00     0.00       0.00
                            300 steps          0.992   1.004          0.17     0.66       0.07
                            200 steps          0.987   1.022          0.82     1.99       0.13
                            100 steps          0.996   4.67           3.97    15.1        0.26
                             50 steps          1.26   15.7           18.1     42          0.39
    rate 0.05, 2,000 steps of 32 points        0.975   1.013          0.02     0.04       0.01
                           of 8 points         0.881   1.122          0.94     1.80       0.06
    rate 0.1, 2,000 steps of 32 points         0.916   1.070          0.23     0.51       0.03
    weight_decay=λ, 1,000 steps at 0.02        0.490   0.503          0.24     0.73       0.09
    norms not squared                          0.288   0.291          0.04     0.14       0.06
    an L1 penalty                              0.941   1.374          8.5     19          0.44
    AdamW, 2,000 steps at 0.01                 0.053   0.086          0.24     0.89       0.30
    weight decay on one layer only             0.159   0.262         23       39          0.8 to 3.6

The analysis is NumPy only; torch is imported by `train` alone.
"""

from collections.abc import Callable, Mapping, Sequence
from math import log10
from random import Random
from statistics import median
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from reference.linear_autoencoder import data
from reference.regularized_diagnosis import Diagnosis, diagnose

KINDS: Mapping[str, str] = MappingProxyType({"small penalty": "a small penalty", "large penalty": "a larger penalty"})
SIZES = (64, 128, 256)  # numbers of points
M, K = 8, 3

FACTOR = 0.1
"""The error allowed of the penalty found, and of a factor that names a mistake."""
EXCESS, ANGLE, IMBALANCE = 0.01, 0.1, 0.3
"""What may be left at the end of a run: of J above its least for the penalty found, of the sine of the angle to the top
directions, of ‖W1 − W2ᵀ‖/‖W2‖. The last follows from the first, at 0.23 for runs that keep it."""
WEIGHTS: Mapping[str, float] = MappingProxyType({"excess": 0.6, "angle": 0.2, "imbalance": 0.2})
"""What each of the three is worth of the points that the penalty found has earned."""
BEYOND = 10
"""A run that misses a limit so many times over gets nothing for it; between, by distance on a logarithmic scale."""

FINDINGS: Mapping[str, str] = MappingProxyType(
    {
        "right": "the weights are optimal for the penalty asked for",
        "not converged": "the weights are nearly optimal for the penalty asked for",
        "half": "the weights are optimal for half the penalty: weight_decay=w adds w·W to the gradient, which is "
        "the penalty (w/2)‖W‖², so w must be 2λ",
        "m": "the weights are optimal for a penalty m times too large: MSELoss() averages over the m features too, "
        "so the data term is m times too small",
        "m/2": "the weights are optimal for a penalty m/2 times too large: MSELoss() averages over the m features "
        "too, and weight_decay=w is the penalty (w/2)‖W‖² only",
        "other factor": "the weights are optimal for a constant multiple of the penalty asked for",
        "not squared": "the weights are optimal for the penalty λ‖W1‖ + λ‖W2‖, whose norms are not squared",
        "absolute values": "many weights are 0, and the data term pulls at all others alike: that is what the penalty "
        "λ Σ|w| leaves, but λ‖W‖² is asked for",
        "exchanged": "the rows of W1 and the columns of W2 belong together in another order, or with other signs",
        "exchanged too": "the rows of W1 and the columns of W2 belong together in another order, or with other signs; "
        "put in order, they are not optimal for the penalty asked for",
        "decoupled": "the penalty found is several times too weak, and a different one for each direction: that comes "
        "of weight decay that is not part of the loss, like AdamW's, or of a weak penalty with steps too large to "
        "settle. SGD's weight_decay=2λ is the penalty λ‖W‖²",
        "one layer": "W1 and W2 differ much in size, as they do if the penalty is on one layer only",
        "fixed penalty": "the weights are optimal for one and the same penalty, whichever is asked for",
        "no constant factor": "the weights are optimal for penalties that are not a constant multiple of those asked "
        "for",
        "no penalty": "the weights are those of almost no penalty; AdamW's weight decay is not a penalty, since it is "
        "not part of the loss",
        "wrong subspace": "the columns of W2 do not span the top k principal directions of X: the training stopped far "
        "from the minimum, or it had other data than X",
        "far from it": "the weights are far from optimal for any penalty",
        "diverged": "the weights are not finite numbers of a sensible size: a smaller learning rate is needed",
    }
)
OTHER = frozenset({"absolute values", "decoupled", "one layer", "no penalty", "diverged"})
"""Findings about which J, for the penalty found, says nothing."""
NOTHING = frozenset({"no penalty", "wrong subspace", "far from it", "fixed penalty", "no constant factor"})
"""Findings to which nothing need be added: there is no penalty that the weights are nearly optimal for."""
LEFT: Mapping[str, str] = MappingProxyType(
    {
        "excess": "J has not come down to its least value for that penalty: more steps, or a learning rate that falls, "
        "bring it down",
        "angle": "the columns of W2 are not quite in the span of the top k principal directions",
        "imbalance": "W1 is not yet W2ᵀ, which it becomes last of all",
        "diverged": "in some runs the weights are not finite numbers of a sensible size, and these runs earn nothing",
    }
)


def draw(kind: str, seed: int, size: int = 128) -> dict[str, Any]:
    """The arguments of one call: {"X": array (8, size), "k": 3, "lam": float, "seed": int}.

    The top 3 eigenvalues of XXᵀ/n lie in 1.2 … 4, as in the assignment's own X, so what trains there trains here.
    The rest lie in 0.04 … 0.13: they are what makes the gradients of minibatches noisy. λ lies in 0.04 … 0.06 or
    0.08 … 0.1, small enough that even mλ, the commonest mistake, is below ℓ_k and leaves a trace to be read.

    Raises ValueError for an unknown kind and unless 16 ≤ size ≤ 4096.
    """
    if kind not in KINDS:
        raise ValueError(f"there is no kind {kind!r}; there are {', '.join(KINDS)}")
    if not 16 <= size <= 4096:
        raise ValueError(f"size, the number of points, must lie in 16 … 4096; it is {size}")
    random = Random(f"{seed} {kind} {size}")
    top = [4 * 4 ** -((i + random.random() / 2) / K) for i in range(K)]
    low = [0.125 * 2.5 ** -((i + random.random() / 2) / (M - K)) for i in range(M - K)]
    lam = (0.04 if kind == "small penalty" else 0.08) + 0.02 * random.random()
    # what draws X is not to be found by trying, nor does it share a generator with what the program gets
    own = Random(f"{seed} {kind} {size} for the program").getrandbits(31)
    return {"X": data(top + low, size, random.getrandbits(128)), "k": K, "lam": lam, "seed": own}


def train(X: ArrayLike, k: int, lam: float, seed: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """W1 (k, m) and W2 (m, k) by minibatch SGD in PyTorch: batches of 32, 3,000 steps, a rate falling to 0.

    About half a second on one core. Raises ValueError unless lam > 0.
    """
    import torch
    from torch import nn

    if not lam > 0:
        raise ValueError(f"lam must be above 0; it is {lam}")
    points = torch.tensor(np.asarray(X).T, dtype=torch.float32)
    batch, steps = 32, 3000
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        n, m = points.shape
        model = nn.Sequential(nn.Linear(m, k, bias=False), nn.Linear(k, m, bias=False))
        optimizer = torch.optim.SGD(model.parameters(), lr=0.05, weight_decay=2 * lam)  # (2λ/2)‖W‖²
        schedule = torch.optim.lr_scheduler.LinearLR(optimizer, 1.0, 0.0, steps)
        order = torch.cat([torch.randperm(n) for _ in range(1 + steps * min(batch, n) // n)])
        for rows in torch.split(order, min(batch, n))[:steps]:
            error = model(points[rows]) - points[rows]
            optimizer.zero_grad()
            torch.autograd.backward(error.square().sum(1).mean())
            optimizer.step()
            schedule.step()
    W1, W2 = (parameter.detach().numpy().astype(np.float64) for parameter in model.parameters())
    return W1, W2


def judge(
    limit: float = FACTOR, excess: float = EXCESS
) -> Callable[[Sequence[Mapping[str, Any]]], tuple[str, str, dict[str, Any], float]]:
    """A judge of several runs, each {"W1", "W2", "X", "lam", …}: the finding, what to say, the numbers, the share.

    The share of what the finding is worth is 1 where the runs keep all limits. What is said depends only on the
    finding, and on which of the three limits were missed.

    Args:
        limit: the error allowed of a factor.
        excess: of J above its least.
    """
    limits = {"excess": excess, "angle": ANGLE, "imbalance": IMBALANCE}

    def judged(runs: Sequence[Mapping[str, Any]]) -> tuple[str, str, dict[str, Any], float]:
        found = [diagnose(run["W1"], run["W2"], run["X"], run["lam"]) for run in runs]
        numbers: dict[str, Any] = {
            "λ asked": [round(one.lam, 6) for one in found],
            "λ found": [None if one.diverged else round(one.fitted, 6) for one in found],
        }
        alive = [one for one in found if not one.diverged]
        if 2 * len(alive) <= len(found):
            return "diverged", _sentence("diverged"), numbers, 1.0
        left = {name: _median(alive, name) for name in limits}
        finding = cause(alive, limit, excess)
        shares = {name: _share(left[name], limits[name]) for name in limits}
        missed = [LEFT[name] for name in limits if shares[name] < 1]
        share = sum(WEIGHTS[name] * shares[name] for name in limits)
        if finding in OTHER:
            missed, share = [], 1.0
        share *= len(alive) / len(found)
        missed += [LEFT["diverged"]] if len(alive) < len(found) else []
        if finding == "right" and missed:
            finding = "not converged"
        numbers |= {
            f"found/asked (1 ± {limit:g})": round(_median(alive, "factor"), 4),
            f"J above its least, in % (at most {100 * excess:g})": round(100 * left["excess"], 3),
            f"sine of the angle (at most {ANGLE:g})": round(left["angle"], 4),
            f"‖W1 − W2ᵀ‖/‖W2‖ (at most {IMBALANCE:g})": round(left["imbalance"], 4),
        }
        return finding, _sentence("; ".join([FINDINGS[finding], *missed])), numbers, share

    return judged


def cause(runs: Sequence[Diagnosis], limit: float = FACTOR, excess: float = EXCESS) -> str:
    """The one finding of several runs of a program, none of which diverged; a key of FINDINGS.

    The factors must agree between the runs with the smaller λ and those with the larger, to twice the limit: a program
    that ignores λ, half as large in the one as in the other, misses that. A factor below limit/5 means no penalty.
    Rows that are exchanged are put right first, and the rest is looked at as ever: alone it would say nothing.

    Raises ValueError without a run.
    """
    if not runs:
        raise ValueError("at least one run is needed")
    other = _in_order(runs, limit, excess)
    if 3 * sum(run.exchanged for run in runs) < len(runs) or other in NOTHING:  # no run that is right is taken for one
        return other
    return "exchanged" if other == "right" else "exchanged too"


def _in_order(runs: Sequence[Diagnosis], limit: float, excess: float) -> str:
    """The finding of runs whose rows are in order, or have been put right."""
    middle = {name: _median(runs, name) for name in ("factor", "norms", "even", "zeros", "excess", "angle", "spread")}
    if abs(middle["factor"]) <= limit / 5:
        return "no penalty"
    if not middle["factor"] > 0:
        return "far from it"
    if not middle["angle"] <= ANGLE:
        return "wrong subspace"
    if middle["even"] >= 0.7 and middle["zeros"] >= 0.15:
        return "absolute values"
    if not 1 / 2 <= middle["norms"] <= 2:
        return "one layer" if _follows(runs) else "far from it"
    if not middle["excess"] <= BEYOND * excess:
        return "far from it"
    settled = middle["excess"] <= excess
    if middle["factor"] <= 0.25 and middle["spread"] >= 0.1:
        return "decoupled" if settled and _agree(runs, 2 * limit) else "far from it"
    return _factor(runs, limit, settled=settled)


def _factor(runs: Sequence[Diagnosis], limit: float, *, settled: bool) -> str:
    """The finding from the penalties of runs that have come near a minimum. Written so that a nan is never right.

    Of runs that have not settled there the penalty is known less well, and only what it is near to is named.
    """
    factor, allowed = _median(runs, "factor"), limit if settled else 2 * limit
    if not _agree(runs, 2 * limit) and not settled:
        return "far from it"
    if not _agree(runs, 2 * limit):
        fitted = [_median(half, "fitted") for half in _halves(runs)]
        return "fixed penalty" if abs(fitted[0] / fitted[-1] - 1) <= 2 * limit else "no constant factor"
    for name, expected in {"right": 1.0, "half": 0.5, "m": float(M), "m/2": M / 2}.items():
        if abs(factor / expected - 1) <= allowed:
            return name
    not_squared = median(run.factor * run.length for run in runs)
    return "not squared" if abs(not_squared - 1) <= limit else "other factor" if settled else "far from it"


def _agree(runs: Sequence[Diagnosis], limit: float) -> bool:
    """Whether the factor is the same for the smaller λ as for the larger."""
    return all(abs(_median(half, "factor") / _median(runs, "factor") - 1) <= limit for half in _halves(runs))


def _follows(runs: Sequence[Diagnosis]) -> bool:
    """Whether the penalty found grows with the one asked for, at least a quarter as much on a logarithmic scale.

    With the penalty on one layer it grows as much, ± 30 % over the draws; where λ is not read, not at all.
    """
    small, *large = _halves(runs)
    if not large:
        return True
    found, asked = (_median(large[0], name) / _median(small, name) for name in ("fitted", "lam"))
    return bool(found >= asked**0.25)


def _halves(runs: Sequence[Diagnosis]) -> list[Sequence[Diagnosis]]:
    """The runs with the smaller λ, and those with the larger."""
    ordered = sorted(runs, key=lambda run: run.lam)
    return [half for half in (ordered[: len(runs) // 2], ordered[len(runs) // 2 :]) if half]


def _median(runs: Sequence[Diagnosis], name: str) -> float:
    return float(median(getattr(run, name) for run in runs))


def _share(value: float, limit: float) -> float:
    """1 up to the limit, 0 from BEYOND times the limit on, and for a nan.

    >>> _share(0.01, 0.01), round(_share(0.0316, 0.01), 2), _share(0.2, 0.01)
    (1.0, 0.5, 0.0)
    """
    return 1.0 if value <= limit else max(0.0, 1 - log10(value / limit) / log10(BEYOND)) if value < np.inf else 0.0


def _sentence(finding: str) -> str:
    said = FINDINGS.get(finding, finding)
    return f"{said[0].upper()}{said[1:]}."
