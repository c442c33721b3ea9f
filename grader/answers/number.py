"""Numbers with their unit: `356`, `356 s`, `5 min 56 s`, `~26 seconds`, `94 %`, `0.94`.

Values are exact decimals: 94.1 is 94.1, not the float beside it.
"""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from grader.answers.form import Form, Settings, Values, kind, prose, written
from grader.answers.words import normal, unlatex
from grader.errors import Unreadable
from grader.model import Answer, Section

UNITS = ("plain", "seconds", "percent")

_FIGURE = re.compile(
    r"""(?<![\w.])(?<!\d,)(?<![A-Za-z][-–])          # not the 10 of CIFAR-10, not the 100 of V100
        (?P<sign>[-−+]?)
        (?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:[.,]\d+)?|\.\d+)(?![.,]?\d)
        (?P<power>[eE][-+]?\d{1,3})?
        (?P<minutes>:\d\d(?:\.\d+)?)?
        \s*(?P<unit>%|per\s?cent\b|percent\b|h(?:ours?|rs?)?\b|m(?:in(?:utes?|s)?)?\b\.?|s(?:ec(?:onds?|s)?)?\b\.?|ms\b|milliseconds?\b|″|′|"|')?
        (?P<other>[A-Za-zµ°]+|\s+(?:days?|weeks?|months?|years?|epochs?|steps?|[µun]s|times|million|billion)\b)?
    """,
    re.VERBOSE,
)
_SECONDS = {"h": Decimal(3600), "m": Decimal(60), "s": Decimal(1), "ms": Decimal("0.001")}


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as read: exact `value` in `unit` (one of UNITS, or `other`), and how it was `spelled`."""

    value: Decimal
    unit: str
    spelled: str


def quantities(text: str) -> list[Quantity]:
    """Every number in a text, with its unit; `5 min 56 s` is one of 356 seconds.

    Digits that belong to a name (ResNet-9, V100, CIFAR-10) are no numbers.
    """
    found: list[Quantity] = []
    end, rank = -1, 0
    for match in _FIGURE.finditer(_plain_digits(unlatex(normal(text)))):
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
    if match["minutes"]:
        return Quantity(value * 60 + Decimal(match["minutes"][1:]), "seconds", spelled), 0
    if unit == "%" or unit.startswith("per"):
        return Quantity(value, "percent", spelled), 0
    symbol = {"″": "s", '"': "s", "′": "m", "'": "m"}.get(unit, "ms" if unit.startswith(("ms", "milli")) else unit[:1])
    if symbol:
        return Quantity(value * _SECONDS[symbol], "seconds", spelled), {"h": 3, "m": 2}.get(symbol, 1)
    return Quantity(value, "plain", spelled), 0


def read(answer: Answer, settings: Settings, givens: Values) -> Values | None:
    """`{"number": Quantity}` in the unit asked for; None for an empty answer.

    Raises:
        Unreadable: no number, several different ones, or another unit.
    """
    raw = written(answer, "a number")
    if not isinstance(raw, Section) and isinstance(raw.value, list):
        raise Unreadable("a list stands where one number is asked for", raw.place, "Keep one number.")
    text = prose(raw, "a number")
    if not text:
        return None
    found = [_in_unit(quantity, settings["number"]) for quantity in quantities(text[:2000])]
    if not found:
        raise Unreadable(
            f"no number found in '{_cut(text)}'", raw.place, "Write one number, such as `356 s` or `94.1 %`."
        )
    if len({quantity.value for quantity in found if quantity is not None}) > 1:
        listed = ", ".join(quantity.spelled for quantity in found if quantity is not None)
        raise Unreadable(f"several numbers where one is asked for: {listed}", raw.place, "Keep one number.")
    quantity = found[0]
    if quantity is None or None in found:
        raise Unreadable(
            f"'{_cut(text)}' is not in {settings['number']}", raw.place, f"Write the number in {settings['number']}."
        )
    return {"number": quantity}


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


def describe(value: Any) -> str:
    """A decimal without trailing zeros: 94.10 is 94.1."""
    plain = format(Decimal(str(value)).normalize(), "f")
    return plain if kind(value) != "null" or plain else str(value)


FORM = Form(
    read=read,
    offers=lambda settings: frozenset({"number"}),
    schema={"properties": {"number": {"enum": list(UNITS), "description": "The unit that is asked for."}}},
)
