"""The words of one source, with their places: kinds for the parser, brackets paired."""

import unicodedata
from typing import Any

from grader.algebra.expressions.notation import GREEK, canonical
from grader.algebra.expressions.tree import Span
from grader.algebra.language.lexing.commands import ACCENTS, COMMANDS
from grader.algebra.language.lexing.scanner import WORDS, Scanner, plain, shapes
from grader.algebra.language.lexing.spelling import (
    BOLD_DIGITS,
    CALLS,
    CHARACTERS,
    COMBINING,
    DOTTED_ONLY,
    FRACTIONS,
    SUBSCRIPTS,
    SUPERSCRIPTS,
    folded,
)
from grader.algebra.language.lexing.token_cleanup import cut_ending, match_brackets, tidied
from grader.algebra.language.lexing.tokens import OPERAND_ENDS, ParseError, Tokens
from grader.patterns import pattern

MAX_LENGTH = 20_000
MAX_DIGITS = 30
LOOKAHEAD = 4
"""Tokens of kind `end` behind the last one, so that nobody looks past the end."""
MAX_POWER = 15
"""Of ten, in 1e-6."""


_MATRICES = frozenset({"pmatrix", "bmatrix", "matrix", "array", "smallmatrix", "Bmatrix", "vmatrix", "Vmatrix"})
_LETTERS = frozenset({"letter", "command", "other"})
"""Shapes that a symbol or a word can start with."""
_BARE = pattern(
    r"\\(?:[dtc]|nice)?frac(?![A-Za-z])\s*(?:([A-Za-z0-9])(?![_^'])|\{[^{}]*\}|\\[A-Za-z]+)\s*(?:([A-Za-z0-9])(?![_^']))?"
    r"|\\sqrt(?![A-Za-z])\s*([A-Za-z])(?![_^'])"
)
"""Arguments of one sign, with no braces: TeX takes n and 2 of `\\frac n2`, and 1 and n of `\\frac1nee^T`."""
_APART = frozenset(("", *" \n)]}+-*/@=^.,"))
"""What stands right behind a letter that has nothing below it."""
_SIGNS = frozenset("+-*/^_(){}[],='")
"""Operators that are what they look like."""
_RUN = pattern(r"(?<![\\A-Za-z0-9_])[A-Za-z][A-Za-z0-9]+")
_WRITTEN = {"||": "‖", "==": "=", ":=": "=", "=:": "=", "<": "relation", ">": "relation", "<=": "relation",
            ">=": "relation", "!=": "relation", "=>": "arrow", "->": "arrow", "<-": "arrow",
            ".*": "odot", ".^": "**"}  # fmt: skip


def bare(text: str) -> frozenset[int]:
    """The places of the signs that are the whole argument of a command."""
    return frozenset(found.start(group) for found in _BARE.finditer(text) for group in (1, 2, 3) if found[group])


class Lexer:
    """Turns one source into tokens."""

    def __init__(self, source: str, scan: Scanner):
        self.source, self.scan = source, scan
        self.tokens = Tokens()
        self.loose = False  # whether some words, breaks or `&` wait for `tidied`

    def run(self) -> Tokens:
        """All tokens, brackets matched. Raises ParseError."""
        if len(self.source) > MAX_LENGTH:
            span = Span(MAX_LENGTH, len(self.source))
            raise ParseError(f"this is longer than {MAX_LENGTH:,} characters", span, "hand in less at once")
        text = folded(self.source)
        if self.scan.several:
            self._refuse_double_readings(text)
        add, names = self.tokens.add, self.scan.names
        scan, end = shapes(), 0
        alone = bare(text) if "frac" in text or "\\sqrt" in text else ()
        while end < len(text):
            start = end
            if start in alone:
                end = start + 1
                sign = text[start]
                add("number" if sign.isdigit() else "name", self.scan.resolve(sign), start, end)
                continue
            match = scan.match(text, start)
            assert match, "every character has a shape"
            kind = match.lastgroup
            if kind in _LETTERS:
                letter = text[start]
                if letter in names and text[start + 1 : start + 2] in _APART:  # nothing longer begins here
                    end = start + 1
                    add("name", names[letter], start, end)
                    continue
                if found := self.scan.known(text, start):
                    end = found.end()
                    self._known(found[0], start, end)
                    continue
            end = match.end()
            if kind == "skip":
                continue
            if kind == "op":
                sign = match[0]
                if sign in _SIGNS:
                    add(sign, sign, start, end)
                else:
                    self._operator(sign, start, end)
            elif kind == "number":
                self._number(match[0], start, end)
            elif kind == "raised":
                add("sup", self._raised(match[0][1:]), start, end)
            else:
                getattr(self, f"_{kind}")(match, start, end)
        tokens = cut_ending(self.tokens, self.source, self.scan)
        if self.loose:
            tokens = tidied(tokens, self.scan)
        end = len(text.rstrip())
        for _ in range(LOOKAHEAD):
            tokens.add("end", "", end, end)
        match_brackets(tokens, self.source)
        return tokens

    def fail(self, message: str, start: int, end: int, hint: str | None = None) -> ParseError:
        return ParseError(message, Span(start, end), hint)

    def _operator(self, text: str, start: int, end: int) -> None:
        kind = _WRITTEN.get(text, text)
        if text in ("@", "**"):
            self.tokens.python = True
        self.loose = self.loose or kind == "&"
        self.tokens.add(kind, text, start, end)

    def _number(self, text: str, start: int, end: int) -> None:
        power = text.lower().partition("e")[2]
        if end - start > MAX_DIGITS or abs(int(power or 0)) > MAX_POWER:
            raise self.fail("this number is too long", start, end, f"numbers have {MAX_DIGITS} digits at most")
        self.tokens.add("number", text, start, end)

    @staticmethod
    def _raised(text: str) -> str:
        text = "".join(text.split()).strip("{}")
        return text if text[-1].isdigit() else "T"

    def _known(self, text: str, start: int, end: int) -> None:
        word = plain(text)
        if word in self.scan.names:
            self.tokens.add("Σ" if text == "Σ" else "name", self.scan.names[word], start, end)
        elif word in CALLS:
            meaning = CALLS[word]
            sign = meaning if meaning == "nabla" or word == "Sum" else "call"
            self.tokens.add(sign, word if sign == "nabla" else meaning, start, end)
        else:
            self.tokens.add("Σ" if text == "Σ" else "name", word, start, end)

    def _word(self, match: Any, start: int, end: int) -> None:
        """A run of letters, all but the first small: a function, a symbol, symbols side by side, or a new name."""
        text = match[0]
        if text in WORDS or canonical(text) in self.scan.names:
            return self._known(text, start, end)
        if text in CALLS and self._bracket_follows(end):
            return self.tokens.add("call", CALLS[text], start, end)
        if self._differential(text, end):
            parts = ["d", text[1:]]
        elif self.tokens.texts[-2:] == ["I", "_"] and (factors := next(iter(self.scan.readings(text[1:])), [])):
            parts = [text[0], *factors]  # the size of I has one letter: I_d u v of I_duv
        else:
            parts = next(iter(self.scan.readings(text)), []) or self.scan.around(text) or [text]
        for part in parts:
            self.tokens.add("name", self.scan.resolve(part), start, start + len(part))
            start += len(part)
        return None

    def _differential(self, text: str, end: int) -> bool:
        """Whether it is the d of a symbol in a derivative: dmu in dL/dmu."""
        if text[0] != "d" or len(self.scan.readings(text)):
            return False
        beside = self.tokens.kinds[-1:] == ["/"] or self.source[end : end + 8].lstrip().startswith("/d")
        return beside and "d" not in self.scan.names and canonical(text[1:]) in self.scan.names

    def _bracket_follows(self, end: int) -> bool:
        return self.source[end : end + 8].lstrip()[:1] in ("(", "[")

    def _letter(self, match: Any, start: int, end: int) -> None:
        text = match[0]
        kinds, ends = self.tokens.kinds, self.tokens.ends
        if text == "T" and kinds and ends[-1] == start and kinds[-1] in OPERAND_ENDS:
            before = self.source[self.tokens.starts[-1] : start]
            hint = f"write {before}^T for the transpose, and a space before T where T is a symbol"
            raise self.fail("T right after a symbol can be a transpose or a factor", start, end, hint)
        self.tokens.add("name", self.scan.resolve(text), start, end)

    def _dotted(self, match: Any, start: int, end: int) -> None:
        word = match[0].rsplit(".", 1)[1]
        if word not in CALLS:
            raise self.fail(f"the function {word} is not known here", start, end, "write out what it computes")
        self.tokens.python = True
        self.tokens.add("call", CALLS[word], start, end)

    def _string(self, match: Any, start: int, end: int) -> None:
        self.tokens.add("string", match[0], start, end)

    def _method(self, match: Any, start: int, end: int) -> None:
        self.tokens.add("method", match[0].lstrip(".").split("(")[0], start, end)

    def _up(self, match: Any, start: int, end: int) -> None:
        text = match[0].translate(SUPERSCRIPTS)
        while text.endswith("T") and text[:-1].strip("-"):
            self.tokens.add("sup", text[:-1], start, end - 1)
            start, text = end - 1, "T"
        self.tokens.add("sup", text, start, end)

    def _low(self, match: Any, start: int, end: int) -> None:
        self.tokens.add("sub", match[0].translate(SUBSCRIPTS), start, end)

    def _styled(self, match: Any, start: int, end: int) -> None:
        inner = match[0].rstrip("} \t\n").rstrip()[-1]
        null = inner == "O" and "O" not in self.scan.names and not match[0].startswith("\\mathcal")
        if inner in "01" or null:
            kind, text = ("ones", "1") if inner == "1" else ("zero", "0")
            self.tokens.add(kind, text, start, end)
        else:
            self.tokens.add("name", self.scan.resolve(inner), start, end)

    def _named(self, match: Any, start: int, end: int) -> None:
        text = match[0].rstrip("} \t\n").rstrip()
        word = text[max(text.rfind("{"), text.rfind(" ")) + 1 :]
        if canonical(word) in self.scan.names:
            self.tokens.add("name", self.scan.resolve(word), start, end)
        elif word == "Id":
            self.tokens.add("name", "I", start, end)
        elif word in CALLS and (word not in DOTTED_ONLY or self._bracket_follows(end)):
            self.tokens.add("call", CALLS[word], start, end)
        elif text.startswith(("\\operatorname", "\\mathop")):
            raise self.fail(f"the function {word} is not known here", start, end, "write out what it computes")
        elif text.startswith("\\math"):
            self.tokens.add("name", canonical(word), start, end)
        else:
            self._text(match, start, end)

    def _text(self, match: Any, start: int, end: int) -> None:
        self.loose = True
        text = match[0]
        words = text.startswith(("\\text", "\\mbox", "\\intertext")) and not text.startswith("\\textcolor")
        frame = text.startswith(("\\textcolor", "\\color", "\\cancelto"))
        self.tokens.add("frame" if frame else "text" if words else "note", text, start, end)

    def _stacked(self, match: Any, start: int, end: int) -> None:
        """`\\stackrel{…}{=}`: an equals sign, whatever stands over it."""
        self.tokens.add("=", match[0], start, end)

    def _environment(self, match: Any, start: int, end: int) -> None:
        name = match[0].split("{", 1)[1].split("}", 1)[0].strip().rstrip("*")
        self.loose = True
        if name in _MATRICES:
            self.tokens.add("begin" if match[0].startswith("\\begin") else "stop", name, start, end)

    def _sized(self, match: Any, start: int, end: int) -> None:
        """`\\left(`: the bracket, of any size; `\\left.` is none."""
        bracket = match[0].lstrip("\\").lstrip("abcdefghijklmnopqrstuvwxyzB").strip()
        if bracket.startswith("\\"):
            self.tokens.add(COMMANDS[bracket[1:]].token, bracket, start, end)
        elif bracket != ".":
            self._operator(bracket, start, end)

    def _command(self, match: Any, start: int, end: int) -> None:
        name = match[0][1:]
        kind = COMMANDS[name].token if name in COMMANDS else ""
        if kind == "skipped":
            return
        if kind == "ell":
            self.tokens.add("name", self.scan.resolve("l"), start, end)
        elif kind == "accent":
            self.tokens.add(kind, ACCENTS.get(name, name), start, end)
        elif kind:
            self.loose = self.loose or kind in ("newline", "frame")
            self.tokens.add(kind, match[0], start, end)
        elif name in GREEK or name.removeprefix("var") in GREEK:
            self.tokens.add("name", self.scan.resolve(name.removeprefix("var")), start, end)
        elif name in CALLS:
            self.tokens.add("call", CALLS[name], start, end)
        else:
            said = f"the command {match[0][:30]} is not known here" if name else "a backslash at the end"
            hint = "write it with the usual commands, such as \\top, \\frac, \\operatorname{tr}"
            raise self.fail(said, start, end, hint)

    def _other(self, match: Any, start: int, end: int) -> None:
        char = match[0]
        kind = CHARACTERS.get(char)
        if kind == "skip":
            return
        if kind == "T":
            self.tokens.add("sup", "T", start, end)
        elif kind:
            for _ in range(2 if kind == "''" else 1):
                self.tokens.add(kind[:1] if kind == "''" else kind, char, start, end)
        elif char in BOLD_DIGITS:
            self.tokens.add("ones" if BOLD_DIGITS[char] == "1" else "zero", char, start, end)
        elif char in FRACTIONS:
            self.tokens.add("number", FRACTIONS[char], start, end)
        elif char in COMBINING and self.tokens.kinds and self.tokens.kinds[-1] == "name":
            if not self.source[self.tokens.ends[-1] - 1].isalnum():
                raise self.fail("a second mark on one letter", start, end, "name the symbol by another letter")
            marked = canonical(self.tokens.texts[-1]) + COMBINING[char]
            self.tokens.texts[-1], self.tokens.ends[-1] = self.scan.resolve(marked), end
        else:
            self._foreign(char, start, end)

    def _foreign(self, char: str, start: int, end: int) -> None:
        """A letter of another alphabet: declared, Greek, an accented Latin letter, or refused by its name."""
        parts = unicodedata.normalize("NFD", char)
        plain = canonical(char)
        if plain in self.scan.names or plain in GREEK:
            return self.tokens.add("name", self.scan.resolve(plain), start, end)
        if len(parts) == 2 and parts[0].isascii() and parts[1] in COMBINING:
            return self.tokens.add("name", self.scan.resolve(parts[0] + COMBINING[parts[1]]), start, end)
        if char == ".":
            return self.tokens.add(".", char, start, end)
        if char in '?!"':
            hint = "leave out what is not part of the formula"
            raise self.fail(f"«{char}» does not fit here", start, end, hint)
        name = unicodedata.name(char, f"U+{ord(char):04X}")
        raise self.fail(f"the character {name} is not read here", start, end, "write Latin or Greek letters")

    def _refuse_double_readings(self, text: str) -> None:
        """Letters in a row that are declared symbols in two ways: with A, B and AB, what is AB?"""
        for run in _RUN.finditer(text):
            letters = run[0]
            if letters in WORDS or letters in GREEK:
                continue
            readings = self.scan.readings(letters)
            if len(readings) > 1:
                one, two = (" ".join(parts) for parts in readings[:2])
                raise self.fail(
                    f"{letters} can be read as {one} or as {two}", *run.span(), "put spaces between the factors"
                )
