"""A Jupyter notebook's cells. Outputs are dropped; nothing is executed."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, NoReturn

from grader.errors import Unreadable
from grader.intake import limits
from grader.intake.text import decode, shown
from grader.model import Place

_COMMAND = re.compile(
    r"^[ \t]*+(?:[%!?]|(?:pip|conda)[ \t]+install\b|[\w., \t]+=[ \t]*[%!]|[\w.]+\?\??[ \t]*$)", re.MULTILINE
)
"""A line that is IPython's: `%matplotlib inline`, `!ls`, `?dict`, `pip install x`, `files = !ls`, `dict?`."""
_OTHER_CELL = re.compile(r"\s*(%%(?!(?:time|capture)\b)\S*)")
"""A cell that is handed to something else: `%%bash`. Under `%%time` and `%%capture` its code runs as ever."""


@dataclass(frozen=True, slots=True)
class Notebook:
    """The contents of a notebook's cells.

    Attributes:
        markdown: the Markdown cells as (number, text), counted from 1 over all cells.
        code: the code cells as (name, source), such as ("cell 3", "x = 1"); those that are blank are left out.
    """

    markdown: tuple[tuple[int, str], ...]
    code: tuple[tuple[str, str], ...]


def read(data: bytes, file: str) -> Notebook:
    """Read a notebook of format 4.

    Raises:
        Unreadable: no JSON, more values or code cells than we read, or no notebook of that format.
    """
    content = _json(data, file)
    cells = content.get("cells") if isinstance(content, dict) else None
    if not isinstance(cells, list):
        message = f"{file} cannot be read: not a notebook of format 4, since it has no list of cells"
        raise Unreadable(message, Place(file), "Open it in Jupyter and save it again.")
    texts = [
        (number, str(cell.get("cell_type")), _source(cell, number, file))
        for number, cell in enumerate(cells, 1)
        if isinstance(cell, dict) and cell.get("cell_type") in ("markdown", "code")
    ]
    markdown = tuple((number, text) for number, kind, text in texts if kind == "markdown")
    code = tuple((f"cell {number}", text) for number, kind, text in texts if kind == "code" and text.strip())
    if len(code) > limits.CELLS:
        message = f"{file} cannot be read: it has more than {limits.CELLS:,} code cells"
        raise Unreadable(message, Place(file), "Keep only the answers in it.")
    return Notebook(markdown, code)


def plain_python(cells: Iterable[tuple[str, str]]) -> tuple[list[tuple[str, str]], list[str]]:
    """Code cells without what is IPython's own, line for line, and where that stood."""
    python, left_out = [], []
    for name, source in cells:
        other = _OTHER_CELL.match(source)
        if other:
            left_out.append(f"{name} ({shown(other[1])})")
            continue
        lines = _commands(source)
        left_out += [f"{name}, line {number}" for number in lines]
        python.append((name, _without(source, lines) if lines else source))
    return python, left_out


def _source(cell: dict[str, Any], number: int, file: str) -> str:
    source = cell.get("source", "")
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        source = "".join(source)
    if not isinstance(source, str):
        raise Unreadable(f"{file} cannot be read: the source of cell {number} is no text", Place(file, 1, number))
    source = source.encode("utf-8", "replace").decode()
    return source.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")


def _commands(source: str) -> list[int]:
    """The lines, counted from 1, that keep a cell from being Python because they are IPython's own commands."""
    if not _COMMAND.search(source) or _is_python(source):
        return []
    found, goes_on = [], False
    for number, line in enumerate(source.split("\n"), 1):
        if goes_on or _COMMAND.match(line):
            found.append(number)
            goes_on = line.endswith("\\")
    return found


def _without(source: str, commands: Collection[int]) -> str:
    """The cell with `pass` for each of these lines, as one may be all that a block holds."""
    lines = source.split("\n")
    for number in commands:
        line = lines[number - 1]
        indent = line[: len(line) - len(line.lstrip())]
        lines[number - 1] = f"{indent}pass  # {line.lstrip()}"
    return "\n".join(lines)


def _is_python(source: str) -> bool:
    """Whether a cell parses as it is: then a line that starts with % continues the one before."""
    import ast
    import warnings

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def _json(data: bytes, file: str) -> Any:
    import json

    def refuse(message: str, line: int | None = None) -> NoReturn:
        hint = "Open the notebook in Jupyter, clear all outputs and save it again."
        raise Unreadable(f"{file} cannot be read: {message}", Place(file, line), hint) from None

    def mapping(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) != len(pairs):
            from collections import Counter

            again = Counter(key for key, _ in pairs).most_common(1)[0][0]
            refuse(f"the key '{shown(again)}' occurs twice in one object")
        return found

    def constant(word: str) -> NoReturn:
        refuse(f"it holds {word}, which is not JSON")

    text = decode(data, file)
    if text.count("[") + text.count("{") + text.count('"') // 2 > limits.JSON_VALUES:
        refuse(f"it holds more than {limits.JSON_VALUES:,} values")
    try:
        return json.loads(text, object_pairs_hook=mapping, parse_constant=constant)
    except json.JSONDecodeError as error:
        refuse(f"not JSON at line {error.lineno}, column {error.colno}: {error.msg}", error.lineno)
    except RecursionError:
        refuse("it is nested too deeply")
    except ValueError:
        refuse("it holds a number with too many digits")
