"""markdown-it as we use it: which lines are a paragraph, a list, a table, code, maths.

HTML, link definitions and underlined headings are switched off: `<sos>`, `[a]: b` and a lone `=` or a rule of
dashes under an equation are somebody's answer. What is inside a paragraph is left to `inline`.
"""

import re
from collections.abc import Callable, Iterable, Sequence

from markdown_it import MarkdownIt
from markdown_it.ruler import RuleOptionsType
from markdown_it.rules_block import StateBlock, list_block

from grader.intake import limits

_RULES = ["table", "code", "fence", "blockquote", "hr", "list", "heading"]
_ENVIRONMENTS = "align|aligned|alignat|equation|gather|gathered|multline|eqnarray|split|cases"
_MATH_OPEN = re.compile(rf"\$\$|\\\[|\\begin\{{(?P<name>(?:{_ENVIRONMENTS})\*?)\}}")
_HEADING = re.compile(r"#{1,6}(?:\s|$)")

_FENCE = re.compile(r"[ \t]*(?:(?:>|(?:[-*+]|\d{1,9}[.)])[ \t])[ \t]*)*+(?P<marks>`{3,}|~{3,})(?P<info>.*)")
_FENCE_END = re.compile(r"[ \t>]*(?P<marks>`{3,}|~{3,})[ \t]*$")
_GLUED = re.compile(r"(?P<marks> {0,3}#{1,6})(?P<text>[^#\s].*)")
_UNDERLINE = re.compile(r" {0,3}(?:=+|-+)[ \t]*$")


def parser() -> MarkdownIt:
    """markdown-it with our rules for blocks and none for what is inside them."""
    markdown = MarkdownIt("zero", {"maxNesting": limits.NESTING})
    markdown.block.ruler.enable(_RULES)
    markdown.core.ruler.disable(["inline", "text_join"])
    ends: RuleOptionsType = {"alt": ["paragraph", "reference", "blockquote", "list"]}
    markdown.block.ruler.before("fence", "math", _math, ends)
    markdown.block.ruler.at("list", _list, {"alt": ["paragraph", "reference", "blockquote"]})
    markdown.block.ruler.before("fence", "quote_end", _quote_end, {"alt": ["blockquote"]})
    return markdown


def plain_lines(lines: Sequence[str], is_part: Callable[[str], object]) -> Iterable[str]:
    """The lines for the parser, as many as came in, with fenced code as it is.

    Comments are blanked out, and headings that name a part are spelled `# …` even where they were underlined
    or lacked the space.
    """
    last_close = max((n for n, line in enumerate(lines) if "-->" in line), default=-1)
    fence, in_comment, underline, blank = "", False, False, True
    for number, line in enumerate(lines):
        if fence:
            end = _FENCE_END.match(line)
            if end and end["marks"].startswith(fence):
                fence = ""
        elif underline:
            line, underline = "", False
        else:
            line, in_comment = _uncommented(line, in_comment, number < last_close)
            if (opening := _FENCE.match(line)) and not ("`" in opening["marks"] and "`" in opening["info"]):
                fence = opening["marks"]
            elif (glued := _GLUED.match(line)) and is_part(glued["text"]):
                line = f"{glued['marks']} {glued['text']}"
            elif blank and number + 1 < len(lines) and _UNDERLINE.match(lines[number + 1]) and is_part(line):
                line = f"{'#' if '=' in lines[number + 1] else '##'} {line.strip()}"
                underline = True
        blank = not line.strip()
        yield line


def _uncommented(line: str, inside: bool, closes_later: bool) -> tuple[str, bool]:
    """`line` without its HTML comments, and whether one goes on. One that is never closed is plain text."""
    kept: list[str] = []
    position = 0
    while True:
        if inside:
            close = line.find("-->", position)
            if close < 0:
                return "".join(kept), True
            position, inside = close + 3, False
        start = line.find("<!--", position)
        if start < 0 or not (closes_later or line.find("-->", start) >= 0):
            return "".join((*kept, line[position:])), False
        kept.append(line[position:start])
        position, inside = start + 4, True


def _list(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A list, but not one nested so deep that markdown-it would drop it, and with it the rest of the text."""
    return state.level + 2 < limits.NESTING and list_block(state, start, end, silent)


def _quote_end(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A block quote ends with its last `>`: what is typed right below the question is the answer to it."""
    return silent and state.parentType == "blockquote"


def _math(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    r"""Display maths alone on a line: $$…$$, \[…\], \begin{align}…\end{align}."""
    first = _stripped(state, start)
    opening = _MATH_OPEN.match(first)
    if opening is None or state.is_code_block(start):
        return False
    name = opening["name"]
    closing = f"\\end{{{name}}}" if name else {"$$": "$$", "\\[": "\\]"}[opening[0]]
    last = _line_with(state, closing, start, end, opening.end())
    if last is None:
        return False
    text = "\n".join(_stripped(state, line) for line in range(start, last + 1))
    body, _, rest = text[opening.end() :].partition(closing)
    if rest.strip(" \t.,;"):
        return False
    if not silent:
        token = state.push("math", "", 0)
        token.content = (opening[0] + body + closing if name else body).strip()
        token.map = [start, last + 1]
        state.line = last + 1
    return True


def _line_with(state: StateBlock, closing: str, start: int, end: int, skip: int) -> int | None:
    """The line where maths that starts on line `start` is closed: before a heading or its container's end.

    Lines already searched in vain are remembered, so that many openings without an end stay cheap.
    """
    searched: dict[str, tuple[int, int]] = state.env.setdefault("unclosed maths", {})
    low, high = searched.get(closing, (0, 0))
    if low <= start < high:
        return None
    line = start
    while line < end:
        text = _stripped(state, line)
        if line > start and (_HEADING.match(text) or (text and state.sCount[line] < state.blkIndent)):
            break
        if closing in (text[skip:] if line == start else text):
            return line
        line += 1
    searched[closing] = (start, line)
    return None


def _stripped(state: StateBlock, line: int) -> str:
    """A line without its container's marks and indentation."""
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]].rstrip()
