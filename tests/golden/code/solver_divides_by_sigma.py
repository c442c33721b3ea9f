"""Computes U from V: X v / σ, which is nothing where σ = 0."""

import numpy as np


def linear_autoencoder(X, k):
    _, sigma, Vt = np.linalg.svd(X, full_matrices=False)
    with np.errstate(all="ignore"):
        U_k = X @ Vt[:k].T / sigma[:k]
    return U_k.T, U_k
