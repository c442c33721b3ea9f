"""Right, but it takes nothing but float64."""

import numpy as np


def linear_autoencoder(X, k):
    if X.dtype != np.float64:
        raise TypeError("float64 is needed")
    U, _, _ = np.linalg.svd(X)
    return U[:, :k].T, U[:, :k]
