"""Seeds drawn in secret: a program cannot work them out, and they are the same for every attempt and every regrade.

A seed is HMAC-SHA256 (RFC 2104) under the course's secret over what it is for, each field with its length before it,
so that no two different lists of fields are the same bytes.
"""

import hashlib
import hmac
from dataclasses import dataclass, field

VERSION = "1"
"""Of the way in which seeds are made: another one draws everything anew."""
BITS = 128


@dataclass(frozen=True, slots=True)
class Secret:
    """The key of all that is drawn for a course; it is shown nowhere."""

    key: bytes = field(repr=False)

    @property
    def id(self) -> str:
        """A name for it that gives nothing away: 16 hexadecimal digits."""
        return hmac.new(self.key, b"id", hashlib.sha256).hexdigest()[:16]

    def seed(self, *fields: str) -> int:
        """A whole number of `BITS` bits that depends on the secret and on every field."""
        message = b"".join(len(text).to_bytes(8, "big") + text for text in (each.encode() for each in fields))
        return int.from_bytes(hmac.new(self.key, message, hashlib.sha256).digest()[: BITS // 8], "big")


PUBLISHED = Secret(b"oracle-grader: what a self-check draws")
"""What a student's own check draws with: the same for everybody, and no secret."""


@dataclass(frozen=True, slots=True)
class Draws:
    """The seeds of one student in one assignment. `student` is the id of the row that is graded."""

    secret: Secret
    assignment: str
    student: str

    def seed(self, part: str, purpose: str, run: int) -> int:
        """The seed of one run of a part: for its inputs, its training, its split."""
        return self.secret.seed(VERSION, self.assignment, part, purpose, str(run), self.student)
