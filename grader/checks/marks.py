"""How a line of an answer stands, for checks that say it and reports that show it."""

from enum import StrEnum


class Mark(StrEnum):
    RIGHT = "right"
    HALF = "half"
    WRONG = "wrong"
    UNREAD = "unread"
    SKIPPED = "skipped"
