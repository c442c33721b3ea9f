"""All sources of answers to one `Submission`."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path, PurePosixPath

from grader.answers import code, form_of
from grader.errors import Unreadable
from grader.intake import limits
from grader.intake.files import Files
from grader.intake.likely import meant
from grader.intake.names import submission_id
from grader.intake.opening import opened
from grader.intake.programs import beside, program
from grader.intake.sources import Sources
from grader.intake.text import brief, near
from grader.intake.tree import Tree
from grader.model import Answer, Assignment, Part, Submission


def read(path: Path, assignment: Assignment) -> Submission:
    """Read a student's folder or zip.

    What is wrong with one part's answer is said in that part's `Answer.problem`; what else is noteworthy
    (files and headings that the assignment does not know) in the notes.

    Raises:
        SubmissionError: `path` is neither a folder nor a zip, or cannot be opened as a whole.
    """
    with opened(path) as tree:
        files = Files(tree, assignment)
        sources = Sources(tree, assignment, files)
        answers = {part.id: answer for part in assignment.parts if (answer := _answer(part, files, sources))}
        answers |= meant(tree, files, assignment, answers)
        own, too_much = beside(tree, files) if _has_code(assignment, answers) else ({}, [])
        notes = [*sources.notes, *_unknown(tree, files, own, assignment), *_left_out(too_much), *tree.notes]
    if not tree.entries:
        notes.append("no files were handed in")
    if len(notes) > limits.NOTES:
        notes = [*notes[: limits.NOTES], "and more like these"]
    return Submission(submission_id(path), answers, tuple(notes), own)


def _has_code(assignment: Assignment, answers: Mapping[str, Answer]) -> bool:
    return any(form_of(part).is_program and answers.get(part.id, Answer()).raw for part in assignment.parts)


def _answer(part: Part, files: Files, sources: Sources) -> Answer | None:
    """A part's answer, if any. A file that the rubric asks for wins over text, which then is commentary."""
    try:
        is_program = form_of(part).is_program
        found = program(part, files.code(part), sources.notebooks) if is_program else files.arrays(part)
        if found:
            return Answer(tuple(found))
        texts = sources.answers(part)
        if len(texts) > 1:
            places = " and ".join(str(raw.place) for raw in texts[:4])
            raise Unreadable(f"answered twice: {places}; keep one", texts[0].place)
        if texts:
            return Answer((texts[0],))
        problem = sources.problem(part)
        if problem:
            raise problem
        if is_program and len(sources.notebooks) == 1:
            lone = Answer(tuple(sources.notebooks))
            return lone if code.read(lone, part.answer.settings, {}) else None  # a name nearly right is told
    except Unreadable as error:
        if error.place is None:
            raise
        return Answer(problem=(error.message, error.place, error.hint))
    return None


def _unknown(tree: Tree, files: Files, own: Collection[str], assignment: Assignment) -> Iterable[str]:
    """A note on the files that the assignment does not ask for.

    What the student's own code may read is none of them, unless it looks like a file asked for, misspelt.
    """
    asked = {form_of(part).file(part.answer.settings) for part in assignment.parts} - {""}
    missing = sorted((asked | {"answers.md", "answers.yaml"}) - files.used)
    names = [name for name in tree.names() if name not in files.used and not _known(name)]
    names = [name for name in names if name not in own or _meant(name, missing)]
    if names:
        listed = []
        for name in names[: limits.NAMES]:
            guess = _meant(name, missing)
            listed.append(f"{brief(name)} (did you mean {guess}?)" if guess else brief(name))
        yield f"not part of this assignment: {_listed(listed, len(names))}"


def _meant(name: str, missing: Sequence[str]) -> str | None:
    return near(PurePosixPath(name).name, missing)


def _left_out(names: Sequence[str]) -> Iterable[str]:
    """A note on the files that the student's code will not find when it runs."""
    if names:
        bounds = f"at most {limits.OWN_FILES} files of {limits.OWN_BYTES:,} bytes together"
        listed = _listed([brief(name) for name in names[: limits.NAMES]], len(names))
        yield f"code that is run cannot read these files ({bounds}): {listed}"


def _listed(names: Sequence[str], count: int) -> str:
    return ", ".join(names) + (f" and {count - len(names)} more" if count > len(names) else "")


def _known(name: str) -> bool:
    """Whether a file came with the assignment, or is a word about the submission."""
    path = PurePosixPath(name.casefold())
    return path.parts[0] == "data" or path.name in ("readme", "readme.md", "readme.txt")
