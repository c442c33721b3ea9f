"""Formulas as MathML: what the printer writes comes out right, and nothing but MathML ever comes out."""

import re
from fractions import Fraction
from xml.etree.ElementTree import fromstring

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from grader.algebra.expressions import tree
from grader.algebra.expressions.dimensions import Dim
from grader.algebra.expressions.functions import FUNCTIONS
from grader.algebra.expressions.notation import GREEK
from grader.algebra.language.printer import latex
from grader.reports.mathml import COMMANDS, MOST_LATEX, formula, listed
from tests.reports.classroom import HOSTILE

TOP = "<mi>⊤</mi>"
ALLOWED = re.compile(
    r"</?m(ath|row|i|n|o|text|space|sub|sup|subsup|under|over|underover|frac|sqrt|root|table|tr|td)"
    r'( (displaystyle|alttext|stretchy|fence|form|movablelimits|accent|mathvariant|width)="[^"<>]*")*>'
)


def inside(source):
    """What the `math` element holds, without the attributes of its operators."""
    drawn = formula(source)
    return drawn and re.sub(r"(<mo)[^>]*", r"\1", re.fullmatch(r"<math [^<>]*>(.*)</math>", drawn)[1])


@pytest.mark.parametrize(
    ("source", "drawn"),
    [
        ("0", "<mn>0</mn>"),
        ("I_{k}", "<msub><mi>I</mi><mi>k</mi></msub>"),
        (r"W_{2}^{\top}", f"<msubsup><mi>W</mi><mn>2</mn>{TOP}</msubsup>"),
        (r"\Sigma", '<mi mathvariant="normal">Σ</mi>'),
        (r"\lambda", "<mi>λ</mi>"),
        (r"\frac{1}{2}", "<mfrac><mn>1</mn><mn>2</mn></mfrac>"),
        (r"A \odot B", "<mi>A</mi><mo>⊙</mo><mi>B</mi>"),
        (r"\mathbf{1}_{n}", "<msub><mn>𝟏</mn><mi>n</mi></msub>"),
        (r"\nabla_{W_1} L", "<msub><mo>∇</mo><msub><mi>W</mi><mn>1</mn></msub></msub><mi>L</mi>"),
        (
            r"\operatorname{tr}\left(A\right)",
            "<mi>tr</mi><mrow><mo>(</mo><mi>A</mi><mo>)</mo></mrow>",
        ),
        (
            r"2 \operatorname{diag} w",
            '<mn>2</mn><mspace width="0.17em"/><mi>diag</mi><mspace width="0.17em"/><mi>w</mi>',
        ),
        (r"\log\left(x\right)", "<mi>log</mi><mrow><mo>(</mo><mi>x</mi><mo>)</mo></mrow>"),
        (r"- \exp x", '<mo>−</mo><mi>exp</mi><mspace width="0.17em"/><mi>x</mi>'),
        (
            r"\sum_{i=1}^{n} x_{i}",
            "<munderover><mo>∑</mo><mrow><mi>i</mi><mo>=</mo><mn>1</mn></mrow><mi>n</mi></munderover>"
            "<msub><mi>x</mi><mi>i</mi></msub>",
        ),
        (
            r"\left\lVert X \right\rVert_F^2",
            "<msubsup><mrow><mo>‖</mo><mi>X</mi><mo>‖</mo></mrow><mi>F</mi><mn>2</mn></msubsup>",
        ),
        (
            r"\begin{pmatrix} I_{k} & 0 \end{pmatrix}",
            "<mo>(</mo><mtable><mtr><mtd><msub><mi>I</mi><mi>k</mi></msub></mtd><mtd><mn>0</mn></mtd></mtr></mtable>"
            "<mo>)</mo>",
        ),
    ],
)
def test_what_the_printer_writes(source, drawn):
    assert inside(source) == drawn


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(r"\href{javascript:alert(1)}{x}", id="link"),
        pytest.param(r"\style{background:red}{x}", id="style"),
        pytest.param(r"\class{released}{x}", id="class"),
        pytest.param(r"\color{red}{x}", id="colour"),
        pytest.param(r"\newcommand{\a}{xx}\a", id="definition"),
        pytest.param(r"\def\a{\a\a}\a", id="endless-definition"),
        pytest.param(r"\unknown", id="unknown-command"),
        pytest.param("\\", id="lone-backslash"),
        pytest.param("{", id="open-brace"),
        pytest.param(r"\left(", id="open-fence"),
        pytest.param(r"\frac{1}", id="half-a-fraction"),
        pytest.param("x^", id="no-exponent"),
        pytest.param(r"\begin{nonsense} x \end{nonsense}", id="unknown-environment"),
        pytest.param("{" * 1_500 + "x" + "}" * 1_500, id="deep"),
        pytest.param("x" * (MOST_LATEX + 1), id="long"),
    ],
)
def test_what_is_not_drawn(source):
    assert formula(source) is None


@pytest.mark.parametrize(
    "xml",
    [
        "<mrow><script>alert(1)</script></mrow>",
        "<mrow><style>*{}</style></mrow>",
        '<mrow><a href="#">x</a></mrow>',
        '<mrow><img src="x"/></mrow>',
        "<mrow><mi>x</mi><maction><mi>x</mi></maction></mrow>",
        '<mrow><annotation-xml encoding="text/html"/></mrow>',
        "<mrow><semantics><mi>x</mi></semantics></mrow>",
        "<mrow><mglyph/></mrow>",
        "<mrow><mi>x</mi><mi>\\x</mi></mrow>",
        "<mrow><mtable><mtr><mtd><svg/></mtd></mtr></mtable></mrow>",
    ],
)
def test_an_element_that_is_on_no_list_is_refused(xml):
    with pytest.raises(ValueError, match="no element of a formula"):
        listed(fromstring(xml))


@pytest.mark.parametrize(
    "attribute",
    [
        'style="color:red"',
        'href="javascript:alert(1)"',
        'onload="alert(1)"',
        'onclick="alert(1)"',
        'class="released"',
        'id="s0"',
        'mathcolor="red"',
        'mathbackground="url(x)"',
        'mathvariant="double-struck"',
        'stretchy="url(x)"',
        'form="&quot;&gt;"',
    ],
)
@pytest.mark.parametrize("tag", ["mi", "mo", "mn"])
def test_an_attribute_that_is_on_no_list_is_dropped(tag, attribute):
    assert listed(fromstring(f"<mrow><{tag} {attribute}>x</{tag}></mrow>")) == f"<{tag}>x</{tag}>"


def test_text_is_escaped_and_made_visible():
    assert listed(fromstring("<mrow><mi>&lt;b&gt;&#x202e;</mi></mrow>")) == "<mi>&lt;b&gt;⟨U+202E⟩</mi>"
    assert inside(r"\text{<script>alert(1)</script>}") == "<mtext>&lt;script&gt;alert(1)&lt;/script&gt;</mtext>"


@given(st.lists(st.one_of(st.sampled_from(sorted(COMMANDS)), st.text(max_size=6), st.sampled_from(list('{}_^&<>"')))))
@example([HOSTILE])
@example([r"\text{", HOSTILE, "}"])
@example([r"\begin{pmatrix}", '"><script>', r"\end{pmatrix}"])
def test_nothing_but_mathml_ever_comes_out(pieces):
    drawn = formula("".join(pieces))
    if drawn is not None:
        left = ALLOWED.sub("", drawn.replace("/>", ">"))
        assert not re.search("[<>]", left)
        fromstring(drawn)


X, W, W1, LOSS = (tree.Name(name) for name in ("X", "W", "W_1", "L"))
k, m = Dim.of("k"), Dim.of("m")
PRINTED = [
    tree.Product((tree.Transpose(W1), tree.Sum((tree.Product((W, W1)), tree.Negative(tree.Identity(k)))), X)),
    tree.Product((tree.Number(Fraction(1, 2)), tree.Name("lambda"), tree.Zero(m, k), tree.Ones(m))),
    tree.Quotient(tree.Power(tree.Norm(tree.Sum((X, W))), Fraction(2)), tree.Name("n")),
    tree.Norm(tree.Product((X, tree.Norm(W, "2"))), ""),
    tree.Inner(X, tree.Power(W, Fraction(-1))),
    tree.Power(tree.Name("Sigma"), Fraction(1, 2)),
    tree.Gradient(LOSS, W1),
    tree.Hadamard((X, tree.Leading(W, k, None), tree.Indexed(X, None, "i"))),
    tree.Total("i", 1, Dim.of("n"), tree.Indexed(X, "i", 2)),
    tree.Block(((tree.Identity(k), tree.Zero()), (tree.Zero(), X))),
    *(tree.Apply(function, X) for function in FUNCTIONS),
    *(
        tree.Name(name)
        for name in (*GREEK, "Sigma_k", "what", "yhat", "lambda_1", "R'", "W_out", "hidden_2", "xtilde1")
    ),
]


@pytest.mark.parametrize("node", PRINTED, ids=latex)
def test_all_that_the_printer_can_write_is_drawn(node):
    assert formula(latex(node)) is not None
