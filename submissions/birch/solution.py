import numpy as np


def linear_autoencoder(X, k):
    # eigenvectors of the covariance, the largest last
    values, vectors = np.linalg.eigh(X @ X.T)
    W2 = vectors[:, ::-1][:, :k]
    return W2.T, W2


def decoder_inputs(target, predicted, training):
    """See the question."""
    raise NotImplementedError


def train_autoencoder(X, k, lam, seed):
    """See the question."""
    raise NotImplementedError


def encoder(X_train, k, seed):
    """See the question."""
    raise NotImplementedError
