"""Code that was handed in: found and shown, never run here."""

import ast
import re
import sys
import warnings
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

from grader.answers.form import Form, Settings, Values
from grader.answers.words import did_you_mean
from grader.errors import Unreadable
from grader.model import Answer, Cells, File, Place

MAX_SOURCE = 200_000
PROGRAMS = frozenset({"code", "training"})
"""The forms whose answer is a function in a file, or in a notebook."""
EVERY = "*"
"""The name that a star import binds."""
PROVIDED = sys.stdlib_module_names | {"numpy", "torch"}
"""Modules that are no student's: what a star import of one binds is none of the functions asked for."""
MISSPELT = 0.75
"""How close a name is that is taken for a misspelling: linear_autoencode is, 0.97; encoder for decoder_inputs, 0.67."""
_FUNCTION = ast.FunctionDef | ast.AsyncFunctionDef
_ASSIGNMENT = ast.Assign | ast.AnnAssign
_BLOCKS = ("body", "handlers", "orelse", "finalbody", "cases")
NAME = r"^[A-Za-z_]\w*$"
FILE = r"^[\w.-]+\.py$"
LIMITS = {
    "seconds": "Seconds for loading the file, and for each call.",
    "cpu_seconds": "Seconds of processor time for all calls.",
    "memory_mb": "Mebibytes of memory.",
    "total_seconds": "Seconds for all calls of the part.",
}


def read(answer: Answer, settings: Settings, givens: Values) -> Values | None:
    """`{"code": {"file", "line", "source", "asked"}}` of the function asked for, in a file or in a notebook's cells.

    The last definition counts. One in a branch, or a star import, may bind the name when it is run: it is taken for
    a definition, and hides none that stands before it. In a notebook `file` names the cell too, and `line` is the
    cell's; a cell that is no Python loses no other. None where the function is still the starter's stub, or nothing
    of that name is there: a file may hold the answers to several parts, and not all of them.

    Raises:
        Unreadable: not Python, or only something with nearly that name, or that name not at the top level.
    """
    code = next((raw for raw in answer.raw if isinstance(raw, File | Cells)), None)
    if code is None:
        raise Unreadable(f"a text stands where the file {file_name(settings)} is asked for", answer.raw[0].place)
    name, module = function_name(settings), file_name(settings).removesuffix(".py")
    parsed, broken = [], []
    for place, source in _sources(code):
        try:
            parsed.append((place, source, _parsed(source, place)))
        except Unreadable as error:
            if isinstance(code, File) or binds(source, name):
                broken.append(error)
    bound: list[tuple[Place, str, ast.stmt]] = []
    for place, source, tree in parsed:
        for top in tree.body:
            if name in _names(top, module):
                bound.clear()
            bound += [(place, source, node) for node in _run(top) if _names(node, module) & {name, EVERY}]
    written = [each for each in bound if not _is_stub(each[2])]
    if written:
        place, source, node = written[-1]
        text = ast.get_source_segment(source, node) or ""
        return {"code": {"file": place.file, "line": node.lineno, "source": text, "asked": asked(settings)}}
    if broken:
        raise broken[0]
    if not bound:
        guess = _meant(settings, [tree for _, _, tree in parsed])
        if guess:
            hint = f"Define {settings['function']} at the top level."
            raise Unreadable(f"no function {name} is defined{guess}", code.place, hint)
    return None


def _meant(settings: Settings, trees: Sequence[ast.Module]) -> str:
    """What is there in place of the function asked for: the name elsewhere than at the top level, or one that is near.

    Near is a misspelling, or half of the name with the same parameters. A function that another part asks for is none,
    nor is what is no function.
    """
    functions = [node for tree in trees for node in ast.walk(tree) if isinstance(node, _FUNCTION)]
    name, taken = function_name(settings), set(settings.get("elsewhere", ()))
    if name in {node.name for node in functions}:
        return "; it must stand at the top level"
    bound = {each for tree in trees for node in tree.body if isinstance(node, _ASSIGNMENT) for each in _names(node, "")}
    named = {node.name for node in functions} | bound
    alike = {node.name for node in functions if _parameters(node) == parameters(settings)}
    return did_you_mean(name, sorted(named - taken), closeness=MISSPELT) or did_you_mean(name, sorted(alike - taken))


def _parameters(node: ast.FunctionDef | ast.AsyncFunctionDef) -> tuple[str, ...]:
    given = node.args
    return tuple(each.arg for each in (*given.posonlyargs, *given.args, *given.kwonlyargs))


def parameters(settings: Settings) -> tuple[str, ...]:
    """The names of the arguments of the function asked for."""
    inside = settings["function"].partition("(")[2].rpartition(")")[0]
    return tuple(name for name in (part.strip(" *") for part in inside.split(",")) if name)


def asked(settings: Settings) -> str:
    """The names and sizes of what must come back, as far as the rubric gives them.

    >>> asked({"returns": ["W1", "seconds"], "shapes": {"X": ["m", "n"], "W1": ["k", "m"]}})
    'W1 (k×m), seconds'
    """
    shapes = settings.get("shapes", {})
    sizes = {name: f" ({'×'.join(map(str, shape))})" for name, shape in shapes.items()}
    return ", ".join(f"{name}{sizes.get(name, '')}" for name in settings.get("returns") or settings.get("then", ()))


def function_name(settings: Settings) -> str:
    """The name of the function that a part asks for."""
    return str(settings["function"]).partition("(")[0].strip()


def file_name(settings: Settings) -> str:
    """The file that a part asks a program in; "" where it asks for none."""
    return str(settings.get("code") or settings.get("training") or "")


def binds(source: str, name: str) -> bool:
    """Whether a line of text looks as if it defined `name`. Quick, and it reads what is no Python."""
    wanted = re.escape(name)
    target = rf"(?=[^=\n]*=(?!=))[(\[]*(?:[*\w]+[ \t]*,[ \t]*[(\[]*)*\*?{wanted}[ \t]*[=:,)\]]"
    line = rf"(?:async[ \t]+)?def[ \t]+{wanted}\b|{target}|(?:from|import)\b.*\b{wanted}\b"
    return re.search(rf"^[ \t]*(?![ \t])(?:{line})", source, re.MULTILINE) is not None


def _sources(code: File | Cells) -> list[tuple[Place, str]]:
    """The file, or each cell, with its place.

    Raises:
        Unreadable: too large, or not UTF-8.
    """
    if isinstance(code, File):
        return [(code.place, _decoded(code))]
    if sum(len(source.encode(errors="surrogatepass")) for _, source in code.cells) > MAX_SOURCE:
        raise Unreadable(f"more than {MAX_SOURCE:,} bytes of code", code.place, "Keep only the answers in it.")
    return [(Place(f"{code.place.file}, {cell}"), source) for cell, source in code.cells]


def _decoded(file: File) -> str:
    if len(file.data) > MAX_SOURCE:
        raise Unreadable(f"larger than {MAX_SOURCE:,} bytes", file.place)
    try:
        return file.data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unreadable("not UTF-8 text", file.place, "Save the file as UTF-8.") from None


@lru_cache(maxsize=8)
def _tree(source: str) -> ast.Module:
    """The syntax tree, kept for a moment: every part of an assignment looks into the same file."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(source)


def _parsed(source: str, place: Place) -> ast.Module:
    try:
        return _tree(source)
    except SyntaxError as error:
        where = f"line {error.lineno}" if error.lineno else "the file"
        hint = "Run it once, from top to bottom, before handing it in."
        raise Unreadable(f"not Python: {error.msg} ({where})", place, hint) from None
    except (ValueError, RecursionError, MemoryError):
        raise Unreadable("not Python that can be read: null bytes, or nested too deeply", place) from None


def _names(node: ast.stmt, module: str) -> set[str]:
    """The names that a statement binds: a definition's, an assignment's, an import's, but for one from `module`.

    `module` is the file asked for: a notebook that takes the function from there only uses it.
    """
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return {node.name}
    if isinstance(node, ast.Import | ast.ImportFrom):
        whole = node.module or "" if isinstance(node, ast.ImportFrom) else ""
        bound = {alias.asname or alias.name for alias in node.names}
        return set() if whole == module or (bound == {EVERY} and whole.partition(".")[0] in PROVIDED) else bound
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    return {each.id for target in targets for each in _flat(target) if isinstance(each, ast.Name)}


def _flat(target: ast.expr) -> Iterator[ast.expr]:
    """The targets in one: a, (b, *c) = …"""
    if isinstance(target, ast.Tuple | ast.List):
        for each in target.elts:
            yield from _flat(each)
    else:
        yield target.value if isinstance(target, ast.Starred) else target


def _run(node: ast.stmt) -> Iterator[ast.stmt]:
    """A statement, and those below it that are run at its level: in its branches, and not in functions or classes."""
    waiting = [node]
    while waiting:  # not by recursion: a student's `elif` may follow a thousand others
        node = waiting.pop()
        yield node
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            blocks = [inner for name in _BLOCKS for inner in getattr(node, name, ())]
            waiting += [below for inner in reversed(blocks) for below in reversed(_statements(inner))]


def _statements(inner: ast.stmt | ast.ExceptHandler | ast.match_case) -> list[ast.stmt]:
    return inner.body if isinstance(inner, ast.ExceptHandler | ast.match_case) else [inner]


def _is_stub(function: ast.stmt) -> bool:
    """Whether a function has nothing in it but a docstring, `...`, `pass` or `raise NotImplementedError`."""

    def empty(node: ast.stmt) -> bool:
        if isinstance(node, ast.Raise):
            raised: Any = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
            return isinstance(raised, ast.Name) and raised.id == "NotImplementedError"
        return isinstance(node, ast.Pass) or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))

    return isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef) and all(map(empty, function.body))


FORM = Form(
    read=read,
    offers=lambda settings: frozenset({"code", "checks", "runs"} if "cases" in settings else {"code", "checks"}),
    schema={
        "properties": {
            "code": {"type": "string", "pattern": FILE, "description": "The file that holds the code."},
            "function": {
                "type": "string",
                "pattern": r"^[A-Za-z_]\w*\(.*\)$",
                "description": "The function asked for, with its arguments: solve(X, k).",
            },
            "returns": {
                "type": "array",
                "minItems": 1,
                "items": {"type": "string", "pattern": NAME},
                "description": "Names for the values returned, in order; result where there is one.",
            },
            "then": {
                "type": "object",
                "minProperties": 1,
                "additionalProperties": {"type": "string", "pattern": NAME},
                "description": "Where a function is returned: names for what it gives, each with the value it gets.",
            },
            "shapes": {
                "type": "object",
                "additionalProperties": {"type": "array", "items": {"type": ["string", "integer"]}},
                "description": "The shapes of arrays passed and returned: numbers, or names such as m.",
            },
            "cases": {
                "type": "object",
                "properties": {
                    "draw": {"type": "string", "description": "The oracle that draws inputs: (kind, seed[, size])."},
                    "kinds": {
                        "type": "object",
                        "minProperties": 1,
                        "additionalProperties": {"type": "string"},
                        "description": "The kinds of inputs, and each in words for the student.",
                    },
                    "sizes": {"type": "array", "minItems": 1, "items": {"type": "integer"}},
                    "times": {"type": "integer", "minimum": 1, "maximum": 1000},
                    "expected": {"type": "string", "description": "The oracle that lists the right answers."},
                    "mistakes": {
                        "type": "string",
                        "description": "The oracle that lists wrong answers, each with a sentence on what is wrong.",
                    },
                    "visible": {
                        "type": "array",
                        "items": {"type": "string"},
                        "description": "The kinds whose inputs are shown in full.",
                    },
                },
                "required": ["draw", "kinds"],
                "additionalProperties": False,
                "description": "The inputs on which the function is run; without them a person grades the code.",
            },
            "limits": {
                "type": "object",
                "properties": {
                    name: {"type": "number", "exclusiveMinimum": 0, "description": what}
                    for name, what in LIMITS.items()
                },
                "additionalProperties": False,
                "description": "What one submission may use.",
            },
        },
        "required": ["function"],
    },
)
