"""rubrics/rubric.schema.json: what an editor completes from and underlines while a rubric is typed."""

import json
import re
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from grader import cli, yaml12
from grader.answers import FORMS
from grader.checks import CHECKS
from tests.rubric.small_rubric import RIGHT, edited

RUBRICS = Path(__file__).parents[2] / "rubrics"
SCHEMA = json.loads((RUBRICS / "rubric.schema.json").read_text(encoding="utf-8"))


def accepted(text: str) -> bool:
    return Draft202012Validator(SCHEMA).is_valid(yaml12.parse(text).value)


def test_the_file_is_what_the_command_prints(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["schema"]) == 0
    printed = capsys.readouterr().out
    written = (RUBRICS / "rubric.schema.json").read_text(encoding="utf-8")
    assert written == printed, "write it anew: python grade.py schema > rubrics/rubric.schema.json"


def test_it_is_a_valid_schema_of_draft_2020_12() -> None:
    assert SCHEMA["$schema"] == Draft202012Validator.META_SCHEMA["$id"]
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("path", sorted(RUBRICS.glob("*.yaml")), ids=lambda path: path.name)
def test_a_rubric_names_it_and_keeps_to_it_with_its_includes_left_in(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    named = re.match(r"# yaml-language-server: \$schema=(\S+)\n", text)
    assert named is not None
    assert (path.parent / named[1]).resolve() == RUBRICS / "rubric.schema.json"
    assert accepted(text)


def test_the_small_rubric_keeps_to_it() -> None:
    assert accepted(RIGHT)


def test_every_check_and_form_can_be_completed() -> None:
    part = SCHEMA["properties"]["problems"]["items"]["properties"]["parts"]["items"]["properties"]
    assert part["criteria"]["items"]["properties"]["check"]["enum"] == list(CHECKS)
    conditions = [rule["if"]["required"] for rule in part["answer"]["allOf"]]
    assert conditions == [[form] for form in FORMS]


INCLUDED = {
    "a criterion's parameters": ("accept: [{from: 1, to: 2}]", "include: ranges.yaml"),
    "an answer's settings": ('{code: solution.py, function: "solve(X, k)"}', "{code: solution.py, include: head.yaml}"),
    "a whole answer": ("{number: seconds}", "{include: seconds.yaml}"),
    "feedback": ("{chose no: Think again.}", "{include: words.yaml}"),
    "a given": ("lam: 0.05", "include: givens.yaml"),
    "a part": ("- id: two.essay\n        answer: text", "- include: essay.yaml"),
}


@pytest.mark.parametrize("edit", INCLUDED.values(), ids=INCLUDED.keys())
def test_what_a_fragment_may_bring_is_not_missed(edit: tuple[str, str]) -> None:
    assert accepted(edited(edit))


BROKEN = {
    "unknown key at the top": ("title: A", "titel: A"),
    "unknown key in a problem": ("    title: Weights", "    name: Weights"),
    "unknown key in a part": ("answer: text", "answer: text\n        qestion: Why?"),
    "no assignment": ("assignment: hw8\n", ""),
    "assignment's id": ("hw8", "hw 8"),
    "part without an id": ("- id: two.layers\n        answer", "- answer"),
    "part without an answer": ("        answer: text\n", ""),
    "empty criteria": ("criteria: [{check: review, points: 4}]", "criteria: []"),
    "negative points": ("points: 2", "points: -2"),
    "points missing": ("points: 2, ", ""),
    "step that is tiny": ("step: 0.5", "step: 1e-320"),
    "visible": ("step: 0.5", "visible: never"),
    "unknown form": ("answer: text", "answer: txet"),
    "form without its settings": ("answer: text", "answer: number"),
    "unknown form in a mapping": ("{number: seconds}", "{numbr: seconds}"),
    "unit": ("{number: seconds}", "{number: second}"),
    "size 0": ("W2: [m, k]", "W2: [m, 0]"),
    "one option": ("[yes, no]", "[yes]"),
    "code without a function": (', function: "solve(X, k)"', ""),
    "given that is a list": ("lam: 0.05", "lam: [0.05]"),
    "given without an oracle": ("lam: 0.05", "lam: {value: 0.05}"),
    "unknown check": ("check: orthonormal", "check: orthonormol"),
    "no check": ("check: orthonormal, ", ""),
    "unknown parameter": ("limit: 1e-6", "limt: 1e-6"),
    "another check's parameter": ("limit: 1e-6", "words: [1, 2]"),
    "parameter missing": ("right: yes, ", ""),
    "parameter of the wrong kind": ("expected: [<sos>, on]", "expected: <sos> on"),
    "another answer by a list": ("{answer: one.others}", "{answer: [one.others]}"),
    "another answer where none can stand": ("expected: [<sos>, on]", "expected: {answer: one.others}"),
    "feedback that is a list": ("{chose no: Think again.}", "[Think again.]"),
    "range without an end": ("{from: 1, to: 2}", "{from: 3}"),
    "include of another kind of file": ("accept: [{from: 1, to: 2}]", "include: ranges.txt"),
}


@pytest.mark.parametrize("edit", BROKEN.values(), ids=BROKEN.keys())
def test_a_mistake_is_underlined(edit: tuple[str, str]) -> None:
    assert not accepted(edited(edit))
