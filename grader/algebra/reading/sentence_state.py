"""What the words of an answer announce: a definition, a result, a reason, or one equation or another."""

from grader.algebra.reading.marks import Mark
from grader.algebra.reading.vocabulary import ASIDE, COMMENT, EITHER, LET, REASON, RESULT, quiet


class Sentence:
    """What has been said in words, up to where the reading stands."""

    def __init__(self) -> None:
        self.either = False
        """Whether "or" stands between the last equation and what comes."""
        self.let = self.used = self.follows = False
        """Whether a definition is announced; whether one has come since; whether a result is announced."""
        self.mentions: list[str] = []
        """The expressions in the words since the last maths."""
        self._begin()

    def _begin(self) -> None:
        """A piece of an answer begins."""
        self.words: tuple[int, int] | None = None
        """What has been said in words since the last maths, and whether there is something in it."""
        self.content = False
        self.busy = False
        """Whether maths has been said in this line."""
        self.reason = ""
        """Whether a reason is being given, `first` in its sentence or `after` maths."""
        self.denied: int | None = None
        """Where what was last denied ends."""
        self.asides = 0
        self.pair: tuple[int, int] | None = None
        """The last bare expression in this sentence."""
        self.hidden: list[Mark] = []
        """What is not shown of it."""

    def _word(self, mark: Mark, said: str) -> None:
        """Take a word."""
        word = said.casefold().strip(".\\")
        if word in COMMENT or (word in ASIDE and self.busy):
            self.reason = "after"
        elif word in REASON or (word in ("where", "with") and self.busy):
            self.reason = "after" if self.busy else "first"
        if word in LET:
            self.let, self.used = True, False
        elif word in RESULT:
            self.let, self.reason, self.follows = False, "", True
        elif word in ("we", "have") and self.reason == "first":
            self.reason = ""
        elif word == "respect":
            self.let, self.reason = False, ""
        if word in EITHER or word.split("/")[-1] in EITHER:
            self.either = self.either or self.busy or not self.content
        self._mention(mark.start, mark.end, not quiet(word))

    def _sentence(self) -> None:
        """A sentence ends."""
        self.let, self.reason, self.busy, self.pair = False, "", False, None

    def _mention(self, start: int, end: int, content: bool) -> None:
        """Words, or maths that is only mentioned in them."""
        self.words = (self.words[0] if self.words else start, end)
        self.content = self.content or content
