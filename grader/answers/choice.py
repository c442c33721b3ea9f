"""One option, or several: ticked boxes, the option's words, or its value."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from grader.answers.form import Form, Settings, Values, boxes, kind, prose, quoted, written
from grader.answers.words import did_you_mean, normal, unlatex
from grader.errors import Unreadable
from grader.model import Answer, Place, Section

_LEAD = re.compile(
    r"\s*(?:(?:my|the|our)?\s*(?:answers?|choices?|options?)\s*(?:is|are|[:=])*|[-*•])\s*", re.IGNORECASE
)


def folded(text: Any) -> str:
    """What two spellings of an option share: `nn.MSELoss()`, `torch.nn.MSELoss` and `mseloss`.

    >>> folded("`nn.MSELoss()`") == folded("torch.nn.mseloss"), folded("Weight-Decay"), folded(True)
    (True, 'weightdecay', 'yes')
    """
    if isinstance(text, bool):
        return "yes" if text else "no"
    plain = unlatex(normal(str(text))).casefold()
    plain = re.sub(r"\(\s*\)", "", plain)
    plain = re.sub(r"\b(?:torch|nn)\.(?=\w)", "", plain)
    return re.sub(r"[^\w.+]|_", "", plain).strip(".")


def read_choice(answer: Answer, settings: Settings, givens: Values) -> Values | None:
    """`{"choice": option, "options": …}`; None where no box is ticked and nothing written.

    Raises:
        Unreadable: no option, or more than one.
    """
    options = [_name(option) for option in settings["choice"]]
    picked, place = _picked(written(answer, "a choice"), options, single=True)
    if picked is None:
        return None
    if len(picked) != 1:
        listed = quoted(sorted(picked)) if picked else "nothing"
        raise Unreadable(f"one option is asked for, and {listed} are chosen", place, "Tick one box.")
    return {"choice": picked[0], "options": tuple(options)}


def read_choices(answer: Answer, settings: Settings, givens: Values) -> Values | None:
    """`{"choices": frozenset of options, "options": …}`; None where nothing is ticked or written.

    An empty list in answers.yaml is an answer: no option holds.
    """
    options = [_name(option) for option in settings["choices"]]
    picked, _ = _picked(written(answer, "a choice"), options, single=False)
    return None if picked is None else {"choices": frozenset(picked), "options": tuple(options)}


def _name(option: Any) -> str:
    return {True: "yes", False: "no"}[option] if isinstance(option, bool) else str(option)


def _picked(raw: Any, options: list[str], *, single: bool) -> tuple[list[str] | None, Place]:
    if isinstance(raw, Section):
        ticked = [(text, place) for text, tick, place in boxes(raw) if tick]
        if ticked:
            return list(dict.fromkeys(_option(text, options, place) for text, place in ticked)), ticked[0][1]
        rest = [block for block in raw.blocks if block.ticked is None]
        text = prose(Section(tuple(rest), raw.source, raw.place), "a choice")
        return (_from_text(text, options, raw.place, single) if text else None), raw.place
    value = raw.value
    if isinstance(value, dict):
        if not all(isinstance(tick, bool) for tick in value.values()):
            raise Unreadable("a mapping must say true or false for each option", raw.place)
        value = [name for name, tick in value.items() if tick]
    if isinstance(value, list):
        if any(isinstance(item, list | dict) or item is None for item in value):
            raise Unreadable(f"a {kind(value[0])} stands where an option is asked for", raw.place)
        return list(dict.fromkeys(_option(item, options, raw.place) for item in value)), raw.place
    if value is None or value == "":
        return None, raw.place
    return _from_text(_name(value), options, raw.place, single), raw.place


def _option(text: Any, options: list[str], place: Place) -> str:
    """The option that a text is, in whatever spelling.

    Raises:
        Unreadable: none of them, with the one that may be meant.
    """
    known = {folded(option): option for option in options}
    if folded(text) in known:
        return known[folded(text)]
    shown = " ".join(str(text).split())[:60]
    raise Unreadable(
        f"'{shown}' is none of the options{did_you_mean(str(text), options)}",
        place,
        f"The options: {', '.join(options)}.",
    )


def _from_text(text: str, options: list[str], place: Place, single: bool) -> list[str]:
    """Options from words: each line or listed item an option; for a single one, the option that leads."""
    known = {folded(option): option for option in options}
    body = _LEAD.sub("", text, count=1)
    items = (
        [body]
        if folded(body) in known
        else [item for item in re.split(r"[\n;,|]|\band\b", body) if folded(_LEAD.sub("", item, count=1))]
    )
    found = [known.get(folded(_LEAD.sub("", item, count=1))) for item in items]
    if found and all(found):
        return list(dict.fromkeys(option for option in found if option))
    if not single:
        wrong = next(item for item, option in zip(items, found, strict=True) if not option)
        return [_option(_LEAD.sub("", wrong, count=1), options, place)]
    return [_leading(body, options, place)]


def _leading(body: str, options: Sequence[str], place: Place) -> str:
    """`Yes, because …`: the option that the answer begins with, if no other one is named in it."""
    words: Mapping[str, str] = {option: rf"(?<![\w.]){re.escape(option.casefold())}(?![\w.]*\w)" for option in options}
    text = normal(body).casefold().replace("`", "")
    named = [option for option, pattern in words.items() if re.search(pattern, text)]
    if len(named) == 1 and re.match(words[named[0]], text.lstrip("*_ (")):
        return named[0]
    if len(named) > 1:
        raise Unreadable(
            f"one option is asked for, and {quoted(named)} are named", place, "Name just one, or tick one box."
        )
    return _option(body, list(options), place)


def _starter(name: str) -> Any:
    return lambda settings: "\n".join(f"- [ ] {_name(option)}" for option in settings[name])


def _schema(name: str) -> Mapping[str, Any]:
    option = {"type": ["string", "integer", "number", "boolean"]}
    return {
        "properties": {
            name: {
                "type": "array",
                "items": option,
                "minItems": 2,
                "maxItems": 100,
                "uniqueItems": True,
                "description": "The options.",
            }
        }
    }


CHOICE = Form(read_choice, lambda settings: frozenset({"choice", "options"}), _schema("choice"), _starter("choice"))
CHOICES = Form(
    read_choices, lambda settings: frozenset({"choices", "options"}), _schema("choices"), _starter("choices")
)
