import numpy as np


def linear_autoencoder(X, k)
    # eigenvectors of the covariance, the largest last
    values, vectors = np.linalg.eigh(X @ X.T)
    W2 = vectors[:, ::-1][:, :k]
    return W2.T, W2
