"""What readers see of text and numbers."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.reports import formatting, prose


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
    assert formatting.visible(text) == seen


@given(st.text())
def test_visible_text_has_no_hidden_characters_and_does_not_change_again(text):
    seen = formatting.visible(text)
    assert not {unicodedata.category(char) for char in seen if char not in "\n\t"} & {"Cc", "Cf", "Cs", "Zl", "Zp"}
    assert formatting.visible(seen) == seen
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
    assert formatting.short(number) == words


@given(st.floats(-1e300, 1e300))
def test_a_short_number_is_right_to_three_digits(number):
    assert float(formatting.short(number).replace("−", "-")) == pytest.approx(number, rel=0.00501, abs=0)


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("plain & <b>", "plain &amp; &lt;b&gt;"),
        ("`<sos>` first", "<code>&lt;sos&gt;</code> first"),
        ("costs $5 and $6", "costs $5 and $6"),
        ("$a\\quad b$", '<i class="maths">a b</i>'),
        ("$\\unknown{<b>}$", "<code>$\\unknown{&lt;b&gt;}$</code>"),
        ("$W_1$", '<math alttext="W_1"><msub><mi>W</mi><mn>1</mn></msub></math>'),
        ("$<$", '<math alttext="&lt;"><mo>&lt;</mo></math>'),
    ],
)
def test_prose_marks_code_and_simple_maths_and_escapes_the_rest(source, html):
    assert prose.inline(source) == html


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        (r"Cancel $X X^{\top}$.", "Cancel X X^T."),
        (r"$\left(W_{2} W_{1} - I\right)^{-1}$", "(W_2 W_1 - I)^-1"),
        (r"$\Sigma \Sigma^{\top} + \lambda I_{k}$", "Σ Σ^T + λ I_k"),
        (r"$\frac{1}{2} \operatorname{tr}\left(A\right)$", "1/2 tr(A)"),
        (r"$\left\lVert X \right\rVert_F^2$", "‖ X ‖_F^2"),
        (r"$\sum_{i=1}^{n} A \odot B$", "Σ_{i=1}^n A ⊙ B"),
        (r"$W \in \mathbb{R}^{k \times m}$", "W ∈ ℝ^{k × m}"),
        (r"$\begin{pmatrix} 1 & 0 \end{pmatrix}$", r"\begin{pmatrix} 1 & 0 \end{pmatrix}"),
        ("costs $5 and $6", "costs $5 and $6"),
        ("`$x$` is code", "`$x$` is code"),
    ],
)
def test_prose_on_a_terminal_has_its_maths_as_plain_text(text, seen):
    assert prose.plain(text) == seen


@given(st.text(alphabet="$`\\<>&{}_^a1\"' \n", max_size=60))
def test_prose_never_lets_markup_through(text):
    html = prose.paragraphs(text)
    for tag in ("<p>", "</p>", "<code>", "</code>", '<i class="maths">', "</i>", "<sub>", "</sub>", "<sup>", "</sup>"):
        html = html.replace(tag, "")
    html = re.sub(r'</?m(ath|i|n|o|row|sub|sup|subsup)( [a-z]+="[^"<>]*")*>', "", html)
    assert "<" not in html
    assert ">" not in html
