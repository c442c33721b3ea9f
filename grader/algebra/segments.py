"""Answers cut into what is said one thing at a time: equations, chains over several lines, bare expressions, prose."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from grader.algebra.marking import marks_of
from grader.algebra.marks import Mark
from grader.algebra.statements import Piece
from grader.algebra.vocabulary import LET, LINKS, REASON, RESULT, Spelled, quiet

MAX_TEXT = 40_000
"""Characters of one answer that are looked at."""
MAX_SEGMENTS = 400
"""Things said in one answer that are read."""

_LABEL = re.compile(r"[(\[]\s*(?:\d{1,2}[a-z]?|[a-z]|i{2,3}|iv|vi{1,3}|\*{1,3}|\\star|\\ast|†|\\dagger)\s*[)\]]")
_OF = re.compile(r"(?:\b(?:of|wrt|w\.r\.t\.?|respect to|grad|gradient|derivative)|\\partial)\s{0,9}\$?\s{0,9}\Z")
_SYMBOL = re.compile(r"[\s$]*[\\\w{}]+\s*(?:\([^()]{0,40}\))?[\s$]*")
_GIVEN = re.compile(
    r"(?::|\b(?:is|are|be|gets?|obtain|gives|yields|becomes|answer|solution|reads|given by))[\s$`]*\Z", re.I
)
_ANSWER = re.compile(
    r"\b(?:gradient|derivative|answer|result|solution)\b[^.\n]{0,40}(?:\bis|:|\bgiven by)[\s$`]*\Z", re.I
)
_DENIED = re.compile(
    r"(?:\bnot (?:imply|mean|give|yield|conclude|assume|have|say|follow that|necessarily)"
    r"|\bcannot (?:conclude|say|assume)|\bwithout assuming|\binstead of|\brather than|\b(?:false|wrong|incorrect) that)"
    r"\b[^.;=]{0,20}\Z",
    re.I,
)
_DENIES = re.compile(
    r"[\s$`]*(?:(?:does|do|did|need|is|are|would|will)(?:\s+not|n[’']t)|cannot|can[’']t|is (?:false|wrong)|fails)\b",
    re.I,
)
"""Before and after what is said not to hold: it is no statement."""
_LAST = re.compile(r"[ \t$`✓]*(?:[.;!](?=\s|\Z)|\n|\Z)")
_DOTS = frozenset((r"\dots", r"\ldots", r"\cdots", "…", "⋯", "..", "..."))
_DEFINING = frozenset(("≔", "≜", "≝", "triangleq", "coloneqq", "coloneq", "colonequals", "eqqcolon", "eqcolon", "=:"))
_PASSED = frozenset(("junk", "newline", "edge", "soft", "display", "row", "bullet"))
_STOPS = frozenset(("comma", "stop", "newline", "row", "blank", "word", "implies", "aside", "back"))
_ENDS = frozenset(("", "newline", "row", "blank", "comma", "stop", "edge", "display", "soft", "junk", "implies"))
_LINES = ("newline", "row", "blank", "display")


@dataclass(frozen=True, slots=True)
class Segment:
    """One thing said.

    `maths` is as long as `source`, with blanks for what is no maths; None where all is prose, empty where more is
    said than is read. `joints` are the
    places in `source` where its later lines begin. `named` tells that it is announced as a definition (let,
    where, `:=`), `swapped` that either end may be the name (`=:`, "denote … by …").
    """

    source: str
    line: int
    maths: str | None = None
    joints: tuple[int, ...] = ()
    named: bool = False
    follows: bool = False
    swapped: bool = False
    loose: bool = False

    def part(self, start: int, end: int) -> "Segment":
        """Some lines of it."""
        typed = self.source[start:end].rstrip()
        blank = len(typed) - len(typed.lstrip())
        line = self.line + self.source.count("\n", 0, start + blank)
        return replace(self, source=typed, line=line, maths=(self.maths or "")[start:end], joints=())

    def joined(self, other: "Segment") -> "Segment":
        """With the lines of another one, which goes on where this one ends."""
        at = len(self.source) + 1
        return replace(
            self,
            source=f"{self.source}\n{other.source}",
            maths=f"{self.maths}\n{other.maths}",
            joints=(*self.joints, at, *(at + joint for joint in other.joints)),
        )


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


@dataclass(slots=True)
class _Run:
    """Maths that is being put together."""

    start: int
    mark: int
    end: int = 0
    hidden: list[Mark] = field(default_factory=list)
    joints: list[int] = field(default_factory=list)
    relations: int = 0
    first: tuple[int, int] = (0, 0)
    """Where the first relation stands."""
    open: bool = False
    """Whether it ends with an operator or a relation."""
    tail: int | None = None
    """Where it ends without a relation that nothing follows."""
    filled: bool = False
    headed: bool = False
    """Whether anything stands before the first relation."""
    leads: bool = False
    """Whether its last line begins with a relation."""
    listed: bool = False
    after_soft: bool = False
    defines: bool = False
    swapped: bool = False
    other: bool = False
    loose: bool = False
    """Whether lines were joined that may be two statements."""


class _Cut:
    def __init__(self, spelled: Spelled):
        self.spelled = spelled
        self.done: list[Segment] = []
        self.target: int | None = None
        """The segment that a line with `=` at its start goes on with."""
        self.spare: int | None = None
        """The last one that was said aside."""
        self.latest = 0
        """The line where that one ends."""
        self.let = self.used = self.follows = False

    def piece(self, piece: Piece) -> None:
        self.text, self.line = piece.text, piece.line
        self.marks, self.match = marks_of(piece.kind, piece.text, self.spelled)
        self.run: _Run | None = None
        self.display = self.content = self.listed = self.after_soft = self.busy = False
        self.words: tuple[int, int] | None = None
        self.asides = 0
        self.reason = ""
        self.pair: tuple[int, int] | None = None
        self.worded = self._worded()
        at = 0
        while at < len(self.marks) and len(self.done) <= MAX_SEGMENTS:
            at = self._step(at)
        self._flush()
        self._prose()
        self._sentence()

    def _worded(self) -> list[bool]:
        """For each mark, whether words stand in its line."""
        line, lines, worded = 0, [], set()
        for mark in self.marks:
            if mark.kind in _LINES:
                line += 1
            elif mark.kind == "word":
                worded.add(line)
            lines.append(line)
        return [line in worded for line in lines]

    # --- mark by mark

    def _step(self, at: int) -> int:
        """Take one mark, or a bracket with all in it; the next one."""
        mark = self.marks[at]
        kind = mark.kind
        if kind == "open":
            return self._group(at)
        if kind in ("atom", "close", "operator"):
            self._take(at, mark, kind == "operator")
        elif kind == "relation":
            self._relation(at, mark)
        elif kind == "other":
            self._take(at, mark, False).other = True
        elif kind in _LINES:
            self._break(at, mark)
        elif kind in ("soft", "edge"):
            self._soft(at, mark)
        elif kind == "comma":
            self._comma(at, mark)
        elif kind == "stop":
            self._flush()
            if self._ahead(at + 1)[0] != "relation":
                self._sentence()
        elif kind == "word":
            self._flush()
            self._word(mark)
        elif kind == "implies":
            self._flush()
            self.let, self.reason, self.follows = False, "", True
        elif kind in ("aside", "back"):
            self._flush()
            self.asides = max(0, self.asides + (1 if kind == "aside" else -1))
        elif kind == "bullet" and self.run is not None and self._ahead(at + 1)[0] != "relation":
            self._take(at, mark, True)
        elif self.run is not None:
            self.run.hidden.append(mark)
        elif kind == "bullet":
            self.listed = True
        return at + 1

    def _group(self, at: int) -> int:
        """A bracket that is closed is one thing, unless it is a number for reference."""
        mark, last = self.marks[at], self.match.get(at)
        if last is None:
            self._take(at, mark, True)
            return at + 1
        whole = Mark("atom", mark.start, self.marks[last].end)
        if whole.end - whole.start < 10 and self._is_label(whole, last):
            if self.run is not None:
                self.run.hidden.append(whole)
            return last + 1
        run = self._take(at, whole, False)
        inner = self.marks[at:last]
        run.hidden.extend(m for m in inner if m.kind in ("junk", "edge", "display") or m.shown is not None)
        if any(m.kind == "other" and self.text[m.start : m.end] in _DOTS for m in inner):
            run.other = True
        return last + 1

    def _is_label(self, whole: Mark, last: int) -> bool:
        text = self.text[whole.start : whole.end]
        if not _LABEL.fullmatch(text) or text.strip("()[] ") in self.spelled.names:
            return False
        following = self.marks[last + 1].kind if last + 1 < len(self.marks) else ""
        apart = not self.text[whole.start - 1 : whole.start].strip() or self.marks[last - 2].kind in ("edge", "soft")
        if self.run is None:
            return following in _ENDS or not self.text[whole.end : whole.end + 1].strip()
        return apart and following in _ENDS and not self.run.open

    def _take(self, at: int, mark: Mark, operator: bool) -> _Run:
        run = self.run
        if run is None:
            run = self.run = _Run(mark.start, at, listed=self.listed, after_soft=self.after_soft)
            self.listed = self.after_soft = False
        run.end = mark.end
        run.open = operator
        if mark.shown is not None:
            run.hidden.append(mark)
        if not operator:
            run.filled, run.tail = True, None
            run.headed = run.headed or not run.relations
        return run

    def _relation(self, at: int, mark: Mark) -> None:
        text = self.text[mark.start : mark.end]
        end = self.run.end if self.run else mark.start
        run = self._take(at, mark._replace(shown=None), True)
        if not run.relations:
            run.first = (mark.start, mark.end)
        run.leads = run.leads or not run.headed
        run.relations += 1
        run.tail = end
        if mark.shown == "= 0":
            run.open, run.filled, run.tail = False, True, None
        if text != "=":
            run.hidden.append(mark._replace(shown="= 0" if mark.shown == "= 0" else "="))
        run.defines = run.defines or ":=" in (text, mark.shown) or text.lstrip("\\") in _DEFINING
        run.swapped = run.swapped or text in ("=:", r"\eqqcolon", r"\eqcolon")

    # --- between statements

    def _ahead(self, at: int) -> tuple[str, bool, bool, bool]:
        """What the next maths is: its first kind, whether a relation is in it, whether `&` or a bullet is before it."""
        marks, last = self.marks, len(self.marks)
        amp = bullet = False
        for _ in range(20):
            if at == last or marks[at].kind not in _PASSED:
                break
            amp = amp or (marks[at].kind == "soft" and self.text[marks[at].start] == "&")
            bullet = bullet or marks[at].kind == "bullet"
            at += 1
        if at == last:
            return "", False, amp, bullet
        first = "atom" if marks[at].kind == "open" else marks[at].kind
        while at < last and (kind := marks[at].kind) not in _STOPS:
            if kind == "relation":
                return first, True, amp, bullet
            if kind in ("soft", "edge", "display"):
                after = at + 1
                while after < min(last, at + 4) and marks[after].kind in ("soft", "edge", "junk"):
                    after += 1
                return first, after < last and marks[after].kind == "relation", amp, bullet
            at = self.match.get(at, at) + 1
        return first, False, amp, bullet

    def _break(self, at: int, mark: Mark) -> None:
        """The end of a line: the maths goes on, or a new statement begins."""
        if mark.kind == "display":
            self.display = not self.display
        run = self.run
        if run is not None:
            first, related, amp, bullet = self._ahead(at + 1)
            if self._goes_on(run, mark.kind, at, first, related, amp, bullet):
                if first == "relation" or not (run.open or first == "operator"):
                    run.joints.append(mark.end)
                run.loose = run.loose or (first == "atom" and not run.open)
                run.leads, run.listed = first == "relation", bullet
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

    def _goes_on(self, run: _Run, kind: str, at: int, first: str, related: bool, amp: bool, bullet: bool) -> bool:
        if first == "relation":
            return not (self.asides or self.reason == "after" or (self.reason == "first" and self._beside(run)))
        if kind == "blank" or first not in ("atom", "operator"):
            return False
        whole = run.relations > 0 and not run.leads
        if bullet:
            return not (run.listed or whole or self.worded[run.mark])
        if run.open:
            return True
        if first == "operator":
            return amp or not (whole and related)
        inside = self.display and kind == "newline"
        if run.relations:
            return inside and not related
        if not any(char.isalpha() for char in self.text[run.start : run.end]):
            return False
        return related or inside

    def _beside(self, run: _Run) -> bool:
        """Whether a reason has a line of its own right below the chain that goes on after it."""
        return self.target is not None and self._line_of(run.start) - self.latest <= 1

    def _line_of(self, at: int) -> int:
        return self.line + self.text.count("\n", 0, at)

    def _soft(self, at: int, mark: Mark) -> None:
        """A wide space, `&`, or the end of maths in text: it separates equations, and not the sides of one."""
        run = self.run
        if run is None:
            return
        first, related, _, _ = self._ahead(at + 1)
        joins = run.open or first in ("relation", "operator") or first not in ("atom", "other")
        if not joins and not run.relations:
            joins = self.text[mark.start] == "&" or (mark.kind == "soft" and not related)
        if joins:
            run.hidden.append(mark)
        else:
            self._flush()
            self.after_soft = mark.kind == "soft"

    def _comma(self, at: int, mark: Mark) -> None:
        first = self._ahead(at + 1)[0]
        if first == "relation" and self.run is not None:
            self.run.hidden.append(mark)
            return
        if self.run is not None and first == "other":
            following = next((m for m in self.marks[at + 1 : at + 20] if m.kind == "other"), mark)
            self.run.other = self.run.other or self.text[following.start : following.end] in _DOTS
        self._flush()
        self.pair = None
        if self.reason == "first":
            self.reason = ""

    def _word(self, mark: Mark) -> None:
        word = self.text[mark.start : mark.end].casefold().strip(".\\")
        if word in REASON or word in ("where", "with") and self.busy:
            self.reason = "after" if self.busy else "first"
        if word in LET:
            self.let, self.used = True, False
        elif word in RESULT:
            self.let, self.reason, self.follows = False, "", True
        elif word in ("we", "have", "and") and self.reason == "first":
            self.reason = "" if word != "and" else self.reason
        self._mention(mark.start, mark.end, not quiet(word))

    def _sentence(self) -> None:
        self.let, self.reason, self.busy, self.pair = False, "", False, None

    # --- what was put together

    def _flush(self) -> None:
        run, self.run = self.run, None
        if run is None:
            return
        if run.tail is not None:
            run.end, run.relations = run.tail, run.relations - 1
        if run.other or not run.filled:
            self._mention(run.start, run.end, run.other)
        elif not run.relations:
            self._bare(run)
        elif run.headed:
            self._equation(run)
        elif not self.asides:
            self._continued(run)

    def _equation(self, run: _Run) -> None:
        before = self.text[max(0, run.start - 60) : run.start]
        if _DENIED.search(before) or _DENIES.match(self.text, run.end):
            self._mention(run.start, run.end, True)
            return
        if _OF.search(before) and _SYMBOL.fullmatch(self.text, run.start, run.first[0]):
            run.start, run.relations = run.first[1], run.relations - 1
        segment = self._segment(run)
        if self.asides or self.reason:
            self.spare = len(self.done)
        else:
            self.target = len(self.done)
            self.latest = self._line_of(run.end)
        self.busy = True
        self.done.append(segment)

    def _continued(self, run: _Run) -> None:
        """A line that begins with `=` goes on with the chain above it."""
        target = self.spare if self.target is None else self.target
        segment = self._segment(run)
        self.busy = True
        if target is None:
            self.done.append(segment)
            self.target = len(self.done) - 1
        else:
            self.done[target] = self.done[target].joined(segment)
        self.latest = self._line_of(run.end)

    def _bare(self, run: _Run) -> None:
        """An expression without a relation: named, given as the answer, or only mentioned."""
        pair, self.pair = self.pair, (run.start, run.end)
        if self.let and pair is not None and self._links(pair[1], run.start):
            run.hidden.append(Mark("word", pair[1], run.start, " = "))
            run.start, run.swapped = pair[0], True
            self.content = False
            self.done.append(self._segment(run))
            return
        if self._is_answer(run) and not self.asides and not self.let:
            self.done.append(self._segment(run))
            self.target, self.latest = len(self.done) - 1, self._line_of(run.end)
        else:
            self._mention(run.start, run.end, not quiet(self.text[run.start : run.end]))

    def _is_answer(self, run: _Run) -> bool:
        """Whether an expression stands alone in its line, or ends a sentence that announces it."""
        if not self.worded[run.mark]:
            return not run.after_soft
        symbol = _SYMBOL.fullmatch(self.text, run.start, run.end)
        lead = (_ANSWER if symbol else _GIVEN).search(self.text, max(0, run.start - 90), run.start)
        return lead is not None and _LAST.match(self.text, run.end) is not None

    def _links(self, start: int, end: int) -> bool:
        words = re.findall(r"[A-Za-z]+", self.text[start:end].casefold())
        return 0 < len(words) < 6 and LINKS.issuperset(words)

    def _segment(self, run: _Run) -> Segment:
        """The run as it was typed, and its maths alone. What was said before it becomes prose."""
        self._prose()
        while run.start < run.end and self.text[run.start].isspace():
            run.start += 1
        source = self.text[run.start : run.end]
        maths, at = [], run.start
        for mark in sorted(run.hidden, key=lambda hidden: hidden.start):
            if at <= mark.start and mark.end <= run.end:
                width = mark.end - mark.start
                maths += [self.text[at : mark.start], (mark.shown or "")[:width].ljust(width)]
                at = mark.end
        maths.append(self.text[at : run.end])
        joints = tuple(joint - run.start for joint in run.joints if run.start < joint < run.end)
        follows, self.follows = self.follows, False
        self.used = True
        named = self.let or run.defines
        line = self._line_of(run.start)
        return Segment(source, line, "".join(maths), joints, named, follows, run.swapped, run.loose)

    def _mention(self, start: int, end: int, content: bool) -> None:
        """Words, or maths that is only mentioned in them."""
        self.words = (self.words[0] if self.words else start, end)
        self.content = self.content or content

    def _prose(self) -> None:
        """What has been said in words since the last maths, if there is something in it."""
        if self.content and self.words is not None:
            start, end = self.words
            self.done.append(Segment(self.text[start:end], self._line_of(start)))
        self.content, self.words = False, None
