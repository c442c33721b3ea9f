"""TeX's commands, a row for each kind: what a command is in a formula, and what it is in a text with formulas.

The lexer reads the first, its tokens' kinds; the second are the kinds of `reading.marks`. A command stands in one row.
"""

from collections.abc import Mapping
from typing import NamedTuple


class Command(NamedTuple):
    """What a command is: the kind of its token, "" where no formula holds it, and the kind of its mark in a text."""

    token: str
    mark: str = "atom"


_ROWS = (
    ("times", "operator", "cdot times cdotp"),
    ("times", "atom", "bullet"),
    ("*", "operator", "ast"),
    ("odot", "operator", "odot circ"),
    ("", "operator", "otimes pm mp oplus div"),
    ("frac", "atom", "frac dfrac tfrac cfrac nicefrac"),
    ("sqrt", "atom", "sqrt"),
    ("nabla", "atom", "nabla"),
    ("partial", "atom", "partial"),
    ("sum", "atom", "sum"),
    ("infinity", "atom", "infty"),
    ("|", "atom", "mid vert lvert rvert"),
    (":", "atom", "colon"),
    ("‖", "atom", "| Vert"),
    ("‖<", "atom", "lVert"),
    (">‖", "atom", "rVert"),
    ("⟨", "atom", "langle"),
    ("⟩", "atom", "rangle"),
    ("[", "atom", "lbrack"),
    ("]", "atom", "rbrack"),
    ("(", "atom", "{ lbrace"),
    (")", "atom", "} rbrace"),
    ("dollar", "atom", "( ) [ ]"),
    ("dots", "other", "dots ldots cdots ddots vdots dotsc dotsb"),
    ("=", "relation", "equiv triangleq coloneqq coloneq colonequals eqqcolon eqcolon doteq"),
    ("=", "atom", "eq"),
    ("", "relation", "xlongequal"),
    ("T", "atom", "top intercal"),
    ("dagger", "atom", "dagger"),
    ("'", "atom", "prime"),
    ("star", "atom", "star"),
    ("perp", "other", "perp"),
    ("ell", "atom", "ell"),
    ("brace", "atom", "underbrace overbrace"),
    ("newline", "atom", "\\ cr"),
    ("newline", "junk", "newline"),
    ("begin", "atom", "begin"),
    ("end", "atom", "end"),
    (
        *("relation", "other"),
        "le leq leqslant ge geq geqslant lt gt ne neq approx sim simeq cong in notin subset subseteq succ succeq prec "
        "preceq ll gg not",
    ),
    ("relation", "word", "propto"),
    (
        *("arrow", "implies"),
        "implies Rightarrow Longrightarrow rightarrow longrightarrow to iff Leftrightarrow Longleftrightarrow "
        "leftrightarrow Leftarrow impliedby therefore leadsto",
    ),
    ("", "implies", "xRightarrow xrightarrow"),
    ("arrow", "atom", "leftarrow"),
    ("arrow", "word", "because"),
    ("arrow", "comma", "land wedge"),
    ("arrow", "other", "mapsto forall exists"),
    ("", "word", "lor vee neg lnot"),
    ("", "other", "min max arg argmin argmax sup inf lim dim rank ker"),
    ("skipped", "soft", "quad qquad hfill enspace"),
    (
        *("skipped", "junk"),
        "checkmark square Box blacksquare qed nonumber notag displaystyle textstyle limits nolimits noindent centering "
        "allowbreak",
    ),
    ("", "junk", "qedhere hline bigskip medskip smallskip par"),
    (
        *("skipped", "atom"),
        "left right big Big bigg Bigg bigl Bigl biggl Biggl bigr Bigr biggr Biggr bigm Bigm scriptstyle hfil enskip "
        "thinspace medspace thickspace negthinspace mathstrut strut nobreak ensuremath rm bf sf mathbf boldsymbol bm "
        "mathit mathsf mathcal mathtt mathfrak mathscr mathnormal pmb symbf symbfup vec mathop mathord mathbin mathrel",
    ),
    ("skipped", "other", "mathbb"),
    ("skipped", "text", "mathrm"),
    ("", "text", "text textrm textbf textit textsf texttt textnormal mbox hbox intertext shortintertext"),
    ("", "dropped", "tag label ref eqref cite footnote phantom hphantom vphantom hspace vspace color"),
    ("", "over", "stackrel overset underset"),
    # their group counts as if nothing were around it, even where it holds a whole equation
    ("frame", "atom", "boxed fbox framebox uline emph cancel bcancel xcancel"),
    ("accent", "atom", "hat widehat tilde widetilde bar overline dot ddot check breve underline underbar"),
)

COMMANDS: Mapping[str, Command] = {name: Command(token, mark) for token, mark, names in _ROWS for name in names.split()}
"""The commands, without their backslash; one that is not here is maths in a text, and refused in a formula."""

ACCENTS = {"widehat": "hat", "widetilde": "tilde", "overline": "bar", "underbar": "underline"}
"""Marks on a letter that have two commands: x̂ is `xhat`, by either."""

TRANSPOSES = "|".join(name for name, command in COMMANDS.items() if command.token == "T")
"""The commands that transpose, for a pattern."""
