"""What words right before or after an expression make of it. Before, patterns end where the expression begins."""

import re

from grader.algebra.language.lexing.commands import TRANSPOSES
from grader.patterns import pattern

SYMBOL = pattern(
    r"[\s$]*(?!(?:\\(?:operatorname|mathrm|text)\{|\\)?(?:[tT]r|trace|det)\b)"
    r"(?:(?!\\(?:[dt]?frac|[bB]igg?[lr]?)(?![A-Za-z]))[\\\w{}])+\s{0,9}(?:\([^()+*@/^=−-]{0,40}\))?[\s$]*"
)
"""One symbol, or a function of the exercise's own with its arguments."""
NAMED = pattern(rf"{SYMBOL.pattern}(?:\^?\s*(?:\{{\s*)?(?:\\(?:mathsf|{TRANSPOSES})|[T'ᵀ⊤])[\s}}T{{]*)?")
"""A symbol, transposed or not."""
SPACE = pattern(
    r"(?:\\in(?![A-Za-z])|∈)\s*(?:\\mathbb\s*(?:\{\s*R\s*\}|R)|\\R(?![A-Za-z])|ℝ|R(?=\s*\^|[^\W\dA-Za-z_]))"
    r"\s*(?:\^\s*(?:\{[^{}$\n]{0,60}\}|\([^()$\n]{0,60}\)|\w+(?:[×x]\w+)?)|[^\W\dA-Za-z_]+)?"
)
"""The space of numbers that something lies in, with its sizes."""
SIDE = pattern(
    r"\b(?:LHS|RHS|[lr]\.h\.s\.|(?:left|right)(?:[- ]hand)?[- ]side|grad|gradient|derivative|answer|result)"
    r"(?:[ \t]+of[ \t]+[^=\n.;]{0,12})?[ \t}$`*]*\Z",
    re.I,
)
"""Words that stand for a side, right before a `=`."""
HEAD_OF = pattern(r"(?:\b(?:of|wrt|w\.r\.t\.?|respect to|grad|gradient|derivative)|\\partial)\s{0,9}\$?\s{0,9}\Z")
"""Before a symbol that belongs to the words: in "the gradient of L = …" it is not L that is equal to something."""
GIVEN = pattern(
    r"(?::|\b(?:is|are|be|equals?|equal to|simplifies to|reduces to"
    r"|gets?|obtain|return|gives|yields|becomes|answer|solution|reads|given by"
    r"|then|hence|thus|therefore|so|finally))[\s$`]*\Z",
    re.I,
)
"""Before an expression that is given, not only mentioned."""
ANSWER = pattern(r"\b(?:gradient|derivative|answer|result|solution)\b[^.\n]{0,40}(?:\bis|:|\bgiven by)[\s$`]*\Z", re.I)
"""Before a single symbol that is given: "the encoder is W_1" only names one."""
AFRESH = pattern(r"(?:(?<!\.[a-z])[.;][$`)]{0,2}\s+|(?:\A|[.:;!?]\s*\n|\n\s*\n)[^\S\n]*)[$`]{0,2}[^\S\n]*\Z")
"""Before an expression that is a sentence of its own."""
LAST = pattern(
    r"[ \t$`✓]*(?:[.;!](?=\s|\Z)|\n|\Z|,?[ \t]{1,9}(?:where|with|using|since|because)\b|,[ \t]{1,9}an?[ \t]"
    r"|,?[ \t]{1,9}which is[ \t]{1,9}\$?\w{1,3}[ \t]?(?:×|\\times|x[ \t]|by)"
    r"|,?[ \t]{0,9}\((?:an?[ ]|[A-Za-z][a-z]+[ ,)-])[^()\n]{0,120}(?<!\n)\)?[.;]?[ \t]{0,9}(?:\n|\Z))"
)
"""After an expression that ends a sentence or line, or which only remarks follow."""
CASE = pattern(
    r"(?:\A|[.;(\n])[\s$]*(?:(?:for|when|with)[ ]+(?:an?[ ]+)?"
    r"(?:symmetric|square|diagonal|orthogonal|invertible"
    r"|example|instance)\b|(?:if|when)[ ]+\$?\w+\$?[ ]+(?:is|was|were|has|=)"
    r"|in[ ]+(?:the[ ]+)?(?:special[ ]+)?case\b|e\.g\.)"
    r"[^.;\n]{0,80}\Z",
    re.I,
)
"""Before what holds in a special case only."""
ALSO = pattern(r"[\s$`,()]*(?:(?:and|nor|or|that|also)[\s$`()]*){1,3}")
"""Between two equations that are denied together."""
PLURAL = pattern(r"\b(?:are|were|do|fail|both)\b", re.I)
"""What denies more than the equation before it."""
ONLY_IF = pattern(r"[\s$`,]*(?:only )?(?:if|when|whenever|for symmetric|provided|assuming)\b", re.I)
"""After what holds in a special case only."""
DENIED = pattern(
    r"(?:\bnot (?:need|needed|necessary|required|enough|require|sufficient|imply|mean"
    r"|give|yield|conclude|assume|have|say|follow that|necessarily)"
    r"|\bcannot (?:conclude|say|assume)|\bwithout assuming|\binstead of|\brather than"
    r"|\b(?:false|wrong|incorrect|untrue|not true|not equal)\b(?: (?:that|to(?: (?:say|write|claim|think))?))?"
    r"|\b(?:isn[’']t|wasn[’']t|not) (?:the case|true|so) that"
    r"|\bby no means|\bnever|\bneither|\bnor)"
    r"\b[^.;=]{0,20}\Z"
    r"|(?:\bnot\b|¬|\\neg\b|\\lnot\b)[\s($`{]*\Z",
    re.I,
)
DENIES = pattern(
    r"[\s$`]*(?:(?:does|do|did|need|is|are|would|will)(?:\s+not|n[’']t)|cannot|can[’']t"
    r"|(?:can |will )?never|(?:is|are)(?: both| all)? (?:false|wrong|incorrect|untrue)|fails?)\b"
    r"|[\s$`]*(?:\((?:false|wrong|incorrect|not true)\)|[✗✘❌])",
    re.I,
)
"""After what is said not to hold (`DENIED` before it): that is no statement."""
