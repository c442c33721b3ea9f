"""Answers in the spelling of a library: its functions are read, and what `dim=0` and its kin make of them."""

import pytest

from grader.checks import CHECKS
from grader.model import Status, Verdict

NOTATION = {
    "symbols": {
        "A": "n × n, invertible",
        "B": "n × n",
        "W": "c × d",
        "X": "d × n",
        "x": "n × 1",
        "y": "n × 1",
        "K": "n × n",
        "s": "positive scalar",
    }
}

RIGHT = {
    "torch": (r"\exp(x)", "G = torch.exp(x)"),
    "torch in a line of code": (r"\exp(x)", "```python\nimport torch\nG = torch.exp(x)\n```"),
    "torch in code in text": (r"\exp(x)", "The gradient is `torch.exp(x)`."),
    "torch in a sentence": (r"\exp(x)", "So the gradient is torch.exp(x)."),
    "numpy": (r"\exp(A) B", "np.exp(A) @ B"),
    "numpy in full": (r"\log(s)", "numpy.log(s)"),
    "jax": (r"\exp(-A) B", "grad = jnp.exp(-A) @ B"),
    "jax in full": (r"\tanh(x)", "jax.numpy.tanh(x)"),
    "scipy": (r"\sigma(x)", "scipy.special.expit(x)"),
    "a module alone": (r"\sigma(x)", "special.expit(x)"),
    "tensorflow": ("A B", "tf.matmul(A, B)"),
    "tensorflow's modules": (r"\log(s)", "tf.math.log(s)"),
    "tensorflow, turned": ("A^T B", "tf.matmul(A, B, transpose_a=True)"),
    "tensorflow, not turned": ("A B", "tf.matmul(A, B, transpose_a=False)"),
    "a letter for a library": (r"\operatorname{relu}(x)", "F.relu(x)"),
    "functions of torch": (r"\operatorname{relu}(x)", "nn.functional.relu(x)"),
    "functions of torch in full": (r"\operatorname{relu}(x)", "torch.nn.functional.relu(x)"),
    "math": (r"\exp(x^T y)", "math.exp(x.T @ y)"),
    "the inner product": ("x^T y", "np.dot(x, y)"),
    "the inner product of a method": ("x^T A y", "x.dot(A @ y)"),
    "a matrix and a vector": ("A x", "torch.mv(A, x)"),
    "entrywise": (r"A \odot B", "torch.mul(A, B)"),
    "an inverse": ("A^{-1} x", "torch.linalg.inv(A) @ x"),
    "a system": ("A^{-1} x", "np.linalg.solve(A, x)"),
    "a trace": (r"\operatorname{tr}(A B)", "torch.trace(A @ B)"),
    "a function of one letter": ("2 (A B)^T", "2*torch.t(torch.mm(A, B))"),
    "axes": ("(A B)^T", "torch.transpose(A @ B, 0, 1)"),
    "the transpose of a value": (r"(\exp(A))^T B", "np.exp(A).T @ B"),
    "a norm": (r"\|A\|_F", "np.linalg.norm(A, 'fro')"),
    "a norm by keyword": (r"\|A\|_F", "torch.linalg.norm(A, ord='fro')"),
    # softmax down each column
    "columns": (r"\operatorname{softmax}(W X)", "F.softmax(W @ X, dim=0)"),
    "columns by place": (r"\operatorname{softmax}(W X)", "torch.softmax(W @ X, 0)"),
    "columns in numpy's word": (r"\operatorname{softmax}(W X)", "scipy.special.softmax(W @ X, axis=0)"),
    "columns from the end": (r"\operatorname{softmax}(W X)", "jax.nn.softmax(W @ X, axis=-2)"),
    "columns of a method": (r"\operatorname{softmax}(W X)", "(W @ X).softmax(dim=0)"),
    "rows, turned": (r"\operatorname{softmax}(W X)", "F.softmax((W @ X).T, dim=1).T"),
    "rows": (r"(\operatorname{softmax}((W X)^T))^T", "F.softmax(W @ X, dim=-1)"),
    "a vector": (r"\operatorname{softmax}(x)", "F.softmax(x, dim=-1)"),
    "a vector, no axis": (r"\operatorname{softmax}(x)", "jax.nn.softmax(x)"),
    "within": (r"(\operatorname{softmax}(W X) - W X) X^T", "(F.softmax(W @ X, dim=0) - W @ X) @ X.T"),
    # sums
    "all": (r"\operatorname{sum}(B)", "torch.sum(B)"),
    "a vector's": (r"\operatorname{sum}(x)", "np.sum(x, axis=0)"),
    "along rows": (r"B \mathbf{1}", "B.sum(axis=1, keepdims=True)"),
    "down columns": (r"\mathbf{1}^T B", "np.sum(B, axis=0, keepdims=True)"),
    "down columns, as a vector": (r"B^T \mathbf{1}", "np.sum(B, axis=0)"),
    # without a prefix
    "a function by its name": ("A B", "matmul(A, B)"),
    "a symbol that a library goes by, too": ("K^T x", "K.T @ x"),
}

WRONG = {
    "a sign": (r"\exp(-A) B", "jnp.exp(A) @ B"),
    "another function": (r"\sigma(x)", "torch.tanh(x)"),
    "rows for columns": (r"\operatorname{softmax}(W X)", "F.softmax(W @ X, dim=1)"),
    "rows for columns from the end": (r"\operatorname{softmax}(W X)", "F.softmax(W @ X, dim=-1)"),
    "rows for columns by place": (r"\operatorname{softmax}(W X)", "torch.softmax(W @ X, 1)"),
    "rows for columns of a method": (r"\operatorname{softmax}(W X)", "(W @ X).softmax(1)"),
    "columns for rows": (r"(\operatorname{softmax}((W X)^T))^T", "F.softmax(W @ X, dim=0)"),
    "turned and not turned back": (r"\operatorname{softmax}(W X)", "F.softmax((W @ X).T, dim=1)"),
    "turned by keyword": ("A B", "tf.matmul(A, B, transpose_b=True)"),
    "not turned": ("A^T B", "tf.matmul(A, B)"),
    "the other inverse": ("A^{-1} x", "torch.linalg.inv(A).T @ x"),
    "the other system": ("A^{-1} x", "np.linalg.solve(A.T, x)"),
    "another trace": (r"\operatorname{tr}(A B)", "torch.trace(A.T @ B)"),
    "the other factor": ("A B", "tf.matmul(B, A)"),
    "a transpose that is missing": ("x^T y", "x @ y"),
    "the outer product": ("x^T y", "np.outer(x, y)"),
    "the product for the entrywise one": (r"A \odot B", "torch.matmul(A, B)"),
    "no transpose": ("(A B)^T", "torch.transpose(A @ B, 0, 1).T"),
    "a sum of rows for columns": (r"B^T \mathbf{1}", "np.sum(B, axis=1)"),
    "one sum for all": (r"B \mathbf{1}", "np.sum(B)"),
    "a matrix's sums for one": (r"\operatorname{sum}(B)", "np.sum(B, axis=0)"),
}

UNREAD = {
    "an axis that a library takes by itself": (r"\operatorname{softmax}(W X)", "F.softmax(W @ X)"),
    "an axis that is none": (r"\operatorname{softmax}(W X)", "F.softmax(W @ X, dim=2)"),
    "an axis that a vector has not": (r"\operatorname{softmax}(x)", "F.softmax(x, dim=1)"),
    "an option": (r"\operatorname{tr}(B)", "np.trace(B, offset=1)"),
    "another norm": (r"\|A\|_F", "np.linalg.norm(A, 'nuc')"),
    "another norm by keyword": (r"\|A\|_F", "np.linalg.norm(A, ord='nuc')"),
    "the spectral norm": (r"\|A\|_F", "np.linalg.norm(A, 2)"),
    "norms of columns": (r"\|A\|_F", "np.linalg.norm(A, axis=0)"),
    "axes in a list": (r"\operatorname{sum}(B)", "B.sum(dim=(0, 1))"),
    "all entries at once": (r"\operatorname{softmax}(W X)", "scipy.special.softmax(W @ X, axis=None)"),
    "a function that is not known": (r"\operatorname{sum}(B)", "np.mean(B)"),
    "another logarithm": (r"\log(s)", "np.log2(s)"),
    "a matrix's exponential": (r"\exp(A)", "scipy.linalg.expm(A)"),
}


def graded(value: str, answer: str) -> Verdict:
    return CHECKS["expression"]([("text", answer, 1)], notation=NOTATION, value=value)


@pytest.mark.parametrize(("value", "answer"), RIGHT.values(), ids=RIGHT)
def test_right(value: str, answer: str) -> None:
    assert graded(value, answer).fraction == 1


@pytest.mark.parametrize(("value", "answer"), WRONG.values(), ids=WRONG)
def test_wrong(value: str, answer: str) -> None:
    verdict = graded(value, answer)
    assert (verdict.status, verdict.fraction) == (Status.INCORRECT, 0)


@pytest.mark.parametrize(("value", "answer"), UNREAD.values(), ids=UNREAD)
def test_unread(value: str, answer: str) -> None:
    assert graded(value, answer).status is Status.NEEDS_REVIEW
