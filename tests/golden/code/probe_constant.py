"""The same code for every image."""

import numpy as np


def encoder(X_train, k, seed):
    return lambda images: np.full((len(images), k), 0.1, dtype=np.float32)
