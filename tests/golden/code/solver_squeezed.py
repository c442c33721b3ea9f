"""Right, but for k = 1 it returns vectors."""

import numpy as np


def linear_autoencoder(X, k):
    U, _, _ = np.linalg.svd(X)
    return U[:, :k].T.squeeze(), U[:, :k].squeeze()
