"""Right: the eigenvectors of C, largest first."""

import numpy as np


def linear_autoencoder(X, k):
    _, U = np.linalg.eigh(X @ X.T)
    U_k = U[:, ::-1][:, :k]
    return U_k.T, U_k
