r"""What an answer is typed with, mark by mark: words, maths, relations, brackets, breaks between statements.

Text is read as maths between `$…$`, `$$…$$`, `\(…\)`, `\[…\]` and in environments of equations; outside, letters
are words unless the exercise's symbols make them maths.
"""

import re
from functools import cache
from typing import NamedTuple

from grader.algebra.language.lexing.commands import COMMANDS, TRANSPOSES
from grader.algebra.language.lexing.libraries import CALLED


class Mark(NamedTuple):
    """A kind and where it stands; `shown` is what the maths shows in its place, blanks if None.

    atom, operator, relation, other (∈, <, … : no equation), implies, open, close, soft (quad and kin, `&`), edge and
    display (where marked maths begins or ends), comma, stop, newline, row, blank, word, junk, bullet.
    """

    kind: str
    start: int
    end: int
    shown: str | None = None


KINDS = {name: command.mark for name, command in COMMANDS.items()}
"""The kinds of TeX's commands; one that is not here is maths."""
ROWS = frozenset(
    "align aligned alignat alignedat equation gather gathered multline eqnarray split cases dcases rcases flalign math "
    "displaymath subequations IEEEeqnarray".split()
)
"""Environments whose rows are equations."""
OPENING = frozenset(["(", "[", "{", "⟨", r"\{", r"\lbrace", r"\langle", r"\lbrack"])
FAMILY = {
    **dict(zip("([{⟨)]}⟩", "([{⟨([{⟨", strict=True)),
    r"\{": r"\{", r"\}": r"\{", r"\lbrace": r"\{", r"\rbrace": r"\{", r"\langle": "⟨", r"\rangle": "⟨",
    r"\lbrack": "[", r"\rbrack": "[",
}  # fmt: skip

_SIGNS = r"""
  | (?P<implies><==?>|==?>|--?>|[⟺⇔⟹⇒→∴⟶])
  | (?P<relation>:=|=:|==?|[≔≜≝≡])
  | (?P<other><=|>=|!=|<|>|[≤≥≠≈∼∈∉≪≫∀∃…⋯⊂⊆ℝ]|\.{2,})
  | (?P<open>[(\[{⟨]) | (?P<close>[)\]}⟩])
  | (?P<comma>[,;:]) | (?P<stop>\.(?=[\s*_]|$))
  | (?P<junk>[`"“”✓✔☑✅□■∎◻◼]\ufe0f?|[!?](?=\s|$))
  | (?P<word>[∝∵])
  | (?P<soft>&+)
  | (?P<operator>[-+−–*/@·×⋅∘⊙⊗^_])
  | (?P<rest>.)
"""
_COMMAND = r"""
  | (?P<row>\\\\(?:\[[^\]\n]{0,20}\])?)
  | (?P<newline>\\?\n\s*)
  | \\(?:left|right|[bB]igg?[lrm]?)\s*(?P<sized>\\?[(){}\[\]|.⟨⟩/]|\\[lr](?:angle|brace|brack|vert|Vert)(?![A-Za-z]))
  | (?P<brace>\\[{}]|\\[lr](?:angle|brace|brack)(?![A-Za-z]))
  | \\(?P<command>[A-Za-z]+)\*?
  | \\(?P<escape>.)
"""
_BOLD = r"\\(?:mathbf|boldsymbol|bm|mathsf|mathrm)(?:\ *\{\ *[A-Za-z]\ *\}|\ +[A-Za-z](?![A-Za-z]))"
_SCRIPT = (
    rf"[_^](?:\{{\ *(?:{_BOLD}|\\(?:{TRANSPOSES})|-?[A-Za-z0-9]{{1,3}})\ *\}}"
    rf"|\\(?:{TRANSPOSES})(?![A-Za-z])|[A-Za-z](?![A-Za-z])|[0-9])"
)
"""A short subscript or superscript, which is one mark with its letter."""
_MATHS = rf"""(?P<space>(?:[^\S\n]|~|\\[,;:!>\ ])+)
  | (?P<said>(?<=[\s,])(?:and|where|since|because|with|hence|thus|then|so|for|therefore)(?=\s))
  | (?P<atom>(?:[A-Za-z0-9'|]+|{_BOLD})(?:{_SCRIPT}|')*)
  {_COMMAND}
  | (?P<comment>%[^\n]*)
  | (?P<letter>[^\W_])
  {_SIGNS}"""
_LETTER = "A-Za-zÀ-ÖØ-öø-ɏЀ-ԯ"
_WORDS = rf"""
  (?-i:(?=[FKLjklmnst])(?P<code>{CALLED}))
  | (?=[aibemstvz])(?P<equals>(?<![\w-])(?:(?:is|are|must|should|to|be)\s+){{0,3}}
      (?:equals?(?:\s+to)?(?![\w-])|(?:(?:equals?\s+(?:to\s+)?)?zero|vanish(?:es)?)(?=[^\S\n]*(?:[.,;:)\n]|$|and\b))))
  | (?=[ceiqrsw])(?P<abbreviated>(?<![A-Za-z])
      (?:e\.g|i\.e|w\.r\.t|(?-i:s\.t)(?!\.?[\w(@])|q\.e\.d|resp|cf|eqn?s?|cond)\b\.?)
  | (?P<letters>[{_LETTER}]+(?:[-'’/][{_LETTER}]+){{0,4}})
  | (?P<hanzi>[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+)
  | (?P<letter>[^\W_])"""
_PLAIN = rf"""(?P<blank>\n[^\S\n]*\n\s*)
  | (?=[<&~*_])(?P<dropped><br\s*/?>|&nbsp;|~~[^~\n]+~~|~~+|(?<![^\s(])\*\*+|\*\*+(?![^\s.,:;)])
      |(?<![^\s(])[*_](?=[A-Za-z][^*_=\n]*[*_](?![^\s.,:;)]))|(?<=[A-Za-z.:])[*_](?![^\s.,:;)])
      |(?<![^\s(])\*(?=[A-Za-z$][^*=\n]{{0,80}}\*(?![^\s.,:;)]))|(?<=[0-9$])\*(?=[.,:;]))
  | (?P<dollar>\$\$?|\\[(\[]|`{{1,9}}|<!--)
  | (?=[/%<←—|-])(?P<said>(?<=\s)(?://|%|<--?|←|--|—)(?=\s)|(?<=[^\S\n]{{2}})\|(?=[^\S\n]))
  | (?P<bold>{_BOLD}(?:{_SCRIPT}|')*)
  | (?P<space>(?:[^\S\n]|~(?!~)|\\[,;:!>\ ])+)
  {_COMMAND}
  | (?P<atom>[0-9'|]+(?:\.\d+)?|\.(?=\w)|[^\W_])
  {_SIGNS}"""


@cache
def maths() -> re.Pattern[str]:
    """A mark of maths. Compiled when it is first needed, as `plain` is: each takes some milliseconds."""
    return re.compile(_MATHS, re.VERBOSE | re.DOTALL)


@cache
def tail() -> re.Pattern[str]:
    """What stands behind a symbol in text and is part of it: W_1^T, W.T, Wᵀ."""
    return re.compile(rf"(?:{_SCRIPT}|[0-9'ᵀ⊤⁻¹²³₀-₉]|\.T(?![A-Za-z]))+")


@cache
def words() -> re.Pattern[str]:
    """A mark of text that begins with a letter."""
    return re.compile(_WORDS, re.VERBOSE | re.DOTALL | re.IGNORECASE)


@cache
def plain() -> re.Pattern[str]:
    """A mark of text that begins with anything else."""
    return re.compile(_PLAIN, re.VERBOSE | re.DOTALL | re.IGNORECASE)


_START = r"""(?P<row>\|[^\S\n])?[^\S\n]*(?P<bullet>[-+*•▪–—][^\S\n]+)?(?P<label>(?:\#{1,6}[^\S\n]+|[*_]{0,3}
    (?: \(?(?:\d{1,2}[a-d]?|[a-hA-HJ-N]|i{1,3}|iv|vi{0,3})[.)](?=[\s*$\\]|$) | \[\d{1,2}\] | \((?:\d{1,2}|[a-h])\) )
    [*_]{0,3}[^\S\n]*)*)"""


@cache
def start() -> re.Pattern[str]:
    """What a line begins with: its bullet and its numbering."""
    return re.compile(_START, re.VERBOSE)
