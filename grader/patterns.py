"""Patterns that are compiled when they are first used: all at once would take some milliseconds of a student's wait."""

import re
from typing import Any, cast


class _Lazy:
    def __init__(self, pattern: str, flags: int):
        self.pattern, self.flags = pattern, flags

    def __getattr__(self, name: str) -> Any:
        compiled = re.compile(self.pattern, self.flags)
        for method in ("search", "match", "fullmatch", "findall", "finditer", "sub", "split"):
            setattr(self, method, getattr(compiled, method))  # the next call goes there at once
        return getattr(compiled, name)


def pattern(source: str, flags: int = 0) -> re.Pattern[str]:
    """A pattern like that of `re.compile`, compiled at its first use. Raises re.error then."""
    return cast("re.Pattern[str]", _Lazy(source, flags))
