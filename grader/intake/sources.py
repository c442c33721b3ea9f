"""The texts of a submission (answers.md, answers.yaml, notebooks) and the answers that they hold."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from grader.errors import Unreadable
from grader.intake import limits
from grader.intake.files import Files
from grader.intake.text import decode
from grader.intake.tree import Tree
from grader.model import Assignment, File, Part, Place, Section, Value

_FUNCTION = re.compile(r"\s*(?:def\s+)?(?P<name>\w+)")


class Sources:
    """What the texts hold. What of them cannot be read is kept, for the parts that they may have answered."""

    def __init__(self, tree: Tree, assignment: Assignment, files: Files):
        self.notes: list[str] = []
        self._assignment = assignment
        self._tree = tree
        self._files = files
        self._found: dict[str, list[Section | Value]] = {}
        self._code: dict[str, list[File]] = {}
        self._broken: list[Unreadable] = []
        self._broken_notebooks: list[Unreadable] = []
        with self._noting(self._broken):
            self._markdown(files.find("answers.md"))
        for name in ("answers.yaml", "answers.yml"):
            with self._noting(self._broken):
                self._yaml(files.find(name))
        left = limits.NOTEBOOK
        for name in tree.names():
            if name.casefold().endswith(".ipynb"):
                with self._noting(self._broken_notebooks):
                    self._notebook(name, left)
                left = max(0, left - tree.entries[name].size)

    def answers(self, part: Part) -> Sequence[Section | Value]:
        """A part's answers in the order of the files; more than one is one too many."""
        return self._found.get(part.id, ())

    def problem(self, part: Part) -> Unreadable | None:
        """The text that cannot be read, for a part that has no answer and may have one there."""
        text = [] if part.answer.form in ("code", "arrays") else self._broken
        broken = text + self._broken_notebooks
        return broken[0] if broken else None

    def code(self, part: Part) -> tuple[File, ...]:
        """The code cells of the notebook that defines the function of a part of form `code`.

        Raises:
            Unreadable: two notebooks do.
        """
        found = self._code.get(part.id, [])
        if len(found) > 1:
            places = " and ".join(str(file.place) for file in found[:4])
            raise Unreadable(f"{len(found)} notebooks hold the code of {part.id}: {places}; keep one", found[0].place)
        return tuple(found)

    @contextmanager
    def _noting(self, broken: list[Unreadable]) -> Iterator[None]:
        try:
            yield
        except Unreadable as error:
            broken.append(error)
            self.notes.append(f"{error.message}. {error.hint}" if error.hint else error.message)

    def _markdown(self, name: str | None) -> None:
        if name is None:
            return
        from grader.intake.sections import Text, sections

        text = decode(self._tree.read(name, limits.MARKDOWN), name)
        found, notes, any_part = sections([Text(text, name)], self._assignment)
        self._take(found)
        if any_part or not text.strip():
            self.notes += notes
        else:
            example = next((f", such as '## {part.id}'" for part in self._assignment.parts), "")
            self.notes.append(f"{name} has no heading that names a part{example}; nothing in it is graded")

    def _yaml(self, name: str | None) -> None:
        if name is None:
            return
        from grader.intake.yaml_answers import read

        found, notes = read(self._tree.read(name, limits.YAML), name, self._assignment)
        self._take(found)
        self.notes += notes

    def _notebook(self, name: str, limit: int) -> None:
        from grader.intake.notebook import read
        from grader.intake.sections import Text, sections

        self._files.used.add(name)
        notebook = read(self._tree.read(name, limit), name)
        found, notes, any_part = sections(
            [Text(text, name, cell) for cell, text in notebook.markdown], self._assignment
        )
        self._take(found)
        defining = [part for part in self._assignment.parts if _defines(notebook.code, part)]
        code = notebook.code.encode()
        if defining and len(code) > limits.CODE:
            raise Unreadable(
                f"{name} has more than {limits.CODE:,} bytes of code",
                Place(name),
                "Keep only the answers in it.",
            )
        for part in defining:
            self._code.setdefault(part.id, []).append(File(code, Place(name)))
        if any_part:
            self.notes += notes
        elif not defining:
            self._files.used.discard(name)

    def _take(self, found: Sequence[tuple[str, Section | Value]]) -> None:
        for part, raw in found:
            self._found.setdefault(part, []).append(raw)


def _defines(code: str, part: Part) -> bool:
    """Whether the code defines the function that a part of form `code` asks for."""
    function = _FUNCTION.match(str(part.answer.settings.get("function", "")))
    if part.answer.form != "code" or function is None:
        return False
    return re.search(rf"^[ \t]*def[ \t]+{function['name']}\b", code, re.MULTILINE) is not None
