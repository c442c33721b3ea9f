"""PCA: good codes, but no better than PCA's."""

import numpy as np


def encoder(X_train, k, seed):
    mean = X_train.mean(axis=0)
    directions = np.linalg.svd(X_train - mean, full_matrices=False)[2][:k]
    return lambda images: (images - mean) @ directions.T
