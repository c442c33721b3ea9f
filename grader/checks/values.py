"""A value that a student's function returned, where it is right or wrong as it is."""

import re
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from grader.answers.tokens import special
from grader.checks.interface import Rules
from grader.checks.program_run import shown
from grader.model import Verdict

_LIKE_A_TOKEN = re.compile(r"[<\[{(].*|\W*(?:start|begin|first|init|sos|bos|end|stop|last|eos)\w*\W*", re.IGNORECASE)
"""What people write for a special token."""
Aliases = Annotated[
    dict[str, Any],
    Rules(
        {
            "additionalProperties": {"type": "array", "items": {"type": "string"}},
            "description": "Other spellings of special tokens: {<sos>: [<s>, <bos>, SOS]}.",
        }
    ),
]


def one_of(
    result: Any, expected: Sequence[Any], mistakes: Sequence[tuple[str, Any]] = (), *, aliases: Aliases | None = None
) -> Verdict:
    """The value returned is one of those expected, of the very same types.

    `aliases` are other spellings of special tokens, which count in texts as they do in a token sequence. The
    `mistakes` that an oracle lists say what a wrong value shows.
    """
    meant = _spelled(result, aliases or {})
    if any(_same(meant, right) for right in expected):
        return Verdict.scored(1, "This is right.")
    known = next((sentence for sentence, wrong in mistakes if _same(meant, wrong)), None)
    why = known or _mistaken(meant, expected, aliases or {})
    key = {"expected": [shown(right) for right in expected]}
    said = f"{shown(result)} was returned." + (f" {why}" if why else "")
    return Verdict.scored(0, said, answer_key=key, before_release=why)


def _spelled(value: Any, aliases: Mapping[str, Sequence[str]]) -> Any:
    """A value with its special tokens in their one spelling."""
    if isinstance(value, list | tuple):
        return [_spelled(item, aliases) for item in value]
    return (special(value, aliases) or value) if isinstance(value, str) and aliases else value


def _mistaken(result: Any, expected: Sequence[Any], aliases: Mapping[str, Sequence[str]]) -> str | None:
    """The problem with the type of a value, or with its special tokens, in words that are the same for every value."""
    if result is None:
        return "A function that does not end with `return` gives that."
    if isinstance(result, str) and all(isinstance(right, list) for right in expected):
        return "A list is asked for, one item for each token."
    if any(_unknown_token(result, right, aliases) for right in expected):
        return f"Everything else is right, but a special token has an unknown spelling: write {', '.join(aliases)}."
    return None


def _unknown_token(result: Any, right: Any, aliases: Mapping[str, Sequence[str]]) -> bool:
    """Whether a sequence is right except for texts that look like special tokens but are not a spelling of any."""
    if not (isinstance(result, list) and isinstance(right, list) and len(result) == len(right)):
        return False
    differing = [(mine, theirs) for mine, theirs in zip(result, right, strict=True) if not _same(mine, theirs)]
    return all(
        isinstance(mine, str)
        and theirs in aliases
        and mine not in aliases
        and _LIKE_A_TOKEN.fullmatch(mine) is not None
        for mine, theirs in differing
    )


def _same(left: Any, right: Any) -> bool:
    """Whether two plain values are the same; a tuple is as good as a list, and NumPy's number as Python's."""
    if getattr(left, "shape", None) == ():
        left = left.item()
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(_same(left[name], right[name]) for name in right)
    if isinstance(left, list | tuple) and isinstance(right, list | tuple):
        return len(left) == len(right) and all(map(_same, left, right))
    return type(left) is type(right) and bool(left == right)
