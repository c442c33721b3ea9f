"""The pages: what they promise to readers, and that hostile text stays text."""

import base64
import hashlib
import io
import json
import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.model import Status, Verdict
from grader.reports.html.document import MOST_AHEAD, ClassEntry, class_page, script_json, student_page, unpacked
from grader.reports.record import WITHHELD, for_student
from tests.reports import mathematics, trainings
from tests.reports.classroom import HOMEWORK, HOSTILE, assignment, fragment, graded, part, student, write_class

VOID = {"meta", "input", "img", "br", "link"}


class Page(HTMLParser):
    """The elements of a page, the text of its scripts and styles, and whether its tags are balanced."""

    def __init__(self, html):
        super().__init__()
        self.elements, self.texts, self.stack, self.shown = [], [], [], ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))
        if tag not in VOID:
            self.stack.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))

    def handle_endtag(self, tag):
        assert self.stack.pop() == tag

    def handle_data(self, data):
        if self.stack and self.stack[-1] in ("script", "style"):
            self.texts.append((self.stack[-1], self.elements[-1][1].get("type"), data))
        else:
            self.shown += data

    def text_of(self, tag, kind=None):
        return "".join(data for found, type, data in self.texts if (found, type) == (tag, kind))

    @property
    def policy(self):
        (found,) = [a["content"] for _, a in self.elements if a.get("http-equiv") == "Content-Security-Policy"]
        return found


def whole_class(*records, of=HOMEWORK):
    out = io.StringIO()
    write_class(of, records, out)
    return out.getvalue()


def table(html):
    return json.loads(Page(html).text_of("script", "application/json"))


def packs(html):
    """The pieces that each student brings to a class page."""
    found = re.findall(r'<script type="text/plain" id="s\d+">([A-Za-z0-9+/=]+)</script>', html)
    return [json.loads(unpacked(text)) for text in found]


def hash_of(text):
    return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"


def everywhere_hostile():
    """A record in which every text that can come from a student is hostile."""
    one = assignment(part("p", ("look", 4)))
    evidence = {
        "residuals": {HOSTILE: 1.0},
        "limit": 1e-6,
        "matrices": {HOSTILE: [[1]]},
        "tokens": [{"position": HOSTILE, "given": HOSTILE, "right": False}],
        "boxes": [{"option": HOSTILE, "ticked": True}],
        "number": {"given": HOSTILE, "value": 1, "unit": HOSTILE},
        "text": HOSTILE,
        "ideas": [{"idea": HOSTILE, "sentence": HOSTILE}],
        "figures": [{"quoted": HOSTILE, "known": False, "what": HOSTILE}],
        "caveat": HOSTILE,
        "code": {"file": HOSTILE, "line": HOSTILE, "source": HOSTILE},
        "calls": 3,
        "where": HOSTILE,
        "first": {
            **{"kind": HOSTILE, "visible": True, "input": {HOSTILE: HOSTILE}, "returned": {HOSTILE: HOSTILE}},
            **{"trace": HOSTILE, "output": HOSTILE},
        },
        "training": trainings.hostile(HOSTILE),
        "ratios": trainings.ratios(),
        HOSTILE: {HOSTILE: [HOSTILE, {HOSTILE: HOSTILE}]},
        "table": [{HOSTILE: HOSTILE}],
    }
    key = {
        "explanation": HOSTILE,
        "tokens": [HOSTILE],
        "accepted": [{"from": 1, "to": 2, "note": HOSTILE}],
        "training": {"seeds": [1], "told": [{"number": 1, "told": HOSTILE}]},
        "x": HOSTILE,
    }
    verdict = Verdict.scored(0.5, HOSTILE, hint=HOSTILE, evidence=evidence, answer_key=key, mistake=HOSTILE)
    return one, graded(one, HOSTILE, (verdict,), notes=(HOSTILE,))


ONE, RECORD = everywhere_hostile()
PAGES = {
    "student": lambda: student_page(HOMEWORK, student("ada", 3)),
    "hostile-student": lambda: student_page(ONE, RECORD),
    "mathematics": lambda: student_page(mathematics.PAPER, mathematics.handed_in(HOSTILE)),
    "training": lambda: student_page(trainings.PAPER, trainings.handed_in(trainings.training(), trainings.ratios())),
    "class-of-mathematics": lambda: whole_class(mathematics.handed_in(), of=mathematics.PAPER),
    "class": lambda: whole_class(*(student(f"s{seed}", seed) for seed in range(8))),
    "hostile-class": lambda: whole_class(RECORD, of=ONE),
    "empty-class": lambda: whole_class(),
}
every_page = pytest.mark.parametrize("html", [make() for make in PAGES.values()], ids=PAGES)


@every_page
def test_the_policy_allows_just_the_style_and_the_script_of_the_page(html):
    page = Page(html)
    rules = dict(rule.strip().split(" ", 1) for rule in page.policy.split(";"))
    assert rules.pop("default-src") == "'none'"
    assert rules.pop("img-src") == "data:"
    assert rules.pop("style-src") == hash_of(page.text_of("style"))
    script = page.text_of("script")
    assert rules.pop("script-src", None) == (hash_of(script) if script else None)
    assert rules == {"base-uri": "'none'", "form-action": "'none'"}


@every_page
def test_nothing_is_inline_and_nothing_is_loaded(html):
    page = Page(html)
    assert not page.stack
    for tag, attributes in page.elements:
        assert not [name for name in attributes if name == "style" or name.startswith("on")], (tag, attributes)
        assert tag not in ("link", "img", "iframe", "object", "embed", "base", "form")
        assert "src" not in attributes
        assert attributes.get("href", "#").startswith("#")
    assert "url(" not in page.text_of("style")
    assert "@import" not in page.text_of("style")
    assert "http" not in re.sub("http-equiv", "", html)


@every_page
def test_only_what_the_page_needs_can_be_a_script(html):
    page = Page(html)
    types = [attributes.get("type") for tag, attributes in page.elements if tag == "script"]
    assert types.count(None) == ("script-src" in page.policy)
    assert set(types) <= {None, "application/json", "text/plain"}


@every_page
def test_no_character_is_hidden(html):
    assert not [char for char in html if not char.isprintable() and char not in "\n\t"]


@pytest.mark.parametrize("make", PAGES.values(), ids=PAGES)
def test_the_same_grades_give_the_same_bytes(make):
    assert make() == make()


def test_hostile_text_is_shown_as_it_is():
    shown = Page(fragment(ONE, RECORD)).shown
    seen = HOSTILE.replace("\u202e", "⟨U+202E⟩").replace("\u2028", "⟨U+2028⟩")
    seen = seen.replace("\x00", "⟨U+0000⟩").replace("\x07", "⟨U+0007⟩")
    assert shown.count(seen) >= 28


@given(st.text(st.characters(exclude_characters="`$"), max_size=40))  # these two are code and maths in our own prose
def test_any_text_leaves_the_elements_of_a_fragment_as_they_are(text):
    def elements(words):
        verdict = Verdict.scored(0, "Wrong.", evidence={"text": words, "caveat": words, "word": words})
        html = fragment(ONE, graded(ONE, words, (verdict,), notes=(words,)))
        return [(tag, a.get("class")) for tag, a in Page(html).elements]

    assert elements(text) == elements("plain")


@pytest.mark.parametrize("text", ["</script>", "<!--", "<script", "\u2028\u2029", "]]>", "&amp;", "\ud800"])
def test_json_in_a_script_cannot_end_it(text):
    inside = script_json({text: [text]})
    assert json.loads(inside) == {text: [text]}
    assert inside.isascii()
    assert not re.search("[<>&]", inside)


def test_the_class_is_taken_one_at_a_time_and_written_soon():
    out = io.StringIO()
    written = []

    def entries():
        for at in range(40):
            written.append(out.getvalue().count('id="s'))
            yield ClassEntry(student(f"s{at}", at), (str(at),))

    class_page(HOMEWORK, entries(), lambda key: "x" * 1000, out)
    assert written == [max(0, at - MOST_AHEAD) for at in range(40)]


def test_what_goes_wrong_with_a_piece_is_said():
    def piece(key):
        raise KeyError(key)

    with pytest.raises(KeyError, match="gone"):
        class_page(HOMEWORK, [ClassEntry(student("ada", 1), ("gone",))], piece, io.StringIO())


def test_each_piece_is_asked_for_and_written_once_with_the_first_student_who_has_it():
    out, asked = io.StringIO(), []

    def piece(key):
        asked.append(key)
        return f"<p>{key}</p>"

    pages = {"ada": ("a", "b", "end", "b", "end"), "bela": ("c", "b", "end"), "chiara": ("b",)}
    class_page(HOMEWORK, [ClassEntry(student(id, 1), keys) for id, keys in pages.items()], piece, out)
    assert asked == ["a", "b", "end", "c"]
    assert packs(out.getvalue()) == [["<p>a</p>", "<p>b</p>", "<p>end</p>"], ["<p>c</p>"], []]
    assert [row[-1] for row in table(out.getvalue())["students"]] == [[0, 1, 2, 1, 2], [3, 1, 2], [1]]


def test_every_students_result_is_in_the_page_and_comes_out_whole():
    records = [*(student(f"s{seed}", seed) for seed in range(9)), student("again", 3)]
    html = whole_class(*records)
    texts = [text for pack in packs(html) for text in pack]
    pages = ["".join(texts[number] for number in row[-1]) for row in table(html)["students"]]
    assert pages == [fragment(HOMEWORK, record) for record in records]
    assert len(packs(html)[-1]) == 1, "who has what another has brings a head alone"


def test_the_table_has_a_row_a_student():
    record = student("ada", 3)
    data = table(whole_class(record))
    ((id, shown, score, waiting, codes, scores, _),) = data["students"]
    assert (id, shown, score) == ("ada", 0, record["score"])
    assert scores == [part["score"] for part in record["parts"]]
    assert [data["statuses"][code]["name"] for code in codes] == [part["status"] for part in record["parts"]]
    assert waiting == sum(part["max_score"] for part in record["parts"] if part["score"] is None)


@pytest.mark.parametrize(
    ("status", "owed"),
    [
        (Status.NEEDS_REVIEW, "A person will read this answer"),
        (Status.NEEDS_GPU, "runs on the course's GPU"),
        (Status.GRADER_ERROR, "The grader itself failed here. That is our fault"),
    ],
)
def test_what_waits_says_who_owes_the_verdict(status, owed):
    one = assignment(part("p", ("look", 4)))
    shown = Page(fragment(one, graded(one, "ada", (Verdict.pending(status, "Later."),)))).shown
    assert owed in shown
    assert "4 points are still waiting" in " ".join(shown.split())


def test_before_the_release_the_page_has_no_answer():
    key = {"explanation": "The secret is out.", "tokens": ["secret"]}
    given = {"tokens": [{"position": "w1", "given": "guess", "right": False}]}
    one = assignment(part("p", ("look", 4)))
    full = graded(one, "ada", (Verdict.scored(0, "No.", evidence=given, answer_key=key),))
    assert "secret" in student_page(one, for_student(full, released=True))
    hidden = student_page(one, for_student(full, released=False))
    assert "guess" in hidden
    assert "secret" not in hidden
    assert "After the release" not in hidden


def test_a_withheld_criterion_says_so_and_nothing_else():
    one = assignment(part("p", ("look", 4)))
    full = graded(one, "ada", (Verdict.scored(0, "A tell-tale.", hint="Another.", evidence={"third": "one"}),))
    full["parts"][0]["criteria"][0]["visible"] = "after_release"
    shown = Page(fragment(one, for_student(full, released=False))).shown
    assert WITHHELD in shown
    assert not [word for word in ("tell-tale", "Another", "third") if word in shown]


def test_parts_stand_under_their_problem_with_title_question_and_points():
    shown = " ".join(Page(fragment(HOMEWORK, student("ada", 3))).shown.split())
    for problem in HOMEWORK.problems:
        assert problem.title in shown
    positions = [shown.rindex(part.title) for part in HOMEWORK.parts]
    assert positions == sorted(positions)
    assert "Write the first-order conditions that a minimum of" in shown


def test_evidence_of_what_is_right_is_folded_and_of_what_is_not_is_open():
    one = assignment(part("p", ("look", 1), ("value", 1)))
    right, wrong = (Verdict.scored(fraction, "So.", evidence={"m": 8}) for fraction in (1, 0))
    page = Page(fragment(one, graded(one, "ada", (right, wrong))))
    assert ["open" in a for tag, a in page.elements if tag == "details"] == [False, True]
