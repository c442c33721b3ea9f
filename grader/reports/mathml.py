"""Formulas as MathML, made ahead of time: browsers draw it without a script or a font from elsewhere.

The LaTeX comes from the grader's own printer and is still taken for hostile: its commands are on a list (none
defines another, so nothing grows), and of what latex2mathml makes of it only elements and attributes on a list
are kept. What does not pass gives None, and the page shows the source.
"""

import re
from functools import lru_cache
from html import escape, unescape
from typing import TYPE_CHECKING

from grader.reports.formatting import visible

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MOST_LATEX = 4_000
"""Characters of a formula: at most 60 ms of work. What is longer is shown as it was typed."""

_COMMAND = re.compile(r"\\(?:(?:begin|end)\{\w+\}|[A-Za-z]+|.?)", re.DOTALL)
COMMANDS = frozenset(
    _COMMAND.findall(r"""
    \alpha \beta \gamma \delta \epsilon \varepsilon \zeta \eta \theta \iota \kappa \lambda \mu \nu \xi \pi \rho \sigma
    \tau \phi \varphi \chi \psi \omega \Gamma \Delta \Theta \Lambda \Xi \Pi \Sigma \Upsilon \Phi \Psi \Omega \ell
    \top \nabla \partial \infty \frac \sqrt \sum \prod \operatorname \mathrm \mathbf \text \det \log \exp \tanh \max
    \min \odot \circ \cdot \times \otimes \pm \in \ne \neq \le \leq \ge \geq \to \approx \equiv \ldots \dots \cdots
    \vdots \ddots \left \right \lVert \rVert \lvert \rvert \langle \rangle \| \{ \} \\ \hat \tilde \bar \mathcal
    \mathbb \mid \begin{pmatrix} \end{pmatrix} \begin{bmatrix} \end{bmatrix}""")
)
"""What a formula may say. A command that defines, colours, links or loads is not among it."""

_ELEMENT = re.compile("m(row|i|n|o|text|sub|sup|subsup|under|over|underover|frac|sqrt|root|table|tr|td)")
_CHILDREN = {
    **{"mfrac": 2, "mroot": 2, "msub": 2, "msup": 2, "munder": 2, "mover": 2},
    **{"msubsup": 3, "munderover": 3},
}
_ATTRIBUTES = {
    **{"stretchy": ("true", "false"), "fence": ("true", "false"), "form": ("prefix", "infix", "postfix")},
    **{"movablelimits": ("true", "false"), "accent": ("true", "false"), "mathvariant": ("normal",)},
}
_NAME = re.compile(r"[^\W\d_]{2,}")
_CAPITAL = re.compile("[Α-Ω]")
_GAP = '<mspace width="0.17em"/>'
_BOLD = {
    **{ord("A") + at: 0x1D400 + at for at in range(26)},
    **{ord("a") + at: 0x1D41A + at for at in range(26)},
    **{ord("0") + at: 0x1D7CE + at for at in range(10)},
}


@lru_cache(maxsize=1024)
def formula(latex: str, *, inline: bool = False) -> str | None:
    """A formula as a `math` element, or None where it cannot be drawn. A class shares most of its formulas.

    One that is `inline` has small fractions, and its sums keep their limits at their side.
    """
    if len(latex) > MOST_LATEX or not COMMANDS.issuperset(_COMMAND.findall(latex)):
        return None
    from latex2mathml.converter import convert_to_element

    try:
        inside = listed(convert_to_element(latex, display="inline" if inline else "block")[0])
    except Exception:  # noqa: BLE001 — the library raises a dozen kinds on what it cannot read, none of them ours
        return None
    style = "" if inline else ' displaystyle="true"'
    return f'<math{style} alttext="{escape(visible(latex))}">{inside}</math>'


def listed(element: "Element") -> str:
    """The markup inside of an element, kept to what is on the lists.

    About the names of functions it has a little space, as in print. Raises ValueError where there is an
    element that is on no list or lacks a part: a formula with a piece left out would say something else.
    """
    drawn, before = "", None
    for child in element:
        if before is not None and _gap(before, child):
            drawn += _GAP
        drawn += _element(child)
        before = child
    return drawn


def _element(element: "Element") -> str:
    tag, text = element.tag, unescape(element.text or "").strip("\n")
    if not _ELEMENT.fullmatch(tag) or "\\" in text or len(element) != _CHILDREN.get(tag, len(element)):
        raise ValueError(f"no element of a formula: {tag} {text}")
    if tag == "mrow" and len(element) == 1:
        return listed(element)
    if element.get("mathvariant") == "bold":
        text = text.translate(_BOLD)  # browsers draw no other variant than `normal`
    if _name(element) or text == "⊤":
        tag = "mi"  # as an operator it would stand apart
    kept = "".join(
        f' {name}="{value}"'
        for name, value in element.attrib.items()
        if value in _ATTRIBUTES.get(name, ()) and (tag == "mi") == (name == "mathvariant")
    )
    if tag == "mi" and _CAPITAL.fullmatch(text):
        kept = ' mathvariant="normal"'  # upright, as in print
    return f"<{tag}{kept}>{escape(visible(text))}{listed(element)}</{tag}>"


def _name(element: "Element") -> bool:
    """Whether it is the name of a function, such as `tr` or `log`."""
    return element.tag in ("mi", "mo") and _NAME.fullmatch(unescape(element.text or "")) is not None


def _gap(left: "Element", right: "Element") -> bool:
    if not _name(left):
        return _name(right) and left.tag != "mo"
    while len(right):
        right = right[0]
    return unescape(right.text or "") not in ("(", "[", "")
