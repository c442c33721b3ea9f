"""Words that leave a formula as it stands: what a sentence around an answer be made of.

Nobody can list the words that act on a formula: half of it, its negative, transposed, wrong, the Hessian, a common
mistake. So the words are listed that do not: what builds sentences, what is said of a computation, what names the
thing asked for. A sentence with any other word is for a person to read.
"""

import re
from collections.abc import Collection, Sequence

from grader.algebra.reading.statements import Reading
from grader.patterns import pattern


def _words(*lines: str) -> frozenset[str]:
    return frozenset(" ".join(lines).split())


_BUILDING = _words(
    "a an the this that these those it its itself such one i we us our ours my you your he she they them their here",
    "there which who whose what as at by for from in into of on onto to upon with over through between per via and",
    "also again too is are was were be been being am has have had having do does did let lets let's we're it's that's",
    "here's we've i'll we'll i've can shall will must now then thus hence so therefore first firstly finally next",
    "last lastly before after when where while once until since because due given each every all any both ok okay",
    "respectively just simply short brevity convenience abbreviate abbreviated directly immediately easily clearly",
    "obviously indeed thereby altogether overall particular namely e.g i.e ie eg etc resp cf vs w.r.t wrt s.t st",
    "q.e.d qed yes well please hello hi thanks dear above below following follows follow final main more most other",
    "same own whole entire full complete completely exactly two three",
)
_COMPUTING = _words(
    "get gets getting got give gives giving obtain obtains obtained obtaining yield yields yielding yielded find",
    "finds found finding see seen sees show shows shown showing imply implies implied implying conclude concludes",
    "concluded compute computes computed computing calculate calculates calculated calculating derive derives derived",
    "deriving differentiate differentiates differentiated differentiating expand expands expanded expanding",
    "substitute substitutes substituted substituting plug plugs plugged plugging insert inserting put puts putting",
    "simplify simplifies simplified simplifying use uses used using apply applies applied applying take takes taken",
    "taking set sets setting write writes written writing wrote rewrite rewrites rewritten rewriting collect collects",
    "collecting rearrange rearranges rearranged rearranging recall recalls note notes notice observe remember check",
    "checks checked checking verify verifies verified hold holds holding equal equals reduce reduces reduced become",
    "becomes combine combines combining combined factoring factored group grouping solve solves solved solving define",
    "defines defined defining denote denotes denoted denoting call calls called stand stands mean means meaning",
    "express expresses expressed result results resulting start starts starting begin end need needs needed want",
    "wants require requires required satisfy satisfies satisfied correspond corresponds come comes arrive work works",
    "worked working consider considering evaluate evaluating introduce arises read reads state states stated reach",
    "reaches say says said leads lead think know known look looks do done make makes demand demands vanish vanishes",
)
_THINGS = _words(
    "together sum sums summing ones componentwise component components entry entries index indices unique convex",
    "strictly concave famous classic classical known well-known key idea ideas sanity perfect perfectly intuition",
    "perturbation contributes contribute contribution reconstruction weighted code codes encoding facts representer",
    "theorem positive semidefinite definite grad probability probabilities prediction predictions partial partials",
    "total example trivial gradient gradients derivative derivatives differential expression expressions equation",
    "equations formula formulas formulae condition conditions answer answers solution solutions result results",
    "function functions objective loss cost error energy criterion matrix matrices vector vectors scalar scalars term",
    "terms form forms step steps part parts problem question exercise proof definition definitions property",
    "properties rule rules product chain calculus algebra respect side sides hand optimum optimal optimality minimum",
    "minimiser minimizer minimisers minimizers minimization minimisation stationary stationarity point points",
    "critical necessary order first-order normal system variable variables parameter parameters weight weights bias",
    "input inputs output outputs data dataset sample samples observation observations target targets label model",
    "network layer layers residual residuals notation convention dimension dimensions shape shapes size sizes",
    "denominator numerator layout explicit explicitly closed-form closed compact compactly vectorized vectorised",
    "general generally usual standard direct qed tl dr summary approach method line lines way ways fact reason",
    "reasons remark here's name names symbol symbols value values norm norms squared square frobenius euclidean",
    "quadratic linear least squares regression encoder decoder autoencoder pca covariance regularizer regulariser",
    "regularization regularisation penalty ridge softmax cross-entropy likelihood log-likelihood logits attention",
    "scores backpropagation backprop linearity",
)
_ABROAD = _words(
    "alors car consequently daher equivalently folglich further furthermore likewise moreover similarly puisque en",
    "développant desarrollando porque weil wegen somit soit soient sea sean setze lhs rhs eq eqn eqs cond ii iii iv",
    "vi tag text wlog obtient obtenons trouve trouvons erhalten bekommen wird obtiene queda der die das den dem des",
    "ein eine einen und ist sind also damit daraus folgt ergibt gilt man wir nach mit von für aus ableitung ableiten",
    "gleichung gleichungen bedingung bedingungen lösung antwort gradienten setzen null wobei sei seien le la les un",
    "une et est sont donc on nous avec pour par dérivée dérivées équation équations condition solution réponse el los",
    "las una y es son entonces con para por derivada derivadas ecuación ecuaciones condición condiciones solución",
    "respuesta gradiente obtenemos luego donde tenemos",
)
"""German, French and Spanish, as they stand around formulas, and short forms."""
_NEUTRAL = _BUILDING | _COMPUTING | _THINGS | _ABROAD
_OF_EQUATIONS = _words(
    "divide divides divided dividing multiply multiplies multiplied multiplying factor factors common constant",
    "constants up positive half twice scale scaled scaling symmetric rotated coordinates basis",
)
"""Words that leave an equation as it stands, though not a value: both sides are multiplied, a matrix is symmetric."""
_LAYOUT = frozenset({"row", "rows", "column", "columns"})
"""Words that leave a formula as it stands unless it has a function that is taken of each column."""
_OF_COLUMNS = pattern(r"softmax|logsumexp", re.I)
_MATHS = r"\$\$?[^$]*\$\$?|\\\(.*?\\\)|\\\[.*?\\\]"
_TYPOGRAPHY = pattern(rf"{_MATHS}|`[^`\n]*`|\\[A-Za-z]+|https?://\S+")
_IDENTITY = r"\$?\s*(?:\\math\w+\s*\{?\s*)?(?:I|E|Id|1|𝟏|𝟙)\s*\}?(?:_\{[^{}\n]{0,30}\}|_\w)?\s*\$?"
_HARMLESS = pattern(
    # E is the n×n identity matrix
    rf"(?<![\w}}\\])(?:{_IDENTITY})[\s,]{{1,3}}(?:is|denotes|being|for|means)?\s{{0,3}}(?:the|an)\s+"
    rf"(?:(?:{_MATHS}|\w{{1,3}}\s*(?:×|x|by)\s*\w{{1,3}})[\s-]+)?identity(?:\s+matrix)?(?!\s*(?:of|for|with))\b"
    # the second condition
    r"|\b(?:second|third)\s+(?:conditions?|equations?|parts?|steps?|lines?)\b|\bsecondly\b"
    # set to zero
    r"|\b(?:set|setting|sets|equate|equating|put|putting)\b[^.;:!?]{0,40}?\bzero\b"
    r"|\b(?:is|are|be|equals?|must|to|equal)(?:\s+(?:is|be|equals?|to))?\s+zero\b"
    # A' is the transpose of A
    r"|(?:['′]|primes?|\^\{?\s*\\?(?:T|top)\b\}?|⊤)\$?[\s:]{1,3}(?:of\s+\S{1,6}\s+)?(?:is|are|denotes?|means?|:)?\s*(?:the\s+)?"
    r"transposes?\b(?:\s+of\s+\$?\S{1,6})?"
    # what everybody cites
    r"|\bcyclic(?:ity|\s+(?:property|rule|invariance|permutation))?(?:\s+of)?(?:\s+the)?(?:\s+trace)?\b"
    r"|\b(?:trace\s+(?:trick|rule|properties|property)|(?:properties|property|definition|linearity)\s+of\s+(?:the\s+)?trace)\b"
    r"|\bmatrix\s+cookbook\b",
    re.I,
)
_CODE = pattern(
    r"^\s*(?:(?:from\s+[\w.]+\s+)?import\s[^\n]*|def\s+\w+\([^)\n]*\)[^:\n]*:|return\b|assert\s|print\()", re.M
)
_BETWEEN = pattern(r"(?<![\w\\])(?:but|either|else|if|no|not|only|or|unless)(?!\w)", re.I)
"""Words that reading passes over between formulas, and that may act on them all the same."""
_SIGNS = pattern(
    # a question: = with a ? above it or behind the formula
    r"[$)}\]0-9]\s*\?(?=\s|$)|\\(?:over|under)set\s*\{\s*\\?\?|\\stackrel\s*\{\s*\\?\?|≟|\?\s*="
    # a comment of TeX
    r"|^[ \t]*%"
    # no equality
    r"|\\(?:propto|approx|simeq|not\s*=|neq?)(?![A-Za-z])|[∝≈≠]"
    # struck out, or not to be seen
    r"|\\(?:[bx]?cancel|sout|phantom|iffalse)(?![A-Za-z])|\\(?:text)?color\s*\{\s*white"
    r"|font-size:\s*0|display:\s*none|visibility:\s*hidden|color:\s*(?:white|#fff)",
    re.I | re.M,
)
_WORD = pattern(r"[^\W\d_]+(?:[.'’-][^\W\d_]+)*")


def acting(text: str, names: Collection[str] = (), neutral: Collection[str] = ()) -> str | None:
    """The first word of a text that might act on a formula beside it; None where all are neutral.

    Letters that stand alone, maths between marks and `names` are no words; others may be `neutral`, too.
    """
    plain = _TYPOGRAPHY.sub(" ", _HARMLESS.sub(" ", _CODE.sub(" ", text)))
    for found in _WORD.finditer(plain):
        word = found[0].casefold().replace("’", "'").strip(".")
        known = word in _NEUTRAL or word in neutral or found[0] in names or len(word) < 2
        if not known and not all(part in _NEUTRAL for part in word.split("-")):
            return found[0]
    return None


def to_weigh(reading: Reading, texts: Sequence[str], *, at: int | None = None, scaled: bool = False) -> str | None:
    """The first word or sign of an answer that says more of a formula than that it holds; None where there is none.

    Where the answer is one statement, `at`, the words of its own sentence and those behind it count, and of those
    before them what says what a name stands for. Where a formula may be `scaled`, as equations are, words that scale
    it are neutral, too.
    """
    names, neutral = reading.notation.symbols.keys(), set[str](_OF_EQUATIONS if scaled else ())
    if not any(map(_OF_COLUMNS.search, texts)):
        neutral |= _LAYOUT
    for place, one in enumerate(reading.statements):
        if one.kind != "prose":
            continue
        said = _without_properties(one.source, reading)
        for maths in one.mentions:
            said = said.replace(maths, " ")
        if at is not None and place < at:
            said = _SENTENCE.split(said)[-1] if place == at - 1 else said if "|" in said else ""  # | of a table's head
        if word := acting(said, names, neutral) or _given_meaning(one.source, names, neutral):
            return word
    answer = reading.statements[at].source if at is not None else ""
    return next(filter(None, (_between(text, answer) for text in texts)), None)


_SENTENCE = pattern(r"[.;:!?](?:\s|$)|\n\s*\n")
_NAMED = pattern(
    r"(?:\$|(?<![\w\\]))(\\?[A-Za-z]\w{0,2})\$?\s{1,2}(?:is|are|be|being|denotes?|means?|stands)\s([^.;:!?\n]*)"
)


def _given_meaning(text: str, names: Collection[str], neutral: Collection[str]) -> str | None:
    """The first word that may act in what a text says that a name stands for: "P are the predicted labels"."""
    meanings = (found[2] for found in _NAMED.finditer(text))
    return next(filter(None, (acting(meaning, names, neutral) for meaning in meanings)), None)


def _without_properties(text: str, reading: Reading) -> str:
    """A text without what is given anyhow: Λ is symmetric."""
    given = {word for symbol in reading.notation.symbols.values() for word in symbol.properties if word in text}
    for word in given:
        text = text.replace(word, " ")
    return text


def _between(text: str, answer: str) -> str | None:
    """The same of all that is typed, from the line of the answer on."""
    place = text.rfind(answer) if answer else -1
    text = text[text.rfind("\n", 0, place) + 1 :] if place >= 0 else text
    found = _SIGNS.search(text) or _BETWEEN.search(_TYPOGRAPHY.sub(" ", _CODE.sub(" ", text)))
    return found[0].strip() if found else None
