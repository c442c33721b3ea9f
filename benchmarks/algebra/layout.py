"""How statements are laid out as an answer: formulas on lines, in sentences, in align, in code."""

from random import Random

from benchmarks.algebra.styles import Style

NAMED = ("Let {}.", "where {}", "Define {}.", "Write {} for short.", "Let us put {}.")
OPENINGS = {
    "equations": ("", "", "Setting the derivatives to zero gives ", "The conditions are ", "At a minimum "),
    "expression": ("", "", "The answer is ", "So we get ", "After simplifying: "),
}


def formulas(statements: list[str], lets: list[str], kind: str, style: Style, draw: Random) -> tuple[str, str]:
    """An answer of some formulas, and the layout's name; `lets` are definitions that come before them."""
    if style.dialect == "numpy":
        return _code([*lets, *statements], draw)
    if style.dialect != "latex":
        return _text(statements, lets, draw)
    how = draw.choice(["inline", "display", "align", "sentence", "labelled", "one line", "boxed", "bare"])
    named = [draw.choice(NAMED).format(f"${let}$") for let in lets]
    return "\n\n".join([*named, _latex(how, statements, kind, draw)]), how


def _text(statements: list[str], lets: list[str], draw: Random) -> tuple[str, str]:
    how = draw.choice(["lines", "bullets", "sentence", "backticks"])
    if how == "sentence":
        named = [f"Let `{let}`. " for let in lets]
        return "".join(named) + " and ".join(f"`{s}`" for s in statements), how
    mark = {"lines": "{}", "bullets": "- {}", "backticks": "`{}`"}[how]
    named = [
        f"Let {mark.format(let)}" if draw.random() < 0.5 and how != "bullets" else mark.format(let) for let in lets
    ]
    gap = "\n" if how == "bullets" else "\n\n"
    return gap.join([*named, *(mark.format(s) for s in statements)]), how


def _latex(how: str, statements: list[str], kind: str, draw: Random) -> str:
    match how:
        case "inline":
            return "\n\n".join(f"${s}$" for s in statements)
        case "display":
            return "\n\n".join(f"$$\n{s}\n$$" for s in statements)
        case "align":
            rows = " \\\\\n".join(s.replace(" = ", " &= ", 1) for s in statements)
            name = draw.choice(["align*", "align", "aligned"])
            return f"$$\n\\begin{{{name}}}\n{rows}\n\\end{{{name}}}\n$$"
        case "sentence":
            return draw.choice(OPENINGS[kind]) + " and ".join(f"${s}$" for s in statements) + "."
        case "labelled" if len(statements) > 1:
            return "\n\n".join(f"({'abcdef'[i]}) ${s}$" for i, s in enumerate(statements))
        case "one line":
            return "$" + r", \quad ".join(statements) + "$"
        case "boxed":
            return "\n\n".join(rf"$$\boxed{{{s}}}$$" for s in statements)
    return "\n\n".join(statements)


def _code(statements: list[str], draw: Random) -> tuple[str, str]:
    if draw.random() < 0.5:
        return "```python\n" + "\n".join(statements) + "\n```", "code block"
    return "\n\n".join(f"`{s}`" for s in statements), "code"


def steps(chains: list[list[str]], style: Style, draw: Random) -> tuple[str, list[list[int]], str]:
    """A derivation, one step a line: its text, the line of each chain's step (from 1), the layout's name.

    The first side of a chain stands on the line of its first step.
    """
    kind = (
        draw.choice(["align", "lines", "equations"])
        if style.dialect == "latex"
        else draw.choice(["lines", "equations"])
    )
    lines: list[str] = []
    where: list[list[int]] = []
    for chain in chains:
        if lines:
            lines.append("")
        where.append(_chain(chain, kind, style, lines))
    return "\n".join(lines), where, kind


def _chain(chain: list[str], kind: str, style: Style, lines: list[str]) -> list[int]:
    numbers = []
    if kind == "align":
        lines += ["$$", r"\begin{align*}"]
        for i, side in enumerate(chain[1:]):
            end = " \\\\" if i < len(chain) - 2 else ""
            lines.append((f"{chain[0]} &= {side}" if i == 0 else f"&= {side}") + end)
            numbers.append(len(lines))
        lines += [r"\end{align*}", "$$"]
        return numbers
    mark = "${}$" if style.dialect == "latex" else "{}"
    for i, (a, b) in enumerate(zip(chain, chain[1:], strict=False)):
        lines.append(mark.format(f"{a} = {b}" if i == 0 or kind == "equations" else f"= {b}"))
        numbers.append(len(lines))
    return numbers


def equation(sides: list[str], equals: str = " = ") -> str:
    return equals.join(sides)
