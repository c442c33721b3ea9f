"""What the words of an answer announce: a definition, a result, a reason, or one equation or another."""

from dataclasses import dataclass, replace
from typing import Literal

from grader.algebra.reading.vocabulary import ASIDE, COMMENT, EITHER, LET, REASON, RESULT


@dataclass(frozen=True, slots=True)
class Announced:
    """What is announced where the reading stands, and whether a formula has been read since.

    Each method returns what is announced after something more is said.
    """

    let: bool = False
    used: bool = False
    """Whether a formula has been read since a definition was announced."""
    follows: bool = False
    """Whether what comes is said to follow from what stands before."""
    either: bool = False
    """Whether "or" stands between the last equation and what comes."""
    reason: Literal["", "first", "after"] = ""
    """Whether a reason is being given, first in its sentence or after maths."""
    asides: int = 0
    """Brackets with words in them that are open."""
    busy: bool = False
    """Whether an equation has been said in this line."""

    @property
    def aside(self) -> bool:
        """Whether what comes is said aside."""
        return self.asides > 0 or self.reason != ""

    def afresh(self) -> "Announced":
        """Where another piece of an answer begins."""
        return replace(self, reason="", asides=0, busy=False)

    def word(self, said: str, after_words: bool) -> "Announced":
        """After a word; `after_words` tells that words with something in them stand before it."""
        word = said.casefold().strip(".\\")
        reason = self._reason(word)
        told = replace(self, reason=reason) if reason != self.reason else self
        if word in LET:
            told = replace(told, let=True, used=False)
        elif word in RESULT:
            told = replace(told, let=False, reason="", follows=True)
        elif word == "respect":
            told = replace(told, let=False, reason="")
        if word in EITHER or word.split("/")[-1] in EITHER:
            return replace(told, either=self.either or self.busy or not after_words)
        return told

    def _reason(self, word: str) -> Literal["", "first", "after"]:
        if word in COMMENT or (word in ASIDE and self.busy):
            return "after"
        if word in REASON or (word in ("where", "with") and self.busy):
            return "after" if self.busy else "first"
        if word in ("we", "have") and self.reason == "first":
            return ""
        return self.reason

    def arrow(self) -> "Announced":
        """After ⇒."""
        return replace(self, let=False, reason="", follows=True)

    def comma(self, colon: bool) -> "Announced":
        """After a comma, which ends a reason at the begin of a sentence; a colon, which says what names are for."""
        reason = "" if self.reason == "first" else self.reason
        return replace(self, reason=reason, let=self.let and not (colon and self.used))

    def line_end(self) -> "Announced":
        return replace(self, reason="", busy=False, let=self.let and not self.used)

    def sentence_end(self) -> "Announced":
        """After a sentence, with what its end leaves open: "or" begins the next."""
        return replace(self, let=False, reason="", busy=False)

    def bracket(self, step: int) -> "Announced":
        """After a bracket with words in it opens (1) or closes (-1)."""
        return replace(self, asides=max(0, self.asides + step))

    def formula(self, equation: bool) -> "Announced":
        """After a formula, an equation or a bare expression."""
        return replace(self, used=True, follows=False, busy=self.busy or equation)
