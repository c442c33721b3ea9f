"""Code that was handed in: found and shown, never run here."""

import ast
import warnings
from typing import Any

from grader.answers.form import Form, Settings, Values
from grader.answers.words import did_you_mean
from grader.errors import Unreadable
from grader.model import Answer, File

MAX_SOURCE = 200_000


def read(answer: Answer, settings: Settings, givens: Values) -> Values | None:
    """`{"code": {"file", "line", "source"}}` of the function asked for.

    None where it is still the starter's stub, or nothing of that name is there: a file may hold the answers to
    several parts, and not all of them.

    Raises:
        Unreadable: not Python, or only something with nearly that name, or that name not at the top level.
    """
    file = next((raw for raw in answer.raw if isinstance(raw, File)), None)
    name = settings["function"].partition("(")[0].strip()
    if file is None:
        raise Unreadable(f"a text stands where the file {settings['code']} is asked for", answer.raw[0].place)
    source = _decoded(file)
    tree = _parsed(source, file)
    bound = [node for node in tree.body if name in _names(node)]
    if not bound:
        others = {name for node in ast.walk(tree) if isinstance(node, ast.stmt) for name in _names(node)}
        guess = "; it must stand at the top level" if name in others else did_you_mean(name, sorted(others))
        if guess:
            hint = f"Define {settings['function']} at the top level."
            raise Unreadable(f"no function {name} is defined{guess}", file.place, hint)
        return None
    if _is_stub(bound[-1]):
        return None
    text = ast.get_source_segment(source, bound[-1]) or ""
    return {"code": {"file": file.place.file, "line": bound[-1].lineno, "source": text}}


def _decoded(file: File) -> str:
    if len(file.data) > MAX_SOURCE:
        raise Unreadable(f"larger than {MAX_SOURCE:,} bytes", file.place)
    try:
        return file.data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unreadable("not UTF-8 text", file.place, "Save the file as UTF-8.") from None


def _parsed(source: str, file: File) -> ast.Module:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(source)
    except SyntaxError as error:
        where = f"line {error.lineno}" if error.lineno else "the file"
        raise Unreadable(
            f"not Python: {error.msg} ({where})", file.place, "Run the file once before handing it in."
        ) from None
    except (ValueError, RecursionError, MemoryError):
        raise Unreadable("not Python that can be read: null bytes, or nested too deeply", file.place) from None


def _names(node: ast.stmt) -> set[str]:
    """The names that a statement binds: a definition's, an assignment's, an import's."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return {node.name}
    if isinstance(node, ast.Import | ast.ImportFrom):
        return {alias.asname or alias.name for alias in node.names}
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    return {target.id for target in targets if isinstance(target, ast.Name)}


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
    offers=lambda settings: frozenset({"code"}),
    schema={
        "properties": {
            "code": {"type": "string", "pattern": r"^[\w.-]+\.py$", "description": "The file that holds the code."},
            "function": {
                "type": "string",
                "pattern": r"^[A-Za-z_]\w*\(.*\)$",
                "description": "The function asked for, with its arguments: solve(X, k).",
            },
        },
        "required": ["function"],
    },
)
