"""The second pass: which marks make a formula, where it ends, and which lines go on with it."""

from collections.abc import Sequence
from typing import NamedTuple

from grader.algebra.reading.cue_patterns import NAMED, SPACE
from grader.algebra.reading.marks import Mark
from grader.algebra.reading.passage import LINES, Ahead, Passage
from grader.algebra.reading.runs import BREAKS, INSIDE, Formula, Role, Step
from grader.patterns import pattern

_ASSIGNED = pattern(r"([A-Za-z_]\w*)\s*=(?!=)")
_WORDS = pattern(r"[A-Za-z_]\w*")
_BRACKETED = ("junk", "edge", "display")
"""What maths in brackets does not show."""


class _Open(NamedTuple):
    """A formula as far as the marks have come; `first` is the number of its first mark."""

    start: int
    first: int
    listed: bool = False
    """Whether its line begins with a bullet."""
    after_soft: bool = False
    end: int = 0
    relations: int = 0
    headed: bool = False
    """Whether anything stands before the first relation."""
    goes_on: bool = False
    """Whether it ends with an operator or a relation."""
    leads: bool = False
    """Whether its last line begins with a relation."""
    other: bool = False

    @property
    def whole(self) -> bool:
        """Whether its last line is an equation of its own."""
        return self.relations > 0 and not self.leads

    def after(self, step: Step) -> "_Open":
        role, mark, listed = step
        if role is Role.TERM:
            return self._replace(end=mark.end, goes_on=False, headed=self.headed or not self.relations)
        if role is Role.SIGN:
            return self._replace(end=mark.end, goes_on=True)
        if role is Role.RELATION:
            leads, relations = self.leads or not self.headed, self.relations + 1
            return self._replace(end=mark.end, goes_on=not step.is_nought, leads=leads, relations=relations)
        if role is Role.OTHER:
            return self._replace(other=True)
        return self._replace(leads=role is Role.SEAM, listed=listed) if role in BREAKS else self


class _Place(NamedTuple):
    """Where the marks have come to: the formula that is open, and what one that begins here would be."""

    run: _Open | None = None
    display: bool = False
    """Whether this is marked maths with lines of its own."""
    listed: bool = False
    after_soft: bool = False

    def after(self, step: Step, at: int) -> "_Place":
        """With the step that the mark numbered `at` is."""
        role, mark, _ = step
        display = self.display != (mark.kind == "display" and (role in BREAKS or role is Role.BETWEEN))
        if role in INSIDE:
            run = self.run if self.run else _Open(mark.start, at, self.listed, self.after_soft)
            return _Place(run.after(step), display)
        if role is Role.BULLET:
            return self._replace(listed=True)
        listed = self.run.listed if self.run and role is Role.LABEL else self.listed
        after_soft = mark.kind == "soft" if self.run else self.after_soft and mark.kind not in LINES
        return _Place(None, display, listed, after_soft)


def parts(here: Passage) -> list[Mark | Formula]:
    """The formulas of a passage in order, and the marks between them: words, breaks, and labels that were maths."""
    found, taken = list[Mark | Formula](), list[Step]()
    place, at = _Place(), 0
    while at < len(here.marks):
        steps, following = _steps(here, place, at)
        for step in steps:
            if step.role in INSIDE:
                taken.append(step)
            elif place.run:
                found.append(_formula(taken, place.run, here, step.role))
                taken = []
            if step.role is Role.BETWEEN:
                found.append(step.mark)
            place = place.after(step, at)
        at = following
    return [*found, _formula(taken, place.run, here, Role.END)] if place.run else found


def _formula(taken: Sequence[Step], run: _Open, here: Passage, role: Role) -> Mark | Formula:
    if role is Role.LABEL:
        return Mark("label", run.start, run.end)
    return Formula(tuple(taken), here.worded[run.first], run.after_soft)


def _steps(here: Passage, place: _Place, at: int) -> tuple[list[Step], int]:
    """What a mark is, or a bracket with all in it; the number of the next one."""
    mark, run = here.marks[at], place.run
    kind = mark.kind
    if kind == "open":
        return _bracket(here, run, at)
    if kind == "other":
        return _other(here, run, at)
    if kind in _PLAIN:
        return [Step(_PLAIN[kind], mark)], at + 1
    if kind in LINES:
        return [_line_end(here, place, at)], at + 1
    if kind in ("soft", "edge"):
        return [_gap(here, run, at)] if run else [], at + 1
    if kind == "comma":
        return _comma(here, run, at), at + 1
    if kind == "bullet":
        return [_bullet(here, run, at)], at + 1
    if kind == "junk":
        return [Step(Role.HIDDEN, mark)] if run else [], at + 1
    ends = kind == "stop" and here.ahead(at + 1).first == "relation"
    return [Step(Role.END if ends else Role.BETWEEN, mark)], at + 1


_PLAIN = {"atom": Role.TERM, "close": Role.TERM, "operator": Role.SIGN, "relation": Role.RELATION}


def _bracket(here: Passage, run: _Open | None, at: int) -> tuple[list[Step], int]:
    """A bracket that is closed is one thing, unless it is a number for reference."""
    mark, last = here.marks[at], here.match.get(at)
    if last is None:
        return [Step(Role.SIGN, mark)], at + 1
    whole = Mark("atom", mark.start, here.marks[last].end)
    if not (run and run.goes_on) and (here.is_size(at, last) or here.is_label(at, last, run is not None)):
        return [Step(Role.HIDDEN, whole)] if run else [], last + 1
    inner = here.marks[at:last]
    hidden = [Step(Role.HIDDEN, one) for one in inner if one.kind in _BRACKETED or one.shown is not None]
    dots = [Step(Role.OTHER, whole)] if here.has_dots(at, last) else []
    return [Step(Role.TERM, whole), *hidden, *dots], last + 1


def _other(here: Passage, run: _Open | None, at: int) -> tuple[list[Step], int]:
    """A sign that is no relation. `∈ ℝ^{m×n}` behind a formula is no part of it; a name is declared."""
    mark = here.marks[at]
    space = SPACE.match(here.text, mark.start)
    if run and space and not (run.goes_on or run.other or _is_name(here, run)):
        following = next((n for n in range(at, len(here.marks)) if here.marks[n].start >= space.end()), len(here.marks))
        return [Step(Role.HIDDEN, Mark("junk", mark.start, space.end()))], following
    return [Step(Role.TERM, mark), Step(Role.OTHER, mark)], at + 1


def _is_name(here: Passage, run: _Open) -> bool:
    short = run.end - run.start < 60 and not run.relations
    return short and NAMED.fullmatch(here.text, run.start, run.end) is not None


# --- between lines


def _line_end(here: Passage, place: _Place, at: int) -> Step:
    """The end of a line: the formula goes on, or a new statement begins."""
    mark, run = here.marks[at], place.run
    if run is None:
        return Step(Role.BETWEEN, mark)
    ahead = here.ahead(at + 1)
    if ahead.first == "relation":
        return Step(Role.SEAM, mark, ahead.bullet)
    if not _goes_on(here, place, mark, ahead) or _uses(here, run, ahead, mark.end):
        return Step(Role.BETWEEN, mark)
    role = Role.LINE if run.goes_on or ahead.first == "operator" else Role.LOOSE
    return Step(role, mark, ahead.bullet)


def _goes_on(here: Passage, place: _Place, mark: Mark, ahead: Ahead) -> bool:
    """Whether the formula goes on in the next line, which begins with no relation."""
    run = place.run
    if run is None or mark.kind == "blank" or ahead.first not in ("atom", "operator"):
        return False
    if ahead.bullet:
        return not (run.listed or (run.whole and ahead.related) or here.worded[run.first])
    if run.goes_on:
        return True
    if ahead.first == "operator":
        return ahead.amp or not (run.whole and ahead.related)
    inside = place.display and mark.kind == "newline"
    if run.relations:
        return inside and not ahead.related
    return (ahead.related or inside) and any(char.isalpha() for char in here.text[run.start : run.end])


def _uses(here: Passage, run: _Open, ahead: Ahead, at: int) -> bool:
    """Whether the line of code from there on, such as `-t + x`, uses the name that `t = …` has just defined."""
    named = _ASSIGNED.match(here.text, run.start) if here.code and not run.goes_on else None
    if named is None or ahead.first != "operator":
        return False
    return named[1] in _WORDS.findall(here.text[at:].partition("\n")[0])


def _bullet(here: Passage, run: _Open | None, at: int) -> Step:
    """A bullet of a list, or the sign of a line that goes on."""
    mark = here.marks[at]
    if run is None:
        return Step(Role.BULLET, mark)
    if here.ahead(at + 1).first == "relation":
        return Step(Role.HIDDEN, mark._replace(shown=None))
    return Step(Role.SIGN, mark)


def _gap(here: Passage, run: _Open, at: int) -> Step:
    """A wide space, `&`, or the end of maths in text: it separates equations, and not the sides of one."""
    mark, ahead = here.marks[at], here.ahead(at + 1)
    joins = run.goes_on or ahead.first not in ("atom", "other")
    if not joins and not run.relations:
        joins = here.text[mark.start] == "&" or (mark.kind == "soft" and not ahead.related)
    return Step(Role.HIDDEN if joins else Role.END, mark)


def _comma(here: Passage, run: _Open | None, at: int) -> list[Step]:
    """A comma or colon: it ends a formula, unless a relation follows; what a colon ends may be a label."""
    mark, ahead = here.marks[at], here.ahead(at + 1)
    if run is None:
        return [Step(Role.BETWEEN, mark)]
    if ahead.first == "relation":
        return [Step(Role.HIDDEN, mark)]
    if ahead.related and not run.relations and here.text[mark.start] == ":":
        return [Step(Role.LABEL, mark)]  # dW1: W_1 X = 0
    listing = ahead.first == "other" and here.dots_ahead(at + 1)
    return [*([Step(Role.OTHER, mark)] if listing else []), Step(Role.BETWEEN, mark)]
