"""The lines of an answer on a terminal: marks, underlining, counterexamples, and hostile text."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.reports.formula_lines import conclusions, lines
from grader.reports.record import for_student
from grader.reports.terminal import part_list
from grader.reports.terminal.lines import columns, layout, summing_up, underlined
from tests.reports.mathematics import CONCLUSIONS, HOSTILE_LINES, MIXED, PAPER, handed_in, line, numbered, value


def shown(found, width=80):
    return "\n".join(text for text, _ in layout(lines(found), width, "  "))


def stream(encoding):
    return io.TextIOWrapper(io.BytesIO(), encoding=encoding, errors="replace", newline="\n")


def printed(record, encoding="utf-8"):
    out = stream(encoding)
    part_list.show(PAPER, record, out)
    out.flush()
    return out.buffer.getvalue().decode(encoding)


def test_every_kind_of_line():
    assert (
        shown(MIXED)
        == (
            r"""
  · 1  Setting both gradients to zero gives the conditions. — not checked: prose
  ✓ 2  C := X X^T — definition
  ~ 3  W_2^T (W_2 W_1 - I) = 0
             ^^^^^^^^^^^^^
       needs an assumption: This is (a) with X X^T cancelled. That needs X X^T
       to be invertible.
  · 4  3 lines not checked: prose
  ✗ 7  (W_2 W_1 - I) X X^T = 0
       does not follow: It takes W2W1 for one free matrix. At these weights (a)
       and (b) hold, and this equation does not.
       for X = [[2, 0],   W1 = [[1, 0]]   W2 = [[1],   lambda = 0.5
                [0, 1]]                         [0]]
           left = [[0,  0],   right = [[0, 0],
                   [0, -1]]            [0, 0]]
  ✗ 8  W_1 (W_2 W_1 - I) X X^T W_2^T + \lambda W_1 = 0
                           ^^^^^^^^^
       shapes do not fit: Cannot multiply m×m by k×m: the inner dimensions m and
       k differ.
  ? 9  \frac{W_2}{W_1
                     ^
       cannot be read: A `}` is missing.
"""[1:-1]
        )
    )


def test_what_had_to_be_shown():
    found = conclusions([*CONCLUSIONS, {"name": "c", "reached": True, "credit": 0.5, "says": ""}])
    assert list(summing_up(found, 80, "  ")) == [
        ("  ✓ (a) reached", "green"),
        ("  ✗ (b) not reached: The chain to it uses line 6, which is false.", "red"),
        ("  ~ (c) reached, 50% of the credit", "yellow"),
    ]


@pytest.mark.parametrize(
    ("source", "span", "rows"),
    [
        pytest.param("W_2 W_1 = X", (4, 7), [("W_2 W_1 = X", "    ^^^")], id="plain"),
        pytest.param("W_2 W_1 = X", None, [("W_2 W_1 = X", "")], id="no-span"),
        pytest.param("  W_1 X", (2, 5), [("W_1 X", "^^^")], id="indented"),
        pytest.param("W_1\tX", (4, 5), [("W_1 X", "    ^")], id="tab"),
        pytest.param("数学 X", (0, 2), [("数学 X", "^^^^")], id="wide"),
        pytest.param("数学 X", (3, 4), [("数学 X", "     ^")], id="after-wide"),
        pytest.param("x\u0302y z", (2, 3), [("x\u0302y z", " ^")], id="after-combining"),
        pytest.param("x\u0302 = y", (0, 2), [("x\u0302 = y", "^")], id="on-combining"),
        pytest.param("W_2ᵀW₁", (4, 6), [("W_2ᵀW₁", "    ^^")], id="superscripts"),
        pytest.param("\x1b[31mX", (5, 6), [("⟨U+001B⟩[31mX", " " * 12 + "^")], id="escape"),
        pytest.param("X\u202eY", (1, 2), [("X⟨U+202E⟩Y", " " + "^" * 8)], id="right-to-left"),
        pytest.param("W_1 +", (5, 5), [("W_1 +", "     ^")], id="missing-at-the-end"),
        pytest.param("W_1 X", (3, 3), [("W_1 X", "   ^")], id="missing-inside"),
        pytest.param("a = b\n  = c\n  = d", (8, 11), [("= c", "^^^")], id="one-row-of-three"),
        pytest.param("a = b\n  = c", (4, 11), [("a = b", "    ^"), ("= c", "^^^")], id="over-two-rows"),
        pytest.param("a\n\n  b", None, [("a", ""), ("b", "")], id="blank-rows"),
        pytest.param("\n".join("abcdef"), None, [(c, "") for c in "abcd"] + [("…", "")], id="many-rows"),
        pytest.param("", None, [], id="empty"),
    ],
)
def test_underlining(source, span, rows):
    assert list(underlined(source, span, 60)) == rows


@pytest.mark.parametrize(
    ("source", "span", "row", "below"),
    [
        pytest.param("a" * 30, None, "a" * 19 + "…", "", id="end-cut"),
        pytest.param("a" * 30 + "X", (30, 31), "…aaaaaaX", "       ^", id="start-cut"),
        pytest.param(
            "a" * 30 + "XYZ" + "b" * 30, (30, 33), "…aaaaaaXYZbbbbbbbbb…", " " * 7 + "^^^", id="both-ends-cut"
        ),
        pytest.param("X" * 50, (0, 50), "X" * 19 + "…", "^" * 19, id="longer-than-the-row"),
        pytest.param("数" * 30, (15, 16), "…数数数数数数数数数…", "       ^^", id="wide-characters"),
    ],
)
def test_a_long_row_is_cut_around_the_span(source, span, row, below):
    assert list(underlined(source, span, 20)) == [(row, below)]


TEXT = st.text(st.one_of(st.characters(), st.sampled_from("\n\t x̂数\u0302\x1b")), max_size=80)


@given(TEXT, st.integers(0, 90), st.integers(0, 90), st.integers(12, 60))
def test_rows_are_safe_and_fit_and_the_carets_stand_under_them(source, start, length, width):
    for row, below in underlined(source, (start, start + length), width):
        assert row.isprintable()
        assert set(below) <= {" ", "^"}
        assert columns(row) <= width + 9  # one character spelled out may be wider than what is left
        assert columns(below) <= columns(row) + 1


@given(TEXT, TEXT)
def test_no_text_of_a_student_drives_the_terminal(source, words):
    found = [line(source, None, mark, words, words, span=[1, 3]) for mark in ("wrong", "skipped", "unread")]
    numbers = {"values": [value(words, "", [[1]])], "sides": [{"latex": words, "value": 2}]}
    for text, _ in layout(lines([*found, line("x", None, "wrong", "", counterexample=numbers)]), 60, ""):
        assert text.isprintable()


def test_hostile_lines_on_a_terminal(monkeypatch):
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    out = stream("utf-8")
    monkeypatch.setattr(out, "isatty", lambda: True)
    part_list.show(PAPER, handed_in(), out)
    out.flush()
    coloured = out.buffer.getvalue().decode()
    assert "⟨U+001B⟩[31mX" in coloured
    assert "[link=ftp://x]cannot be read[/]" in coloured  # not taken for rich's markup
    assert "\x1b[31mX" not in coloured
    assert not [char for char in "\u202e\u2066\u2028\x00\x07" if char in coloured]


def test_matrices_that_do_not_fit_beside_each_other_stand_below():
    numbers = {"values": [value(name, "", [[1, 2, 3]]) for name in "XYZ"], "sides": []}
    assert shown([line("a", None, "wrong", "", counterexample=numbers)], 42) == (
        "  ✗ 1  a\n       for X = [[1, 2, 3]]\n           Y = [[1, 2, 3]]\n           Z = [[1, 2, 3]]"
    )


def test_a_stream_without_the_marks_gets_plain_ones():
    text = printed(handed_in(), "ascii")
    for row in ("      + 2  C := X X^T - definition", "      ~ 3  W_2^T (W_2 W_1 - I) = 0", "      x (b) not reached:"):
        assert row in text
    assert "? 9  \\frac" in text
    assert "      > Check which" in text


def test_the_conditions_are_printed_after_the_release():
    full = handed_in()
    assert "→ (a) W_2^T (W_2 W_1 - I) X X^T = 0" in printed(for_student(full, released=True))
    assert "→ (a)" not in printed(for_student(full, released=False))


def test_a_line_is_shown_for_every_source():
    assert shown([line("", None, "wrong", "nothing after the arrow")]) == "  ✗ 1   — nothing after the arrow"
    assert len(shown(HOSTILE_LINES).splitlines()) < 60
    assert shown(numbered(*[line("x", "x", "right", "follows")] * 10)).splitlines()[::9] == [
        "  ✓  1  x — follows",
        "  ✓ 10  x — follows",
    ]
