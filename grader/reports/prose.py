"""A rubric's and a check's prose: paragraphs, `code` and $maths$, as HTML for pages, and as plain text.

Everything is escaped; what is not understood is shown as it was written.
"""

import re
from functools import lru_cache
from html import escape

from grader.reports import mathml
from grader.reports.formatting import visible

_SPAN = re.compile(r"(`[^`\n]+`|\$\$[^$]+\$\$|\$(?!\s)[^$\n]*[^\s$]\$(?!\d))")
_COMMAND = re.compile(r"\\([A-Za-z]+|[^A-Za-z])\s?")
_ATOM = r"\{([^{}]*)\}|([A-Za-z0-9Σλσ∞*])"
_SCRIPT = re.compile(rf"_(?:{_ATOM})(?:\^(?:{_ATOM}))?|\^(?:{_ATOM})(?:_(?:{_ATOM}))?")
_SYMBOLS = {
    **{"top": "T", "Sigma": "Σ", "sigma": "σ", "lambda": "λ", "Lambda": "Λ", "ell": "ℓ", "nabla": "∇", "partial": "∂"},
    **{"alpha": "α", "beta": "β", "epsilon": "ε", "theta": "θ", "mu": "μ", "pi": "π", "le": "≤", "leq": "≤"},
    **{"ge": "≥", "geq": "≥", "ne": "≠", "neq": "≠", "in": "∈", "cdot": "·", "times": "×", "sum": "Σ", "sqrt": "√"},
    **{"to": "→", "rightarrow": "→", "infty": "∞", "ldots": "…", "dots": "…", "cdots": "⋯", "approx": "≈", "|": "‖"},
    **{"quad": " ", "qquad": " ", ",": " ", ";": " ", ":": " ", "!": "", "left": "", "right": "", " ": " "},
    **{"max": "max", "min": "min", "log": "log", "exp": "exp", "det": "det", "mid": "|"},
    **{"tilde": "~", "lVert": "‖", "rVert": "‖", "equiv": "≡", "pm": "±", "odot": "⊙", "langle": "⟨", "rangle": "⟩"},
}


@lru_cache(maxsize=500)
def paragraphs(text: str) -> str:
    """Blank lines part paragraphs; a single line break is a space, as in Markdown. The same for every student."""
    pieces = (piece.strip() for piece in re.split(r"\n\s*\n", text.strip()))
    return "".join(f"<p>{inline(piece)}</p>" for piece in pieces if piece)


def inline(text: str) -> str:
    """One run of prose. Odd pieces of the split are the code and maths spans."""
    return "".join(_span(piece) if at % 2 else escape(visible(piece)) for at, piece in enumerate(_SPAN.split(text)))


def _span(piece: str) -> str:
    if piece.startswith("`"):
        return f"<code>{escape(visible(piece[1:-1]))}</code>"
    latex = piece.strip("$")
    return mathml.formula(latex, inline=True) or maths(latex, piece)


def plain(text: str) -> str:
    """Prose for a terminal: maths as one types it, and the rest as it is.

    >>> plain(r"Cancel $X X^{\\top}$ in $\\left(W_{2} W_{1} - I\\right) X X^{\\top}$.")
    'Cancel X X^T in (W_2 W_1 - I) X X^T.'
    """
    pieces = _SPAN.split(text)
    return "".join(typed(piece.strip("$")) if at % 2 and piece[0] == "$" else piece for at, piece in enumerate(pieces))


def typed(latex: str) -> str:
    """LaTeX as plain text, where little more than letters and scripts is in it; else as it is."""
    text = re.sub(r"\\mathbb\s*\{?R\}?", "ℝ", latex)
    text = re.sub(r"\\(?:mathrm|operatorname|text|mathbf)\s*\{([^{}]*)\}", r"\1", text)
    text = re.sub(r"\\([A-Za-z]+|[^A-Za-z])", lambda found: _SYMBOLS.get(found[1], found[0]), text)
    text = re.sub(r"([_^])\{(-?\w+)\}", r"\1\2", text)
    text = re.sub(r"\\frac\s*\{(\w+)\}\s*\{(\w+)\}", r"\1/\2", text)
    return latex if "\\" in text else text


def maths(source: str, otherwise: str) -> str:
    """LaTeX of sub- and superscripts, letters and relations as HTML; anything else as `otherwise`, in code.

    >>> maths(r"W_2^\\top W_2 = I", "")
    '<i class="maths">W<sub>2</sub><sup>T</sup>W<sub>2</sub> = I</i>'
    """
    text = re.sub(r"\\mathbb\s*\{?R\}?", "ℝ", source)
    text = re.sub(r"\\(?:mathrm|operatorname|text|mathbf)\s*\{([^{}]*)\}", r"\1", text)
    text = _COMMAND.sub(lambda found: _SYMBOLS.get(found[1], found[0]), text)
    text = re.sub(r"\s*([≤≥≠∈·×→≈≡=])\s*", r" \1 ", text).strip()
    html = _SCRIPT.sub(_script, escape(visible(text)))
    if re.search(r"[\\{}_^]", html):
        return f"<code>{escape(visible(otherwise))}</code>"
    return f'<i class="maths">{html.replace("-", "−")}</i>'


def _script(found: re.Match[str]) -> str:
    """Groups: (sub, sub, sup, sup) for `_a^b`, then (sup, sup, sub, sub) for `^a_b`."""
    groups = [_SCRIPT.sub(_script, group or "") for group in found.groups()]
    low, high = groups[0] + groups[1] + groups[6] + groups[7], groups[2] + groups[3] + groups[4] + groups[5]
    return (f"<sub>{low}</sub>" if low else "") + (f"<sup>{high}</sup>" if high else "")
