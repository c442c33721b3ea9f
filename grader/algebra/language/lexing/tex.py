"""Commands of TeX and characters outside ASCII."""

import unicodedata
from typing import Any

from grader.algebra.expressions.notation import GREEK, canonical
from grader.algebra.language.lexing.commands import ACCENTS, COMMANDS
from grader.algebra.language.lexing.spelling import BOLD_DIGITS, CALLS, CHARACTERS, COMBINING, DOTTED_ONLY, FRACTIONS
from grader.algebra.language.lexing.work import Work

_MATRICES = frozenset({"pmatrix", "bmatrix", "matrix", "array", "smallmatrix", "Bmatrix", "vmatrix", "Vmatrix"})


def styled(x: Work, match: Any, start: int, end: int) -> None:
    inner = match[0].rstrip("} \t\n").rstrip()[-1]
    null = inner == "O" and "O" not in x.scan.names and not match[0].startswith("\\mathcal")
    if inner in "01" or null:
        kind, text = ("ones", "1") if inner == "1" else ("zero", "0")
        x.tokens.add(kind, text, start, end)
    else:
        x.name(inner, start, end)


def named(x: Work, match: Any, start: int, end: int) -> None:
    """`\\operatorname{tr}`, `\\mathrm{Id}`, `\\text{rank}`."""
    text = match[0].rstrip("} \t\n").rstrip()
    word = text[max(text.rfind("{"), text.rfind(" ")) + 1 :]
    if canonical(word) in x.scan.names:
        x.name(word, start, end)
    elif word == "Id":
        x.tokens.add("name", "I", start, end)
    elif word in CALLS and (word not in DOTTED_ONLY or x.bracket_follows(end)):
        x.tokens.add("call", CALLS[word], start, end)
    elif text.startswith(("\\operatorname", "\\mathop")):
        raise x.fail(f"the function {word} is not known here", start, end, "write out what it computes")
    elif text.startswith("\\math"):
        x.tokens.add("name", canonical(word), start, end)
    else:
        said(x, match, start, end)


def said(x: Work, match: Any, start: int, end: int) -> None:
    """`\\text{…}`, `\\tag{1}`, `\\textcolor{…}{`: words, what does not count, a frame."""
    x.loose = True
    text = match[0]
    words = text.startswith(("\\text", "\\mbox", "\\intertext")) and not text.startswith("\\textcolor")
    frame = text.startswith(("\\textcolor", "\\color", "\\cancelto"))
    x.tokens.add("frame" if frame else "text" if words else "note", text, start, end)


def stacked(x: Work, match: Any, start: int, end: int) -> None:
    """`\\stackrel{…}{=}`: an equals sign, whatever stands over it."""
    x.tokens.add("=", match[0], start, end)


def environment(x: Work, match: Any, start: int, end: int) -> None:
    name = match[0].split("{", 1)[1].split("}", 1)[0].strip().rstrip("*")
    x.loose = True
    if name in _MATRICES:
        x.tokens.add("begin" if match[0].startswith("\\begin") else "stop", name, start, end)


def sized(x: Work, match: Any, start: int, end: int) -> None:
    """`\\left(`: the bracket, of any size; `\\left.` is none."""
    bracket = match[0].lstrip("\\").lstrip("abcdefghijklmnopqrstuvwxyzB").strip()
    if bracket.startswith("\\"):
        x.tokens.add(COMMANDS[bracket[1:]].token, bracket, start, end)
    elif bracket != ".":
        x.operator(bracket, start, end)


def command(x: Work, match: Any, start: int, end: int) -> None:
    name = match[0][1:]
    kind = COMMANDS[name].token if name in COMMANDS else ""
    if kind == "skipped":
        return
    if kind == "ell":
        x.name("l", start, end)
    elif kind == "accent":
        x.tokens.add(kind, ACCENTS.get(name, name), start, end)
    elif kind:
        x.loose = x.loose or kind in ("newline", "frame")
        x.tokens.add(kind, match[0], start, end)
    elif name in GREEK or name.removeprefix("var") in GREEK:
        x.name(name.removeprefix("var"), start, end)
    elif name in CALLS:
        x.tokens.add("call", CALLS[name], start, end)
    else:
        said = f"the command {match[0][:30]} is not known here" if name else "a backslash at the end"
        hint = "write it with the usual commands, such as \\top, \\frac, \\operatorname{tr}"
        raise x.fail(said, start, end, hint)


def other(x: Work, match: Any, start: int, end: int) -> None:
    char = match[0]
    kind = CHARACTERS.get(char)
    if kind == "skip":
        return
    if kind == "T":
        x.tokens.add("sup", "T", start, end)
    elif kind:
        for _ in range(2 if kind == "''" else 1):
            x.tokens.add(kind[:1] if kind == "''" else kind, char, start, end)
    elif char in BOLD_DIGITS:
        x.tokens.add("ones" if BOLD_DIGITS[char] == "1" else "zero", char, start, end)
    elif char in FRACTIONS:
        x.tokens.add("number", FRACTIONS[char], start, end)
    elif char in COMBINING and x.tokens.kinds and x.tokens.kinds[-1] == "name":
        if not x.source[x.tokens.ends[-1] - 1].isalnum():
            raise x.fail("a second mark on one letter", start, end, "name the symbol by another letter")
        marked = canonical(x.tokens.texts[-1]) + COMBINING[char]
        x.tokens.texts[-1], x.tokens.ends[-1] = x.scan.resolve(marked), end
    else:
        _foreign(x, char, start, end)


def _foreign(x: Work, char: str, start: int, end: int) -> None:
    """A letter of another alphabet: declared, Greek, an accented Latin letter, or refused by its name."""
    parts = unicodedata.normalize("NFD", char)
    plain = canonical(char)
    if plain in x.scan.names or plain in GREEK:
        return x.name(plain, start, end)
    if len(parts) == 2 and parts[0].isascii() and parts[1] in COMBINING:
        return x.name(parts[0] + COMBINING[parts[1]], start, end)
    if char == ".":
        return x.tokens.add(".", char, start, end)
    if char in '?!"':
        hint = "leave out what is not part of the formula"
        raise x.fail(f"«{char}» does not fit here", start, end, hint)
    name = unicodedata.name(char, f"U+{ord(char):04X}")
    raise x.fail(f"the character {name} is not read here", start, end, "write Latin or Greek letters")
