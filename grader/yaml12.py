"""Strict YAML: libyaml's parser, YAML 1.2 scalars, a line for every node, every input bounded.

PyYAML alone follows YAML 1.1: `on` and `no` become booleans, `1e-8` a string, `012` ten, and of two
equal keys the last wins silently. Here `on` is a word, `1e-8` a number, and a repeated key an error.
Anchors, aliases, tags and second documents are refused: nobody needs them in a rubric or an answer, and
they are how bombs are built. The rules for scalars are the core schema's, yaml.org/spec/1.2.2 §10.3.2.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import yaml

MAX_BYTES = 1_000_000
MAX_DEPTH = 40
MAX_NODES = 100_000
MAX_DIGITS = 400

_NULLS = frozenset(("", "~", "null", "Null", "NULL"))
_BOOLS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_INT = re.compile(r"[-+]?[0-9]+\Z")
_RADIX = re.compile(r"0o[0-7]+\Z|0x[0-9a-fA-F]+\Z")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z")
_SPECIAL = re.compile(r"(?P<sign>[-+]?)\.(?:inf|Inf|INF)\Z|\.(?:nan|NaN|NAN)\Z")

_MEND = {
    "found character that cannot start any token": "indent with spaces, no tabs; quote what starts with @, ` or %",
    "mapping values are not allowed in this context": "quote a text that holds ': '",
    "did not find expected key": "the entries of a mapping begin in one column",
    "did not find expected '-' indicator": "the entries of a list begin in one column",
    "did not find expected ',' or ']'": "a [ is not closed, or a text in it needs quotes",
    "did not find expected ',' or '}'": "a { is not closed, or a text in it needs quotes",
    "could not find expected ':'": "the line above is neither `key: value` nor `- item`",
    "found unexpected end of stream": "a quote is not closed",
    "did not find expected <document start>": "there is something after the end; quotes go around a whole text",
    "found unknown escape character": "in double quotes write \\\\ for a backslash, or use single quotes",
}
"""How to fix what libyaml complains about, by its own words."""

Path = tuple[str | int, ...]


class YamlProblem(Exception):
    """Text that is not YAML as we read it, with the line (from 1) where it stops being so."""

    def __init__(self, message: str, line: int):
        self.message, self.line = message, line
        super().__init__(f"line {line}: {message}")


@dataclass(frozen=True, slots=True)
class Document:
    """A value of None, bools, numbers, strings, lists and dicts, and the line of each node by its path.

    A mapping's entry has the line of its key.
    """

    value: Any
    lines: Mapping[Path, int]

    def line(self, path: Path) -> int:
        """The line of the node at `path`, or of its nearest ancestor that has one."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def parse(data: bytes | str) -> Document:
    """Read one YAML document.

    Raises:
        YamlProblem: not UTF-8, not YAML, too large, too deep, or something that we refuse.
    """
    text = _decode(data)
    lines: dict[Path, int] = {}
    events = _events(text)
    first = next(events, None)
    if first is None:
        return Document(None, {(): 1})
    value = _node(first, events, (), lines)
    extra = next(events, None)
    if extra is not None:
        raise YamlProblem("a second document starts here; keep one", _line(extra))
    return Document(value, lines)


def scalar(text: str) -> Any:
    """The value of an unquoted scalar under YAML 1.2's core schema.

    >>> [scalar(word) for word in ("on", "1e-8", "012", "true", "~", "v1")]
    ['on', 1e-08, 12, True, None, 'v1']
    """
    if text in _NULLS:
        return None
    if text in _BOOLS:
        return _BOOLS[text]
    if len(text) <= MAX_DIGITS:
        if _INT.match(text):
            return int(text)
        if _FLOAT.match(text):
            return float(text)
        if _RADIX.match(text):
            return int(text, 0)
        if special := _SPECIAL.match(text):
            return float("nan") if special["sign"] is None else float(special["sign"] + "inf")
    return text


def _decode(data: bytes | str) -> str:
    raw = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
    if len(raw) > MAX_BYTES:
        raise YamlProblem(f"larger than {MAX_BYTES:,} bytes", 1)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise YamlProblem("not UTF-8 text; save the file as UTF-8", _line_at(raw, error.start)) from None


def _events(text: str) -> Iterator[yaml.Event]:
    """The parser's events that carry content. The parser works in one pass, without recursion."""
    skipped = (yaml.StreamStartEvent, yaml.StreamEndEvent, yaml.DocumentStartEvent, yaml.DocumentEndEvent)
    count = 0
    try:
        for event in yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
            if isinstance(event, skipped):
                continue
            count += 1
            if count > MAX_NODES:
                raise YamlProblem(f"more than {MAX_NODES:,} nodes", _line(event))
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                raise YamlProblem("anchors and aliases (& and *) are not read; write it out, or quote it", _line(event))
            if (tag := getattr(event, "tag", None)) not in (None, "!"):
                raise YamlProblem(f"the tag {tag[:60]} is not read; leave it out", _line(event))
            yield event
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        said = str(error.problem or error.context)
        mend = f"; {_MEND[said]}" if said in _MEND else ""
        raise YamlProblem(said + mend, mark.line + 1 if mark else 1) from None
    except yaml.reader.ReaderError as error:
        line = _line_at(text.encode(), error.position)
        raise YamlProblem(f"a character that YAML does not allow: {error.reason}", line) from None


def _node(event: yaml.Event, events: Iterator[yaml.Event], path: Path, lines: dict[Path, int]) -> Any:
    lines.setdefault(path, _line(event))
    if len(path) > MAX_DEPTH:
        raise YamlProblem(f"nested deeper than {MAX_DEPTH} levels", _line(event))
    if isinstance(event, yaml.ScalarEvent):
        return event.value if event.style or not event.implicit[0] else scalar(event.value)
    if isinstance(event, yaml.SequenceStartEvent):
        items: list[Any] = []
        while not isinstance(item := next(events), yaml.SequenceEndEvent):
            items.append(_node(item, events, (*path, len(items)), lines))
        return items
    mapping: dict[str, Any] = {}
    while not isinstance(key_event := next(events), yaml.MappingEndEvent):
        key = _key(key_event)
        if key in mapping:
            first = lines[(*path, key)]
            shown = " ".join(key[:60].split())
            raise YamlProblem(
                f"the key '{shown}' is here a second time; it is already on line {first}", _line(key_event)
            )
        lines[(*path, key)] = _line(key_event)
        mapping[key] = _node(next(events), events, (*path, key), lines)
    return mapping


def _key(event: yaml.Event) -> str:
    if not isinstance(event, yaml.ScalarEvent):
        raise YamlProblem("a key must be a plain word", _line(event))
    return str(event.value)


def _line(event: yaml.Event) -> int:
    return int(event.start_mark.line) + 1 if event.start_mark else 1


def _line_at(raw: bytes, position: int) -> int:
    return raw.count(b"\n", 0, max(position, 0)) + 1
