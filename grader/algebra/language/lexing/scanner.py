"""What a notation makes of letters: one pattern that finds the words of the matrix language.

Declared symbols come first, longest first, in every spelling that is one word (`W_1`, `W_{1}`, `W1`, `W₁`,
`\\Sigma`, `Σ`); other spellings (`\\mathbf{W}_1`) are put together by the parser.
"""

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from grader.algebra.expressions.notation import GREEK, Notation, canonical
from grader.algebra.language.lexing.commands import TRANSPOSES
from grader.algebra.language.lexing.libraries import PREFIX, SHORT
from grader.algebra.language.lexing.spelling import CALLS, DOTTED_ONLY, SUBSCRIPTS, SUPERSCRIPTS

_UNDER = {chr(code): chr(digit) for code, digit in SUBSCRIPTS.items()}
_SUBS = {digit: char for char, digit in _UNDER.items()}


def _pattern(name: str, plain: str) -> str:
    """All spellings in one word of a declared symbol, whose canonical spelling is `plain`."""
    greek = max((word for word in GREEK if plain.startswith(word)), key=len, default="")
    if "_" in name:
        base, _, sub = (canonical(part) for part in name.partition("_"))
    elif greek and not plain[len(greek) :][:1].islower():
        base, sub = greek, plain[len(greek) :]
    elif split := re.fullmatch(r"([A-Za-z]+)([0-9]+)", plain):
        base, sub = split.groups()
    elif len(plain) == 2:
        base, sub = plain[0], plain[1]
    else:
        base, sub = plain, ""
    word = re.escape(base)
    if base in GREEK:
        space = r"(?:\s*(?=_))?" if sub else ""
        letter = "" if sub and base == "Sigma" else f"|{GREEK[base]}"  # Σ_k may be a sum: the parser decides
        program = r"(?:_(?=\s*[-+*/@)]))?" if base == "lambda" and not sub else ""  # lambda_ is Python's way out
        word = rf"(?:\\{base}(?![A-Za-z]){space}{letter}|{base}{program})"
    if not sub:
        return word + (r"(?![a-z0-9])" if len(base) > 1 and base not in GREEK else r"(?![0-9])")
    after = r"(?![0-9])" if sub[-1].isdigit() else r"(?![a-z])" if len(sub) > 1 else ""
    small = "".join(_SUBS.get(char, "\0") for char in sub)
    low = "" if "\0" in small else f"|{small}(?![{''.join(_UNDER)}])"
    return rf"{word}(?:_?{re.escape(sub)}{after}|_?\{{\s*{re.escape(sub)}\s*\}}{low})"


_PROGRAMS = {"lam": "lambda", "lamda": "lambda", "lmbda": "lambda", "lambd": "lambda"}
"""How programs spell a symbol whose name is a word of Python's."""
STYLES = "mathbf|boldsymbol|bm|mathrm|mathit|mathsf|mathcal|mathbb|mathtt|pmb|symbf|vec|mathscr|mathfrak"
_T = (
    rf"(?:[TtH](?![a-z])|\\(?:{TRANSPOSES})(?![A-Za-z])|[⊤ᵀ]"
    r"|\\(?:mathsf|mathrm|text|textrm|mathbf|mathit|mathtt|operatorname|rm|sf|boldsymbol|bm)\s*(?:\{\s*[TtH]\s*\}|[TtH](?![a-z]))"
    r"|\{\s*\\(?:rm|sf)\s+T\s*\})"
)
_UNIT = re.escape("".join(_UNDER))
_RAISED = re.escape("".join(map(chr, SUPERSCRIPTS)))

_SHAPES = (
    r"(?P<skip>[\s~\u200b\u200c\u200d\u2060\ufeff\xad]+|\\[,;:!> ]|&(?==)|(?<==)&)",
    r"(?P<number>(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][-+]?[0-9]{1,2}(?![0-9.]))?)",
    rf"(?P<dotted>{PREFIX}\w+)",
    rf"(?P<short>{SHORT})",
    r"(?P<word>(?<![A-Za-z\\])[A-Za-z][a-z]{2,}[0-9]*(?![A-Za-z0-9_]))",
    r"(?P<letter>[A-Za-z][0-9]*)",
    r"(?P<raised>\^\s*(?:"
    + _T
    + r"|\{\s*"
    + _T
    + r"\s*\}|\{\s*-?[0-9]{1,9}(?:\s*/\s*[0-9]{1,9})?\s*\}|[0-9]{1,9}(?![0-9.])))",
    r"(?P<string>(?:(?<=[(,=])|(?<=[,=]\s))['\"][a-z]{1,12}['\"])",
    r"(?P<sized>\\(?:left|right|middle|[bB]igg?[lrm]?)\s*(?:[()\[\]|.]|\\[{}|]|\\(?:[lr]?[vV]ert|[lr]angle|[lr]brace|[lr]brack)(?![A-Za-z])))",
    r"(?P<op>\*\*|\.\*|\.\^|==|:=|=:|=|\|\||->|=>|<=|>=|!=|<-|[-+*/^_(){}\[\],;:&|@<>'])",
    rf"(?P<up>[{_RAISED}]{{1,12}})",
    rf"(?P<low>[{_UNIT}]{{1,12}})",
    r"(?P<method>\.[A-Za-z_]+(?:\(\s*\))?)",
    rf"(?P<styled>\\(?:{STYLES})(?:\s*\{{\s*[A-Za-z01]\s*\}}|\s*[01](?![0-9])|\s+[A-Za-z](?![A-Za-z])))",
    r"(?P<named>\\(?:operatorname\*?|mathrm|mathsf|mathop|text|textrm|textbf|textit|textsf|mbox|textnormal)"
    r"\s*\{\s*(?:\\rm\s+)?([A-Za-z]{2,20})\s*\})",
    r"(?P<text>\\(?:text[a-z]*|mbox|intertext|tag\*?|label|textcolor|color|cancelto|hspace\*?|vspace\*?|hphantom|phantom|ref|eqref|require)"
    r"\s*\{[^{}]*\}|\#[^\n]*)",
    r"(?P<stacked>\\(?:overset|stackrel|underset)\s*\{(?:[^{}]|\{[^{}]*\}){0,200}\}\s*\{\s*(?:[:=]?=|\\equiv)\s*\})",
    r"(?P<environment>\\(?:begin|end)\s*\{\s*([A-Za-z]+)\*?\s*\}(?:\s*\{[clr|@ ]*\})?)",
    r"(?P<command>\\(?:[A-Za-z]+|.|$))",
    r"(?P<other>.)",
)


@lru_cache(maxsize=4096)
def plain(spelling: str) -> str:
    """The canonical spelling, remembered."""
    return canonical(spelling)


@cache
def shapes() -> re.Pattern[str]:
    """What a word of the language can look like, whatever the notation."""
    return re.compile("|".join(_SHAPES), re.DOTALL)


@cache
def _words() -> re.Pattern[str]:
    """Functions and Greek letters, the longest first."""
    commands = "|".join(word for word in _LONGEST_FIRST if word in GREEK)
    return re.compile(
        rf"\\(?:{commands})(?![A-Za-z])|[{''.join(GREEK.values())}]|(?:{'|'.join(_LONGEST_FIRST)})(?![a-z])"
    )


WORDS = frozenset({*CALLS, *GREEK} - DOTTED_ONLY)
"""Words that stand for a function or a Greek letter."""
_LONGEST_FIRST = sorted(WORDS, key=lambda word: (-len(word), word))


@dataclass(frozen=True, slots=True)
class Scanner:
    """A notation's symbols by their canonical spelling, and the patterns that find them.

    `longer` finds symbols in which a word goes on, such as tr2: they come before the words, all `others` come
    behind them. `short` are words that the notation spells with its own letters, as mu with m and u. `primed` are
    symbols whose name ends in a prime, `several` those of two letters or more.
    """

    names: dict[str, str]
    longer: re.Pattern[str] | None
    others: re.Pattern[str]
    short: frozenset[str]
    primed: frozenset[str]
    several: frozenset[str]

    def known(self, text: str, at: int) -> re.Match[str] | None:
        """The symbol, function or Greek letter that starts at a place."""
        if self.longer and (found := self.longer.match(text, at)):
            return found
        if text[at + 1 : at + 2].isalpha() or not text[at].isascii():  # no word is one letter of ours
            found = _words().match(text, at)
            if found and found[0] not in self.short:
                return found
        return self.others.match(text, at)

    def resolve(self, spelled: str) -> str:
        """The symbol that a spelling names, or the spelling itself in its canonical form."""
        found = plain(spelled)
        return self.names.get(found, found)

    def readings(self, run: str, more: str | None = None) -> list[list[str]]:
        """The first two ways to split letters into declared symbols, and `more`."""
        found: list[list[str]] = []
        waiting: list[tuple[int, list[str]]] = [(0, [])]
        for _ in range(200):
            if not waiting or len(found) > 1:
                break
            at, parts = waiting.pop()
            if at == len(run):
                found.append(parts)
            for size in range(1, min(15, len(run) - at) + 1):
                if (part := run[at : at + size]) in self.names or part == more:
                    waiting.append((at + size, [*parts, part]))
        return found

    def around(self, run: str) -> list[str] | None:
        """Letters in a row as declared symbols and a capital that is not declared: E u v of Euv."""
        letters = sorted({char for char in run if char.isupper() and char not in self.names})
        if len(letters) != 1 or run[0] != letters[0]:
            return None
        found = self.readings(run, letters[0])
        return found[0] if found else None


def scanner(notation: Notation) -> Scanner:
    """The scanner of a notation. Only the names of its symbols count."""
    return _compiled(tuple(notation.symbols))


@lru_cache(maxsize=256)
def _compiled(names: tuple[str, ...]) -> Scanner:
    spellings = {canonical(name): name for name in names if "'" not in name and canonical(name)}
    short = frozenset(word for word in GREEK if len(word) < 4 and all(char in spellings for char in word))
    for program, symbol in _PROGRAMS.items():
        if symbol in spellings and program not in spellings:
            spellings[program] = spellings[symbol]
    declared = sorted(spellings, key=len, reverse=True)
    longer = [spelled for spelled in declared if any(spelled.startswith(word) for word in WORDS)]
    patterns = {spelled: _pattern(spellings[spelled], spelled) for spelled in declared}
    others = "|".join(patterns[spelled] for spelled in declared if spelled not in longer)
    return Scanner(
        names=spellings,
        longer=re.compile("|".join(patterns[spelled] for spelled in longer)) if longer else None,
        others=re.compile(others or "(?!)"),
        short=short - spellings.keys(),
        primed=frozenset(name for name in names if name.endswith("'")),
        several=frozenset(word for word in spellings if len(word.rstrip("0123456789")) > 1 and word not in GREEK),
    )
