"""A minimum, but in another basis: stretched, and shrunk again."""

import numpy as np


def linear_autoencoder(X, k):
    U, _, _ = np.linalg.svd(X)
    stretch = np.arange(1, k + 1)
    return U[:, :k].T / stretch[:, None], U[:, :k] * stretch
