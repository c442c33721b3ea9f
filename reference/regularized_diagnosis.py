"""Diagnosis of a training run from its weights: the penalty they are optimal for, and how near its minimum they came.

The task is to minimise J(W1, W2) = (1/n)‖X − W2W1X‖_F² + λ‖W1‖_F² + λ‖W2‖_F².

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
the batch.

*How nearly it is optimal* is told by the excess of J over its least value, both for λ' and not for λ. W1 = W2ᵀ comes
last of all: the gradient flow of the data term keeps W1W1ᵀ − W2ᵀW2 as it is, and the penalty shrinks it as e^(−4λt),
t = learning rate × steps. J is flat there: W1 and W2ᵀ that differ by a fifth of their size cost it less than 1 %.

*Other penalties* leave marks of their own. At rest the gradient of the data term balances that of the penalty, so

    λ‖W1‖_F + λ‖W2‖_F, not squared   has the gradients λW/‖W‖_F: λ'(‖W1‖_F + ‖W2‖_F) = λ
    λ Σ|w|                           has the gradients ±λ, alike for each weight that is not 0; and many are 0

NumPy only.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from reference.linear_autoencoder import principal_directions
from reference.regularized_autoencoder import eigenvalues, least_loss, loss

Floats = NDArray[np.float64]
LARGEST = 1e6
"""A weight beyond it has diverged."""
ZERO = 0.03
"""A weight below this share of the largest counts as 0: what an L1 penalty leaves oscillates about it."""
EVEN = 0.25
"""How far, relatively, a weight's gradient may be from the median and still be as large."""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """The diagnosis of the weights of one run. Numbers are nan where the weights have diverged.

    lam       λ, the penalty asked for
    fitted    λ', the penalty that the weights are optimal for
    spread    the largest |λ_i/λ' − 1|; 0 at a minimum
    excess    (J − min J) / min J, for λ'
    angle     sine of the largest angle between W2's columns and the top k directions, 0 … 1
    imbalance ‖W1 − W2ᵀ‖_F / ‖W2‖_F
    norms     ‖W1‖_F / ‖W2‖_F
    length    ‖W1‖_F + ‖W2‖_F
    zeros     the share of weights that are 0, as far as ZERO tells
    even      the share of the others whose data gradients are as large as their median, as far as EVEN tells
    exchanged whether the rows of W1 are the columns of W2 in another order, or with other signs; all else is then told
              of W1 with its rows put right
    """

    lam: float
    fitted: float = np.nan
    spread: float = np.nan
    excess: float = np.nan
    angle: float = np.nan
    imbalance: float = np.nan
    norms: float = np.nan
    length: float = np.nan
    zeros: float = np.nan
    even: float = np.nan
    exchanged: bool = False

    @property
    def factor(self) -> float:
        """λ'/λ"""
        return self.fitted / self.lam

    @property
    def diverged(self) -> bool:
        return not abs(self.fitted) < np.inf


def diagnose(W1: ArrayLike, W2: ArrayLike, X: ArrayLike, lam: float) -> Diagnosis:
    """The diagnosis of weights W1 (k, m), W2 (m, k) that a run on X (m, n) with the penalty `lam` returned.

    λ' is fitted to 1 − s_i² = λ'/ℓ_i by least squares.

    Raises ValueError where the shapes do not fit, or unless lam > 0 and ℓ_k > 0.
    """
    encoder, decoder, points = (np.asarray(W, dtype=np.float64) for W in (W1, W2, X))
    if any(W.ndim != 2 for W in (encoder, decoder, points)) or encoder.shape != decoder.T.shape:
        raise ValueError(f"W1 (k, m) and W2 (m, k) are needed, not {encoder.shape} and {decoder.shape}")
    (k, m), shape = encoder.shape, points.shape
    if shape[0] != m or not 1 <= k < m:
        raise ValueError(f"W1 {encoder.shape} does not fit X {shape}: (k, m) is needed, with 1 <= k < m = {shape[0]}")
    ell = eigenvalues(points)[:k]
    if not (lam > 0 and ell[-1] > 0):
        raise ValueError("lam and the k-th eigenvalue of X must be above 0")
    if not (np.all(np.abs(encoder) <= LARGEST) and np.all(np.abs(decoder) <= LARGEST)):
        return Diagnosis(lam)
    ordered = _put_right(encoder, decoder)
    return _of(encoder if ordered is None else ordered, decoder, points, lam, ordered is not None)


def _of(encoder: Floats, decoder: Floats, points: Floats, lam: float, exchanged: bool) -> Diagnosis:
    k = len(encoder)
    ell, U = eigenvalues(points)[:k], principal_directions(points, k)
    lost = 1 - np.sum(U * (decoder @ (encoder @ U)), axis=0)  # 1 − s_i²
    fitted = float(np.sum(lost / ell) / np.sum(1 / ell**2))
    penalty = max(fitted, 1e-6 * lam)
    least = least_loss(points, k, penalty)
    sizes = [float(np.linalg.norm(W)) for W in (encoder, decoder)]
    zeros, even = _evenness(encoder, decoder, points)
    return Diagnosis(
        lam=lam,
        fitted=fitted,
        spread=float(np.max(np.abs(ell * lost - fitted))) / max(abs(fitted), 1e-12),
        excess=(loss(encoder, decoder, points, penalty) - least) / least,
        angle=_sine(decoder, U),
        imbalance=float(np.linalg.norm(encoder - decoder.T)) / max(sizes[1], 1e-12),
        norms=sizes[0] / max(sizes[1], 1e-12),
        length=sum(sizes),
        zeros=zeros,
        even=even,
        exchanged=exchanged,
    )


def _put_right(encoder: Floats, decoder: Floats) -> Floats | None:
    """W1 with the order and the signs of W2's columns, where they are others; None where they are not, or not told.

    At a minimum the rows of W1 are the columns of W2, and nearly orthonormal: each is like one other, and like no more.
    """
    with np.errstate(all="ignore"):
        rows = encoder / np.linalg.norm(encoder, axis=1, keepdims=True)
        likeness = rows @ (decoder / np.linalg.norm(decoder, axis=0))  # (k, k), cosines
    best = np.argmax(np.abs(likeness), axis=0)  # for each column, its row
    chosen = likeness[best, np.arange(len(best))]
    if not (np.all(np.abs(chosen) >= 0.9) and len(set(best.tolist())) == len(best)):
        return None
    if np.array_equal(best, np.arange(len(best))) and np.all(chosen > 0):
        return None
    ordered: Floats = encoder[best] * np.sign(chosen)[:, None]
    return ordered


def _evenness(encoder: Floats, decoder: Floats, points: Floats) -> tuple[float, float]:
    """The shares of weights that are 0, and of the others whose data gradients are of one size."""
    codes = encoder @ points
    error = decoder @ codes - points
    gradients = np.concatenate([(decoder.T @ error @ points.T).ravel(), (error @ codes.T).ravel()])
    weights = np.concatenate([encoder.ravel(), decoder.ravel()])
    zero = np.abs(weights) <= ZERO * np.max(np.abs(weights))
    pull = -(gradients * np.sign(weights))[~zero]
    if not pull.size:
        return 1.0, 0.0
    return float(np.mean(zero)), float(np.mean(np.abs(pull - np.median(pull)) <= EVEN * np.abs(np.median(pull))))


def _sine(W: Floats, U: NDArray[np.floating]) -> float:
    """Sine of the largest principal angle between the columns of W (m, k) and those, orthonormal, of U (m, k).

    1 where W has fewer than k independent columns (to one part in 10⁶).
    """
    left, sigma, _ = np.linalg.svd(W, full_matrices=False)
    if not sigma[-1] > 1e-6 * sigma[0]:
        return 1.0
    outside = left - U @ (U.T @ left)
    return float(np.linalg.svd(outside, compute_uv=False)[0])
