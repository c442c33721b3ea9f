"""Runs of the regularised linear autoencoder: data to train on, a trainer that is right, and what a result shows.

The task is to minimise, by minibatch SGD,

    J(W1, W2) = (1/n)‖X − W2W1X‖_F² + λ‖W1‖_F² + λ‖W2‖_F².

*What a result was trained for.* Suppose that a program minimises a·(1/n)‖X − W2W1X‖_F² + b·λ(‖W1‖_F² + ‖W2‖_F²)
instead. Dividing by a, that is J with λ' = (b/a) λ in the place of λ. By `regularized_autoencoder` its minima have
W2W1 = U_k diag(s²) U_kᵀ with s_i² = 1 − λ'/ℓ_i, so that every direction i tells λ' by itself:

    λ_i = ℓ_i (1 − s_i²),   s_i² = u_iᵀ W2 W1 u_i,   all equal to λ' at a minimum.

*Where a and b come from* in PyTorch, with x − x̂ of m features in a batch of B points:

    data term                                        a     penalty                                    b
    ((x − x̂)**2).sum(1).mean(), or MSELoss() · m     1     weight_decay=2λ                            1
    MSELoss(): a mean over B·m numbers               1/m   weight_decay=λ: w adds wW to the gradient,
    MSELoss(reduction="sum"): a sum over B points    B     which is that of (w/2)‖W‖²                 1/2
                                                           λ‖W‖² added to the loss                    1

and so the factor λ'/λ = b/a: ½ for weight_decay=λ on the right data term; m for MSELoss() with weight_decay=2λ, or
with λ‖W‖² in the loss; m/2 for MSELoss() with weight_decay=λ, both mistakes at once; 1/B and 1/(2B) for a sum over
the batch (with so weak a penalty the balance, below, may take longer than anyone trains).

*Balance.* The gradient flow of the data term keeps W1W1ᵀ − W2ᵀW2 as it is, and the penalty shrinks it as
e^(−4λt), t = learning rate × steps. So W1 = W2ᵀ comes last of all: a run too short shows there first, and one
without the penalty on both layers never gets there.

The analysis is NumPy only; torch is imported by `train` alone.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from reference.linear_autoencoder import data, principal_directions
from reference.regularized_autoencoder import eigenvalues

KINDS: Mapping[str, str] = MappingProxyType({"small penalty": "a small penalty", "large penalty": "a larger penalty"})
SIZES = (64, 128, 256)  # numbers of points
M, K = 8, 3

FINDINGS: Mapping[str, str] = MappingProxyType(
    {
        "right": "the weights are optimal for the penalty asked for",
        "half": "the weights are optimal for half the penalty: weight_decay=w adds w·W to the gradient, which is "
        "the penalty (w/2)‖W‖², so w must be 2λ",
        "m": "the weights are optimal for a penalty m times too large: MSELoss() averages over the m features too, "
        "so the data term is m times too small",
        "m/2": "the weights are optimal for a penalty m/2 times too large: MSELoss() averages over the m features "
        "too, and weight_decay=w is the penalty (w/2)‖W‖² only",
        "other factor": "the weights are optimal for another penalty than the one asked for",
        "fixed penalty": "the weights are optimal for one and the same penalty, whichever is asked for",
        "no constant factor": "the weights are optimal for penalties that are no constant multiple of those asked for",
        "no penalty": "the weights are those of next to no penalty",
        "not balanced": "W1 and W2ᵀ differ in size: is the penalty on both layers?",
        "not converged": "the training stopped before the minimum: take more steps, and let the learning rate fall",
        "wrong subspace": "the columns of W2 do not span the top k principal directions of X",
        "diverged": "the weights are not finite numbers of a sensible size: a smaller learning rate is needed",
    }
)


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What the weights of a run show. Numbers are nan where the finding makes them meaningless.

    finding   a key of FINDINGS; the first that holds of: diverged, no penalty, not balanced, not converged (W1 ≠ W2ᵀ),
              wrong subspace, not converged (the λ_i differ), and the factors
    fitted    λ', the penalty that the weights are optimal for
    factor    λ'/λ
    estimates λ_i/λ, one for each of the k directions; equal at a minimum
    spread    the largest |λ_i/λ' − 1|
    angle     sine of the largest angle between W2's columns and the top k directions, 0 … 1
    imbalance ‖W1 − W2ᵀ‖_F / ‖W2‖_F
    norms     ‖W1‖_F / ‖W2‖_F
    """

    finding: str
    fitted: float
    factor: float
    estimates: tuple[float, ...]
    spread: float
    angle: float
    imbalance: float
    norms: float


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


def diagnose(W1: ArrayLike, W2: ArrayLike, X: ArrayLike, lam: float, limit: float = 0.1) -> Diagnosis:
    """What the weights W1 (k, m), W2 (m, k) that a run on X (m, n) with the penalty `lam` returned are optimal for.

    λ' is fitted to 1 − s_i² = λ'/ℓ_i by least squares. `limit` is the error allowed of a factor (right, ½, m, m/2),
    of the imbalance and of the angle's sine; the λ_i, in which the noise of minibatches shows most, may spread by
    2.5 times that. A factor of less than limit/5 is no penalty.

    Raises ValueError where the shapes do not fit, or unless lam > 0, ℓ_k > 0 and limit > 0.
    """
    encoder, decoder, points = (np.asarray(W, dtype=np.float64) for W in (W1, W2, X))
    if any(W.ndim != 2 for W in (encoder, decoder, points)) or encoder.shape != decoder.T.shape:
        raise ValueError(f"W1 (k, m) and W2 (m, k) are needed, not {encoder.shape} and {decoder.shape}")
    (k, m), shape = encoder.shape, points.shape
    if shape[0] != m or not 1 <= k < m:
        raise ValueError(f"W1 {encoder.shape} does not fit X {shape}: (k, m) is needed, with 1 <= k < m = {shape[0]}")
    ell = eigenvalues(points)[:k]
    if not (lam > 0 and limit > 0 and ell[-1] > 0):
        raise ValueError("lam, limit and the k-th eigenvalue of X must be above 0")
    if not (np.all(np.abs(encoder) <= 1e6) and np.all(np.abs(decoder) <= 1e6)):
        return Diagnosis("diverged", np.nan, np.nan, (np.nan,) * k, np.nan, np.nan, np.nan, np.nan)

    U = principal_directions(points, k)
    lost = 1 - np.sum(U * (decoder @ (encoder @ U)), axis=0)  # 1 − s_i²
    fitted = float(np.sum(lost / ell) / np.sum(1 / ell**2))
    sizes = [float(np.linalg.norm(W)) for W in (encoder, decoder)]
    numbers: dict[str, Any] = {
        "fitted": fitted,
        "factor": fitted / lam,
        "estimates": tuple(float(e) for e in ell * lost / lam),
        "spread": float(np.max(np.abs(ell * lost - fitted))) / max(abs(fitted), 1e-12),
        "angle": _sine(decoder, U),
        "imbalance": float(np.linalg.norm(encoder - decoder.T)) / max(sizes[1], 1e-12),
        "norms": sizes[0] / max(sizes[1], 1e-12),
    }
    return Diagnosis(_finding(numbers, m, limit), **numbers)


def combine(runs: Sequence[Diagnosis], limit: float = 0.1) -> str:
    """The one finding of several runs of a program, on different data and with different λ.

    A run without a factor decides, the gravest first (as `Diagnosis` orders them). Otherwise the factors must agree
    within `limit`; a program that ignores λ may well be right for one of them.

    Raises ValueError without a run.
    """
    if not runs:
        raise ValueError("at least one run is needed")
    found = {run.finding for run in runs}
    for grave in ("diverged", "no penalty", "not balanced", "wrong subspace", "not converged"):
        if grave in found:
            return grave
    if _alike([run.factor for run in runs], limit):
        return found.pop() if len(found) == 1 else "other factor"
    return "fixed penalty" if _alike([run.fitted for run in runs], limit) else "no constant factor"


def judge(limit: float = 0.1) -> Callable[[Sequence[Mapping[str, Any]]], tuple[str, str, dict[str, Any]]]:
    """A judge of several runs, each {"W1", "W2", "X", "lam", …}: the finding, what to say, and the numbers.

    What is said hangs on the finding alone.
    """

    def judged(runs: Sequence[Mapping[str, Any]]) -> tuple[str, str, dict[str, Any]]:
        found = [diagnose(run["W1"], run["W2"], run["X"], run["lam"], limit) for run in runs]
        finding = combine(found, limit)
        numbers = {
            "lambda asked": [round(float(run["lam"]), 6) for run in runs],
            "lambda found": [round(one.fitted, 6) if one.fitted == one.fitted else None for one in found],
            "factor": [round(one.factor, 4) if one.factor == one.factor else None for one in found],
        }
        said = FINDINGS[finding]
        return finding, f"{said[0].upper()}{said[1:]}.", numbers

    return judged


def _alike(values: Sequence[float], limit: float) -> bool:
    """Whether each is within `limit`, relatively, of their median."""
    middle = float(np.median(values))
    return all(abs(value - middle) <= limit * abs(middle) for value in values)


def _finding(numbers: Mapping[str, Any], m: int, limit: float) -> str:
    """The first that holds. Written so that a nan is never right."""
    factor = numbers["factor"]
    if abs(factor) <= limit / 5:
        return "no penalty"
    if not numbers["imbalance"] <= limit:
        # a short run leaves W1 and W2 unlike, but of much the same norm
        return "not balanced" if not 2 / 3 <= numbers["norms"] <= 3 / 2 else "not converged"
    if not numbers["angle"] <= limit:
        return "wrong subspace"
    if not numbers["spread"] <= 2.5 * limit:
        return "not converged"
    for name, expected in {"right": 1.0, "half": 0.5, "m": float(m), "m/2": m / 2}.items():
        if abs(factor / expected - 1) <= limit:
            return name
    return "other factor"


def _sine(W: NDArray[np.float64], U: NDArray[Any]) -> float:
    """Sine of the largest principal angle between the columns of W (m, k) and those, orthonormal, of U (m, k).

    1 where W has fewer than k independent columns (to one part in 10⁶).
    """
    left, sigma, _ = np.linalg.svd(W, full_matrices=False)
    if not sigma[-1] > 1e-6 * sigma[0]:
        return 1.0
    outside = left - U @ (U.T @ left)
    return float(np.linalg.svd(outside, compute_uv=False)[0])
