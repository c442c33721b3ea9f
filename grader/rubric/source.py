"""A rubric's files as one value, with the place of every node."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader import yaml12
from grader.errors import RubricError
from grader.model import Place

MAX_INCLUDES = 20


@dataclass(frozen=True, slots=True)
class Source:
    """The rubric with its includes put in; `text` is all that was read, in order."""

    file: str
    value: Any
    places: Mapping[yaml12.Path, Place]
    text: bytes

    def place(self, path: yaml12.Path) -> Place:
        """Where the node at `path` stands, or its nearest ancestor."""
        while path and path not in self.places:
            path = path[:-1]
        return self.places.get(path, Place(self.file, 1))


def read(path: Path) -> Source:
    """Read a rubric. `include: FILE` in a mapping puts that file's keys in, beneath the mapping's own.

    Raises:
        RubricError: a file that cannot be read, is not YAML, or includes itself.
    """
    texts: list[bytes] = []
    places: dict[yaml12.Path, Place] = {}
    value = _load(path, str(path), (), (), places, texts)
    return Source(str(path), value, places, b"\0".join(texts))


def _load(
    path: Path,
    shown: str,
    at: yaml12.Path,
    within: tuple[Path, ...],
    places: dict[yaml12.Path, Place],
    texts: list[bytes],
) -> Any:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise RubricError([(Place(shown), f"cannot be read: {error.strerror or error}")]) from None
    texts.append(data)
    try:
        document = yaml12.parse(data)
    except yaml12.YamlProblem as problem:
        raise RubricError([(Place(shown, problem.line), problem.message)]) from None
    for node, line in document.lines.items():
        places.setdefault((*at, *node), Place(shown, line))
    return _with_includes(document.value, path, at, (*within, path.resolve()), places, texts)


def _with_includes(
    value: Any,
    path: Path,
    at: yaml12.Path,
    within: tuple[Path, ...],
    places: dict[yaml12.Path, Place],
    texts: list[bytes],
) -> Any:
    if isinstance(value, list):
        return [_with_includes(v, path, (*at, i), within, places, texts) for i, v in enumerate(value)]
    if not isinstance(value, dict):
        return value
    merged: dict[str, Any] = {}
    if "include" in value:
        place = places[(*at, "include")]
        name = value.pop("include")
        target = path.parent / str(name)
        if not isinstance(name, str) or target.suffix not in (".yaml", ".yml"):
            raise RubricError([(place, "include: takes the name of a .yaml file beside this one")])
        if target.resolve() in within or len(texts) > MAX_INCLUDES:
            raise RubricError([(place, f"'{name}' includes itself, or more than {MAX_INCLUDES} files are included")])
        if not target.is_file():
            raise RubricError([(place, f"there is no file '{target}'")])
        included = _load(target, str(target), at, within, places, texts)
        if not isinstance(included, dict):
            raise RubricError([(place, f"'{name}' must hold a mapping")])
        merged.update(included)
    for key, item in value.items():
        merged[key] = _with_includes(item, path, (*at, key), within, places, texts)
    return merged
