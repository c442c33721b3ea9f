"""Answers cut into what is said one thing at a time: equations, chains over several lines, bare expressions, prose."""

from collections.abc import Sequence
from dataclasses import replace

from grader.algebra.reading.asserted import equated
from grader.algebra.reading.bare import is_answer, links, unlikely
from grader.algebra.reading.blanking import cleared
from grader.algebra.reading.cue_patterns import (
    ALSO,
    DENIED,
    DENIES,
    HEAD_OF,
    NAMED,
    PLURAL,
    SIDE,
    SPACE,
    SYMBOL,
)
from grader.algebra.reading.marks import Mark
from grader.algebra.reading.passage import LINES, Ahead, Passage
from grader.algebra.reading.segment import Run, Segment
from grader.algebra.reading.sentence_state import Sentence
from grader.algebra.reading.statements import Piece
from grader.algebra.reading.vocabulary import Spelled, quiet
from grader.patterns import pattern

_ASSIGNED = pattern(r"([A-Za-z_]\w*)\s*=(?!=)")
_WORDS = pattern(r"[A-Za-z_]\w*")

MAX_TEXT = 40_000
"""Characters of one answer that are looked at."""
MAX_SEGMENTS = 400
"""Things said in one answer that are read."""


def segments(pieces: Sequence[Piece], spelled: Spelled) -> list[Segment]:
    """What an answer says, in order, at most `MAX_SEGMENTS` things.

    Where more is said, or more than `MAX_TEXT` characters are typed, a last segment with empty maths says where
    the reading ends.
    """
    cut, left = _Cut(spelled), MAX_TEXT
    for piece in pieces:
        if len(piece.text) > left:
            head = piece.text[:left].rpartition("\n")[0]
            cut.piece(replace(piece, text=head))
            cut.done.append(Segment(piece.text[len(head) :].strip()[:80], piece.line + head.count("\n"), ""))
        else:
            cut.piece(piece)
        left -= len(piece.text)
        if left < 0 or len(cut.done) > MAX_SEGMENTS:
            break
    last = cut.done[MAX_SEGMENTS:][:1]
    return [*cut.done[:MAX_SEGMENTS], *(replace(segment, maths="") for segment in last)]


class _Cut(Sentence):
    """Goes through the marks, one piece after the other."""

    def __init__(self, spelled: Spelled):
        super().__init__()
        self.spelled = spelled
        self.done: list[Segment] = []
        self.target: int | None = None
        """The segment that a line with `=` at its start goes on with."""
        self.latest = 0
        """The line where that one ends."""
        self.spare: int | None = None
        """The last segment that was said aside."""

    def piece(self, piece: Piece) -> None:
        self.typed = piece.text
        self.text = cleared(equated(piece.text))
        self.here = Passage(piece if self.text is piece.text else replace(piece, text=self.text), self.spelled)
        self.run: Run | None = None
        self.display = self.listed = self.after_soft = False
        self._begin()
        at = 0
        while at < len(self.here.marks) and len(self.done) <= MAX_SEGMENTS:
            at = self._step(at)
        self._flush()
        self._prose()
        self._sentence()

    # --- mark by mark

    def _step(self, at: int) -> int:
        """Take one mark, or a bracket with all in it; the next one."""
        mark = self.here.marks[at]
        kind = mark.kind
        if kind in ("atom", "operator", "close"):
            self._begun(at).take(mark, kind == "operator")
        elif kind == "open":
            return self._group(at)
        elif kind == "other":
            if beyond := self._placed(at, mark):
                return beyond
            run = self._begun(at)
            run.take(mark)
            run.other = True
        elif kind == "relation":
            self._begun(at).relate(mark, self.here.said(mark))
        elif kind in LINES:
            self._break(at, mark)
        elif kind in ("soft", "edge"):
            self._soft(at, mark)
        elif kind == "comma":
            self._comma(at, mark)
        elif kind == "bullet":
            self._bullet(at, mark)
        elif kind == "junk":
            if self.run is not None:
                self.run.hidden.append(mark)
        else:
            self._flush()
            self._between(at, mark)
        return at + 1

    def _between(self, at: int, mark: Mark) -> None:
        """What stands between statements: words, ⇒, the end of a sentence, a remark in brackets."""
        if mark.kind == "word":
            self._word(mark, self.here.said(mark))
        elif mark.kind == "implies":
            self.let, self.reason, self.follows = False, "", True
        elif mark.kind == "stop":
            if self.here.ahead(at + 1).first != "relation":
                self._sentence()
                self.either = False
        else:
            self.asides = max(0, self.asides + (1 if mark.kind == "aside" else -1))

    def _placed(self, at: int, mark: Mark) -> int | None:
        """The next mark after `∈ ℝ^{m×n}` behind a formula: where it lies is no part of it. A name is declared."""
        run, space = self.run, SPACE.match(self.text, mark.start)
        if space is None or run is None or run.open or run.other:
            return None
        short = run.end - run.start < 60
        if short and not run.relations and NAMED.fullmatch(self.text, run.start, run.end):
            return None
        run.hidden.append(Mark("junk", mark.start, space.end()))
        while at < len(self.here.marks) and self.here.marks[at].start < space.end():
            at += 1
        return at

    def _begun(self, at: int) -> Run:
        if self.run is None:
            self.run = Run(self.here.marks[at].start, at, self.listed, self.after_soft)
            self.listed = self.after_soft = False
        return self.run

    def _group(self, at: int) -> int:
        """A bracket that is closed is one thing, unless it is a number for reference."""
        mark, last = self.here.marks[at], self.here.match.get(at)
        if last is None:
            self._begun(at).take(mark, True)
            return at + 1
        whole = Mark("atom", mark.start, self.here.marks[last].end)
        begun = self.run is not None
        if not (self.run and self.run.open) and self.here.is_size(at, last):
            if self.run is not None:
                self.run.hidden.append(whole)
            return last + 1
        if not (self.run and self.run.open) and self.here.is_label(at, last, begun):
            if self.run is not None:
                self.run.hidden.append(whole)
            return last + 1
        run = self._begun(at)
        run.take(whole)
        inner = self.here.marks[at:last]
        run.hidden.extend(m for m in inner if m.kind in ("junk", "edge", "display") or m.shown is not None)
        run.other = run.other or self.here.has_dots(at, last)
        return last + 1

    # --- between lines

    def _break(self, at: int, mark: Mark) -> None:
        """The end of a line: the maths goes on, or a new statement begins."""
        if mark.kind == "display":
            self.display = not self.display
        run = self.run
        if run is not None:
            ahead = self.here.ahead(at + 1)
            if self._goes_on(run, mark.kind, ahead) and not self._uses(run, ahead, mark.end):
                if ahead.first == "relation" or not (run.open or ahead.first == "operator"):
                    run.joints.append(mark.end)
                run.loose = run.loose or (ahead.first == "atom" and not run.open)
                run.leads, run.listed = ahead.first == "relation", ahead.bullet
                if mark.kind != "newline":
                    run.hidden.append(mark)
                return
        self._flush()
        self.reason, self.busy, self.after_soft = "", False, False
        if self.used:
            self.let = False
        if mark.kind == "blank":
            self._prose()
            self.pair = None

    def _goes_on(self, run: Run, kind: str, ahead: Ahead) -> bool:
        """Whether maths goes on in the next line."""
        first, related, amp, bullet = ahead
        if first == "relation":
            return not (self.asides or self.reason == "after" or (self.reason == "first" and self._beside(run)))
        if kind == "blank" or first not in ("atom", "operator"):
            return False
        if bullet:
            return not (run.listed or (run.whole and related) or self.here.worded[run.mark])
        if run.open:
            return True
        if first == "operator":
            return amp or not (run.whole and related)
        inside = self.display and kind == "newline"
        if run.relations:
            return inside and not related
        has_letters = any(char.isalpha() for char in self.text[run.start : run.end])
        return has_letters and (related or inside)

    def _uses(self, run: Run, ahead: Ahead, at: int) -> bool:
        """Whether the line of code from there on, such as `-t + x`, uses the name that `t = …` has just defined."""
        named = _ASSIGNED.match(self.text, run.start) if self.here.code and not run.open else None
        if named is None or ahead.first != "operator":
            return False
        return named[1] in _WORDS.findall(self.text[at:].partition("\n")[0])

    def _beside(self, run: Run) -> bool:
        """Whether a reason has a line of its own right below the chain that goes on after it."""
        return self.target is not None and self.here.line_of(run.start) - self.latest <= 1

    def _bullet(self, at: int, mark: Mark) -> None:
        """A bullet of a list, or the sign of a line that goes on."""
        if self.run is None:
            self.listed = True
        elif self.here.ahead(at + 1).first == "relation":
            self.run.hidden.append(mark._replace(shown=None))
        else:
            self.run.take(mark, True)

    def _soft(self, at: int, mark: Mark) -> None:
        """A wide space, `&`, or the end of maths in text: it separates equations, and not the sides of one."""
        run = self.run
        if run is None:
            return
        first, related, _, _ = self.here.ahead(at + 1)
        joins = run.open or first not in ("atom", "other")
        if not joins and not run.relations:
            joins = self.text[mark.start] == "&" or (mark.kind == "soft" and not related)
        if joins:
            run.hidden.append(mark)
        else:
            self._flush()
            self.after_soft = mark.kind == "soft"

    def _comma(self, at: int, mark: Mark) -> None:
        first, related, _, _ = self.here.ahead(at + 1)
        labels = related and first != "relation" and self.text[mark.start] == ":"
        if labels and self.run is not None and not self.run.relations:
            named, self.run = self.run, None  # dW1: W_1 X = 0
            self.listed = named.listed
            self._mention(named.start, named.end, False)
            return
        if self.run is not None and first == "relation":
            self.run.hidden.append(mark)
            return
        if self.run is not None and first == "other":
            self.run.other = self.run.other or self.here.dots_ahead(at + 1)
        self._flush()
        self.pair = None
        if self.reason == "first":
            self.reason = ""
        if self.used and self.text[mark.start] == ":":
            self.let = False  # with d = …: what it is for

    # --- words

    def _prose(self) -> None:
        """What has been said in words becomes a segment, if there is something in it."""
        if self.content and self.words is not None:
            start, end = self.words
            segment = Segment(self.text[start:end], self.here.line_of(start), mentions=tuple(self.mentions))
            self.done.append(segment)
        self.content, self.words, self.mentions = False, None, []

    # --- what was put together

    def _flush(self) -> None:
        run, self.run = self.run, None
        if run is None:
            return
        run.without_end()
        if run.other or not run.filled:
            self._mention(run.start, run.end, run.other)
        elif not run.relations:
            self._bare(run)
        elif run.headed:
            self._equation(run)
        elif not self.asides:
            self._continued(run)

    def _equation(self, run: Run) -> None:
        before = self.text[max(0, run.start - 60) : run.start]
        joined = self.denied is not None and ALSO.fullmatch(self.text, self.denied, run.start) is not None
        denies = DENIES.match(self.text, run.end)
        if joined or denies or DENIED.search(before):
            self.follows = False
            if denies and PLURAL.search(denies[0]) and self.busy and self.done[-1].maths:
                both = self.done[-1]
                self.done[-1] = Segment(both.source, both.line)
                self.target = self.spare = None
            self._mention(run.start, run.end, True)
            self.denied = run.end
            return
        if self.pair is not None and run.worded and ALSO.fullmatch(self.text, self.pair[1], run.start):
            self._alike(self.pair, run)
        if HEAD_OF.search(before) and SYMBOL.fullmatch(self.text, run.start, run.first[0]):
            run.start = run.first[1]
        aside = self.asides > 0 or self.reason != ""
        self._said(run, aside)

    def _alike(self, pair: tuple[int, int], run: Run) -> None:
        """ "A and B are zero" says of A what it says of B."""
        first = Run(pair[0], run.mark, end=run.start, relations=1)
        first.hidden = [
            *(mark for mark in self.hidden if mark.end <= pair[1]),
            Mark("word", pair[1], run.start, " = 0"),
        ]
        self.words, self.content, self.mentions = None, False, []
        self._said(first)

    def _continued(self, run: Run) -> None:
        """A line that begins with `=` goes on with the chain above it."""
        if not self.reason and SIDE.search(self.text, max(0, run.start - 40), run.start):
            run.start, run.relations = run.first[1], run.relations - 1
            self._said(run)
            return
        target = self.spare if self.target is None else self.target
        if target is None:
            self._said(run)
        else:
            self._prose()
            self.done[target] = self.done[target].joined(self._segment(run))
            self.busy, self.latest = True, self.here.line_of(run.end)

    def _bare(self, run: Run) -> None:
        """An expression without a relation: named, given as the answer, or only mentioned."""
        if self.here.says_size(run.start, run.end):
            self._mention(run.start, run.end, False)
            return
        pair, self.pair = self.pair, (run.start, run.end)
        self.hidden = run.hidden
        if self.let and pair is not None and links(self.text[pair[1] : run.start]):
            run.hidden.append(Mark("word", pair[1], run.start, " = "))
            run.start, run.swapped = pair[0], True
            self.content = False
            self._said(run, True)
        elif is_answer(self.here, run) and not self.asides and not self.let:
            self._said(run)
        else:
            named = SYMBOL.fullmatch(self.text, run.start, run.end) is not None
            named = named and not self.text[run.start].isdigit()  # 5 W is a product
            if not named and not self.let and not (self.asides or unlikely(self.text, run)):
                self.mentions.append(run.segment(self.text, 1, False, False).maths or "")
            self._mention(run.start, run.end, not named and not quiet(self.text[run.start : run.end]))

    def _said(self, run: Run, aside: bool = False) -> None:
        """A new segment, after the words before it. What is said aside is not gone on with, if there is a choice."""
        self._prose()
        if aside:
            self.spare = len(self.done)
        else:
            self.target, self.latest = len(self.done), self.here.line_of(run.end)
        segment = replace(self._segment(run), aside=aside) if aside else self._segment(run)
        if self.either and run.relations:
            before = next((at for at in (-1, -2) if len(self.done) >= -at and self.done[at].maths), None)
            if before is not None:
                self.done[before], segment = (replace(one, either=True) for one in (self.done[before], segment))
        self.either = False
        self.done.append(segment)
        self.busy = self.busy or run.relations > 0

    def _segment(self, run: Run) -> Segment:
        while run.start < run.end and self.text[run.start].isspace():
            run.start += 1
        follows, self.follows, self.used = self.follows, False, True
        return run.segment(self.text, self.here.line_of(run.start), self.let, follows, self.typed)
