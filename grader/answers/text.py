"""Free text, carried to a reviewer."""

from grader.answers.form import Reading, Settings, Values, block_text, scalar, written
from grader.answers.words import MAX_TEXT
from grader.errors import Unreadable
from grader.model import Answer, Section


def read(answer: Answer, settings: Settings, givens: Values) -> Values | None:
    """`{"text": str, "source": str}`: as a reader sees it, and as it was typed.

    Raises:
        Unreadable: not a text, or more than `MAX_TEXT` characters.
    """
    raw = written(answer, "a text")
    if isinstance(raw, Section):
        text = "\n\n".join(block_text(block) for block in raw.blocks)
        source = raw.source
    elif isinstance(raw.value, list):
        text = source = "\n".join(scalar(item, raw.place, "a line of text") for item in raw.value)
    else:
        text = source = scalar(raw.value, raw.place, "a text")
    if len(text) > MAX_TEXT:
        raise Unreadable(f"a text of {len(text):,} characters; at most {MAX_TEXT:,} are read", raw.place)
    return {"text": text.strip(), "source": source.strip()} if text.strip() else None


def _offers(settings: Settings) -> frozenset[str]:
    return frozenset({"text", "source"})


READING = Reading(read, _offers, {"properties": {"text": {"type": ["null", "string"], "description": "Free text."}}})
