"""The lines of an answer on a page: formulas where they were read, sources where not, and what is marked in them."""

import re

import pytest

from grader.reports.record import for_student
from tests.reports.classroom import HOSTILE, fragment
from tests.reports.mathematics import CASES, PAPER, handed_in

FULL = handed_in()


def page(name, released=True):
    """The part of the page with this answer."""
    html = fragment(PAPER, for_student(FULL, released=released))
    return re.search(rf'id="part-only\.{name}".*?(?=<section class="part|</article>)', html, re.DOTALL)[0]


def words(html):
    text = re.sub(r"<(script|annotation).*?</\1>", "", html)
    return " ".join(re.sub("<[^>]*>", " ", text).split())


@pytest.mark.parametrize("name", CASES)
def test_every_line_is_marked_and_says_its_mark_in_words(name):
    html = page(name)
    kinds = {"good": ("✓", "right: "), "warn": ("~", "half right: "), "bad": ("✗", "wrong: ")}
    kinds |= {"s-unreadable": ("?", "could not be read: ")}
    for kind, (sign, word) in kinds.items():
        marked = html.count(f'<li class="line {kind}"><span class="mark" aria-hidden="true">{sign}</span>')
        assert marked == html.count(f'<li class="line {kind}">')
        assert marked <= html.count(f'<span class="hidden-words">{word}</span>')
    assert 'class="line ' in html


def test_a_formula_is_drawn_and_its_source_is_a_click_away():
    first = page("right").split('<li class="line')[1]
    assert '<math displaystyle="true" alttext="W_{2}^{\\top} \\left(' in first
    summary, typed = re.search(r"<summary class=.head.*?>(.*?)</summary>(.*?)</details>", first, re.DOTALL).groups()
    assert "<math" in summary and "equals (a)" in summary and "line 1" in summary
    assert typed.strip() == '<pre class="source"><code dir="ltr">W_2^\\top (W_2 W_1 - I) X X^\\top = 0</code></pre>'


def test_a_span_is_marked_in_a_source_that_is_shown_at_once():
    html = page("mixed")
    assert html.count("<mark>") == 3
    assert '<code dir="ltr">W_2^T <mark>(W_2 W_1 - I)</mark> = 0</code>' in html
    assert '<code dir="ltr">\\frac{W_2}{W_1<mark>‸</mark></code>' in html
    for source in re.findall(r"<details class=.typed.*?</details>", html, re.DOTALL):
        assert "<mark>" not in source


def test_a_line_that_cannot_be_drawn_shows_its_source():
    shapes = next(part for part in page("mixed").split('<li class="line') if "shapes do not fit" in part)
    assert "<math" not in shapes
    assert "<mark>X^T W_2^T</mark> + \\lambda W_1 = 0</code></pre>" in shapes


def test_prose_is_folded():
    assert "<summary>3 lines not checked: prose</summary>" in page("mixed")
    assert "Setting both gradients to zero gives the conditions." in words(page("mixed"))


def test_a_counterexample_marks_the_entries_that_differ():
    html = page("mixed")
    assert re.findall(r'<mtd class="differs"><mn>(.*?)</mn>', html) == ["−1", "0"]
    assert 'alttext="= [[2, 0], [0, 1]]"' in html
    assert "differs" not in page("derivation")  # its sides have other shapes
    assert '<mn class="differs">1</mn>' in page("hostile")
    assert "a 40 × 40 matrix" in page("hostile")


def test_conclusions_are_ticks():
    shown = words(page("derivation").split("conclusions")[1])
    assert re.search(r"✓ \( a \) reached ✗ \( b \) not reached: The chain to it uses line 6", shown)


def test_the_conditions_stand_in_the_box_for_after_the_release():
    assert '<dl class="conditions">' in page("mixed").split("After the release")[1]
    hidden = page("mixed", released=False)
    assert "After the release" not in hidden and "conditions" not in hidden.replace("gives the conditions", "")


def test_hostile_lines_are_shown_as_they_are():
    html = page("hostile")
    assert "<script" not in html and "<img" not in html and "javascript:" not in html.replace("\\href{javascript:", "")
    assert "⟨U+001B⟩[31mX" in html and "\x1b" not in html and "\u202e" not in html
    assert html.count(HOSTILE[:8]) == 0
    assert len(html) < 40_000  # the line of 20 kB is cut around its span


def test_each_formula_that_a_class_shares_is_made_once():
    from grader.reports.mathml import formula

    formula.cache_clear()
    for at in range(5):
        fragment(PAPER, handed_in(f"s{at}"))
    once = formula.cache_info()
    assert once.misses == once.currsize < once.hits / 4
