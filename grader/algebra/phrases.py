"""What words right before or after an expression make of it. Before, patterns end where the expression begins."""

import re

SYMBOL = re.compile(r"[\s$]*(?!(?:\\operatorname\{|\\)?(?:[tT]r|trace|det)\b)[\\\w{}]+\s*(?:\([^()]{0,40}\))?[\s$]*")
"""One symbol, or a function of the exercise's own with its arguments."""
HEAD_OF = re.compile(r"(?:\b(?:of|wrt|w\.r\.t\.?|respect to|grad|gradient|derivative)|\\partial)\s{0,9}\$?\s{0,9}\Z")
"""Before a symbol that belongs to the words: in "the gradient of L = …" it is not L that is equal to something."""
GIVEN = re.compile(
    r"(?::|\b(?:is|are|be|gets?|obtain|gives|yields|becomes|answer|solution|reads|given by))[\s$`]*\Z", re.I
)
"""Before an expression that is given, not only mentioned."""
ANSWER = re.compile(
    r"\b(?:gradient|derivative|answer|result|solution)\b[^.\n]{0,40}(?:\bis|:|\bgiven by)[\s$`]*\Z", re.I
)
"""Before a single symbol that is given: "the encoder is W_1" only names one."""
AFRESH = re.compile(r"[.;][$`)]{0,2}\s+[$`]{0,2}\Z")
"""Before an expression that is a sentence of its own."""
LAST = re.compile(r"[ \t$`✓]*(?:[.;!](?=\s|\Z)|\n|\Z)")
"""After an expression that ends a sentence or line."""
DENIED = re.compile(
    r"(?:\bnot (?:imply|mean|give|yield|conclude|assume|have|say|follow that|necessarily)"
    r"|\bcannot (?:conclude|say|assume)|\bwithout assuming|\binstead of|\brather than|\b(?:false|wrong|incorrect) that)"
    r"\b[^.;=]{0,20}\Z",
    re.I,
)
DENIES = re.compile(
    r"[\s$`]*(?:(?:does|do|did|need|is|are|would|will)(?:\s+not|n[’']t)|cannot|can[’']t|is (?:false|wrong)|fails)\b",
    re.I,
)
"""After what is said not to hold (`DENIED` before it): that is no statement."""
