"""The task: W1 and W2 must be orthonormal and stationary, two token lists must be right."""

import json
import os
from pathlib import Path

import numpy as np

FOLDER = Path(os.environ["PEER_TASK"])


def weights() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """X of shape (8, 64), W1 of (3, 8), W2 of (8, 3)."""
    stored = np.load(FOLDER / "pca_weights.npz")
    return np.load(FOLDER / "X.npy"), stored["W1"], stored["W2"]


def orthonormal() -> bool:
    _, W1, W2 = weights()
    return bool(np.linalg.norm(W2.T @ W2 - np.eye(3)) <= 1e-6 and np.linalg.norm(W1 @ W1.T - np.eye(3)) <= 1e-6)


def stationary() -> bool:
    X, W1, W2 = weights()
    error = (W2 @ W1 - np.eye(8)) @ X @ X.T
    return bool(np.linalg.norm(W2.T @ error) <= 1e-6 and np.linalg.norm(error @ W1.T) <= 1e-6)


def tokens(part: str) -> list[str]:
    answered: dict[str, list[str]] = json.loads((FOLDER / "tokens.json").read_text())
    return answered[part]
