"""Right: the encoder is the pseudo-inverse of the decoder, which is its transpose."""

import numpy as np


def linear_autoencoder(X, k):
    W2 = np.linalg.svd(X)[0][:, :k]
    return np.linalg.pinv(W2), W2
