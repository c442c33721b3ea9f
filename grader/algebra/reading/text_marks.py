"""An answer's text cut into marks: words told from maths, maths found between its marks."""

import re

from grader.algebra.reading import marks
from grader.algebra.reading.marks import ROWS, Mark
from grader.algebra.reading.math_marks import ENVIRONMENT, PLACED, MathScan
from grader.algebra.reading.vocabulary import AFTER_SYMBOLS, BEFORE_MINUS, HEADINGS, NUMBERED, Spelled
from grader.patterns import pattern

_NEXT_WORD = pattern(r"\s+([A-Za-z]{2,})")
_FENCE = pattern(r"```+[^\S\n]*([A-Za-z]*)[^\S\n]*\n")
_COMMANDED = pattern(r"\\[A-Za-z]+\{\Z")
_POINTING = ("this", "This", "which", "that")
_AFTER_DASH = pattern(r"[ \t]+(?:([$`]|\\\(|\\\[)|\S)")
"""Space behind a dash; whether marked maths follows."""
_SPECIAL = pattern(r"[^.;=\n]{1,60}?[\s$](?:only )?(?:if|when|whenever|provided|assuming)\b(?! and only)")
"""Behind what is said to be equal in a special case only."""
_BREAKS = ("newline", "row", "blank")


def marks_of(kind: str, text: str, spelled: Spelled) -> tuple[list[Mark], dict[int, int]]:
    """The marks of a piece of an answer, and of each bracket that has one, the closing one."""
    scan = _Scan(text, spelled)
    if kind == "math":
        scan.add("display", 0, 0)
        scan.maths(0, len(text), 0)
    else:
        scan.plain(0, len(text), 0)
    return scan.marks, scan.match


class _Scan(MathScan):
    """Goes through text."""

    def plain(self, at: int, end: int, depth: int) -> None:
        if not depth:
            at = self._line_start(at, end)
        text, words, signs = self.text, marks.words().match, marks.plain().match
        while at < end:
            if (char := text[at]) == " ":
                at += 1
                continue
            found = words(text, at, end) if char.isalpha() else signs(text, at, end)
            assert found is not None and found.lastgroup is not None
            group = found.lastgroup
            if group == "space":
                at = found.end()
            elif group == "letters":
                at = self._letters(found, end)
            elif group in PLACED:
                at = self._placed(PLACED[group], at, found.end())
            else:
                at = self._text(found, group, end, depth)
                if group in _BREAKS and not depth:
                    at = self._line_start(at, end)

    def _placed(self, kind: str, start: int, stop: int) -> int:
        """Add what needs nothing but its place, save a bar between cells and a dash."""
        if self.table and self.text[start] == "|":
            kind = "word"
        elif kind == "operator" and self.text[start] in "-–" and self._is_dash(start, stop):
            kind = "junk"
        self.marks.append(Mark(kind, start, stop))
        return stop

    def _text(self, found: re.Match[str], group: str, end: int, depth: int) -> int:
        """What text reads otherwise than maths; where to go on."""
        start, stop = found.span()
        if group == "dollar":
            return self._dollar(found[0], start, stop, end, depth)
        if group == "command" and found["command"] == "begin":
            return self._display(start, stop, end, depth)
        return self._equals(found) if group == "equals" else self._common(found, group, end, depth)

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
        found = ENVIRONMENT.match(self.text, stop, end)
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
