"""Evidence as panels: known keys become pictures and tables, everything else a list of keys and values.

A check writes plain JSON values. A key is only taken for its convention if its value has the
convention's form; the rest is shown all the same, so that nothing a check says can be lost.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from grader.reports import code_calls, formula_lines, training, training_runs
from grader.reports.formatting import clipped, number

Values = Mapping[str, Any]
MOST_ITEMS = 200
"""Items of a list, entries of a mapping, positions of a token sequence that are shown at most."""


@dataclass(frozen=True, slots=True)
class Panel:
    """A piece of evidence of a known kind; `data` is what the template's macro of that name takes."""

    kind: str
    data: Any


@dataclass(frozen=True, slots=True)
class Evidence:
    """A criterion's evidence for the page. `released` holds what only the answer key says."""

    panels: tuple[Panel, ...]
    rest: Values
    released: tuple[Panel, ...]
    released_rest: Values

    def __bool__(self) -> bool:
        return bool(self.panels or self.rest)


def read(evidence: Values, key: Values) -> Evidence:
    """Sorts evidence and answer key (empty before the release) into panels and the rest.

    The hints for a reviewer are in the key, since they give the answer away, and are drawn as evidence.
    """
    for_reviewers = {name: key[name] for name in ("ideas", "figures") if name in key}
    evidence, key = {**evidence, **for_reviewers}, {name: key[name] for name in key if name not in for_reviewers}
    panels, used, used_key = [], set[str](), set[str]()
    for kind, names, key_names, reader in _READERS:
        if names[0] in evidence and names[0] not in used and (data := reader(evidence, key)) is not None:
            panels += _panel(kind, data)
            used |= set(names)
            used_key |= set(key_names)
    released: list[Panel] = []
    for kind, name, reader_of_key in _RELEASED:
        if name in key and (data := reader_of_key(key[name])) is not None:
            released += _panel(kind, data)
            used_key.add(name)
    rest = {name: value for name, value in evidence.items() if name not in used}
    return Evidence(
        tuple(panels), rest, tuple(released), {name: value for name, value in key.items() if name not in used_key}
    )


def _panel(kind: str, data: Any) -> list[Panel]:
    """The panel, or none where there is nothing to show; an empty text is shown."""
    return [Panel(kind, data)] if data or data == "" else []


def _numbers(values: Any) -> list[float] | None:
    if not isinstance(values, Sequence) or isinstance(values, str) or not values:
        return None
    found = [number(value) for value in values]
    return None if None in found else [value for value in found if value is not None]


def _dicts(values: Any, *needed: str) -> list[Values] | None:
    """A list of mappings that all have these keys, and not endless."""
    if not isinstance(values, list) or not values or not all(isinstance(value, dict) for value in values):
        return None
    return values[:MOST_ITEMS] if all(name in value for value in values for name in needed) else None


# --- one reader a convention: None where the value has another form -------------------------------


def _residual(evidence: Values, _: Values) -> list[dict[str, Any]] | None:
    return _against({"": evidence["residual"]}, evidence.get("limit"))


def _residuals(evidence: Values, _: Values) -> list[dict[str, Any]] | None:
    return _against(evidence["residuals"], evidence.get("limit"))


def _against(given: Any, allowed: Any) -> list[dict[str, Any]] | None:
    """Labelled numbers against one limit, which must be positive: the bar's scale is a logarithm."""
    limit = number(allowed)
    if limit is None or not (math.isfinite(limit) and limit > 0) or not isinstance(given, dict):
        return None
    found = [(str(label), number(value)) for label, value in list(given.items())[:MOST_ITEMS]]
    if not found or any(value is None for _, value in found):
        return None
    return [
        {"label": label, "value": value, "limit": limit, "passes": value <= limit}
        for label, value in found
        if value is not None
    ]


def _matrices(evidence: Values, _: Values) -> list[tuple[str, list[list[float]]]] | None:
    given = evidence["matrices"]
    if not isinstance(given, dict) or not given:
        return None
    found = []
    for label, matrix in given.items():
        rows = [_numbers(row) for row in matrix] if isinstance(matrix, list) and matrix else [None]
        if any(row is None or len(row) != len(rows[0] or ()) for row in rows):
            return None
        found.append((str(label), [row for row in rows if row is not None]))
    return found


def _tokens(evidence: Values, key: Values) -> list[dict[str, Any]] | None:
    """Given and expected tokens position by position. `note` says what else is wrong with one."""
    given = _dicts(evidence["tokens"], "given", "right")
    if given is None:
        return None
    expected = _list(key.get("tokens"))
    nothing: Values = {"given": None, "right": False}
    steps = []
    for at, (token, right) in enumerate(zip_longest(given, expected or (), fillvalue=None)):
        token = token or nothing
        extra = expected is not None and at >= len(expected)
        steps.append(
            {
                "position": token.get("position", at + 1),
                "given": token["given"],
                "right": token["right"] is True,
                "expected": right,
                "note": "missing" if token["given"] is None else "extra" if extra else None,
            }
        )
    return steps


def _boxes(evidence: Values, key: Values) -> list[dict[str, Any]] | None:
    """Options with whether they were ticked and, where the key says so, whether they should be."""
    given = _dicts(evidence["boxes"], "option", "ticked")
    if given is None:
        return None
    right = _list(key.get("ticked"))
    return [
        {
            "option": box["option"],
            "ticked": box["ticked"] is True,
            "should": None if right is None else box["option"] in right,
        }
        for box in given
    ]


def _list(value: Any) -> list[Any] | None:
    return value[:MOST_ITEMS] if isinstance(value, list) else None


def _number(evidence: Values, key: Values) -> dict[str, Any] | None:
    given = evidence["number"]
    if not isinstance(given, dict) or "given" not in given:
        return None
    bands = _dicts(key.get("accepted"), "from", "to") or []
    drawn = [_numbers([band["from"], band["to"], band.get("credit", 1)]) for band in bands]
    finite = [tuple(band) for band in drawn if band and all(map(math.isfinite, band))]
    return {**given, "value": number(given.get("value")), "accepted": bands, "drawn": finite}


def _singular(evidence: Values, key: Values) -> dict[str, Any] | None:
    given = _numbers(evidence["singular_values"])
    return None if given is None else {"given": given, "expected": _numbers(key.get("singular_values"))}


def _text(evidence: Values, _: Values) -> dict[str, Any] | None:
    """A student's text with what was counted in it; `fits` is None where no length was asked for."""
    if not isinstance(evidence["text"], str):
        return None
    words, asked = evidence.get("words"), _numbers(evidence.get("asked_words"))
    asked = asked if asked and len(asked) == 2 else None
    fits = asked[0] <= words <= asked[1] if asked and isinstance(words, int) else None
    return {"text": clipped(evidence["text"]), "words": words, "asked": asked, "fits": fits}


def _ideas(evidence: Values, _: Values) -> list[Values] | None:
    return _dicts(evidence["ideas"], "idea", "sentence")


def _figures(evidence: Values, _: Values) -> list[Values] | None:
    return _dicts(evidence["figures"], "quoted", "known")


def _caveat(evidence: Values, _: Values) -> str | None:
    return clipped(evidence["caveat"]) if isinstance(evidence["caveat"], str) else None


def _code(evidence: Values, _: Values) -> Values | None:
    code = evidence["code"]
    if not isinstance(code, dict) or not isinstance(code.get("source"), str):
        return None
    return {**code, "source": clipped(code["source"])}


def _calls(evidence: Values, _: Values) -> code_calls.Calls | None:
    return code_calls.read(evidence)


def _lines(evidence: Values, _: Values) -> list[tuple[formula_lines.Line, ...]] | None:
    found = formula_lines.lines(evidence["lines"])
    return None if found is None else list(formula_lines.groups(found))


def _conclusions(evidence: Values, _: Values) -> tuple[formula_lines.Conclusion, ...] | None:
    return formula_lines.conclusions(evidence["conclusions"])


def _training(evidence: Values, _: Values) -> training_runs.Training | None:
    return training.read(evidence["training"])


def _ratios(evidence: Values, _: Values) -> training_runs.Ratios | None:
    return training.ratios(evidence["ratios"])


def _explanation(words: Any) -> str | None:
    return clipped(words) if isinstance(words, str) else None


_READERS: tuple[tuple[str, tuple[str, ...], tuple[str, ...], Callable[[Values, Values], Any]], ...] = (
    ("lines", ("lines", "first_false"), (), _lines),
    ("conclusions", ("conclusions",), (), _conclusions),
    ("residuals", ("residuals", "residual", "limit"), (), _residuals),
    ("residuals", ("residual", "limit"), (), _residual),
    ("tokens", ("tokens",), ("tokens",), _tokens),
    ("boxes", ("boxes",), ("ticked",), _boxes),
    ("number", ("number",), ("accepted",), _number),
    ("singular", ("singular_values",), ("singular_values",), _singular),
    ("matrices", ("matrices",), (), _matrices),
    ("text", ("text", "words", "asked_words"), (), _text),
    ("ideas", ("ideas",), (), _ideas),
    ("figures", ("figures",), (), _figures),
    ("caveat", ("caveat",), (), _caveat),
    ("code", ("code",), (), _code),
    ("calls", ("calls", "failed", "seconds", "where", "first"), (), _calls),
    ("training", ("training",), (), _training),
    ("ratios", ("ratios",), (), _ratios),
)
_RELEASED: tuple[tuple[str, str, Callable[[Any], Any]], ...] = (
    ("conditions", "conditions", formula_lines.conditions),
    ("explanation", "explanation", _explanation),
    ("told", "training", training.told),
)
"""Panels that are drawn from the answer key alone: the kind, the key's name, its reader."""
