"""Answers that a person grades, and the hints laid out for that person."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any

from grader.answers.number import describe, quantities
from grader.answers.words import count_words, normal, sentences
from grader.checks.interface import Rules
from grader.counted import counted
from grader.model import Status, Verdict

CAVEAT = "Found by looking for words: a hint for the reviewer, not a verdict."
MAX_FIGURES = 40
MAX_SEARCHED = 20_000
"""Characters of a text in which ideas and figures are looked for; an essay of 150 words has a thousand."""

WordRange = Annotated[list[int], Rules({"minItems": 2, "maxItems": 2})]
Idea = Annotated[
    dict[str, Any],
    Rules(
        {
            "properties": {
                "idea": {"type": "string", "description": "The idea, in the reviewer's words."},
                "any": {
                    "type": "array",
                    "minItems": 1,
                    "items": {"type": "string"},
                    "description": "Phrases; one whose every word begins a word of a sentence may be the idea.",
                },
            },
            "required": ["idea", "any"],
            "additionalProperties": False,
        },
    ),
]
Figure = Annotated[
    dict[str, Any],
    Rules(
        {
            "properties": {
                "value": {"type": "number"},
                "unit": {"enum": ["seconds", "percent", "plain"]},
                "what": {"type": "string", "description": "What the figure is."},
            },
            "required": ["value", "unit", "what"],
            "additionalProperties": False,
        },
    ),
]


def review_text(
    text: str,
    source: str,
    *,
    words: WordRange | None = None,
    ideas: list[Idea] | None = None,
    figures: list[Figure] | None = None,
) -> Verdict:
    """A text that a person grades, with what may help: its length, ideas that seem present, figures quoted.

    A length outside `words` is a warning and costs nothing. A figure is known where one of `figures` has
    its value, to the digits written, and its unit. The status is always `needs_review`.
    """
    count = count_words(text)
    evidence: dict[str, Any] = {"text": text, "words": count, "caveat": CAVEAT}
    message = f"A person grades this text of {counted(count, 'word')}."
    hint = None
    if words:
        evidence["asked_words"] = list(words)
        if not words[0] <= count <= words[1]:
            asked = f"about {words[0]} to {words[1]} are asked for"
            hint = f"{counted(count, 'word')}; {asked}. A warning only: it costs nothing."
    answer_key: dict[str, Any] = {}
    if ideas:
        parts = [(sentence, f" {' '.join(_words(sentence))}") for sentence in sentences(text[:MAX_SEARCHED])]
        answer_key["ideas"] = [{"idea": idea["idea"], "sentence": _where(idea["any"], parts)} for idea in ideas]
    if figures:
        answer_key["figures"] = _figures(text, figures)
    return Verdict.pending(Status.NEEDS_REVIEW, message, hint=hint, evidence=evidence, answer_key=answer_key)


def review(source: str = "", code: Mapping[str, Any] | None = None) -> Verdict:
    """An answer in another form than text that a person grades, shown to the reviewer as it was typed."""
    if code is not None:
        where = f"{code['file']}:{code['line']}"
        return Verdict.pending(Status.NEEDS_REVIEW, f"A person grades this code ({where}).", evidence={"code": code})
    return Verdict.pending(Status.NEEDS_REVIEW, "A person grades this answer.", evidence={"text": source})


def _words(text: str) -> list[str]:
    return [word.strip("\"'`*_.,;:!?()[]$") for word in normal(text).casefold().replace("-", " ").split()]


def _where(phrases: list[str], parts: list[tuple[str, str]]) -> str | None:
    """The first sentence that holds every word of one of the phrases, each as a word's beginning.

    A sentence comes with its words, a space before each.
    """
    needed = [[f" {start}" for start in _words(phrase)] for phrase in phrases]
    for part, found in parts:
        if any(all(start in found for start in phrase) for phrase in needed):
            return part
    return None


def _figures(text: str, known: list[dict[str, Any]]) -> list[dict[str, Any]]:
    listed = []
    for quantity in quantities(text[:MAX_SEARCHED])[:MAX_FIGURES]:
        fitting = [
            figure["what"]
            for figure in known
            if quantity.unit in (figure["unit"], "plain") and _rounds_to(quantity.value, Decimal(str(figure["value"])))
        ]
        if fitting or quantity.unit in ("seconds", "percent"):
            quoted = quantity.spelled if quantity.unit != "other" else describe(quantity.value)
            listed.append({"quoted": quoted, "known": bool(fitting), "what": "; ".join(dict.fromkeys(fitting)) or None})
    return listed


def _rounds_to(quoted: Decimal, figure: Decimal) -> bool:
    """Whether the quoted number is the figure to the digits that were written."""
    exponent = quoted.as_tuple().exponent
    unit = Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)
    return abs(quoted - figure) <= unit / 2
