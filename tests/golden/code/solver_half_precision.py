"""Directions of the SVD, rounded to half precision: neither orthonormal nor stationary to four decimals."""

import numpy as np


def linear_autoencoder(X, k):
    U, _, _ = np.linalg.svd(np.asarray(X, dtype=np.float64))
    U_k = U[:, :k].astype(np.float16)
    return U_k.T, U_k
