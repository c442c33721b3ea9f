"""An array that must equal an oracle's."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from grader.checks.interface import Limit, NothingFrom, mistakes
from grader.checks.residuals import LIMIT, Matrix, compared, measured, near, relative, share
from grader.model import Verdict


@mistakes("other_sign", "transposed")
def close(
    arrays: Mapping[str, Matrix],
    *,
    of: str,
    expected: Any,
    limit: Limit = LIMIT,
    nothing_from: NothingFrom | None = None,
) -> Verdict:
    """The array named by `of` equals the expected one: the residual is ‖given − expected‖ / ‖expected‖.

    Where zeros are expected it is ‖given‖ itself.
    """
    given, right = arrays[of], np.asarray(expected, dtype=np.float64)
    key = {"expected": right}
    if given.shape != right.shape:
        sizes = ["×".join(map(str, array.shape)) for array in (given, right)]
        return Verdict.scored(0, f"{of} is {sizes[0]}, but {sizes[1]} is expected.", answer_key=key)
    with np.errstate(all="ignore"):
        scale = float(np.linalg.norm(right)) or 1.0
        residual = relative(given - right, scale)
        flipped = relative(given + right, scale)
        turned = relative(given.T - right, scale) if given.ndim == 2 and given.shape == given.shape[::-1] else np.inf
    told = {"evidence": measured(residual, limit, nothing_from), "answer_key": key}
    fraction = share(residual, limit, nothing_from)
    if fraction == 1:
        return Verdict.scored(1, f"{of} is right ({compared(residual, limit)}).", **told)
    mistake = "other_sign" if flipped <= limit else "transposed" if turned <= limit else None
    why = {"other_sign": " It has the opposite sign.", "transposed": " It is transposed."}.get(mistake or "", "")
    said = f"{of} is not the array expected ({compared(residual, limit)}).{why or near(fraction, nothing_from)}"
    return Verdict.scored(fraction, said, mistake=mistake, **told)
