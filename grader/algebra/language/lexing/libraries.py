"""Libraries whose functions a formula may be written with: one table, by which texts are cut and formulas are lexed."""

from grader.algebra.language.lexing import spelling

_ROOTS = "numpy np jnp jax torch tensorflow tf keras scipy sp math special linalg LA la nn"
_MODULES = "numpy scipy keras backend nn functional linalg special math activations"
_SHORT = {
    "F": "relu softmax sigmoid tanh softplus log_softmax logsigmoid silu gelu elu leaky_relu normalize",
    "K": "exp log sqrt square sum transpose sigmoid softmax softplus relu tanh pow abs mean eye ones zeros",
}
"""Libraries that go by one letter, and their functions; such a letter is a matrix as often."""

CALLS = {
    **spelling.CALLS, "t": "transpose", "mv": "matmul", "mul": "multiply", "solve": "solve", "reduce_sum": "sum",
}  # fmt: skip
"""Functions by their names in libraries."""
KEYWORDS = frozenset("dim axis axes keepdim keepdims ord p transpose_a transpose_b".split())
"""Keywords of their functions: no names of the student's."""


def _either(words: str) -> str:
    return "|".join(sorted(words.split(), key=len, reverse=True))


PREFIX = rf"(?<![A-Za-z])(?:{_either(_ROOTS)})\.(?:(?:{_either(_MODULES)})\.)*(?=[A-Za-z_]{{2}}|t\()"
"""What stands before the name of a function: `torch.linalg.`"""
SHORT = "|".join(
    rf"(?<![A-Za-z]){letter}\.(?:{_either(functions)})(?=\((?!\s*(?:\)|-?[0-9]|{_either(' '.join(KEYWORDS))}\s*=)))"
    for letter, functions in _SHORT.items()
)
"""A function of a library of one letter with an argument: `F.relu(x)`; `F.sum()` and `F.sum(0)` are a matrix's."""
CALLED = rf"(?:{PREFIX}[A-Za-z_]\w*(?=\()|{SHORT})"
"""A function of a library, right before its arguments."""
