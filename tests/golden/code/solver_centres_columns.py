"""Centres X again, along the wrong axis."""

import numpy as np


def linear_autoencoder(X, k):
    U, _, _ = np.linalg.svd(X - X.mean(axis=0))
    return U[:, :k].T, U[:, :k]
