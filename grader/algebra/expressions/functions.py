"""The functions of one argument, a row for each: all that is known of a function stands in its row.

Shapes, values, derivatives, degrees, samples, LaTeX and spellings are read from here, so a function is added by adding
its row. What students write as a call and what is another node, such as inv or matmul, stands in
`language.lexing.spelling`.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


class Result(Enum):
    """The shape of the value, for an argument of shape r×c."""

    SAME = "r×c"
    ROW = "1×c: a number for each column"
    SCALAR = "1×1"
    DIAGONAL = "r×r of a column, a column of a square matrix"


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """What is known of a function. Arrays are (samples, r, c), tangents (directions, samples, r, c)."""

    name: str
    result: Result = Result.SAME
    square: str = ""
    """What only a square matrix has, where the argument must be square: "a trace"."""
    exact: Callable[[Any, Any], Any] | None = None
    """The value over any arithmetic, `exact(arithmetic, argument)`; None for a function that is not rational."""
    value: Callable[[Array], Array] | None = None
    """The value in real numbers, of a function that is not rational; NaN where there is none."""
    slope: Callable[[Array, Array, Array], Array] | None = None
    """`slope(argument, value, tangent)`: the derivative along a tangent."""
    steep: Callable[[Array, Array], Array] | None = None
    """`steep(argument, value)`: the entries at which a change of the argument is seen in the value.

    None where that is so wherever the function has a value. Elsewhere it is flat: what it is taken of is lost.
    """
    piece: Callable[[Array], Array] | None = None
    """For a function of two pieces, `piece(argument)`: the entries that are on the upper one. Samples must see both."""
    sizes: int = 0
    """What it adds to the degree in the sizes of matrices, in halves."""
    sizes_of_constants: int = 0
    """The same where something that it is taken of may be constant: tr I is m."""
    raises: int = 1
    """The power to which it may take a number in front of its argument."""
    base: int = 0
    """For a function that raises to its argument a number, a whole number above it."""
    latex: str = ""
    """The command, `\\operatorname{name}` where there is none; it is followed by brackets."""
    braced: bool = False
    """Whether the command takes its argument in braces."""
    spellings: tuple[str, ...] = ()
    """Words for it besides its name."""
    methods: tuple[str, ...] = ()
    """Methods of arrays that are it, as in `A.trace()`."""

    @property
    def rational(self) -> bool:
        """Whether a prime field can evaluate it."""
        return self.exact is not None

    @property
    def enlarges(self) -> bool:
        """Whether it takes numbers to powers."""
        return self.raises > 1 or self.base > 0


def _diagonal(over: Any, argument: Any) -> Any:
    spread = over.spread(argument)
    rows, cols = argument.shape[-2:]
    return spread if cols == 1 else over.matmul(spread, over.constant(np.ones((1, rows, 1))))


def _between(low: float, high: float) -> Callable[[Array, Array], Array]:
    return lambda argument, value: np.asarray((argument > low) & (argument < high))


def _sigmoid(x: Array) -> Array:
    return np.asarray(1 / (1 + np.exp(-x)))


def _softmax(x: Array) -> Array:
    powers = np.exp(x - x.max(axis=-2, keepdims=True))
    return np.asarray(powers / powers.sum(axis=-2, keepdims=True))


def _along_columns(weights: Array, tangent: Array) -> Array:
    return np.asarray((weights * tangent).sum(axis=-2, keepdims=True))


def _normal(x: Array) -> Array:
    """Φ, the distribution function of a standard normal variable."""
    return np.asarray((1 + _erf(x / math.sqrt(2))) / 2)


_erf = np.vectorize(math.erf, otypes=[np.float64])
_DENSITY = 1 / math.sqrt(2 * math.pi)
_SEEN = 1e-5
"""A slope, or a share in one, above which a change is seen."""
_FAR = -math.log(_SEEN)

_ROWS = (
    Function(
        name="tr", result=Result.SCALAR, square="a trace", sizes_of_constants=2,
        exact=lambda over, argument: over.total(over.spread(argument)),
        spellings=("trace", "Tr", "Trace", "TR"), methods=("trace",),
    ),
    Function(
        # c of cA becomes cᵐ, which is told from 1 and from a line in m by its values at four sizes m
        name="det", result=Result.SCALAR, square="a determinant", sizes=6, raises=8,
        exact=lambda over, argument: over.determinant(argument),
        latex=r"\det", spellings=("Det",), methods=("det",),
    ),
    Function(
        name="diag", result=Result.DIAGONAL, square="a diagonal", exact=_diagonal,
        spellings=("Diag", "diagonal", "blkdiag"), methods=("diagonal", "diag"),
    ),
    Function(
        name="sum", result=Result.SCALAR, sizes_of_constants=2,
        exact=lambda over, argument: over.total(argument),
        spellings=("Sum",), methods=("sum",),
    ),
    Function(
        name="exp", value=np.exp, slope=lambda x, y, t: y * t, steep=_between(-_FAR, _FAR), base=3,
        latex=r"\exp", methods=("exp",),
    ),
    Function(
        name="log", value=lambda x: np.where(x > 0, np.log(np.abs(x)), np.nan), slope=lambda x, y, t: t / x,
        latex=r"\log", spellings=("ln", "Log"), methods=("log",),
    ),
    Function(
        name="sqrt", value=lambda x: np.where(x >= 0, np.sqrt(np.abs(x)), np.nan), slope=lambda x, y, t: 0.5 / y * t,
        latex=r"\sqrt", braced=True, methods=("sqrt",),
    ),
    Function(
        name="sigmoid", value=_sigmoid, slope=lambda x, y, t: y * (1 - y) * t, steep=_between(-_FAR, _FAR),
        spellings=("expit", "logistic"), methods=("sigmoid",),
    ),
    Function(
        name="tanh", value=np.tanh, slope=lambda x, y, t: (1 - y**2) * t, steep=_between(-_FAR / 2, _FAR / 2),
        latex=r"\tanh", methods=("tanh",),
    ),
    Function(
        name="relu", value=lambda x: np.maximum(x, 0), slope=lambda x, y, t: (x > 0) * t, piece=lambda x: x > 0,
        spellings=("ReLU", "Relu"), methods=("relu",),
    ),
    Function(
        # ln(1 + eˣ) (Dugas et al., 2001); its slope is the sigmoid
        name="softplus", value=lambda x: np.logaddexp(0, x), slope=lambda x, y, t: _sigmoid(x) * t,
        steep=_between(-_FAR, np.inf), spellings=("Softplus", "SoftPlus"), methods=("softplus",),
    ),
    Function(
        # x Φ(x) (Hendrycks and Gimpel, 2016)
        name="gelu", value=lambda x: x * _normal(x),
        slope=lambda x, y, t: (_normal(x) + x * _DENSITY * np.exp(-(x**2) / 2)) * t,
        steep=_between(-4.5, np.inf), spellings=("GELU", "GeLU", "Gelu"), methods=("gelu",),
    ),
    Function(
        # x σ(x) (Elfwing et al., 2018), also called swish
        name="silu", value=lambda x: x * _sigmoid(x),
        slope=lambda x, y, t: _sigmoid(x) * (1 + x * (1 - _sigmoid(x))) * t,
        steep=_between(-_FAR, np.inf), spellings=("SiLU", "Silu", "swish", "Swish"), methods=("silu",),
    ),
    Function(
        name="softmax", value=_softmax, slope=lambda x, y, t: y * (t - _along_columns(y, t)),
        steep=lambda x, y: y > _SEEN, spellings=("Softmax",), methods=("softmax",),
    ),
    Function(
        # ln Σ eˣ of each column; its slope is the softmax
        name="logsumexp", result=Result.ROW, sizes_of_constants=2,
        value=lambda x: np.logaddexp.reduce(x, axis=-2, keepdims=True),
        slope=lambda x, y, t: _along_columns(_softmax(x), t), steep=lambda x, y: x - y > -_FAR,
        spellings=("LogSumExp",), methods=("logsumexp",),
    ),
)  # fmt: skip
FUNCTIONS = MappingProxyType({row.name: row for row in _ROWS})
"""The rows by name."""
