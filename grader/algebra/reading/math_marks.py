"""Maths cut into marks: brackets matched, commands told apart."""

import re
from abc import ABC, abstractmethod
from typing import Any

from grader.algebra.language.lexing.spelling import SPOKEN
from grader.algebra.reading import marks
from grader.algebra.reading.marks import FAMILY, KINDS, OPENING, ROWS, Mark
from grader.algebra.reading.vocabulary import Spelled
from grader.patterns import pattern

_DEFINES = pattern(r"def|triangle|Delta|:")
_GROUP = pattern(r"\s*\{([^{}]{0,400}(?:\{[^{}]{0,400}\}[^{}]{0,400}){0,20})\}")
ENVIRONMENT = pattern(r"\s*\{\s*([A-Za-z]+)\*?\s*\}(?:\s*\[[a-z]\])?(?:\s*\{[clr|@ \d]*\})?")
_DIGIT = pattern(r"\s*\{?\s*[01]")
PLACED = {
    **{kind: kind for kind in "atom comma stop word implies operator other soft junk".split()},
    **dict.fromkeys(("bold", "code", "letter"), "atom"),
    **dict.fromkeys(("said", "abbreviated", "hanzi"), "word"),
}
"""The kinds of the groups of the patterns that need nothing but their place."""


class MathScan(ABC):
    """Goes through maths, and through what both maths and text have."""

    def __init__(self, text: str, spelled: Spelled):
        self.text, self.spelled = text, spelled
        self.marks: list[Mark] = []
        self.match: dict[int, int] = {}
        self.stack: list[list[Any]] = []
        """Brackets that are open: family, index of the mark, whether a relation stands right inside."""
        self.absent: dict[str, int] = {}
        self.table = False
        """Whether this line is a row of a table: what stands in its second cell is a remark."""

    def add(self, kind: str, start: int, end: int, shown: str | None = None) -> None:
        if kind == "open":
            self.stack.append([FAMILY.get(self.text[start:end], ""), len(self.marks), False])
        elif kind == "relation" and self.stack:
            self.stack[-1][2] = True
        self.marks.append(Mark(kind, start, end, shown))

    @abstractmethod
    def plain(self, at: int, end: int, depth: int) -> None:
        """Read text."""

    # --- between marks of maths

    def maths(self, at: int, end: int, depth: int) -> None:
        match = marks.maths().match
        while at < end:
            if self.text[at] == " ":
                at += 1
                continue
            found = match(self.text, at, end)
            assert found is not None and found.lastgroup is not None
            group = found.lastgroup
            if group == "space":
                at = found.end()
            elif (kind := PLACED.get(group)) is not None:
                start, at = found.span()
                if kind == "soft" and self._begins_reason(start, at):
                    kind, at = "word", start + 2
                self.marks.append(Mark(kind, start, at))
            else:
                at = self._common(found, group, end, depth)

    def _begins_reason(self, start: int, stop: int) -> bool:
        """Whether `&&` stands behind maths in its row: a reason follows, in a column of its own."""
        before = self.marks[-1].kind if self.marks else "row"
        return self.text[start:stop].startswith("&&") and before not in (
            "row",
            "newline",
            "display",
            "edge",
            "open",
            "soft",
        )

    def _common(self, found: re.Match[str], group: str, end: int, depth: int) -> int:
        """What both modes read alike; where to go on."""
        start, stop = found.span()
        if group == "open":
            self.add(group, start, stop)
        elif group == "close":
            self._close(start, stop, found[0])
        elif group in ("sized", "brace"):
            self._bracket(start, stop, found[group])
        elif group == "command":
            return self._command(found["command"], start, stop, end, depth)
        elif group == "escape":
            self._escape(found["escape"], start, stop)
        elif group == "rest":
            self.add("word" if found[0] == "#" else "atom", start, stop)
        else:
            self.add("junk" if group in ("dropped", "comment") else group, start, stop)
        return stop

    def _escape(self, char: str, start: int, stop: int) -> None:
        r"""`\_` and `\*`, as editors of Markdown write them."""
        kind = {"_": "operator", "*": "operator", "^": "operator", "=": "relation", "|": "atom"}.get(char, "junk")
        self.add(kind, start, stop, None if char == "|" else " " + char)

    def _bracket(self, start: int, stop: int, what: str) -> None:
        if what == ".":
            self.add("junk", start, stop)
        elif what in OPENING:
            system = what in (r"\{", r"\lbrace") and re.compile(r"\s*\\begin").match(self.text, stop)
            self.add("junk" if system else "open", start, stop)
            if not system:
                self.stack[-1][0] = FAMILY[what]
        elif what in FAMILY:
            self._close(start, stop, what)
        else:
            self.add("atom", start, stop)

    def _close(self, start: int, stop: int, what: str) -> None:
        """Match a closing bracket; what is said in brackets, as in "(since C = Cᵀ)", becomes an aside."""
        family = FAMILY.get(what, what)
        if family not in [entry[0] for entry in self.stack[-20:]]:
            self.add("atom", start, stop)
            return
        while (entry := self.stack.pop())[0] != family:
            pass
        opened, last = entry[1], len(self.marks)
        self.marks.append(Mark("close", start, stop))
        before = self.text[max(self.marks[opened].start - 6, 0) : self.marks[opened].start]
        attached = before[-1:].isalnum() or before[-1:] in ("_", "^", "'")
        if family in ("(", "[") and not attached and (entry[2] or self._first(opened + 1) == "word"):
            self._turn(opened, "aside", last, "back")
        elif entry[2] and (family == r"\{" or (family == "{" and (not attached or before == r"\boxed"))):
            self._turn(opened, "junk", last, "junk")
        else:
            self.match[opened] = last

    def _first(self, at: int) -> str:
        """The kind of the first mark from there on that says something."""
        return next((mark.kind for mark in self.marks[at:] if mark.kind not in ("junk", "edge")), "")

    def _turn(self, opened: int, first: str, closed: int, last: str) -> None:
        self.marks[opened] = self.marks[opened]._replace(kind=first)
        self.marks[closed] = self.marks[closed]._replace(kind=last)

    def _command(self, name: str, start: int, stop: int, end: int, depth: int) -> int:
        kind = KINDS.get(name, "atom")
        if name == "perp" and self.marks and self.text[self.marks[-1].start] in "_^":
            kind = "atom"
        if name == "mathbb" and _DIGIT.match(self.text, stop, end):
            kind = "atom"
        if name in ("begin", "end"):
            return self._environment(name, start, stop, end)
        if kind in ("text", "dropped", "over") or name in ("xlongequal", "xrightarrow", "xRightarrow"):
            group = _GROUP.match(self.text, stop, end)
            if group is None:
                self.add("junk", start, stop)
                return stop
            if kind == "text":
                return self._said(group, start, depth)
            if kind == "over":
                return self._over(group, start, stop, end)
            stop = group.end()
        self.add("junk" if kind == "dropped" else kind, start, stop)
        return stop

    def _said(self, group: re.Match[str], start: int, depth: int) -> int:
        r"""`\text{…}`: words, or the name of a function."""
        inner = group[1].strip()
        raised = self.text[:start].rstrip()[-1:] in ("^", "_") if start else False
        known = inner in SPOKEN or inner in self.spelled.names or inner == "Id"
        if raised or len(inner) < 2 or known or depth > 3:
            self.add("atom", start, group.end())
        else:
            self.add("junk", start, group.start(1))
            self.plain(group.start(1), group.end(1), depth + 1)
            self.add("junk", group.end(1), group.end())
        return group.end()

    def _over(self, group: re.Match[str], start: int, stop: int, end: int) -> int:
        r"""`\overset{!}{=}`: the sign without what stands above it; anything else is the parser's."""
        below = _GROUP.match(self.text, group.end(), end)
        sign = below[1].strip() if below else ""
        kind = "relation" if sign in ("=", ":=", r"\equiv") else KINDS.get(sign.removeprefix("\\"), "atom")
        if below is None or kind not in ("relation", "implies", "other"):
            self.add("atom", start, stop)
            return stop
        self.add(kind, start, below.end(), ":=" if sign == ":=" or _DEFINES.search(group[1]) else None)
        return below.end()

    def _environment(self, name: str, start: int, stop: int, end: int) -> int:
        found = ENVIRONMENT.match(self.text, stop, end)
        if found is None:
            self.add("junk", start, stop)
            return stop
        family = f"begin {found[1]}"
        if name == "end":
            if any(entry[0] == family for entry in self.stack[-20:]):
                self._close(start, found.end(), family)
            else:
                self.add("row", start, found.end())
        elif found[1] in ROWS or self._system(found[1], found.end(), end):
            self.add("row", start, found.end())
        else:
            self.add("open", start, found.end())
            self.stack[-1][0] = family
        return found.end()

    def _system(self, name: str, start: int, end: int) -> bool:
        """Whether an array holds equations and is not a matrix."""
        last = self._closing(rf"\end{{{name}}}", start, end)
        return last >= 0 and self.text.find("=", start, min(last, start + 2_000)) >= 0

    def _closing(self, mark: str, start: int, end: int) -> int:
        """Where a mark stands next, -1 if nowhere; a search in vain is remembered."""
        if self.absent.get(mark, -1) >= start:
            return -1
        last = self.text.find(mark, start, end)
        if last < 0:
            self.absent[mark] = end
        return last
