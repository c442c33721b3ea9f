"""Right: no schedule, a small rate, and no library but NumPy."""

import numpy as np


def train_autoencoder(X, k, lam, seed):
    rng = np.random.default_rng(seed)
    m, n = X.shape
    W1, W2 = 0.3 * rng.standard_normal((k, m)), 0.3 * rng.standard_normal((m, k))
    for _ in range(8000):
        x = X[:, rng.integers(n, size=32)]
        error = W2 @ (W1 @ x) - x
        gradients = W2.T @ error @ x.T / 16 + 2 * lam * W1, error @ (W1 @ x).T / 16 + 2 * lam * W2
        W1, W2 = W1 - 0.01 * gradients[0], W2 - 0.01 * gradients[1]
    return W1, W2
