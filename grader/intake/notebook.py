"""A Jupyter notebook's cells. Outputs are dropped; nothing is executed."""

import re
from dataclasses import dataclass
from typing import Any, NoReturn

from grader.errors import Unreadable
from grader.intake import limits
from grader.intake.text import decode, shown
from grader.model import Place

_MAGIC = re.compile(r"^(?=%|!|\?)", re.MULTILINE)
_CELL_MAGIC = re.compile(r"\s*%%(?!(?:time|timeit|capture|prun)\b)")


@dataclass(frozen=True, slots=True)
class Notebook:
    """The Markdown cells as (number, text), counted from 1 over all cells, and the code as one text."""

    markdown: tuple[tuple[int, str], ...]
    code: str


def read(data: bytes, file: str) -> Notebook:
    """Read a notebook of format 4.

    Raises:
        Unreadable: no JSON, more values than we read, or no notebook of that format.
    """
    content = _json(data, file)
    cells = content.get("cells") if isinstance(content, dict) else None
    if not isinstance(cells, list):
        message = f"{file} cannot be read: no notebook of format 4, as it has no list of cells"
        raise Unreadable(message, Place(file), "Open it in Jupyter and save it again.")
    markdown, code = [], []
    for number, cell in enumerate(cells, 1):
        kind = cell.get("cell_type") if isinstance(cell, dict) else None
        if kind == "markdown":
            markdown.append((number, _source(cell, number, file)))
        elif kind == "code":
            code.append(_python(_source(cell, number, file)))
    return Notebook(tuple(markdown), "\n\n".join(code) + "\n")


def _source(cell: dict[str, Any], number: int, file: str) -> str:
    source = cell.get("source", "")
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        source = "".join(source)
    if not isinstance(source, str):
        raise Unreadable(f"{file} cannot be read: the source of cell {number} is no text", Place(file, 1, number))
    source = source.encode("utf-8", "replace").decode()
    return source.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")


def _python(source: str) -> str:
    """A code cell as plain Python, line for line: IPython's own commands become comments."""
    if _CELL_MAGIC.match(source):
        return "\n".join(f"# {line}" for line in source.split("\n"))
    return _MAGIC.sub("# ", source)


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
            refuse(f"the key '{shown(again)}' stands twice in one object")
        return found

    def constant(word: str) -> NoReturn:
        refuse(f"it holds {word}, which is no JSON")

    text = decode(data, file)
    if text.count("[") + text.count("{") + text.count('"') // 2 > limits.JSON_VALUES:
        refuse(f"it holds more than {limits.JSON_VALUES:,} values")
    try:
        return json.loads(text, object_pairs_hook=mapping, parse_constant=constant)
    except json.JSONDecodeError as error:
        refuse(f"no JSON at line {error.lineno}, column {error.colno}: {error.msg}", error.lineno)
    except RecursionError:
        refuse("it is nested too deep")
    except ValueError:
        refuse("it holds a number with too many digits")
