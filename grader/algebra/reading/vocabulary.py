"""Words around maths: which letters are words, and what the words of a proof announce."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from grader.algebra.expressions.notation import GREEK, canonical
from grader.algebra.language.lexing.spelling import CALLS, SPOKEN
from grader.patterns import pattern


def _words(*lines: str) -> frozenset[str]:
    return frozenset(" ".join(lines).split())


LET = _words(
    "let define denote set put write call where with abbreviate introduce defining denoting setting putting writing",
    "defined notation sei seien mit wobei setze soit soient avec sea sean 令 设 记 其中",
)
"""Announce that a name is given a meaning."""
REASON = _words("since because as by using due recall given from remember da weil wegen car puisque porque 因为 由于")
"""Announce a reason: what follows is said aside, and the chain goes on after it."""
COMMENT = _words("# // %")
"""Begin a remark behind a line of code."""
ASIDE = _words("<- <-- ← -- | &&")
"""Begin a reason behind a line of maths, or in a cell of its own."""
RESULT = _words(
    "hence so thus therefore then consequently implies imply implying gives give giving yields yield yielding follows",
    "follow obtain obtains get gets conclude equivalently means meaning becomes leads also somit daher folglich donc",
    "alors entonces luego 所以 因此 故 得",
)
"""Announce that something follows from what stands before."""
LINKS = _words("be denote denotes denoting for stand stands mean means is by as the matrix covariance symbol")
"""Between a name and its meaning, as in "let C denote X Xᵀ" and "denote X Xᵀ by C"."""
AFTER_SYMBOLS = _words("is are and or be equals equal vanishes must should has does so since where with in for by to")
"""After a, A and I these tell that it is a symbol, and no article or pronoun."""
BEFORE_MINUS = _words(
    "is are be equals equal gives give get gets so then thus hence yields becomes plus times minus to of by"
)
"""Before a `-` in front of maths these tell that it is a minus, and no dash."""
HEADINGS = _words(
    "answer answers solution result gradient derivative condition conditions equation equations final part"
)
"""Before a `-` in plain text these tell that it is a dash."""
NUMBERED = _words("cond condition eq eqn equation part case step item claim")
"""Before a letter at the end of a line these tell that it is a number: condition a."""
EITHER = _words("or xor unless alternatively lor vee oder bzw ou")
"""Between two equations that are not both claimed."""
_PLAIN = _words(
    "am an at do eq go he if in it me my no of ok on or to up us we vs id wrt iff and are but can for had has have not",
    "now respect our the this that these those it its all any both each here must need note only say see show such two",
    "use used via was well which will zero one first second condition conditions equation equations step case proof",
    "check also equals answer solution gradient derivative over qed svd pca lhs rhs wlog mse sgd",
)
COMMON = LET | REASON | RESULT | LINKS | _PLAIN
"""Words even where their letters could be a product of symbols, or a name with a meaning."""
_QUIET = COMMON - {"zero", "not"} | _words(
    "eqn eqs cond part parts line lines i a b c d e ii iii iv v vi finally similarly likewise again respectively",
    "directly resp same either else moreover further furthermore next last und et es gilt i.e e.g w.r.t s.t q.e.d text",
    "tag",
)
_SHAPE = pattern(r"[A-ZÀ-Þ]?[a-zß-ÿ]+|[A-Z]{2,}")
_ATTACHED = pattern(r"[\^(@'’⁻⁰¹²³ᵀᵗ₀-₉ₖₙₘᵢⱼ]|_[\w{(]")
_OPERATED = pattern(r"[^\S\n]*(?:[*@+/·⊙=]|:=)(?![*=>])")
_FUNCTIONS = frozenset(word.casefold() for word in SPOKEN)
_ARGUMENT = pattern(rf"\s*(?:[(\[{{A-Z\\]|(?:{'|'.join(sorted(_FUNCTIONS))})\b(?!\s+(?:of|is)\b))")
_LETTERS = pattern(r"[^\W\d_]+(?:\.[^\W\d_]+)*")


def quiet(text: str) -> bool:
    """Whether words only join what stands around them: nothing to report as skipped."""
    return all(word in _QUIET for word in _LETTERS.findall(text.casefold()))


@dataclass(frozen=True, slots=True)
class Spelled:
    """What of plain letters is maths: names of symbols, functions, and products of the symbols' letters."""

    names: frozenset[str]
    product: re.Pattern[str]
    capitals: frozenset[str] = frozenset()
    """Symbols of one letter that the student has added."""
    sizes: frozenset[str] = frozenset()
    """Names that are sizes and nothing else."""

    @classmethod
    def of(cls, symbols: Iterable[str], added: Iterable[str] = (), sizes: frozenset[str] = frozenset()) -> "Spelled":
        """`symbols` and `sizes` are a notation's, `added` words and capitals that the student gives a meaning to."""
        plain, product = _letters(tuple(symbols))
        capitals = frozenset(name for name in added if len(name) == 1)
        return cls(plain.union(added) - capitals, product, capitals, sizes - plain)

    def is_word(self, text: str, after: str = "", operated: bool = False) -> bool:
        """Whether letters in plain text are a word.

        `after` is what stands right after them, `operated` tells that an operator stands before them.
        """
        if text in self.names or _ATTACHED.match(after):
            return False
        if text in CALLS and after.startswith("("):
            return False
        low = text.casefold() if _SHAPE.fullmatch(text) else text  # dA is not German "da"
        if (operated or _OPERATED.match(after)) and (low not in COMMON or self._is_product(text)):
            return False
        if low in COMMON:
            return True
        if len(text) < 3 or not _SHAPE.fullmatch(text):
            return not text.isascii() and len(text) > 1
        if low in _FUNCTIONS and _ARGUMENT.match(after):
            return False
        return not self._is_product(text)

    def _is_product(self, text: str) -> bool:
        at = 0
        while at < len(text):
            found = self.product.match(text, at)
            if found is None and text[at] not in self.capitals:
                return False
            at = found.end() if found else at + 1
        return True


@lru_cache(maxsize=256)
def _letters(symbols: tuple[str, ...]) -> tuple[frozenset[str], re.Pattern[str]]:
    """The names that are written in letters alone, and what finds one in a product of them."""
    plain = [name for name in map(canonical, symbols) if name.isalpha()]
    longest = sorted({*plain, *GREEK, "I", "T"}, key=len, reverse=True)
    return frozenset((*plain, *GREEK)), re.compile("|".join(longest))
