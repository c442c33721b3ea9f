"""Code that was handed in: found and shown, never run here."""

import ast
import warnings
from typing import Any

from grader.answers.form import Form, Settings, Values
from grader.errors import Unreadable
from grader.model import Answer, File

MAX_SOURCE = 400_000


def read(answer: Answer, settings: Settings, givens: Values) -> Values | None:
    """`{"code": {"file", "line", "source"}}` of the function asked for; None for an untouched stub.

    Raises:
        Unreadable: not Python, or without that function.
    """
    file = next((raw for raw in answer.raw if isinstance(raw, File)), None)
    name = settings["function"].partition("(")[0].strip()
    if file is None:
        raise Unreadable(f"a text stands where the file {settings['code']} is asked for", answer.raw[0].place)
    source = _decoded(file)
    function = _function(source, name, file)
    if function is None:
        raise Unreadable(
            f"no function {name} is defined", file.place, f"Define {settings['function']} at the top level."
        )
    if _is_stub(function):
        return None
    text = ast.get_source_segment(source, function) or ""
    return {"code": {"file": file.place.file, "line": function.lineno, "source": text}}


def _decoded(file: File) -> str:
    if len(file.data) > MAX_SOURCE:
        raise Unreadable(f"larger than {MAX_SOURCE:,} bytes", file.place)
    try:
        return file.data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unreadable("not UTF-8 text", file.place, "Save the file as UTF-8.") from None


def _function(source: str, name: str, file: File) -> ast.FunctionDef | ast.AsyncFunctionDef | None:
    """The last top-level definition of the name, as Python would have it."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(source)
    except SyntaxError as error:
        where = f"line {error.lineno}" if error.lineno else "the file"
        raise Unreadable(
            f"not Python: {error.msg} ({where})", file.place, "Run the file once before handing it in."
        ) from None
    except (ValueError, RecursionError, MemoryError):
        raise Unreadable("not Python that can be read: null bytes, or nested too deeply", file.place) from None
    found = [
        node for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name == name
    ]
    return found[-1] if found else None


def _is_stub(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether nothing stands in it but a docstring, `...`, `pass` or `raise NotImplementedError`."""

    def empty(node: ast.stmt) -> bool:
        if isinstance(node, ast.Raise):
            raised: Any = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
            return isinstance(raised, ast.Name) and raised.id == "NotImplementedError"
        return isinstance(node, ast.Pass) or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))

    return all(empty(node) for node in function.body)


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
