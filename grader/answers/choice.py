"""One option, or several: ticked boxes, the option's words, or its value."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from grader.answers.form import Reading, Settings, Values, boxes, prose, quoted, scalar, written
from grader.answers.words import HEDGE, MAX_TEXT, did_you_mean, normal, strangers, unlatex
from grader.errors import Unreadable
from grader.model import Answer, Place, Section, Value

MAX_WORDS = 30
"""Words of a text in which an option is looked for."""

_INTRODUCING = re.compile(
    r"an?|the|my|our|i|we|it|its|it's|so|that|would|should|be|am|is|are|was|answers?|choices?|options?|think|believe|say"
    r"|cho?ose|pick|us(?:e|es|ed|ing)|need(?:s|ed)?|requires?|\W+"
)
_HEDGE = re.compile(r"(?:\W|_|\b(?:and|or|maybe|perhaps|possibly|also|rather|actually|both)\b)*")
_REASON = re.compile(r"\b(?:because|since)\b[^\n;.]*", re.IGNORECASE)
_EXPLAINING = re.compile(r"\b(?:because|since|as|not|unlike|while|whereas|than|instead)\b", re.IGNORECASE)
_ADDED = re.compile(rf"\b(?:{HEDGE}|and|also|too|plus)\b", re.IGNORECASE)
_BETWEEN = (re.compile(r"\n"), re.compile(r"[;,|&]|\s\+\s"), re.compile(r"\band\b", re.IGNORECASE))
_BULLET = re.compile(r"\s*(?:[-*•]|(?:\w+ ){0,3}(?:is|are|:)\s)")
_NONE = frozenset(("none", "noneofthem", "noneofthese", "noneoftheabove"))

Known = Mapping[str, str]
"""The options by their folded spellings."""


def folded(text: Any) -> str:
    """A key that is the same for all spellings of an option: `nn.MSELoss()`, `torch.nn.MSELoss` and `mseloss`.

    >>> folded("`nn.MSELoss()`") == folded("torch.nn.mseloss"), folded("Weight-Decay"), folded(True), folded(-1)
    (True, 'weightdecay', 'yes', '-1')
    """
    plain = unlatex(normal(_name(text)).replace("−", "-")).casefold()
    plain = re.sub(r"\(\s*\)", "", plain)
    plain = re.sub(r"\b(?:torch|nn)\.(?=\w)", "", plain)
    return re.sub(r"[^\w.+%-]|_|(?<=\w)-|-(?!\d)", "", plain).strip(".")


def read_choice(answer: Answer, settings: Settings, givens: Values) -> Values | None:
    """`{"choice": option, "options": …}`; None where no box is ticked and nothing written.

    Raises:
        Unreadable: no option, or more than one.
    """
    options = [_name(option) for option in settings["choice"]]
    raw = written(answer, "a choice")
    picked = _picked(raw, _known(options), options, single=True)
    if picked is None:
        return None
    if len(picked) != 1:
        listed = quoted(picked) if picked else "nothing"
        raise Unreadable(f"one option is asked for, but {listed} are chosen", raw.place, "Tick one box.")
    return {"choice": picked[0], "options": tuple(options)}


def read_choices(answer: Answer, settings: Settings, givens: Values) -> Values | None:
    """`{"choices": frozenset of options, "options": …}`; None where nothing is ticked or written.

    An empty list in answers.yaml, or the word `none`, is an answer: no option holds.
    """
    options = [_name(option) for option in settings["choices"]]
    picked = _picked(written(answer, "a choice"), _known(options), options, single=False)
    return None if picked is None else {"choices": frozenset(picked), "options": tuple(options)}


def _name(option: Any) -> str:
    if isinstance(option, bool):
        return "yes" if option else "no"
    return str(int(option)) if isinstance(option, float) and option.is_integer() else str(option)


def _known(options: Sequence[str]) -> Known:
    known = {folded(option): option for option in options}
    words = {"true": known.get("yes"), "y": known.get("yes"), "false": known.get("no"), "n": known.get("no")}
    return {word: option for word, option in words.items() if option} | known


def _picked(raw: Section | Value, known: Known, options: Sequence[str], *, single: bool) -> list[str] | None:
    if isinstance(raw, Section):
        ticked = [_ticked(text, known, options, place) for text, tick, place in boxes(raw) if tick]
        empty = {known.get(folded(text)) for text, tick, _ in boxes(raw) if not tick}
        if both := empty & set(ticked):
            raise Unreadable(f"the box {quoted(map(str, both))} is there twice, ticked and not ticked", raw.place)
        if ticked:
            return list(dict.fromkeys(ticked))
        rest = tuple(block for block in raw.blocks if block.ticked is None)
        text = prose(Section(rest, raw.source, raw.place), "a choice")
    else:
        value = raw.value
        if isinstance(value, dict):
            if not all(isinstance(tick, bool) for tick in value.values()):
                raise Unreadable("a mapping must say true or false for each option", raw.place)
            value = [name for name, tick in value.items() if tick]
        if isinstance(value, list):
            return list(dict.fromkeys(_exactly(_scalar(item, raw.place), known, options, raw.place) for item in value))
        text = "" if value is None else _scalar(value, raw.place).strip()
    if not text:
        return None
    if len(text) > MAX_TEXT:
        raise Unreadable(f"a text of {len(text):,} characters where an option is asked for", raw.place)
    if folded(text) in known:
        return [known[folded(text)]]
    return [_stated(text, known, options, raw.place)] if single else _listed(text, known, options, raw.place)


def _scalar(value: Any, place: Place) -> str:
    return _name(value) if isinstance(value, bool | float) else scalar(value, place, "an option")


def _exactly(text: str, known: Known, options: Sequence[str], place: Place) -> str:
    """The option that a text is, in whatever spelling.

    Raises:
        Unreadable: none of them, with the one that may be meant.
    """
    if folded(text) in known:
        return known[folded(text)]
    shown = " ".join(text.split())[:60]
    odd = "".join(f"; {stranger}" for stranger in strangers(shown)[:1])
    raise Unreadable(
        f"'{shown}' is not one of the options{odd or did_you_mean(shown, options)}",
        place,
        f"The options: {', '.join(options)}.",
    )


def _ticked(text: str, known: Known, options: Sequence[str], place: Place) -> str:
    """The option of a ticked box, which may be followed by an explanation."""
    return _leading(text, known, place) or _exactly(text, known, options, place)


def _stated(text: str, known: Known, options: Sequence[str], place: Place) -> str:
    """The option that a text begins with, after words like `my answer is`: `Yes, because …`."""
    words = _words(text)
    while words:
        option = _leading(" ".join(words), known, place)
        if option:
            return option
        assigned = words[1:2] == ["="]
        if not (assigned or _INTRODUCING.fullmatch(words[0].casefold())):
            break
        words = words[1 + assigned :]
    return _exactly(text, known, options, place)


def _leading(text: str, known: Known, place: Place) -> str | None:
    """The option that a text begins with, None where it begins with none.

    Raises:
        Unreadable: another one follows at once.
    """
    option, rest = _prefix(_words(text), known)
    if option is None:
        return None
    other, after = _prefix(_words(_HEDGE.sub("", rest, count=1)), known)
    plain_word = set(known.values()) == {"yes", "no"} and re.match(r"\w", after)  # "Yes, no matter which"
    if other not in (None, option) and not plain_word:
        listed = quoted([option, str(other)])
        raise Unreadable(f"one option is asked for, but {listed} are named", place, "Name just one, or tick one box.")
    if taken := _taken_back(rest, option, known):
        raise Unreadable(f"'{option}' is taken back by '{taken}'", place, "Name just one, or tick one box.")
    return option


def _taken_back(rest: str, option: str, known: Known) -> str | None:
    """The words that name another option after the first, unless as a reason (`because L1 does not square`); else None.

    Yes and no are common words: they count where they end a clause after a hedge.
    """
    if set(known.values()) == {"yes", "no"}:
        end = r"\s*(?:[.,;:!?)]|$|if\b|when\b|for\b|otherwise\b)"
        before = rf"(?:\b(?:{HEDGE}|although|though|is)\W+|[.,;]\s*)"
        clause = re.search(rf"{before}(?:yes|no)\b{end}", rest, re.IGNORECASE)
        return clause[0] if clause else None
    words = _words(rest)
    named = next((at for at in range(len(words)) if _prefix(words[at:], known)[0] not in (None, option)), None)
    if named is None:
        return None
    hedge = re.search(rf"\b(?:{HEDGE}|if|although|though)\b", rest, re.IGNORECASE)
    reason = _EXPLAINING.search(" ".join(words[:named]))
    return None if reason and not hedge else " ".join(words[: named + 1])


def _prefix(words: Sequence[str], known: Known) -> tuple[str | None, str]:
    for count in range(len(words), 0, -1):
        option = known.get(folded(" ".join(words[:count])))
        if option:
            return option, " ".join(words[count:])
    return None, ""


def _words(text: str) -> list[str]:
    return re.sub(r"([,:;()/—–=]|\.\s)", r" \1 ", text[: 50 * MAX_WORDS]).split()[:MAX_WORDS]


def _listed(text: str, known: Known, options: Sequence[str], place: Place) -> list[str]:
    """Each line or listed item an option; reasons and remarks in parentheses are left out."""
    if folded(text) in _NONE:
        return []
    plain = re.sub(r"\([^()\n]*\)", "", _REASON.sub("", text))
    remarks = re.findall(r"\([^()\n]*\)", text) + _REASON.findall(text)
    items = [_BULLET.sub("", item, count=1) if _BULLET.match(item) else item for item in _items(plain, known, _BETWEEN)]
    picked = list(dict.fromkeys(_exactly(item, known, options, place) for item in items if folded(item)))
    if not picked:
        raise Unreadable(
            f"no option is named in '{' '.join(text.split())[:60]}'", place, "Tick the boxes that you mean."
        )
    for remark in remarks:
        words = _words(remark)
        others = {_prefix(words[at:], known)[0] for at in range(len(words))} - {None, *picked}
        if others and _ADDED.search(remark):
            raise Unreadable(f"a remark adds {quoted(map(str, others))}", place, "Tick the boxes that you mean.")
    return picked


def _items(text: str, known: Known, separators: Sequence[re.Pattern[str]]) -> list[str]:
    """A text cut at the separators, the first of them first, until each piece is an option."""
    if not separators or folded(text) in known:
        return [text]
    return [item for piece in separators[0].split(text) for item in _items(piece, known, separators[1:])]


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


CHOICE = Reading(read_choice, lambda settings: frozenset({"choice", "options"}), _schema("choice"), _starter("choice"))
CHOICES = Reading(
    read_choices, lambda settings: frozenset({"choices", "options"}), _schema("choices"), _starter("choices")
)
