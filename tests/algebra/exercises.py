"""Notations of some exercises, as rubrics declare them."""

from grader.algebra.language.declarations import declared

AUTOENCODER = declared(
    {
        "symbols": {
            "X": "m × n, columns x",
            "W1": "k × m",
            "W2": "m × k",
            "U": "m × m orthogonal, columns u",
            "Sigma": "m × n diagonal",
            "V": "n × n orthogonal",
        },
        "definitions": [
            "X = U Sigma V^T",
            "C = X X^T",
            "D = Sigma Sigma^T",
            "U_k = U[:, :k]",
            "D_k = D[:k, :k]",
            r"L = \|X - W_2 W_1 X\|_F^2",
        ],
        "sizes": ["k < m"],
    }
)
RIDGE = declared(
    {
        "symbols": {"X": "n × d", "y": "n × 1", "w": "d × 1", "lambda": "positive scalar"},
        "definitions": [r"J = \|X w - y\|^2 + \lambda \|w\|^2"],
    }
)
SOFTMAX = declared(
    {
        "symbols": {"W": "c × d", "x": "d × 1", "y": "c × 1, one-hot"},
        "definitions": ["z = W x", r"p = \operatorname{softmax}(z)"],
    }
)
TRACE = declared(
    {"symbols": {"A": "p × m", "X": "m × n", "B": "n × p"}, "definitions": [r"f = \operatorname{tr}(A X B)"]}
)
LOW_RANK = declared(
    {
        "symbols": {
            "X": "m × n, columns x",
            "W1": "k × m",
            "W2": "m × k",
            "U": "m × m orthogonal",
            "Sigma": "m × n diagonal, rank k to m",
            "V": "n × n orthogonal",
        },
        "definitions": ["X = U Sigma V^T", "C = X X^T", "D = Sigma Sigma^T"],
        "sizes": ["k < m"],
    }
)
LEAST_SQUARES = {"symbols": {"W": "p × d", "X": "d × n", "Y": "p × n"}, "definitions": [r"L = \|W X - Y\|_F^2"]}
