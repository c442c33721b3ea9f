"""Numbers with their unit: `356`, `356 s`, `5 min 56 s`, `~26 seconds`, `94 %`, `0.94`.

Values are exact decimals: 94.1 is 94.1, not the nearest float.
"""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from grader.answers.form import Reading, Settings, Values, prose, written
from grader.answers.words import HEDGE, MAX_TEXT, normal, unlatex
from grader.errors import Unreadable
from grader.model import Answer, Section, Value

UNITS = ("plain", "seconds", "percent")

_FIGURE = re.compile(
    r"""(?<![\w.])(?<!\d,)(?<![A-Za-z][-–])          # not the 10 of CIFAR-10, not the 100 of V100
        (?P<sign>[-−+]?)
        (?P<digits>\d{1,3}(?:,\d{3}){1,7}(?:\.\d{1,25})?|\d{1,25}(?:[.,]\d{1,25})?|\.\d{1,25})(?![.,]?\d)
        (?P<power>e[-+]?\d{1,2}(?!\d))?
        (?P<clock>(?::[0-5]\d){1,2}(?:\.\d{1,25})?(?!\d))?
        (?:\s*(?P<unit>(?:%|per\s?cent|h(?:ours?|rs?)?|m(?:in(?:ute)?s?)?|s(?:ec(?:ond)?s?)?|ms|milliseconds?)(?![a-zµμ°])\.?
            |′′|′|"|'))?
        (?P<other>[a-zµμ°]+|\s+(?:days?|weeks?|months?|years?|epochs?|steps?|[µμun]s|times|hundred|thousand|million
            |billion)\b)?
    """,
    re.VERBOSE | re.IGNORECASE,
)
_JOINED = re.compile(r"(?<=\d)(hr?|m|min)(?=\d)", re.IGNORECASE)
_QUOTES = "\"'`“”‘’"
_SECONDS = {"h": Decimal(3600), "m": Decimal(60), "s": Decimal(1), "ms": Decimal("0.001")}
_PRIMES = {"′": "m", "'": "m", "′′": "s", '"': "s"}


_NOT_ALONE = re.compile(
    rf"(?:\b(?:not|isn't|never|except|but|than|under|over|below|above)\s{{1,3}}|[≠<>]\s{{0,3}}|!=\s{{0,3}})(?=[-+~]?\.?\d)"
    rf"|\d\S{{0,9}}\s{{1,3}}(?:%\s?)?(?:error|thousand|hundred|dozen|trillion|fortnights?|decades?|centur(?:y|ies))\b"
    rf"|\d\s?[a-z]{{0,12}}\.?\s?(?:/|\bper\b)\s?(?:epoch|step|batch|image|run)"
    rf"|[x×]\s?\d{{1,6}}\s?\)|(?<=\d)\W{{0,9}}\b{HEDGE}\b|\b{HEDGE}\s+(?=\d)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as read: exact `value` in `unit` (one of UNITS, or `other`), and how it was `spelled`."""

    value: Decimal
    unit: str
    spelled: str


def quantities(text: str) -> list[Quantity]:
    """Every number in a text, with its unit; `5 min 56 s` is one of 356 seconds.

    Digits that belong to a name (ResNet-9, V100, CIFAR-10) are not numbers, nor are more than 25 in a row: so no
    value is beyond what a float can say.

    >>> [str(quantity.value) for quantity in quantities("5m56s on a V100, 94,1 % and 1:02:03")]
    ['356', '94.1', '3723']
    """
    found: list[Quantity] = []
    end, rank = -1, 0
    for match in _FIGURE.finditer(_JOINED.sub(r"\1 ", _plain_digits(unlatex(normal(text))))):
        quantity, scale = _quantity(match)
        gap = match.string[end : match.start()].strip() if end >= 0 else "x"
        if found and gap in ("", "and", ",") and 0 < scale < rank:
            last = found.pop()
            quantity = Quantity(last.value + quantity.value, "seconds", f"{last.spelled} {quantity.spelled}")
        found.append(quantity)
        end, rank = match.end(), scale
    return found


def _plain_digits(text: str) -> str:
    """Digits of other scripts as ASCII ones."""
    if text.isascii():
        return text
    return "".join(str(unicodedata.decimal(char)) if char.isdecimal() else char for char in text)


def _quantity(match: re.Match[str]) -> tuple[Quantity, int]:
    """The quantity, and the rank of its time unit (3 hours, 2 minutes, 1 seconds, 0 none)."""
    digits = match["digits"]
    if re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?", digits) and not digits.startswith("0,"):
        digits = digits.replace(",", "")
    value = Decimal(digits.replace(",", ".") + (match["power"] or ""))
    if match["sign"] in ("-", "−"):
        value = -value
    unit = (match["unit"] or "").lower().rstrip(".")
    spelled = match[0].strip()
    if match["other"]:
        return Quantity(value, "other", spelled), 0
    if match["clock"]:
        for field in match["clock"][1:].split(":"):
            value = value * 60 + Decimal(field)
        return Quantity(value, "seconds", spelled), 0
    if unit == "%" or unit.startswith("per"):
        return Quantity(value, "percent", spelled), 0
    symbol = _PRIMES.get(unit) or ("ms" if unit.startswith(("ms", "milli")) else unit[:1])
    if symbol:
        return Quantity(value * _SECONDS[symbol], "seconds", spelled), {"h": 3, "m": 2}.get(symbol, 1)
    return Quantity(value, "plain", spelled), 0


def read(answer: Answer, settings: Settings, givens: Values) -> Values | None:
    """`{"number": Quantity}` in the unit asked for; None for an empty answer.

    Raises:
        Unreadable: no number, several different ones, or another unit.
    """
    raw = written(answer, "a number")
    text = prose(raw, "one number")
    text = text.strip(_QUOTES) if text.startswith(tuple(_QUOTES)) else text
    if not text:
        return None
    if len(text) > MAX_TEXT:
        raise Unreadable(f"a text of {len(text):,} characters where one number is asked for", raw.place)
    read_as = quantities(text) or quantities(_as_typed(raw))
    if not read_as:
        raise Unreadable(
            f"no number found in '{_cut(text)}'", raw.place, "Write one number, such as `356 s` or `94.1 %`."
        )
    found = [_in_unit(quantity, settings["number"]) for quantity in read_as]
    if len({(quantity and quantity.value) for quantity in found}) > 1:
        listed = ", ".join(quantity.spelled for quantity in read_as[:10])
        raise Unreadable(f"several numbers where one is asked for: {listed}", raw.place, "Keep one number.")
    if found[0] is None:
        raise Unreadable(
            f"'{_cut(text)}' is not in {settings['number']}", raw.place, f"Write the number in {settings['number']}."
        )
    if taken := _taken_back(text):
        raise Unreadable(
            f"'{_cut(text)}' is not a single number: '{_cut(taken)}'", raw.place, "Write the number alone."
        )
    return {"number": found[0]}


def _taken_back(text: str) -> str | None:
    """The words that turn an apparent number into a bound, a denial, two numbers or another quantity; else None."""
    plain = _plain_digits(normal(unlatex(text)))
    found = _NOT_ALONE.search(plain)
    if found:
        return " ".join(found[0].split())
    left = _FIGURE.sub(" ", plain)
    return next((word for word in left.split() if re.search(r"\d", word) and not re.search(r"[^\W\d_]", word)), None)


def _as_typed(raw: Section | Value) -> str:
    """The lines as typed, but quoted ones: Markdown takes the 356 of `356. That is it.` for a list's number."""
    lines = raw.source.splitlines() if isinstance(raw, Section) else []
    return "\n".join(line for line in lines[:100] if not line.lstrip().startswith(">"))


def _in_unit(quantity: Quantity, unit: str) -> Quantity | None:
    """The quantity in the unit asked for; a bare number takes it, a share up to 1 is a percentage's."""
    if quantity.unit == unit:
        return quantity
    if quantity.unit != "plain":
        return None
    share = unit == "percent" and abs(quantity.value) <= 1
    return Quantity(quantity.value * 100 if share else quantity.value, unit, quantity.spelled)


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 60 else line[:57] + "…"


def describe(value: Decimal) -> str:
    """A decimal without trailing zeros: 94.10 is 94.1."""
    plain = format(value, "f")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


READING = Reading(
    read=read,
    offers=lambda settings: frozenset({"number"}),
    schema={"properties": {"number": {"enum": list(UNITS), "description": "The unit that is asked for."}}},
)
