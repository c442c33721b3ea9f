"""The values that the grader works with, all frozen.

A rubric is an `Assignment` of `Problem`s of `Part`s of `Criterion`s. What a student hands in is a
`Submission` of raw `Answer`s. A check turns a typed answer into a `Verdict`; with its points it is a
`Result`; a part's results are a `PartGrade`; a submission's, a `Grade`.
"""

from grader.model.grade import Grade, PartGrade, Result, Status, Verdict, summary
from grader.model.place import Place
from grader.model.rubric import AnswerSpec, Assignment, Call, Criterion, OtherAnswer, Part, Problem, criterion_ids
from grader.model.submission import Answer, Block, Cells, File, Section, Submission, Value

__all__ = [
    "Answer",
    "AnswerSpec",
    "Assignment",
    "Block",
    "Call",
    "Cells",
    "Criterion",
    "File",
    "Grade",
    "OtherAnswer",
    "Part",
    "PartGrade",
    "Place",
    "Problem",
    "Result",
    "Section",
    "Status",
    "Submission",
    "Value",
    "Verdict",
    "criterion_ids",
    "summary",
]
