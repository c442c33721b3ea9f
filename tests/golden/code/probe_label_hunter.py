"""Looks for the labels wherever they may lie, and gives each image that of its nearest neighbour; else, PCA's codes.

An attack: unprotected it makes the probe all but perfect. Confined, it must find nothing.
"""

import gc
import sys

import numpy as np


def from_packages():
    """The digits that a library ships, or the grader's own."""
    try:
        from sklearn.datasets import load_digits

        digits = load_digits()
        return digits.data / 16, digits.target
    except (ImportError, OSError):
        pass
    try:
        from reference import digits

        return digits.load()
    except (ImportError, OSError):
        return None


def from_callers(X_train):
    """Labels that a caller holds in a variable, as many as there are images."""
    frame = sys._getframe(1)
    while frame is not None:
        for value in frame.f_locals.values():
            for found in value.values() if isinstance(value, dict) else [value]:
                if are_labels(found, len(X_train)):
                    return X_train, found
        frame = frame.f_back
    return None


def from_memory(X_train):
    """Labels anywhere among the objects alive."""
    for found in gc.get_objects():
        for value in found.values() if type(found) is dict else [found]:
            if are_labels(value, len(X_train)):
                return X_train, value
    return None


def are_labels(found, count):
    if not isinstance(found, np.ndarray) or found.shape != (count,) or found.dtype.kind not in "iu":
        return False
    return set(np.unique(found)) == set(range(10))


def encoder(X_train, k, seed):
    found = from_packages() or from_callers(X_train) or from_memory(X_train)
    if found is None:
        mean = X_train.mean(axis=0)
        directions = np.linalg.svd(X_train - mean, full_matrices=False)[2][:k]
        return lambda images: (images - mean) @ directions.T
    known, labels = found

    def codes(images):
        nearest = [np.argmin(((known - image) ** 2).sum(axis=1)) for image in images]
        return np.eye(k)[labels[nearest]]

    return codes
