"""An answer's text cut into marks, brackets matched, words told from maths."""

import re
from typing import Any

from grader.algebra import marks
from grader.algebra.marks import FAMILY, KINDS, OPENING, ROWS, Mark
from grader.algebra.tree import FUNCTIONS
from grader.algebra.vocabulary import AFTER_SYMBOLS, BEFORE_MINUS, HEADINGS, NUMBERED, Spelled

_DEFINES = re.compile(r"def|triangle|Delta|:")
_NEXT_WORD = re.compile(r"\s+([A-Za-z]{2,})")
_FENCE = re.compile(r"```+[^\S\n]*([A-Za-z]*)[^\S\n]*\n")
_COMMANDED = re.compile(r"\\[A-Za-z]+\{\Z")
_POINTING = ("this", "This", "which", "that")
_AFTER_DASH = re.compile(r"[ \t]+(?:([$`]|\\\(|\\\[)|\S)")
"""Space behind a dash; whether marked maths follows."""
_SPECIAL = re.compile(r"[^.;=\n]{1,60}?[\s$](?:only )?(?:if|when|whenever|provided|assuming)\b(?! and only)")
"""Behind what is said to be equal in a special case only."""
_GROUP = re.compile(r"\s*\{([^{}]{0,400}(?:\{[^{}]{0,400}\}[^{}]{0,400}){0,20})\}")
_ENVIRONMENT = re.compile(r"\s*\{\s*([A-Za-z]+)\*?\s*\}(?:\s*\[[a-z]\])?(?:\s*\{[clr|@ \d]*\})?")
_DIGIT = re.compile(r"\s*\{?\s*[01]")
_BREAKS = ("newline", "row", "blank")
_PLACED = {
    **{kind: kind for kind in "atom comma stop word implies operator other soft junk".split()},
    **dict.fromkeys(("bold", "letter"), "atom"),
    **dict.fromkeys(("said", "abbreviated", "hanzi"), "word"),
}
"""The kinds of the groups of the patterns that need nothing but their place."""


def marks_of(kind: str, text: str, spelled: Spelled) -> tuple[list[Mark], dict[int, int]]:
    """The marks of a piece of an answer, and of each bracket that has one, the closing one."""
    scan = _Scan(text, spelled)
    if kind == "math":
        scan.add("display", 0, 0)
        scan.maths(0, len(text), 0)
    else:
        scan.plain(0, len(text), 0)
    return scan.marks, scan.match


class _Scan:
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

    # --- between marks of maths

    def maths(self, at: int, end: int, depth: int) -> None:
        match = marks.maths().match
        while at < end:
            found = match(self.text, at, end)
            assert found is not None and found.lastgroup is not None
            group = found.lastgroup
            if group == "space":
                at = found.end()
            elif (kind := _PLACED.get(group)) is not None:
                start, at = found.span()
                self.marks.append(Mark(kind, start, at))
            else:
                at = self._common(found, group, end, depth)

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
        known = inner in FUNCTIONS or inner in self.spelled.names or inner in ("Tr", "Id")
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
        found = _ENVIRONMENT.match(self.text, stop, end)
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

    # --- in text

    def plain(self, at: int, end: int, depth: int) -> None:
        if not depth:
            at = self._line_start(at, end)
        text, words, signs = self.text, marks.words().match, marks.plain().match
        while at < end:
            found = words(text, at, end) if text[at].isalpha() else signs(text, at, end)
            assert found is not None and found.lastgroup is not None
            group = found.lastgroup
            if group == "space":
                at = found.end()
            elif (kind := _PLACED.get(group)) is not None:
                start, at = found.span()
                if self.table and text[start] == "|":
                    kind = "word"
                elif kind == "operator" and text[start] in "-–" and self._is_dash(start, at):
                    kind = "junk"
                self.marks.append(Mark(kind, start, at))
            elif group == "letters":
                at = self._letters(found, end)
            elif group == "dollar":
                at = self._dollar(found[0], at, found.end(), end, depth)
            elif group == "command" and found["command"] == "begin":
                at = self._display(at, found.end(), end, depth)
            elif group == "equals":
                at = self._equals(found)
            else:
                at = self._common(found, group, end, depth)
                if group in _BREAKS and not depth:
                    at = self._line_start(at, end)

    def _is_dash(self, start: int, stop: int) -> bool:
        """Whether a dash stands between words and maths, as in `Answer - $X$` or `Condition 1 - $X = 0$`: no minus."""
        following = _AFTER_DASH.match(self.text, stop)
        if following is None or not self.marks or self.text[start - 1 : start] not in (" ", "\t"):
            return False
        last = self.marks[-1]
        said = self.text[last.start : last.end].casefold()
        if (
            last.kind == "atom"
            and following[1]
            and said.isdigit()
            and self.marks[-2:-1]
            and self.marks[-2][0] == "word"
        ):
            self.marks[-1] = last._replace(kind="word")
            return True
        if last.kind == "word" and following[1]:
            return said not in BEFORE_MINUS
        return last.kind == "word" and said in HEADINGS

    def _line_start(self, at: int, end: int) -> int:
        """A line's bullet and numbering; none inside a bracket that has just been opened."""
        if self.stack and at - self.marks[self.stack[-1][1]].start < 200:
            return at
        found = marks.start().match(self.text, at, end)
        assert found is not None
        self.table = found["row"] is not None
        if found["bullet"]:
            self.add("bullet", found.start("bullet"), found.end("bullet"), found["bullet"])
        if found["label"]:
            self.add("junk", found.start("label"), found.end())
        return found.end()

    def _letters(self, found: re.Match[str], end: int) -> int:
        start = found.start()
        typed = found[0]
        parts = [typed] if typed.isalpha() else re.split(r"[-'’/]", typed)
        last = self.marks[-1] if self.marks else None
        before = self.text[start - 1 : start]
        attached = before != "" and (before in "_^\\." or before.isdigit())
        if before == "{":
            attached = bool(_COMMANDED.search(self.text, max(0, start - 20), start))
        attached = attached and not (last is not None and last.kind == "junk" and last.end == start)
        after = self.text[found.end() : found.end() + 12]
        if not attached and self._is_word(parts, after):
            self.add("word", start, found.end())
            return found.end()
        stop = start + len(parts[0])
        if (behind := marks.tail().match(self.text, stop, end)) is not None:
            stop = behind.end()
        self.marks.append(Mark("atom", start, stop))
        return stop

    def _is_word(self, parts: list[str], after: str) -> bool:
        if len(parts) > 1:
            return any(self.spelled.is_word(part) for part in parts)
        last = self.marks[-1] if self.marks else None
        if parts[0] in ("a", "b", "c", "d") and last is not None and last.kind == "word":
            said = self.text[last.start : last.end].casefold().rstrip(".s")
            if said in NUMBERED and not after.strip(" \t.:;)").partition("\n")[0]:
                return True
        if parts[0] in ("a", "A", "I"):
            if last is not None and last.kind in ("relation", "operator"):
                return False  # … = I as required
            following = _NEXT_WORD.match(after)
            said = following[1] if following else ""
            return bool(said) and said not in AFTER_SYMBOLS and self.spelled.is_word(said)
        operated = last is not None and last.kind == "operator" and self.text[last.start] in "*@+/·⊙"
        return self.spelled.is_word(parts[0], after, operated)

    def _equals(self, found: re.Match[str]) -> int:
        """ "is equal to", "vanishes", "must be zero": relations right after maths, words elsewhere."""
        said = found[0].casefold()
        nought = said.endswith(("zero", "vanish", "vanishes"))
        before = self.marks[-1].kind if self.marks else ""
        points = before == "word" and self.text[: found.start()].rstrip().endswith(_POINTING)
        if not nought and _SPECIAL.match(self.text, found.end()):
            self.add("word", *found.span())
        elif before in ("atom", "close", "edge") or (points and "equal" in said):
            self.add("relation", *found.span(), "= 0" if nought else "=")
        elif before == "relation" and said == "zero":
            self.add("atom", *found.span(), "0")
        else:
            self.add("word", *found.span())
        return found.end()

    def _dollar(self, mark: str, start: int, stop: int, end: int, depth: int) -> int:
        """Maths or code between its marks; a mark without a partner is none."""
        closing = {r"\(": r"\)", r"\[": r"\]", "<!--": "-->"}.get(mark, mark)
        last = self._closing(closing, stop, end)
        if last < 0 or depth > 3:
            self.add("junk", start, stop)
            return stop
        if mark == "<!--":
            self.add("junk", start, last + len(closing))
            return last + len(closing)
        kind = "display" if mark in ("$$", r"\[") else "edge"
        stack, self.stack = self.stack, []
        if fence := _FENCE.match(self.text, start, last):
            kind, stop = "display", fence.end()
        self.add(kind, start, stop)
        if mark.startswith("`") and not (fence and fence[1] in ("latex", "tex", "math")):
            self.plain(stop, last, depth + 1)
        else:
            self.maths(stop, last, depth + 1)
        self.stack = stack
        self.add(kind, last, last + len(closing))
        return last + len(closing)

    def _display(self, start: int, stop: int, end: int, depth: int) -> int:
        r"""`\begin{align}…\end{align}` in text; another environment is as in maths."""
        found = _ENVIRONMENT.match(self.text, stop, end)
        if found is None or found[1] not in ROWS:
            return self._environment("begin", start, stop, end)
        star = "*" if "*" in found[0] else ""
        closing = rf"\end{{{found[1]}{star}}}"
        last = self._closing(closing, stop, end)
        if last < 0:
            last = end
            closing = ""
        self.add("display", start, found.end())
        self.maths(found.end(), last, depth + 1)
        self.add("display", last, last + len(closing))
        return last + len(closing)
