"""The third pass: what the words make of each formula, and what an answer says then, one thing at a time."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from grader.algebra.reading import wording
from grader.algebra.reading.announcements import Announced
from grader.algebra.reading.marks import Mark
from grader.algebra.reading.passage import LINES, Passage
from grader.algebra.reading.runs import Formula, Run, maths_of, run_of, segment_of
from grader.algebra.reading.segment import MAX_SEGMENTS, Segment
from grader.algebra.reading.vocabulary import quiet


@dataclass(frozen=True, slots=True)
class Words:
    """What has been said in words since the last maths, and whether there is something in it.

    `mentions` are the expressions in it.
    """

    place: tuple[int, int] | None = None
    content: bool = False
    mentions: tuple[str, ...] = ()

    def after(self, start: int, end: int, content: bool, *mentions: str) -> "Words":
        """With more words, or maths that is only mentioned in them."""
        first = self.place[0] if self.place else start
        return Words((first, end), self.content or content, (*self.mentions, *mentions))


@dataclass(frozen=True, slots=True)
class Told:
    """What has been said up to a place.

    A line with `=` at its start goes on with the segment numbered `target`, which ends in the line `latest`; where
    there is none, with `spare`, the last one that was said aside. `bare` is the last bare expression of the sentence,
    `denied` the end of what was last denied in the piece.
    """

    done: tuple[Segment, ...] = ()
    target: int | None = None
    latest: int = 0
    spare: int | None = None
    announced: Announced = field(default_factory=Announced)
    words: Words = field(default_factory=Words)
    bare: Run | None = None
    denied: int | None = None

    def mentioning(self, start: int, end: int, content: bool, *mentions: str) -> "Told":
        return replace(self, words=self.words.after(start, end, content, *mentions))

    def sentence_end(self) -> "Told":
        return replace(self, announced=self.announced.sentence_end(), bare=None)


def told(before: Told, here: Passage, parts: Iterable[Mark | Formula]) -> Told:
    """What has been said after one more passage, of whose parts those are read that `MAX_SEGMENTS` allows."""
    now = replace(before, announced=before.announced.afresh(), words=Words(), bare=None, denied=None)
    for part in parts:
        if len(now.done) > MAX_SEGMENTS:
            break
        now = _formula(now, here, part) if isinstance(part, Formula) else _between(now, here, part)
    return _prose(now, here).sentence_end()


def _between(now: Told, here: Passage, mark: Mark) -> Told:
    """After what stands between formulas: words, ⇒, the end of a line or sentence, a remark in brackets."""
    kind, announced = mark.kind, now.announced
    if kind == "word":
        said = here.said(mark)
        announced = announced.word(said, now.words.content)
        content = not quiet(said.casefold().strip(".\\"))
        return replace(now, announced=announced, words=now.words.after(mark.start, mark.end, content))
    if kind == "label":
        return now.mentioning(mark.start, mark.end, False)
    if kind in LINES:
        return _line_end(now, here, mark)
    if kind == "stop":
        return replace(now.sentence_end(), announced=replace(announced.sentence_end(), either=False))
    if kind == "comma":
        return replace(now, announced=announced.comma(here.text[mark.start] == ":"), bare=None)
    step = 1 if kind == "aside" else -1
    return replace(now, announced=announced.arrow() if kind == "implies" else announced.bracket(step))


def _line_end(now: Told, here: Passage, mark: Mark) -> Told:
    now = replace(now, announced=now.announced.line_end())
    return replace(_prose(now, here), bare=None) if mark.kind == "blank" else now


def _prose(now: Told, here: Passage) -> Told:
    """With what has been said in words as a segment, if there is something in it."""
    done = now.done
    if now.words.content and now.words.place is not None:
        start, end = now.words.place
        done = (*done, Segment(here.text[start:end], here.line_of(start), mentions=now.words.mentions))
    return replace(now, done=done, words=Words())


# --- formulas


def _formula(now: Told, here: Passage, formula: Formula) -> Told:
    """After a formula: its lines that begin with a relation go on with those above them, unless these are an aside."""
    start = 0
    for end, following in formula.seams():
        if _goes_on(now, here, formula.steps[start].mark.start):
            break
        now = _run(now, here, run_of(formula, here, start, end))
        now, start = _line_end(now, here, formula.steps[end].mark), following
    return _run(now, here, run_of(formula, here, start))


def _goes_on(now: Told, here: Passage, start: int) -> bool:
    """Whether a line that begins with a relation goes on with the formula that starts there, right above it.

    Where that is a reason in a line of its own, it goes on with the chain above the reason.
    """
    reason = now.announced.reason
    beside = reason == "first" and now.target is not None and here.line_of(start) - now.latest <= 1
    return not (now.announced.asides or reason == "after" or beside)


def _run(now: Told, here: Passage, run: Run) -> Told:
    if run.other or not run.filled:
        return now.mentioning(run.start, run.end, run.other)
    if not run.relations:
        return _expression(now, here, run)
    if run.headed:
        return _equation(now, here, run)
    return now if now.announced.asides else _continued(now, here, run)


def _equation(now: Told, here: Passage, run: Run) -> Told:
    text = here.text
    if wording.also(text, now.denied, run) or wording.is_denied(text, run):
        return _denied(now, here, run)
    if now.bare is not None and run.nought and wording.also(text, now.bare.end, run):
        now = _alike(now, here, now.bare, run)
    if wording.begins_in_words(text, run):
        run = replace(run, start=run.first[1])
    return _said(now, here, run, now.announced.aside)


def _denied(now: Told, here: Passage, run: Run) -> Told:
    """What is said not to hold is no statement, and with "are both false" neither is the equation before it."""
    last = now.done[-1] if now.done else None
    if last is not None and last.maths and now.announced.busy and wording.denies_more(here.text, run):
        now = replace(now, done=(*now.done[:-1], Segment(last.source, last.line)), target=None, spare=None)
    now = replace(now, announced=replace(now.announced, follows=False), denied=run.end)
    return now.mentioning(run.start, run.end, True)


def _alike(now: Told, here: Passage, bare: Run, run: Run) -> Told:
    """ "A and B are zero" says of A what it says of B."""
    hidden = (*(mark for mark in bare.hidden if mark.end <= bare.end), Mark("word", bare.end, run.start, " = 0"))
    return _said(replace(now, words=Words()), here, Run(bare.start, run.start, 1, hidden=hidden))


def _continued(now: Told, here: Passage, run: Run) -> Told:
    """A line that begins with `=` goes on with the chain above it."""
    if not now.announced.reason and wording.has_side(here.text, run):
        return _said(now, here, replace(run, start=run.first[1], relations=run.relations - 1))
    target = now.spare if now.target is None else now.target
    if target is None:
        return _said(now, here, run)
    now = _prose(now, here)
    whole = now.done[target].joined(_segment(now, here, run))
    done = (*now.done[:target], whole, *now.done[target + 1 :])
    return replace(now, done=done, latest=here.line_of(run.end), announced=now.announced.formula(True))


def _expression(now: Told, here: Passage, run: Run) -> Told:
    """An expression without a relation: named, given as the answer, or only mentioned."""
    text, let = here.text, now.announced.let
    if here.says_size(run.start, run.end):
        return now.mentioning(run.start, run.end, False)
    before, now = now.bare, replace(now, bare=run)
    if let and before is not None and wording.links(text[before.end : run.start]):
        hidden = (*run.hidden, Mark("word", before.end, run.start, " = "))
        named = replace(run, start=before.start, hidden=hidden, swapped=True)
        return _said(replace(now, words=replace(now.words, content=False)), here, named, True)
    aside = now.announced.asides > 0
    if not aside and not let and wording.is_answer(text, run):
        return _said(now, here, run)
    symbol = wording.is_symbol(text, run)
    mentioned = not (symbol or let or aside or wording.is_unlikely(text, run))
    content = not symbol and not quiet(text[run.start : run.end])
    return now.mentioning(run.start, run.end, content, *([maths_of(run, text)] if mentioned else []))


def _said(now: Told, here: Passage, run: Run, aside: bool = False) -> Told:
    """With a new segment, after the words before it. What is said aside is not gone on with, if there is a choice."""
    now = _prose(now, here)
    done, segment = now.done, _segment(now, here, run, aside)
    if now.announced.either and run.relations:
        other = next((at for at in range(len(done) - 1, max(-1, len(done) - 3), -1) if done[at].maths), None)
        if other is not None:
            done = (*done[:other], replace(done[other], either=True), *done[other + 1 :])
            segment = replace(segment, either=True)
    announced = replace(now.announced.formula(run.relations > 0), either=False)
    now = replace(now, done=(*done, segment), announced=announced)
    last = len(done)
    return replace(now, spare=last) if aside else replace(now, target=last, latest=here.line_of(run.end))


def _segment(now: Told, here: Passage, run: Run, aside: bool = False) -> Segment:
    blank = next((at for at in range(run.start, run.end) if not here.text[at].isspace()), run.end)
    run = replace(run, start=blank)
    return segment_of(run, here, named=now.announced.let, follows=now.announced.follows, aside=aside)
