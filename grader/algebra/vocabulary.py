"""Words around maths: which letters are words, and what the words of a proof announce."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from grader.algebra.notation import GREEK, canonical
from grader.algebra.tree import FUNCTIONS


def _words(*lines: str) -> frozenset[str]:
    return frozenset(" ".join(lines).split())


LET = _words(
    "let define denote set put write call where with abbreviate introduce defining denoting setting putting writing",
    "defined notation sei seien mit wobei setze soit soient avec sea sean 令 设 记 其中",
)
"""Announce that a name is given a meaning."""
REASON = _words("since because as by using due recall given from remember da weil wegen car puisque porque 因为 由于")
"""Announce a reason: what follows is said aside, and the chain goes on after it."""
RESULT = _words(
    "hence so thus therefore then consequently implies imply implying gives give giving yields yield yielding follows",
    "follow obtain obtains get gets conclude equivalently means meaning becomes leads also somit daher folglich donc",
    "alors entonces luego 所以 因此 故 得",
)
"""Announce that something follows from what stands before."""
OF = _words("of wrt grad gradient derivative respect over")
"""The name after these belongs to the words: in "the gradient of L = …" it is not L that is equal to something."""
LINKS = _words("be denote denotes denoting for stand stands mean means is by as the matrix covariance symbol")
"""Between a name and its meaning, as in "let C denote X Xᵀ" and "denote X Xᵀ by C"."""
IS = _words("is are be get gets obtain gives yields equals becomes answer solution gradient reads")
"""Right before an expression that is given as the answer."""
_PLAIN = _words(
    "am an at do eq go he if in it me my no ok on or to up us we vs id iff and are but can for had has have not now",
    "our the this that these those it its all any both each here must need note only say see show such two use used",
    "via was well which will zero one first second condition conditions equation equations step case proof check also",
    "qed svd pca lhs rhs wlog mse sgd",
)
COMMON = LET | REASON | RESULT | LINKS | IS | _PLAIN
"""Words even where their letters could be a product of symbols, or a name with a meaning."""
_QUIET = COMMON - {"zero"} | _words(
    "eqn eqs cond part parts line lines i a b c d e ii iii iv v vi finally similarly likewise again respectively",
    "directly resp same moreover further furthermore next last und et es gilt i.e e.g w.r.t s.t q.e.d text tag",
)
_SHAPE = re.compile(r"[A-ZÀ-Þ]?[a-zß-ÿ]+|[A-Z]{2,}")
_LETTERS = re.compile(r"[^\W\d_]+(?:\.[^\W\d_]+)*")


def quiet(text: str) -> bool:
    """Whether words only join what stands around them: nothing to report as skipped."""
    return all(word in _QUIET for word in _LETTERS.findall(text.casefold()))


@dataclass(frozen=True, slots=True)
class Spelled:
    """What of plain letters is maths: names of symbols, functions, and products of the symbols' letters."""

    names: frozenset[str]
    product: re.Pattern[str]

    @classmethod
    def of(cls, symbols: Iterable[str], added: Iterable[str] = ()) -> "Spelled":
        """`symbols` are the names of a notation, `added` words that the student gives a meaning to."""
        plain = [name for name in map(canonical, symbols) if name.isalpha()]
        letters = sorted({*plain, *GREEK, "I", "T"}, key=len, reverse=True)
        return cls(frozenset((*plain, *added, *GREEK)), re.compile("|".join(letters)))

    def is_word(self, text: str, after: str) -> bool:
        """Whether letters in plain text are a word; `after` is what stands right after them."""
        if text in self.names:
            return False
        low = text.casefold()
        if low in COMMON and not after.startswith(("_", "^", "(", "ᵀ")):
            return True
        if not text.isascii() and not _SHAPE.fullmatch(text):
            return len(text) > 1
        if len(text) < 3 or not _SHAPE.fullmatch(text) or after.startswith(("_", "^", "(", "'", "’", "ᵀ", "@")):
            return False
        if (low in FUNCTIONS or low == "trace") and re.match(r"\s*[(\[{A-Z\\]", after):
            return False
        return not self._is_product(text)

    def _is_product(self, text: str) -> bool:
        at = 0
        while at < len(text) and (found := self.product.match(text, at)):
            at = found.end()
        return at == len(text)
