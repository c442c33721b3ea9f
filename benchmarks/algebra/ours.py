"""This project's grader on the benchmark's items: the checks that a rubric would name, on the pieces of an answer."""

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from benchmarks.algebra.bases import bases
from benchmarks.algebra.exercises import exercise
from benchmarks.algebra.items import Item
from grader.answers import formulas
from grader.checks import CHECKS
from grader.errors import Unreadable
from grader.intake.commonmark import parser
from grader.intake.markdown import read
from grader.intake.text import decode
from grader.model import Answer, Block, Place, Section, Status, Verdict

CREDIT = 1 - 1e-9
"""An answer is accepted where it gets all points: what follows only in part, or rests on an assumption, is not."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a grader made of an item. `taken` is False where it could not say: unreadable, or left to a person."""

    id: str
    accepted: bool
    first_false: int | None
    milliseconds: float
    says: str
    taken: bool = True


def judge(item: Item) -> Outcome:
    """Grade one item. The time is that of the check: reading the formulas and judging them, not of Markdown."""
    pieces = _pieces(item.text)
    told = _told(item.base)
    start = time.perf_counter()
    verdict = CHECKS[item.kind](pieces, **told)
    spent = 1000 * (time.perf_counter() - start)
    taken = verdict.status not in (Status.UNREADABLE, Status.NEEDS_REVIEW)
    accepted = taken and verdict.fraction is not None and verdict.fraction >= CREDIT
    evidence: Mapping[str, Any] = verdict.evidence or {}
    return Outcome(item.id, accepted, _first_false(evidence.get("lines", ())), spent, _said(verdict, evidence), taken)


def verdict(base: str, text: str) -> Verdict:
    """What the grader says of any text as an answer to an exercise; what cannot be taken is no verdict of a check."""
    try:
        pieces = _pieces(text)
    except Unreadable as error:
        return Verdict(Status.UNREADABLE, 0.0, str(error))
    return CHECKS[bases()[base].kind](pieces, **_told(base)) if pieces else Verdict(Status.MISSING, 0.0, "nothing")


def outcomes(items: Iterable[Item]) -> list[Outcome]:
    """Every item graded, after one of each base to warm the caches up."""
    items = list(items)
    for item in {item.base: item for item in items}.values():
        judge(item)
    return [judge(item) for item in items]


@cache
def _told(base: str) -> Mapping[str, Any]:
    return exercise(bases()[base])


def _pieces(text: str) -> Any:
    """The pieces of an answer in Markdown, as the grader's intake makes them."""
    text = decode(text.encode("utf-8"), "answers.md")
    elements = read(parser(), text, "answers.md", None, lambda _: None)
    blocks: tuple[Block, ...] = tuple(block for element in elements for block in element.blocks)
    values = formulas.read(Answer((Section(blocks, text, Place("answers.md", 1, None)),)), {}, {})
    return values["pieces"] if values else ()


def _first_false(lines: Iterable[Mapping[str, Any]]) -> int | None:
    """The line of the text in which the first wrong step stands."""
    for line in lines:
        if line["mark"] in ("wrong", "half"):
            before = line["source"][: line["span"][1] - 1] if line["span"] else ""
            return int(line["line"]) + before.count("\n")
    return None


def _said(verdict: Any, evidence: Mapping[str, Any]) -> str:
    """The message, with what is said of the first line that is not right."""
    said = [f"{line['label']}: {line['says']}" for line in evidence.get("lines", ()) if line["mark"] != "right"]
    return " | ".join([verdict.message or "", *said[:2]])
