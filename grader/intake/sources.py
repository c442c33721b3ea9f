"""The texts of a submission (answers.md, answers.yaml, notebooks) and the answers that they hold."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from grader.answers import code, form_of
from grader.answers.definitions import may_bind
from grader.errors import Unreadable
from grader.intake import limits
from grader.intake.files import Files
from grader.intake.text import brief, decode
from grader.intake.tree import Tree
from grader.model import Assignment, Cells, Part, Place, Section, Value


class Sources:
    """The answers in the texts, and an error for each text that cannot be read, for parts that it may have answered."""

    def __init__(self, tree: Tree, assignment: Assignment, files: Files):
        self.notes: list[str] = []
        self.notebooks: list[Cells] = []
        self._assignment = assignment
        self._tree = tree
        self._files = files
        self._functions = [
            code.function_name(part.answer.settings) for part in assignment.parts if form_of(part).is_program
        ]
        self._code_left = limits.CODE
        self._found: dict[str, list[Section | Value]] = {}
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
        broken = [*(self._broken if form_of(part).is_text else ()), *self._broken_notebooks]
        return broken[0] if broken else None

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
        if any_part:
            self.notes += notes
        defining = any(may_bind(source, name) for _, source in notebook.code for name in self._functions)
        if defining or (any_part and notebook.code):
            self._cells(notebook.code, Place(name), defining)
        elif not any_part:
            self._files.used.discard(name)

    def _cells(self, cells: Sequence[tuple[str, str]], place: Place, defining: bool) -> None:
        from grader.intake.notebook import plain_python

        self._code_left -= sum(len(source.encode()) for _, source in cells)
        if self._code_left < 0:
            message = f"{place} cannot be read: notebooks with more than {limits.CODE:,} bytes of code"
            raise Unreadable(message, place, "Keep only the answers in them.")
        python, left_out = plain_python(cells)
        self.notebooks.append(Cells(tuple(python), place))
        if defining and left_out:
            listed = "; ".join(left_out[: limits.NAMES])
            rest = f" and {len(left_out) - limits.NAMES} more" if len(left_out) > limits.NAMES else ""
            self.notes.append(
                f"{brief(place.file)}: IPython's own commands are not Python and are not run: {listed}{rest}"
            )

    def _take(self, found: Sequence[tuple[str, Section | Value]]) -> None:
        for part, raw in found:
            self._found.setdefault(part, []).append(raw)
