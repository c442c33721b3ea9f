"""All sources of answers to one `Submission`."""

from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from grader.errors import Unreadable
from grader.intake import limits
from grader.intake.files import Files
from grader.intake.names import submission_id
from grader.intake.sources import Sources
from grader.intake.text import brief, near
from grader.intake.tree import Tree, opened
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
        notes = [*sources.notes, *_unknown(tree, files, assignment), *tree.notes]
    if not tree.entries:
        notes.append("no files were handed in")
    if len(notes) > limits.NOTES:
        notes = [*notes[: limits.NOTES], "and more of the kind"]
    return Submission(submission_id(path), answers, tuple(notes))


def _answer(part: Part, files: Files, sources: Sources) -> Answer | None:
    """A part's answer, if any. A file that the rubric asks for wins over text, which then is commentary."""
    try:
        found = files.of(part) or sources.code(part)
        if found:
            return Answer(found)
        texts = sources.answers(part)
        if len(texts) > 1:
            places = " and ".join(str(raw.place) for raw in texts[:4])
            raise Unreadable(f"answered twice: {places}; keep one", texts[0].place)
        if texts:
            return Answer((texts[0],))
        problem = sources.problem(part)
        if problem:
            raise problem
    except Unreadable as error:
        if error.place is None:
            raise
        return Answer(problem=(error.message, error.place, error.hint))
    return None


def _unknown(tree: Tree, files: Files, assignment: Assignment) -> Iterable[str]:
    """A note on the files that the assignment does not ask for."""
    names = [name for name in tree.names() if name not in files.used and not _known(name)]
    if names:
        settings = [part.answer.settings for part in assignment.parts]
        asked = {str(each[key]) for each in settings for key in ("arrays", "code") if key in each}
        missing = sorted((asked | {"answers.md", "answers.yaml"}) - files.used)
        listed = []
        for name in names[: limits.NAMES]:
            guess = near(PurePosixPath(name).name, missing)
            listed.append(f"{brief(name)} (did you mean {guess}?)" if guess else brief(name))
        rest = f" and {len(names) - limits.NAMES} more" if len(names) > limits.NAMES else ""
        yield f"not part of this assignment: {', '.join(listed)}{rest}"


def _known(name: str) -> bool:
    """Whether a file came with the assignment, or is a word about the submission."""
    path = PurePosixPath(name.casefold())
    return path.parts[0] == "data" or path.name in ("readme", "readme.md", "readme.txt")
