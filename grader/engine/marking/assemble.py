"""A grade put together from verdicts: points, the rubric's words, and where in the files things are. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from grader.engine.marking import places, scoring
from grader.model import Assignment, Grade, PartGrade, Place, Submission, Verdict

Begins = Mapping[str, Place]
"""Where each part's written answer begins."""


def begins(handed_in: Submission) -> Begins:
    """The places where the written answers begin, by part."""
    found = {part: places.begins(answer) for part, answer in handed_in.answers.items()}
    return {part: place for part, place in found.items() if place is not None}


def ran_in(isolations: Iterable[str | None]) -> Mapping[str, str]:
    """The isolation that a grade says its code was run in, by name; empty if no code was run."""
    found = sorted({each for each in isolations if each})
    return {"isolation": "; ".join(found)} if found else {}


def grade(
    assignment: Assignment,
    handed_in: Submission,
    told: Mapping[str, Sequence[Verdict]],
    provenance: Mapping[str, str],
    begin: Begins,
) -> Grade:
    """The grade that a submission's verdicts give, by part; parts without any are left out."""
    parts = tuple(
        PartGrade(part, scoring.results(part, [_placed(verdict, begin.get(part.id)) for verdict in told[part.id]]))
        for part in assignment.parts
        if part.id in told
    )
    return Grade(assignment, handed_in.id, parts, handed_in.notes, provenance)


def _placed(verdict: Verdict, begin: Place | None) -> Verdict:
    """A verdict that says where in the file its subject is."""
    evidence = places.placed(verdict.evidence, begin)
    if verdict.place is None:
        return verdict if evidence is verdict.evidence else replace(verdict, evidence=evidence)
    said = f"{places.absolute(verdict.place, begin)}: {verdict.message}"
    return replace(verdict, message=said, place=None, evidence=evidence)
