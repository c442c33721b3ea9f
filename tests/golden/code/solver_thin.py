"""A thin SVD serves too, as long as k directions are left: right."""

import numpy as np


def linear_autoencoder(X, k):
    U = np.linalg.svd(X, full_matrices=False)[0][:, :k]
    return U.T, U
