"""An array that must equal an oracle's."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from grader.checks.interface import Limit, mistakes
from grader.checks.residuals import LIMITS, Matrix, relative
from grader.model import Verdict


@mistakes("other_sign", "transposed")
def close(
    arrays: Mapping[str, Matrix], precision: str, *, of: str, expected: Any, limit: Limit | None = None
) -> Verdict:
    """The array named by `of` equals the expected one: the residual is ‖given − expected‖ / ‖expected‖."""
    limit = limit or LIMITS[precision]
    given, right = arrays[of], np.asarray(expected, dtype=np.float64)
    key = {"expected": right}
    if given.shape != right.shape:
        sizes = ["×".join(map(str, array.shape)) for array in (given, right)]
        return Verdict.scored(0, f"{of} is {sizes[0]}, and {sizes[1]} is expected.", answer_key=key)
    with np.errstate(all="ignore"):
        scale = float(np.linalg.norm(right)) or 1.0
        residual = relative(given - right, scale)
        flipped = relative(given + right, scale)
        turned = relative(given.T - right, scale) if given.ndim == 2 and given.shape == given.shape[::-1] else np.inf
    evidence = {"residual": residual, "limit": limit}
    if residual <= limit:
        return Verdict.scored(1, f"{of} is right.", evidence=evidence, answer_key=key)
    mistake = "other_sign" if flipped <= limit else "transposed" if turned <= limit else None
    why = {"other_sign": " It has the opposite sign.", "transposed": " It is transposed.", None: ""}[mistake]
    return Verdict.scored(
        0, f"{of} is not the array expected.{why}", evidence=evidence, answer_key=key, mistake=mistake
    )
