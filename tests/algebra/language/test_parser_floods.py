"""No text crashes the parser: fragments of the language, slips of the keyboard, floods."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.algebra.expressions.tree import walk
from grader.algebra.language.grammar.parser import MAX_LENGTH, ParseError, parse
from tests.algebra.language.sources import EXPRESSIONS, STATEMENTS
from tests.algebra.trees import HW7

FRAGMENTS = st.sampled_from(
    r"""W_1 W1 X X^T ^\top ' .T ᵀ ^{-1} ⁻¹ ² ^ _ _i _{ij} _{:,i} { } ( ) [ ] \left( \right) \{ + - = == & \\ \cdot * @
    ** / ⊙ , ; : . | || ‖ \| \lVert \rVert \langle ⟩ I I_k 0 0_{m×k} 1_n 2 0.5 \frac \frac12 \sqrt{ \sum_{i=1}^n Σ_i
    ∑ᵢ x_i \sigma_i \nabla_{W_1} ∇ ∂ \frac{\partial dL /dW1 d L L( e^{ \log \det tr Tr[ \operatorname{tr} \text{and}
    np.trace( np.block([[ np. .inv() diag( … \begin{pmatrix} \end{pmatrix} \begin{aligned} \boxed{ \underbrace{ }_{
    \color{red} \tag{1} ✓ \hat ŷ 𝐖 𝟏 ½ U Sigma C D n foo \stackrel{!}{=} ≤ ⇒ $ ! " # ~ \, [:, :k] [0] ^* ^{(i)} sum
    σ( Ж ﷺ""".split()
    + [" ", "\n", "\x00", "\ud800", "\u202e", "\u0302", "\u200d"]
)


def survives(source: str) -> None:
    """A chain or an error with a place in the source; anything else fails."""
    try:
        chain = parse(source, HW7)
    except ParseError as error:
        assert 0 <= error.span.start <= error.span.end <= len(source)
        assert error.message
    else:
        for item in chain.items:
            assert all(0 <= node.span.start < node.span.end <= len(source) for node in walk(item))


@settings(max_examples=500, deadline=None)
@given(st.lists(FRAGMENTS, max_size=14), st.sampled_from(["", " "]))
def test_fragments_of_the_language_never_crash(parts: list[str], joint: str) -> None:
    survives(joint.join(parts))


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60))
def test_no_text_crashes(source: str) -> None:
    survives(source)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from([case[0] for case in (*STATEMENTS, *EXPRESSIONS)]), st.data())
def test_a_slip_of_the_keyboard_never_crashes(source: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(source)))
    end = data.draw(st.integers(at, min(len(source), at + 3)))
    survives(source[:at] + data.draw(FRAGMENTS | st.just("")) + source[end:])


FLOODS = r"""( [ { ^ _ \frac \frac{ \sqrt a X AB T tr - + = * | ‖ \| ' X' .T ^T ^{ \left( \mathbf{ \hat{ \text{
\stackrel{ \begin{pmatrix} \boxed{ \sum_i Σ_i( ∂L/ d( \nabla_{ \nabla_X e^ x_i & \\ [[ [0 [A; L( I_{ 1 ² ₁ X**2
np.block([[ diag(1, A+ A⊙ 𝐖 UkU""".split()
FLOODS += ["\x00", "\ud800", "\u202e", "\u0302", "x\u0302", "\u200b", " ", "\\", r"\quad (1)", r"\text{a} A"]


@pytest.mark.parametrize("unit", FLOODS, ids=repr)
def test_a_flood_ends_in_a_chain_or_an_error(unit: str) -> None:
    survives((unit * MAX_LENGTH)[:MAX_LENGTH])
    survives("X " + (unit * MAX_LENGTH)[: MAX_LENGTH - 2])
