"""How an answer is cut: where a statement ends, what goes on, what belongs to it and where it stands."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.algebra.reading.segment import MAX_SEGMENTS, MAX_TEXT
from grader.algebra.reading.segmenter import segments
from grader.algebra.reading.statements import Piece
from grader.algebra.reading.vocabulary import Spelled, quiet
from tests.algebra.reading.test_reading import typed

SPELLED = Spelled.of(["A", "B", "C", "U_k", "x", "y", "e", "lambda", "Sigma"])

CUTS = {
    # separators
    "a comma": ("A = B, C = A", ["A = B", "C = A"]),
    "a colon": ("Eq: A = B", ["A = B"]),
    "a full stop": ("A = B. C = A.", ["A = B", "C = A"]),
    "a point that is none": ("A.T = B.T", ["A.T = B.T"]),
    "commas in brackets": ("A[:, :2] = B(1, 2)", ["A[:, :2] = B(1, 2)"]),
    "a list of indices": ("for i = 1, …, k", []),
    "quad within": (r"$A \quad = \quad B$", ["A       =       B"]),
    "quad after a sum": (r"$A = B \quad + C$", ["A = B       + C"]),
    "ampersands of two columns": (r"\begin{align} A &= B & C &= A \end{align}", ["A  = B", "C  = A"]),
    "rows": (r"\begin{align} A &= B \\ C &= A \end{align}", ["A  = B", "C  = A"]),
    "rows of a matrix": (
        r"$A = \begin{pmatrix} B & C \\ C & B \end{pmatrix}$",
        [r"A = \begin{pmatrix} B & C \\ C & B \end{pmatrix}"],
    ),
    "words of a proof": ("A = B so C = A", ["A = B", "C = A"]),
    # what goes on
    "a line that begins with =": ("A = B\n= C", ["A = B\n= C"]),
    "after a comma": ("A = B,\n= C", ["A = B \n= C"]),
    "after a blank line": ("A\n\n= C", ["A     = C"]),
    "after a tick": ("A = B ✓\n= C", ["A = B  \n= C"]),
    "after words": ("A = B by symmetry\n= C", ["A = B\n= C"]),
    "after a remark": ("A = B (since C = C)\n= C", ["A = B\n= C", "C = C"]),
    "an operator below": ("A = B\n+ C", ["A = B\n+ C"]),
    "an operator above": ("A = B +\nC", ["A = B +\nC"]),
    "a list of two": ("- A = B\n- C = A", ["A = B", "C = A"]),
    "a minus and no list": ("A\n- B\n= C", ["A\n- B\n= C"]),
    "a negative line": ("A = B\n-C = A", ["A = B", "-C = A"]),
    "an open bracket": ("A = (B\nC)", ["A = (B\nC)"]),
    # what is maths in text
    "an article": ("a matrix A = B", ["A = B"]),
    "a pronoun": ("I get A = B", ["A = B"]),
    "the identity": ("I A = B", ["I A = B"]),
    "products in words": ("AB = BA", ["AB = BA"]),
    "products that are words": ("By = e", ["By = e"]),
    "words that are products": ("here BE = e", ["BE = e"]),
    "a Greek name": ("lambda x = Sigma y", ["lambda x = Sigma y"]),
    "a hyphen": ("first-order: A-B = C", ["A-B = C"]),
    "an abbreviation": ("i.e. A = B, w.r.t. C", ["A = B"]),
    "a contraction": ("it's A = B and A' = B", ["A = B", "A' = B"]),
    "emphasis": ("*Proof.* **A = B** and _so_ C = A", ["A = B", "C = A"]),
    "a power of Python": ("A**2 = B", ["A**2 = B"]),
    "a comment of Python": ("A = B  # C", ["A = B"]),
    "a fence": ("```python\nA = B\nC = A\n```", ["A = B", "C = A"]),
    "a fence of TeX": ("So\n```latex\nA &= B \\\\\nC &= A\n```", ["A  = B", "C  = A"]),
    "a function": ("exp(x) = log (y)", ["exp(x) = log (y)"]),
    "a name before =": ("cost = A", ["cost = A"]),
    # labels
    "a number in front": ("(1) A = B", ["A = B"]),
    "a number behind": ("$A = B \\quad (1)$", ["A = B"]),
    "a factor and no number": ("$A = (2) B$", ["A = (2) B"]),
    "a star": ("$A = B$ (*)", ["A = B"]),
    "tag": (r"$A = B \tag{1}$", ["A = B"]),
    # bare expressions
    "alone": ("A B", ["A B"]),
    "in words": ("where A B is small", []),
    "given": ("The gradient is A B.", ["A B"]),
    "given after a colon": ("Answer: A B", ["A B"]),
    # relations
    "is equal to": ("A is equal to B", ["A =           B"]),
    "is not equal to": ("A is not equal to B", []),
    "vanishes": ("$A$ vanishes.", ["A  = 0     "]),
    "is zero-mean": ("A is zero-mean, B = C", ["B = C"]),
    "a sign with a mark above": (r"$A \overset{!}{=} B$", ["A =               B"]),
    "an inequality": ("$A > B$, $A = B$", ["A = B"]),
    "an arrow is no sign": ("A = A => B = C", ["A = A", "B = C"]),
    "membership": (r"$A = B \in \mathbb{R}^{k \times m}$", ["A = B"]),
}


@pytest.mark.parametrize(("text", "maths"), CUTS.values(), ids=CUTS)
def test_cuts(text: str, maths: list[str]) -> None:
    spelled = Spelled.of(["A", "B", "C", "U_k", "x", "y", "e", "lambda", "Sigma", "E"], ["cost"])
    found = [one.maths for one in segments([Piece("text", text)], spelled) if one.maths is not None]
    assert [" ".join(one.split()) for one in found] == [" ".join(one.split()) for one in maths]


QUIET = {"Hence, we get": True, "and so (a)": True, "both vanish": False, "setting it to zero": False, "": True}


@pytest.mark.parametrize(("text", "nothing"), QUIET.items())
def test_words_that_only_join_are_not_reported(text: str, nothing: bool) -> None:
    assert quiet(text) is nothing


def test_prose_is_as_typed_between_its_first_and_last_word() -> None:
    found = segments([Piece("text", "A = B.\n\nThe **matrix** $A$ is\nsymmetric, so\n\n$B = A$")], SPELLED)
    assert [(one.source, one.line) for one in found if one.maths is None] == [
        ("The **matrix** $A$ is\nsymmetric, so", 3)
    ]


def test_announcements() -> None:
    found = segments(
        [Piece("text", "Let A = B and B = C. Hence A = C, C = A; with respect to x: x = y where e =: y")], SPELLED
    )
    said = [(one.maths, one.named, one.follows, one.swapped) for one in found if one.maths]
    assert said == [
        ("A = B", True, False, False),
        ("B = C", True, False, False),
        ("A = C", False, True, False),
        ("C = A", False, False, False),
        ("x = y", False, False, False),
        ("e =  y", True, False, True),
    ]


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(("text", "math", "code")), typed | st.text(max_size=100))
def test_maths_is_as_long_as_what_was_typed(kind: str, text: str) -> None:
    for one in segments([Piece(kind, text)], SPELLED):  # type: ignore[arg-type]
        assert one.maths is None or len(one.maths) == len(one.source)
        assert all(0 < joint < len(one.source) for joint in one.joints)
        assert 1 <= one.line <= 1 + text.count("\n")


def test_the_end_of_what_is_read_is_told() -> None:
    found = segments([Piece("text", "A = B\n" * MAX_SEGMENTS + "A = C\n" * 9)], SPELLED)
    assert len(found) == MAX_SEGMENTS + 1
    assert (found[-1].source, found[-1].maths, found[-1].line) == ("A = C", "", MAX_SEGMENTS + 1)
    found = segments([Piece("text", "word\n" * MAX_TEXT), Piece("text", "A = B")], SPELLED)
    assert [one.maths for one in found] == [None, ""]
