"""A rubric as one value, with the place of every node; and how it is kept once it was found right."""

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader import fingerprint
from grader.model import Place

NodePath = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """The rubric with its includes put in; `texts` is all that was read, each file's name and bytes, in order."""

    file: str
    value: Any
    places: Mapping[NodePath, Place]
    texts: tuple[tuple[str, bytes], ...]

    def place(self, path: NodePath) -> Place:
        """The place of the node at `path`, or of its nearest ancestor."""
        while path and path not in self.places:
            path = path[:-1]
        return self.places.get(path, Place(self.file, 1))

    @property
    def digest(self) -> str:
        """`sha256:…` over the texts, whatever the files are called."""
        return digest(data for _, data in self.texts)


def digest(texts: Iterable[bytes]) -> str:
    return "sha256:" + hashlib.sha256(b"\0".join(texts)).hexdigest()


def recall(path: Path, known: Path) -> tuple[Source, str] | None:
    """The rubric as `keep` left it, and its digest, if no file of it has changed since, nor the code.

    Nothing here imports a YAML parser: students notice how long start-up takes.
    """
    try:
        kept = json.loads(_file(path, path.read_bytes(), known).read_bytes())
        texts = tuple((name, Path(name).read_bytes()) for name in kept["files"])
        if digest(data for _, data in texts) != kept["digest"]:
            return None
        return loaded(kept, texts), kept["digest"]
    except (OSError, ValueError, KeyError, TypeError, IndexError):
        return None


def dumped(source: Source) -> dict[str, Any]:
    """A rubric without its texts, as plain JSON."""
    files = [name for name, _ in source.texts]
    places = [(at, files.index(place.file), place.line) for at, place in source.places.items()]
    return {"file": source.file, "files": files, "digest": source.digest, "places": places, "value": source.value}


def loaded(kept: Mapping[str, Any], texts: tuple[tuple[str, bytes], ...] = ()) -> Source:
    """The rubric of which `dumped` made this."""
    places = {tuple(at): Place(kept["files"][file], line) for at, file, line in kept["places"]}
    return Source(kept["file"], kept["value"], places, texts)


def keep(source: Source, path: Path, known: Path) -> None:
    """Keep a rubric that was found right. A folder that cannot be written to costs time, nothing else."""
    kept = dumped(source)
    try:
        target = _file(path, source.texts[0][1], known)
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = target.with_name(f"{target.name}.{os.getpid()}")
        draft.write_text(json.dumps(kept), encoding="utf-8")
        draft.replace(target)
    except (OSError, ValueError):
        pass


def _file(path: Path, text: bytes, known: Path) -> Path:
    key = f"{path.absolute()}\0{fingerprint.code()}\0".encode("utf-8", "surrogateescape") + text
    return known / f"{hashlib.sha256(key).hexdigest()}.json"
