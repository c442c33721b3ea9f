"""A rubric's YAML files read as one value."""

from pathlib import Path
from typing import Any

from grader import yaml12
from grader.errors import RubricError
from grader.model import Place
from grader.rubric.parsed import Source

MAX_INCLUDES = 20


def read(path: Path) -> Source:
    """Read a rubric. `include: FILE` in a mapping puts that file's keys in, beneath the mapping's own.

    Raises:
        RubricError: a file that cannot be read, is not YAML, or includes itself.
    """
    files = _Files()
    value = files.load(path, (), (), Place(str(path)))
    return Source(str(path), value, files.places, tuple(files.texts))


class _Files:
    """The files of one rubric as they are read: their texts, and the place of each node."""

    def __init__(self) -> None:
        self.texts: list[tuple[str, bytes]] = []
        self.places: dict[yaml12.Path, Place] = {}

    def load(self, path: Path, at: yaml12.Path, within: tuple[Path, ...], asked: Place) -> Any:
        """The value of a file that goes in at the node `at`, asked for at a place in the files `within`."""
        try:
            with path.open("rb") as stream:
                data = stream.read(yaml12.MAX_BYTES + 1)
            itself = path.resolve()
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            about = "" if asked.line is None else f"'{path}' "
            raise RubricError([(asked, f"{about}cannot be read: {reason}")]) from None
        if itself in within:
            raise RubricError([(asked, f"'{path}' includes itself")])
        self.texts.append((str(path), data))
        try:
            document = yaml12.parse(data)
        except yaml12.YamlProblem as problem:
            raise RubricError([(Place(str(path), problem.line), problem.message)]) from None
        for node, line in document.lines.items():
            self.places.setdefault((*at, *node), Place(str(path), line))
        return self._included(document.value, path, at, (*within, itself))

    def _included(self, value: Any, path: Path, at: yaml12.Path, within: tuple[Path, ...]) -> Any:
        if isinstance(value, list):
            return [self._included(item, path, (*at, index), within) for index, item in enumerate(value)]
        if not isinstance(value, dict):
            return value
        merged: dict[str, Any] = {}
        if "include" in value:
            merged.update(self._fragment(value.pop("include"), path, at, within))
        for key, item in value.items():
            merged[key] = self._included(item, path, (*at, key), within)
        return merged

    def _fragment(self, name: Any, path: Path, at: yaml12.Path, within: tuple[Path, ...]) -> dict[str, Any]:
        place = self.places.pop((*at, "include"))  # the fragment may have its own at this node
        if not isinstance(name, str) or not name.endswith((".yaml", ".yml")):
            raise RubricError([(place, "include: takes the name of a .yaml file next to this one")])
        if len(self.texts) > MAX_INCLUDES or len(at) > yaml12.MAX_DEPTH:
            raise RubricError([(place, f"more than {MAX_INCLUDES} files are included, or they nest too deeply")])
        included = self.load(path.parent / name, at, within, place)
        if not isinstance(included, dict):
            raise RubricError([(place, f"'{name}' must contain a mapping")])
        return included
