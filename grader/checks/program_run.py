"""Calls of a student's function, as checks see them: what was given, what came back, what went wrong."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Run:
    """One call.

    `number` counts the draws of one kind and size: all runs of one number are one draw of all inputs.
    `words` say what kind of input it was; `drawn` is all that was drawn for it, hidden values among it, and `passed`
    the names of those that the function got. `returned` are the values that came back, by the names that the rubric
    gives them, None where `problem` says why there are none. `misfit` says what is wrong with their shapes or types,
    `odd` what is wrong with their precision alone, `infinite` which entries are not finite numbers. `shaped` are the
    names of the arrays that came back with the shape asked for: checks compute with them in float64. `trace` and
    `output` are the student's own, untrusted; `failed_cells` are the cells of a notebook, or the lines of a file, that
    failed when it was loaded.

    `discreet` is what a student may read of the problem if its input is hidden: none of it is in the program's words.
    Nor are `raised`, a type of exception, and `file` and `line`, where it was raised. `unaware` is a program that had
    been given nothing when it failed.
    """

    kind: str
    words: str
    drawn: Mapping[str, Any]
    passed: tuple[str, ...]
    visible: bool = False
    returned: Mapping[str, Any] | None = None
    problem: str | None = None
    discreet: str = "it gave no result."
    misfit: str | None = None
    odd: str | None = None
    infinite: str | None = None
    trace: str = ""
    output: str = ""
    raised: str = ""
    file: str = ""
    line: int = 0
    unaware: bool = False
    failed_cells: tuple[str, ...] = ()
    seconds: float = 0.0
    shaped: frozenset[str] = frozenset()
    number: int = 0

    @property
    def hidden(self) -> bool:
        """Whether what the program says of this call may give away what students must not see."""
        return not (self.visible or self.unaware)

    @property
    def values(self) -> Mapping[str, Any]:
        """The arguments for checks of arrays: the values drawn and returned, and `arrays`, all that were returned."""
        returned = {
            name: value.astype("float64") if name in self.shaped else value
            for name, value in (self.returned or {}).items()
        }
        return {**self.drawn, **returned, "arrays": returned}


MAX_ENTRIES = 60
"""Numbers of one array that are shown."""
MAX_CHARACTERS = 400
"""Characters of one value that are shown."""


def shown(value: Any) -> str:
    """A value of an input, or one that came back, in few words; no more of it is looked at than is shown.

    >>> shown([1, "dog"]), shown(0.5)
    ("[1, 'dog']", '0.5')
    """
    text = ""
    for piece in _pieces(value):
        text += piece
        if len(text) > MAX_CHARACTERS:
            return f"{text[:MAX_CHARACTERS]} …"
    return text


def _pieces(value: Any) -> Iterator[str]:
    """The `repr` of a value, piece by piece, but with the type of each array."""
    import numpy as np  # late: the sandbox is started before the grader loads what it needs itself

    if isinstance(value, np.ndarray):
        yield _array(value)
    elif isinstance(value, dict):
        yield "{"
        yield from _listed((repr(key)[:MAX_CHARACTERS], item) for key, item in value.items())
        yield "}"
    elif isinstance(value, list | tuple):
        first, last = "[]" if isinstance(value, list) else ("(", ",)" if len(value) == 1 else ")")
        yield first
        yield from _listed(("", item) for item in value)
        yield last
    else:
        yield repr(value[: MAX_CHARACTERS + 1] if isinstance(value, str) else value)


def _listed(items: Iterable[tuple[str, Any]]) -> Iterator[str]:
    for place, (key, item) in enumerate(items):
        yield (", " if place else "") + (f"{key}: " if key else "")
        yield from _pieces(item)


def _array(value: Any) -> str:
    import numpy as np

    sizes = "×".join(map(str, value.shape))
    if value.size > MAX_ENTRIES:
        return f"an array of {sizes}, {value.dtype}"
    text = np.array2string(value, separator=", ", precision=6, threshold=MAX_ENTRIES, prefix="array(")
    return f"array({text}, {value.dtype})"
