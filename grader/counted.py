"""Counts with their nouns, right in number."""


def counted(count: int, noun: str) -> str:
    """A count and its noun.

    >>> counted(1, "row"), counted(1200, "row")
    ('1 row', '1,200 rows')
    """
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
