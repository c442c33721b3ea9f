"""The pieces that pages are put together from: what is in each, and what its key depends on."""

import copy
import dataclasses
import shutil
from functools import lru_cache
from operator import methodcaller
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.reports.html import pieces as module
from grader.reports.html import templates
from grader.reports.html.document import packed, student_page, unpacked
from grader.reports.html.pieces import pieces
from grader.reports.record import for_student
from tests.reports.classroom import HOMEWORK, HOSTILE, assignment, fragment, part, student
from tests.reports.invented import RECORDS, SMALL

RECORD = student("ada", 4)
LAYOUT = [
    *("head", "pca", *(id for id in ("conditions", "derivation", "weights", "solver")), "end"),
    *("translation", "stacking", "train_inputs", "decoder_inputs", "end"),
    *("resnet", "baseline_seconds", "learned", "training", "end"),
    *("regularized", "needed", "regularized_weights", "end", "end"),
]
"""The pieces of a student of `HOMEWORK`, in order."""


def keys(of, record):
    return [piece.key for piece in pieces(of, record)]


def texts(of, record):
    return [piece.render() for piece in pieces(of, record)]


def test_the_result_opens_and_closes_problem_by_problem_and_part_by_part():
    found = texts(HOMEWORK, RECORD)
    assert len(found) == len(LAYOUT)
    assert found[0].startswith('<article class="student">')
    assert found[1].startswith('<section class="problem">')
    assert found[2].startswith('<section class="part s-') and found[2].endswith("</section>")
    ends = [text for name, text in zip(LAYOUT, found, strict=True) if name == "end"]
    assert ends == [*4 * ["</section>"], "</article>"]


@given(RECORDS)
def test_the_pieces_joined_are_the_body_of_the_students_page(record):
    page = student_page(SMALL, record)
    body = page.partition("</header>\n")[2].removesuffix("\n</main>\n</body>\n</html>")
    assert body == "".join(texts(SMALL, record))


def test_students_pages_draw_what_they_share_once():
    text = lru_cache(500)(methodcaller("render"))
    for id in ("ada", "bela"):
        record = {**RECORD, "submission": id}
        assert student_page(HOMEWORK, record, text) == student_page(HOMEWORK, record)
    second_head, other_end = 1, 1
    assert text.cache_info().misses == len(set(LAYOUT)) + second_head + other_end


def test_keys_need_no_rendering(monkeypatch):
    monkeypatch.setattr(module, "render", None)
    assert len(keys(HOMEWORK, RECORD)) == len(LAYOUT)


# --- what a key depends on ------------------------------------------------------------------------


def renamed(of, **changes):
    """The assignment with its first problem's first part changed."""
    problem, *problems = of.problems
    first, *others = problem.parts
    changed = dataclasses.replace(problem, parts=(dataclasses.replace(first, **changes), *others))
    return dataclasses.replace(of, problems=(changed, *problems))


def retitled(of, title):
    problem, *problems = of.problems
    return dataclasses.replace(of, problems=(dataclasses.replace(problem, title=title), *problems))


def with_check(of, check):
    first = of.parts[0].criteria[0]
    return renamed(of, criteria=(dataclasses.replace(first, check=check),))


def moved(record, **changes):
    """The record with the first part's score, and so the sum, changed."""
    return {**of_part(record, **changes), "score": record["score"] + 1}


def of_part(record, **changes):
    first, *others = record["parts"]
    return {**record, "parts": [{**first, **changes}, *others]}


def of_criterion(record, **changes):
    return of_part(record, criteria=[{**record["parts"][0]["criteria"][0], **changes}])


EVIDENCE = {"b": 2, "a": 1}
BASE = of_criterion(RECORD, evidence=EVIDENCE, visible="always")
ONE_PART, NOTHING = {"conditions"}, set()
CHANGES = {
    "what-the-part-is-called": (renamed(HOMEWORK, title="Another title"), BASE, ONE_PART),
    "what-is-asked": (renamed(HOMEWORK, question="Another question."), BASE, ONE_PART),
    "a-criterions-name": (with_check(HOMEWORK, "value"), BASE, ONE_PART),
    "what-the-problem-is-called": (retitled(HOMEWORK, "Another"), BASE, {"head", "pca"}),
    "the-assignments-title": (dataclasses.replace(HOMEWORK, title="Another", id="hw8"), BASE, NOTHING),
    "a-parts-points": (HOMEWORK, moved(BASE, score=1.25), {"head", "pca", "conditions"}),
    "a-parts-status": (HOMEWORK, of_part(BASE, status="unreadable"), {"head", "conditions"}),
    "a-criterions-points": (HOMEWORK, of_criterion(BASE, score=1.25), ONE_PART),
    "a-criterions-status": (HOMEWORK, of_criterion(BASE, status="unreadable"), ONE_PART),
    "a-message": (HOMEWORK, of_criterion(BASE, message="Another message."), ONE_PART),
    "a-hint": (HOMEWORK, of_criterion(BASE, hint="Another hint."), ONE_PART),
    "evidence": (HOMEWORK, of_criterion(BASE, evidence={"b": 2, "a": 1.5}), ONE_PART),
    "the-order-of-evidence": (HOMEWORK, of_criterion(BASE, evidence={"a": 1, "b": 2}), ONE_PART),
    "the-answer-key": (HOMEWORK, of_criterion(BASE, answer_key={"explanation": "So it is."}), ONE_PART),
    "when-it-is-shown": (HOMEWORK, of_criterion(BASE, visible="after_release"), ONE_PART),
    "a-note": (HOMEWORK, {**BASE, "notes": ["A file was not read."]}, {"head"}),
    "who-it-is": (HOMEWORK, {**BASE, "submission": "bela"}, {"head"}),
    "the-name-of-a-mistake": (HOMEWORK, of_criterion(BASE, mistake="another"), NOTHING),
    "a-criterions-id": (HOMEWORK, of_criterion(BASE, id="another"), ONE_PART),
    "by-what-it-was-graded": (HOMEWORK, {**BASE, "provenance": {"grader": "another"}}, NOTHING),
}


@pytest.mark.parametrize(("of", "record", "changed"), CHANGES.values(), ids=CHANGES)
def test_a_change_changes_the_keys_of_what_shows_it_and_no_others(of, record, changed):
    for differ in (keys, texts):
        pairs = zip(LAYOUT, differ(HOMEWORK, BASE), differ(of, record), strict=True)
        assert {name for name, before, after in pairs if before != after} == changed


def test_students_with_the_same_answers_share_all_but_the_head():
    ada, bela = keys(HOMEWORK, RECORD), keys(HOMEWORK, copy.deepcopy({**RECORD, "submission": "bela"}))
    assert ada[0] != bela[0]
    assert ada[1:] == bela[1:]


def test_what_is_held_back_from_a_student_has_another_key():
    pairs = zip(LAYOUT, keys(HOMEWORK, RECORD), keys(HOMEWORK, for_student(RECORD, released=False)), strict=True)
    differ = {name for name, full, shown in pairs if full != shown}
    assert differ.isdisjoint(("head", "pca", "end")) and "train_inputs" in differ


@given(RECORDS, RECORDS, st.sets(st.sampled_from(range(3))))
def test_one_key_is_one_text_and_an_equal_part_one_key(one, other, taken):
    parts = [one["parts"][at] if at in taken else part for at, part in enumerate(other["parts"])]
    mixed = {**other, "parts": copy.deepcopy(parts)}
    made = [piece for record in (one, other, mixed) for piece in pieces(SMALL, record)]
    kept = {piece.key: piece.render() for piece in made}
    assert all(piece.render() == kept[piece.key] for piece in made)
    part_of = {0: 2, 1: 5, 2: 6}
    assert all(keys(SMALL, mixed)[part_of[at]] == keys(SMALL, one)[part_of[at]] for at in taken)


def test_hostile_ids_and_texts_are_pieces_like_others():
    of = assignment(part(HOSTILE, (HOSTILE, 4), title=HOSTILE, question=HOSTILE), title=HOSTILE)
    record = {**student("ada", 1), "submission": "\ud800" + HOSTILE, "notes": [HOSTILE]}
    record["parts"] = [{**record["parts"][0], "id": HOSTILE}]
    joined = fragment(of, record)
    assert unpacked(packed(joined)) == joined
    assert "<script" not in joined and "<img" not in joined and "⟨U+D800⟩" in joined
    assert not [char for char in joined if not char.isprintable() and char != "\n"]


def test_evidence_named_like_a_method_is_evidence():
    of = assignment(part("p", ("look", 4)))
    record = student("ada", 1)
    criterion = {**record["parts"][0]["criteria"][0], "evidence": {"items": 3, "keys": {"items": [{"values": 5}]}}}
    record["parts"] = [{**record["parts"][0], "id": "p", "criteria": [criterion]}]
    assert ">Values</bdi>" in fragment(of, record)


# --- what draws -----------------------------------------------------------------------------------


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the package that draws."""
    copied = shutil.copytree(Path(templates.__file__).parents[1], tmp_path / "reports")
    monkeypatch.setattr(templates, "_PACKAGE", copied)
    return copied


@pytest.mark.parametrize(
    ("name", "draws"),
    [
        *(
            (f"html/pages/{name}.html.j2", True)
            for name in ("head", "problem", "part", "evidence", "lines", "training")
        ),
        *((f"html/{name}.py", True) for name in ("pieces", "view", "environment", "evidence", "charts")),
        *((f"{name}.py", True) for name in ("prose", "status_words")),
        *((f"html/pages/{name}", False) for name in ("style.css", "class.css", "script.js")),
    ],
)
def test_a_change_in_what_draws_changes_the_digest(package, name, draws):
    before = templates.drawing.__wrapped__()
    assert before == templates.drawing()
    (package / name).write_text((package / name).read_text() + "\n")
    assert (templates.drawing.__wrapped__() != before) == draws


def test_another_drawing_changes_every_key(monkeypatch):
    before = keys(HOMEWORK, RECORD)
    monkeypatch.setattr(module, "drawing", lambda: b"another")
    assert not set(before) & set(keys(HOMEWORK, RECORD))
