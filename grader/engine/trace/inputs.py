"""The inputs of verdicts, each by a name, with its digest whenever it is asked for.

    criteria P      the checks of a part and their parameters, as the rubric has them
    form P          how a part is answered, and that form's settings
    given P NAME    what a given is, seen from a part
    givens P        which givens there are for a part
    secret, draws   what hidden inputs depend on, the student apart: the secret, by its id; the way they are drawn
    isolation       the tier that students' code is kept in
    source FILE, file FILE, folder PATH, library NAME
    hidden P        the private test set of a part
    device P        whether the device that a training part asks for is there, and where its data is said to be
    variant         whether the small variant of training parts is asked for
    answer P        what the student wrote or handed in for a part, wherever it is        ┐
    claim P         what the student's own run.json says                                   │
    program P       the program that is trained for a part: neither comments nor layout    │ of one submission
    files           all files that the student's code can read                             ┘

A verdict holds as long as every name that it was made from still has its digest; to ask takes no check and no code.
"""

from collections.abc import Callable, Mapping
from functools import cached_property

from grader.engine.marking import programs
from grader.engine.marking.handed import Handed
from grader.engine.marking.programs import Rehearsal
from grader.engine.secrets.draws import VERSION, Secret
from grader.model import Assignment, Call, Cells, Criterion, File, OtherAnswer, Part
from grader.oracles import Givens
from grader.provenance import Libraries, Sources, digest

ABSENT = "absent"
NONE = Rehearsal()
OWN = ("answer ", "program ", "claim ", "files")
"""How the names begin that are one submission's."""

Names = Mapping[str, str]
"""Names with their digests."""


class Shared:
    """The inputs that all submissions of an assignment share. Each is looked at once.

    Args:
        isolation: says the tier; asked only where a verdict depends on it.
    """

    def __init__(
        self,
        assignment: Assignment,
        secret: Secret,
        sources: Sources,
        libraries: Libraries,
        isolation: Callable[[], str],
        *,
        rehearsal: Rehearsal = NONE,
    ):
        self.sources, self.libraries = sources, libraries
        self._parts = {part.id: part for part in assignment.parts}
        self._asked, self._outer = assignment.parts, tuple(assignment.given)
        outer = Givens(assignment.given)
        self._givens = {part.id: Givens(part.given, outer) for part in assignment.parts}
        self._known: dict[str, str] = {}
        self._kinds: Mapping[str, Callable[[str], str]] = {
            "criteria": lambda part: digest(sorted(self._criteria(self._parts[part]))),
            "form": lambda part: digest([self._parts[part].answer.form, self._parts[part].answer.settings]),
            "given": self._given,
            "givens": lambda part: digest(sorted(self._givens[part])),
            "secret": lambda _: secret.id,
            "draws": lambda _: digest([VERSION, assignment.id]),
            "isolation": lambda _: isolation(),
            "variant": lambda _: "small" if rehearsal.small else "whole",
            "device": lambda part: programs.availability(self._parts[part], rehearsal),
            "hidden": lambda part: programs.hidden_digest(self._parts[part]),
            "source": sources.file,
            "file": sources.file,
            "folder": sources.folder,
            "library": libraries.version,
        }

    @cached_property
    def reading(self) -> str:
        """The digest of everything that decides what is read from a submission, besides its files."""
        view = [[part.id, part.question, part.answer.form, part.answer.settings, *part.given] for part in self._asked]
        modules = [*self.sources.closure(["grader.intake.collect"]), *self.sources.package("grader.answers")]
        libraries = {name for module in modules for name in self.sources.libraries(module)}
        return digest(
            [
                [view, *self._outer],
                sorted({self.digest(f"source {self.sources.name(module)}") for module in modules}),
                sorted(self.digest(f"library {name}") for name in {"python", *libraries}),
            ]
        )

    def digest(self, name: str) -> str:
        """The digest of a shared input now; `ABSENT` where there is none of that name any more."""
        if name not in self._known:
            kind, _, what = name.partition(" ")
            try:
                self._known[name] = self._kinds[kind](what)
            except KeyError:
                self._known[name] = ABSENT
        return self._known[name]

    def hold(self, names: Names) -> bool:
        """Whether all of these are as they were."""
        return all(self.digest(name) == then for name, then in names.items())

    def program(self, part: str, handed: Handed) -> str:
        """The digest of the program that a student handed in for a part; of what there is instead, where it is none."""
        answer = handed.answer(part)
        if answer.problem is None and any(isinstance(raw, File | Cells) for raw in answer.raw):
            return programs.handed_in(self._parts[part], answer, handed.files).key
        return digest(answer)

    def _given(self, what: str) -> str:
        part, _, name = what.partition(" ")
        return digest(self._givens[part].definition(name))

    def _criteria(self, part: Part) -> list[tuple[str, str]]:
        return [(name, self.meaning(part, each)) for name, each in zip(part.ids, part.criteria, strict=True)]

    def meaning(self, part: Part, criterion: Criterion) -> str:
        """The digest of what a criterion judges by: its check and its parameters, but neither points nor words."""
        parameters = {name: self._parameter(part, criterion.parameters[name]) for name in sorted(criterion.parameters)}
        return digest([criterion.check, parameters])

    def _parameter(self, part: Part, value: object) -> object:
        if isinstance(value, Call):
            return self._givens[part.id].defined(value)
        return {"answer": value.part} if isinstance(value, OtherAnswer) else value


class Inputs:
    """The inputs of one submission, the shared ones among them."""

    def __init__(self, shared: Shared, handed: Handed):
        self._shared, self._handed = shared, handed
        self._known: dict[str, str] = {}

    def digest(self, name: str) -> str:
        """The digest of an input now."""
        if not name.startswith(OWN):
            return self._shared.digest(name)
        if name not in self._known:
            kind, _, part = name.partition(" ")
            if kind == "program":
                self._known[name] = self._shared.program(part, self._handed)
            elif kind == "claim":
                found = programs.claim(self._handed.answer(part), self._handed.files)
                self._known[name] = digest(found or b"")
            else:
                asked = sorted(self._handed.files.items()) if kind == "files" else self._handed.answer(part)
                self._known[name] = digest(asked)
        return self._known[name]

    def hold(self, names: Names) -> bool:
        """Whether all of these are as they were."""
        return all(self.digest(name) == then for name, then in names.items())
