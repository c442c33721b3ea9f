"""Rules for rubrics beyond their schema."""

import ast
import warnings
from collections.abc import Iterator, Mapping
from typing import Any

from grader.answers import FORMS
from grader.answers.choice import folded
from grader.answers.form import Form
from grader.answers.words import did_you_mean
from grader.rubric import code_rules, training_rules
from grader.rubric.violations import Violation, shown

Mapped = Mapping[str, Any]


def form_of(answer: Any) -> tuple[str | None, str | None]:
    """The form that an `answer:` has, or what is wrong with it."""
    if isinstance(answer, str):
        if answer not in FORMS:
            return None, f"unknown form of answer '{shown(answer)}'{did_you_mean(answer, FORMS)}"
        if not FORMS[answer].short:
            return None, f"the form '{answer}' needs its settings: write `answer: {{{answer}: …}}`"
        return answer, None
    if not isinstance(answer, dict):
        return None, "'answer' must be a form such as `text`, or a mapping such as `{number: seconds}`"
    forms = [name for name in answer if name in FORMS]
    if len(forms) == 1:
        return forms[0], None
    if forms:
        return None, f"an answer has one form, but here are {' and '.join(forms)}"
    near = next(filter(None, (did_you_mean(name, FORMS) for name in list(answer)[:10])), "")
    return None, f"none of the forms of answers ({', '.join(FORMS)}) is given here{near}"


def answer_problems(form: str, settings: Mapped, known: Mapped) -> Iterator[Violation]:
    """Problems with an answer's settings that fit their schema; `known` are the givens."""
    asked = FORMS[form]
    for array in asked.arrays(settings):
        for size in settings[array]:
            if isinstance(size, str):
                yield from _size(size, array, known)
    spelled = [folded(option) for option in asked.options(settings)]
    if len(set(spelled)) < len(spelled) or "" in spelled:
        yield (form,), "two options are the same except for case, spaces or punctuation, or one has no letters"
    if asked.is_program and not _is_head(settings["function"]):
        yield ("function",), f"'{shown(settings['function'])}' is not the head of a function, such as solve(X, k)"
    if asked.is_trained:
        yield from training_rules.answer_problems(settings)
    elif asked.is_program:
        yield from code_rules.answer_problems(settings)


def _size(size: str, array: str, known: Mapped) -> Iterator[Violation]:
    if size not in known:
        yield (array,), f"the size '{shown(size)}' of {array} is not a given{did_you_mean(size, known)}"
    elif isinstance(known[size], bool) or not isinstance(known[size], int) or known[size] < 1:
        yield (array,), f"the size '{size}' of {array} must be a whole number from 1"


def _is_head(function: str) -> bool:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            body = ast.parse(f"def {function}:\n    pass").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return len(body) == 1


def parameter_problems(criterion: Mapped, form: str, settings: Mapped) -> Iterator[Violation]:
    """Problems with a criterion's parameters that fit their schema."""
    for rule in _RULES:
        yield from rule(criterion, FORMS[form], settings)


def _empty(criterion: Mapped, form: Form, settings: Mapped) -> Iterator[Violation]:
    for name, value in criterion.items():
        if value == [] and name != "right":
            yield (name,), f"'{name}' has no entries; fill it, or leave it out"


def _options(criterion: Mapped, form: Form, settings: Mapped) -> Iterator[Violation]:
    options = form.options(settings)
    if not options or "right" not in criterion:
        return
    known = {folded(option) for option in options}
    right = criterion["right"] if isinstance(criterion["right"], list) else [criterion["right"]]
    for option in right:
        if folded(option) not in known:
            hint = did_you_mean(str(option), map(str, options))
            yield ("right",), f"'{shown(option)}' is not one of the options{hint}"


def _array(criterion: Mapped, form: Form, settings: Mapped) -> Iterator[Violation]:
    arrays = form.arrays(settings)
    if arrays and criterion.get("of", arrays[0]) not in arrays:
        yield ("of",), f"'{shown(criterion['of'])}' is not one of the arrays{did_you_mean(criterion['of'], arrays)}"


def _positions(criterion: Mapped, form: Form, settings: Mapped) -> Iterator[Violation]:
    positions = form.positions(settings)
    for name in ("expected", "other_expected"):
        tokens = criterion.get(name)
        if positions and isinstance(tokens, list) and tokens and len(tokens) != len(positions):
            yield (name,), f"'{name}' has {len(tokens)} tokens for the {len(positions)} positions of the answer"


def _ranges(criterion: Mapped, form: Form, settings: Mapped) -> Iterator[Violation]:
    for index, accepted in enumerate(criterion.get("accept") or ()):
        if accepted["from"] > accepted["to"]:
            yield ("accept", index), f"from {accepted['from']} to {accepted['to']} is empty; the smaller comes first"
    if criterion.get("words") and criterion["words"][0] > criterion["words"][1]:
        yield ("words",), "the least number of words comes first"


def _formulas(criterion: Mapped, form: Form, settings: Mapped) -> Iterator[Violation]:
    """Formulas of a criterion, and entries of its notation, that cannot be read or do not fit."""
    if "notation" in criterion:
        from grader.checks.author import problems

        yield from problems(criterion)


def _programs(criterion: Mapped, form: Form, settings: Mapped) -> Iterator[Violation]:
    if form.is_trained:
        yield from training_rules.parameter_problems(criterion)
    elif form.is_program:
        yield from code_rules.parameter_problems(criterion, settings)


def _nothing_from(criterion: Mapped, form: Form, settings: Mapped) -> Iterator[Violation]:
    if "nothing_from" not in criterion:
        return
    if "limit" not in criterion:
        yield ("nothing_from",), "'nothing_from' needs a 'limit' too, from which points fall"
    elif criterion["nothing_from"] <= criterion["limit"]:
        yield ("nothing_from",), f"'nothing_from' must be more than the limit, {criterion['limit']:g}"


def _step(criterion: Mapped, form: Form, settings: Mapped) -> Iterator[Violation]:
    if criterion.get("step", 0) > criterion.get("points", float("inf")):
        yield ("step",), f"a step of {criterion['step']} is more than all {criterion['points']} points"


_RULES = (_empty, _options, _array, _positions, _ranges, _formulas, _programs, _nothing_from, _step)
"""In the order in which their problems are listed."""
