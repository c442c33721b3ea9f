"""A Markdown page as steps: files to write, lines to put in, commands to run."""

import re
from dataclasses import dataclass
from pathlib import Path

_FENCE = re.compile(r"^```(?P<language>\w+)(?P<rest>[^\n]*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
_OPTION = re.compile(r'(\w+)="((?:[^"\\]|\\.)*)"')


@dataclass(frozen=True)
class Step:
    """A fenced block: `title` is the file it is (or is put into, after the line that holds `after`)."""

    language: str
    title: str | None
    after: str | None
    flags: tuple[str, ...]
    body: str


def steps(page: Path) -> list[Step]:
    """The fenced blocks of a page that name a language, in order."""
    found = []
    for fence in _FENCE.finditer(page.read_text(encoding="utf-8")):
        options = {key: value.replace('\\"', '"') for key, value in _OPTION.findall(fence["rest"])}
        flags = tuple(_OPTION.sub("", fence["rest"]).split())
        found.append(Step(fence["language"], options.get("title"), options.get("after"), flags, fence["body"]))
    return found


def apply(step: Step, root: Path) -> None:
    """Do what a block with a title says to the copy of the project at `root`."""
    assert step.title is not None
    path = root / step.title
    if step.after is None:
        assert not path.exists(), f"{step.title} is there already"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(step.body, encoding="utf-8")
        return
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    places = [number for number, line in enumerate(lines) if step.after in line]
    assert len(places) == 1, f"'{step.after}' stands {len(places)} times in {step.title}"
    lines.insert(places[0] + 1, step.body)
    path.write_text("".join(lines), encoding="utf-8")
