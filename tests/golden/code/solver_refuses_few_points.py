"""Right, but it refuses n < m."""

import numpy as np


def linear_autoencoder(X, k):
    m, n = X.shape
    if n < m:
        raise ValueError("more points are needed than features")
    U, _, _ = np.linalg.svd(X)
    return U[:, :k].T, U[:, :k]
