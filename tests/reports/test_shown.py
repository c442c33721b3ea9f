"""What readers see of text and numbers."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.reports import prose, shown


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        pytest.param("two\nlines\tand a tab", "two\nlines\tand a tab", id="lines-stay"),
        pytest.param("a\r\nb", "a\nb", id="windows-lines"),
        pytest.param("exe.\u202egnp", "exe.⟨U+202E⟩gnp", id="right-to-left-override"),
        pytest.param("se\u200be", "se⟨U+200B⟩e", id="zero-width-space"),
        pytest.param("\x00\x1b[31m", "⟨U+0000⟩⟨U+001B⟩[31m", id="terminal-escape"),
        pytest.param("\ud83d", "⟨U+D83D⟩", id="lone-surrogate"),
        pytest.param("a\u2028b", "a⟨U+2028⟩b", id="line-separator"),
        pytest.param("Zoë Ωμέγα 數 \u00a0", "Zoë Ωμέγα 數 \u00a0", id="letters-of-any-script-stay"),
    ],
)
def test_what_cannot_be_seen_is_named(text, seen):
    assert shown.visible(text) == seen


@given(st.text())
def test_visible_text_has_no_hidden_characters_and_does_not_change_again(text):
    seen = shown.visible(text)
    assert not {unicodedata.category(char) for char in seen if char not in "\n\t"} & {"Cc", "Cf", "Cs", "Zl", "Zp"}
    assert shown.visible(seen) == seen
    seen.encode()


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "0"),
        (0.0, "0"),
        (-0.5, "−0.5"),
        (1e-6, "1e-6"),
        (3.14159e-16, "3.14e-16"),
        (2 / 3, "0.667"),
        (999_999.4, "999999"),
        (1e6, "1e6"),
        (123_456_789, "123456789"),
        (10**400, "over 1e308"),
        (float("nan"), "nan"),
        (float("-inf"), "−inf"),
    ],
)
def test_numbers_are_short(number, words):
    assert shown.short(number) == words


@given(st.floats(-1e300, 1e300))
def test_a_short_number_is_right_to_three_digits(number):
    assert float(shown.short(number).replace("−", "-")) == pytest.approx(number, rel=0.00501, abs=0)


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("plain & <b>", "plain &amp; &lt;b&gt;"),
        ("`<sos>` first", "<code>&lt;sos&gt;</code> first"),
        ("costs $5 and $6", "costs $5 and $6"),
        ("$W_1 \\in \\mathbb{R}^{k\\times m}$", '<i class="maths">W<sub>1</sub> ∈ ℝ<sup>k × m</sup></i>'),
        ("$\\nabla_{W_1} L$", '<i class="maths">∇<sub>W<sub>1</sub></sub> L</i>'),
        ("$\\frac{a}{b}$", "<code>$\\frac{a}{b}$</code>"),
        ("$<img src=x>$", '<i class="maths">&lt;img src = x&gt;</i>'),
    ],
)
def test_prose_marks_code_and_simple_maths_and_escapes_the_rest(source, html):
    assert prose.inline(source) == html


@given(st.text(alphabet="$`\\<>&{}_^a1\"' \n", max_size=60))
def test_prose_never_lets_markup_through(text):
    html = prose.paragraphs(text)
    for tag in ("<p>", "</p>", "<code>", "</code>", '<i class="maths">', "</i>", "<sub>", "</sub>", "<sup>", "</sup>"):
        html = html.replace(tag, "")
    assert "<" not in html
    assert ">" not in html
