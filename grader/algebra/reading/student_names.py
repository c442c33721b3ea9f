"""The names that a student adds: which equations define them, in which order, and what cannot be taken anew."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from grader.algebra.expressions import tree
from grader.algebra.expressions.dimensions import Dim, Shape
from grader.algebra.expressions.notation import Notation, Symbol, canonical
from grader.algebra.expressions.shape_inference import ShapeError, typed
from grader.algebra.expressions.tree import Chain, Name, Node
from grader.algebra.language.grammar.block_names import named_blocks
from grader.algebra.language.lexing.scanner import STYLES
from grader.algebra.language.lexing.spelling import CALLS
from grader.algebra.reading.open_sizes import has_zero, sized
from grader.algebra.reading.statements import Cause
from grader.patterns import pattern

MAX_NAMES = 40
"""Names that a student may add."""

_WORDY = pattern(
    r"\s*([A-Za-z]{0,8}[a-z]{3,20}[A-Za-z]{0,8}(?:_[A-Za-z0-9_]{1,12})?|d[A-Z]\w{0,6}|d[a-z](?:_\w)?)\s*=(?!=)"
)
_PRIMED = pattern(r"\s*([A-Za-z](?:_?\{?\w{1,3}\}?)?)'\s*=(?!=)")
_NUMBERED = pattern(rf"\s*(?:\\(?:{STYLES})\s*\{{?\s*)?([A-Za-z])\s*\}}?(_?\{{?[0-9₀-₉]{{1,2}}\}}?)\s*=(?!=)")
_DIFFERENTIAL = pattern(r"\bd([A-Z])\w{0,3}\s*/\s*d|\{\s*d\s*([A-Z])\s*\}\s*\{\s*d")
_ARGUMENT = r"\\?[A-Za-z]{1,8}(?:_\{?\w{1,3}\}?|\d)?"
_ARGUMENTS = rf"\(\s*{_ARGUMENT}(?:\s*[;,|]\s*{_ARGUMENT}){{0,5}}\s*\)"
_MARKED = (
    rf"(?:\\(?:wide)?(?:hat|tilde)\s*\{{?\s*)?{_ARGUMENT}\}}?(?:_\{{?\w{{1,3}}\}}?)?"
    r"(?:\^\s*\{?(?:\*|\\star|\\ast)\}?)?"
)
_MARKED_ARGUMENTS = rf"\(\s*{_MARKED}(?:\s*[;,|]\s*{_MARKED}){{0,5}}\s*\)"
"""Arguments that may be at their optimum, as in ∇J(ŵ)."""
_FUNCTION = pattern(
    r"(?:^\s*|(?:\\nabla|∇)(?:_\{?\w+\}?)?\s*|\\partial\s*|∂|\bd)(?P<styled>\\mathcal\s*\{?)?(?P<name>\\?[A-Za-z]+)\}?"
    rf"{_ARGUMENTS}(?=\s*[=/}}]|\s*$)"
)


_LABEL = pattern(
    rf"\s*(?:(?:\\nabla|∇)(?:(?=\s*=)|\s*(?:\\mathcal\s*)?\{{?\\?[A-Za-z]+\}}?\s*(?:{_ARGUMENTS})?)"
    rf"|[A-Za-z]'\s*{_ARGUMENTS})\s*=(?=.)",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Claim:
    """An equation that may define names: its chain, and whether it is announced as a definition."""

    chain: Chain
    named: bool = False
    swapped: bool = False


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a claim defines nothing: the node concerned, and what to do, unless that is a name nobody has defined."""

    cause: Cause
    node: Node
    message: str = ""


@dataclass(slots=True)
class Defined:
    """What the claims define, by their numbers; what is wrong with those that define nothing; the notation."""

    notation: Notation
    names: dict[int, str] = field(default_factory=dict)
    problems: dict[int, Problem] = field(default_factory=dict)


def spellings(sources: Iterable[tuple[str, bool]], notation: Notation) -> Notation:
    """The notation with names that the parser must know: `grad_W1 = …`, `dL/dW1`, "let W_1' = …".

    The sources come with whether they are announced as definitions. Numbered names, "let V_2 = …", are spelled like
    others: they only join the `students`.
    """
    found: dict[str, Symbol] = {}
    numbered: set[str] = set()
    for source, named in sources:
        names = [a or b for a, b in _DIFFERENTIAL.findall(source)]
        if wordy := _WORDY.match(source):
            names.append(wordy[1])
        elif named and (primed := _PRIMED.match(source)):
            names.append(f"{canonical(primed[1])}'")
        elif named and (number := _NUMBERED.match(source)):
            numbered.add(canonical(number[1] + number[2]))
        for name in names:
            if name and name not in notation.symbols and len(found) < MAX_NAMES:
                found[name] = Symbol(name, Shape(Dim.of("?rows"), Dim.of("?cols")))
    if not found and not numbered:
        return notation
    symbols = {**found, **notation.symbols} if found else notation.symbols
    return replace(notation, symbols=symbols, students=notation.students | numbered)


def without_label(source: str) -> str:
    """With blanks for a gradient in front that does not say by what it is taken: ∇J(w) = …, f'(x) = …"""
    found = _LABEL.match(source)
    return " " * found.end() + source[found.end() :] if found else source


def functions(sources: Sequence[str], notation: Notation, *, marked: bool = False) -> re.Pattern[str] | None:
    """What finds the functions that are written with their arguments, L(W_1, W_2); None where there are none.

    The arguments may be `marked` by a hat or a star.
    """
    scalars = [name for name in notation.definitions if notation.symbols[name].shape.scalar]
    called = [found["name"] for source in sources if "(" in source for found in _FUNCTION.finditer(source)]
    plain = {source.partition("=")[0].strip() for source in sources}
    known = {*plain, *(name for name, meaning in CALLS.items() if meaning != "nabla")}
    new = {name for name in called if canonical(name) not in notation.spellings and name.strip("\\") not in known}
    return _calls(tuple(sorted({*scalars, *new})), marked) if scalars or new else None


@lru_cache(maxsize=256)
def _calls(names: tuple[str, ...], marked: bool) -> re.Pattern[str]:
    either = "|".join(re.escape(name) for name in names)
    given = _MARKED_ARGUMENTS if marked else _ARGUMENTS
    return re.compile(rf"((?<![A-Za-z\\])(?:\\mathcal\s*\{{?)?(?:{either})\}}?)({given})(?!\s*[\^'ᵀ_])")


def without_arguments(source: str, calls: re.Pattern[str] | None) -> str:
    """With blanks for the arguments of functions, as long as before."""
    if calls is None or "(" not in source:
        return source
    return calls.sub(lambda found: found[1] + " " * len(found[2]), source)


def defined(claims: Sequence[Claim | None], notation: Notation) -> Defined:
    """Find the claims that define a name, wherever they stand, and fill in what the names mean.

    A name that is not declared is defined by the first equation with the name alone on its left; a declared
    one that only stands for something else may be taken anew, where that is announced. Names of a symbol's blocks are
    defined where nothing else defines them, and their equation stays one.
    """
    result = Defined(notation)
    waiting: dict[int, tuple[str, Node]] = {}
    taken: set[str] = set()
    blocks: list[tuple[str, Node]] = []
    for number, claim in enumerate(claims):
        name = _defines(claim, notation) if claim and len(claim.chain.items) > 1 else None
        if claim and (named := list(named_blocks(claim.chain, notation))):
            blocks.extend(named)
            continue
        if claim is None or name is None or (name in taken and not claim.named):
            continue
        others = [item for item in claim.chain.items if not (isinstance(item, Name) and item.name == name)]
        others.sort(key=lambda item: _is_new(item, notation) + 2 * _is_derivative(item))
        meaning = others[0] if others else None  # G = ∂L/∂S = S - T: what is worked out
        if name in taken:
            said = f"«{name}» has been given a meaning already; use another name"
            result.problems[number] = Problem(Cause.TWICE, claim.chain.items[0], said)
        elif meaning is not None and len(taken) < MAX_NAMES and not _is_declared(name, meaning, notation):
            waiting[number] = (name, meaning)
            taken.add(name)
    for name, meaning in blocks:
        if name not in taken and len(taken) < MAX_NAMES:
            taken.add(name)
            node, shape = typed(meaning, notation)
            result.notation = result.notation.defining(name, shape, node, student=True)
    _resolve(waiting, claims, result)
    return result


def undefined(name: str, shown: str, notation: Notation) -> str:
    """What to do about a name that nobody has defined, which was typed as it is shown."""
    from difflib import get_close_matches

    folded = {symbol.casefold(): symbol for symbol in sorted(notation.symbols, reverse=True)}
    near = get_close_matches(name.casefold()[:40], folded, n=1)
    guess = f"; did you mean '{folded[near[0]]}'?" if near else ""
    whole = name[:1].upper()
    if len(name) == 2 and name[0].islower() and name[1] in "ijlpqrst" and whole in notation.symbols:
        guess = f"; write {whole}_{{{name[1]},:}} for a row of {whole}, {whole}_{{:,{name[1]}}} for a column"
    return f"«{shown}» is not defined: say what it stands for, e.g. 'Let {shown} = …'{guess}"


def _is_new(node: Node, notation: Notation) -> bool:
    return isinstance(node, Name) and node.name not in notation.symbols and node.name not in notation.dims


def _is_derivative(node: Node) -> bool:
    return any(isinstance(inner, tree.Gradient) for inner in tree.walk(node))


def _defines(claim: Claim, notation: Notation) -> str | None:
    """The name that an equation would define."""
    items = claim.chain.items
    places = (items[-1], items[0]) if claim.swapped else (items[0], items[-1]) if claim.named else items[:1]
    for item in places:
        if isinstance(item, Name):
            again = item is places[0] and claim.named and item.name in notation.definitions.keys() - notation.fixed
            if again or _is_new(item, notation):
                return item.name
    return None


def _is_declared(name: str, meaning: Node, notation: Notation) -> bool:
    """Whether a declared name is given the meaning that it has, a mere value, or itself: that is no meaning."""
    if name not in notation.definitions:
        return False
    if not tree.names(meaning) or name in notation.meaning(tree.names(meaning)):
        return True
    try:
        return typed(meaning, notation, notation.symbols[name].shape)[0] == notation.definitions[name]
    except ShapeError:
        return False


def _resolve(waiting: dict[int, tuple[str, Node]], claims: Sequence[Claim | None], result: Defined) -> None:
    """Define the names whose meaning is known, then those that need them, until none is left."""
    open_names = {name for name, _ in waiting.values()}
    chains = [claim.chain for claim in claims if claim]
    while ready := [number for number, (_, meaning) in waiting.items() if not tree.names(meaning) & open_names]:
        for number in sorted(ready, key=lambda one: has_zero(waiting[one][1])):  # how large a 0 is others may tell
            name, meaning = waiting.pop(number)
            open_names.discard(name)
            try:
                node, shape = sized(name, meaning, chains, result.notation)
            except ShapeError as error:
                result.problems[number] = _unfit(meaning, error)
                continue
            result.notation = result.notation.defining(name, shape, node, student=True)
            result.names[number] = name
    for number, (name, meaning) in waiting.items():
        others = sorted(tree.names(meaning) & open_names)
        itself = "itself" if others == [name] else " and ".join(others) + ", which needs it in turn"
        said = f"«{name}» is defined by {itself}: say what it stands for in symbols that are known"
        first = claims[number].chain.items[0]  # type: ignore[union-attr]
        result.problems[number] = Problem(Cause.CIRCULAR, first, said)


def _unfit(meaning: Node, error: ShapeError) -> Problem:
    """Why a meaning has no shape."""
    if error.name is None:
        return Problem(
            Cause.UNFIT if error.misfit else Cause.UNDEFINED, tree.respanned(meaning, error.span), error.message
        )
    return Problem(Cause.UNDEFINED, tree.respanned(Name(error.name), error.span))
