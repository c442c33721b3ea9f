"""answers.md: which heading opens a part, and what its blocks are."""

from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from grader.intake import read
from grader.intake.inline import visible
from grader.model import Answer, Section, Submission
from tests.intake.intake_cases import ASSIGNMENT, brief, submission


def handed_in(tmp_path: Path, text: str | bytes) -> Submission:
    return read(submission(tmp_path / "ada", {"answers.md": text}), ASSIGNMENT)


def section(answer: Answer) -> Section:
    assert answer.problem is None
    (raw,) = answer.raw
    assert isinstance(raw, Section)
    return raw


BLOCKS = {
    "a paragraph": ("I see a dog", [("text", "I see a dog")]),
    "two lines are one paragraph": ("a = 0\nb = 0", [("text", "a = 0\nb = 0")]),
    "two paragraphs": ("a\n\nb", [("text", "a"), ("text", "b")]),
    "a token is no HTML": ("<sos> I see", [("text", "<sos> I see")]),
    "a token alone on its line": ("<sos>\n\n<s>", [("text", "<sos>"), ("text", "<s>")]),
    "escaped, as an entity, as code": (r"\<sos\> &lt;sos&gt; `<sos>`", [("text", "<sos> <sos> <sos>")]),
    "a code span with backticks": ("`` a`b ``", [("text", "a`b")]),
    "an open backtick stays": ("a ` b", [("text", "a ` b")]),
    "bold and italics": ("**w1** is *one*, __two__ and ***four***.", [("text", "w1 is one, two and four.")]),
    "underlines": ("_three_ of train_inputs_", [("text", "three of train_inputs_")]),
    "bold before punctuation": ("**94**%", [("text", "94%")]),
    "products are no emphasis": ("W2*W1*X = 0", [("text", "W2*W1*X = 0")]),
    "powers are no emphasis": ("W1**2 + W2**2", [("text", "W1**2 + W2**2")]),
    "spaced products": ("2 * W1 * X", [("text", "2 * W1 * X")]),
    "indices are no emphasis": ("W_2^T (W_2 W_1 - I) X X^T = 0", [("text", "W_2^T (W_2 W_1 - I) X X^T = 0")]),
    "lone stars": ("a *b + c* d", [("text", "a *b + c* d")]),
    "brackets are no link": ("[W2 W1 - I](X) = 0", [("text", "[W2 W1 - I](X) = 0")]),
    "a colon after brackets is no definition": ("[eos]: last", [("text", "[eos]: last")]),
    "inline maths as typed": (r"so $W_2^\top *a* _b_ \{x\}$ \*", [("text", r"so $W_2^\top *a* _b_ \{x\}$ *")]),
    "maths in parentheses": (r"so \(a_1 * b_2 * c\)", [("text", r"so \(a_1 * b_2 * c\)")]),
    "prices are no maths": ("$5 for `a` and $6", [("text", "$5 for a and $6")]),
    "TeX without dollars": (r"W_2^\top \, \nabla_{W_1} \\ X", [("text", r"W_2^\top \, \nabla_{W_1} \\ X")]),
    "a break is a line": ("a<br>b\\\nc", [("text", "a\nb\nc")]),
    "an equals sign alone is no underline": ("A\n=\nB", [("text", "A\n=\nB")]),
    "a rule is no underline": ("A = 0\n---\nB = 0", [("text", "A = 0"), ("text", "B = 0")]),
    "display maths": ("$$a\n= b$$", [("math", "a\n= b")]),
    "display maths over lines": (
        "so\n$$\na\n\n- b = 0\n$$\nand",
        [("text", "so"), ("math", "a\n\n- b = 0"), ("text", "and")],
    ),
    "maths in brackets": ("\\[\na = 0.\n\\].", [("math", "a = 0.")]),
    "an environment": (
        "\\begin{align*}\na &= b \\\\\nc &= d\n\\end{align*}",
        [("math", "\\begin{align*}\na &= b \\\\\nc &= d\n\\end{align*}")],
    ),
    "a fence of maths": ("```math\na = 0\n```", [("math", "a = 0")]),
    "display maths with words after it": ("$$a$$ and $$b$$", [("text", "$$a$$ and $$b$$")]),
    "display maths without end": ("$$a = 0", [("text", "$$a = 0")]),
    "code": ("```python\nx = '*a*'\n```\n\n    y <b>", [("code", "x = '*a*'"), ("code", "y <b>")]),
    "boxes": (
        "- [x] a\n- [ ] b\n* [X] c\n1. [ x ] d\n- [✓] e\n- [✔] f\n- [] **g**\n- h",
        [("item", "a", True), ("item", "b", False), ("item", "c", True), ("item", "d", True), ("item", "e", True),
         ("item", "f", True), ("item", "g", False), ("item", "h")],
    ),  # fmt: skip
    "boxes without a list": ("[ ] a\n[x] b", [("item", "a", False), ("item", "b", True)]),
    "brackets in maths are no box": ("[X] X^T = 0", [("text", "[X] X^T = 0")]),
    "escaped boxes": (r"- \[x\] a", [("item", "a", True)]),
    "an item of two paragraphs": ("- a\n\n  b", [("item", "a"), ("text", "b")]),
    "nested items": ("- a\n  - [x] b\n- c", [("item", "a"), ("item", "b", True), ("item", "c")]),
    "maths in an item": ("1. so\n   $$a$$", [("item", "so"), ("math", "a")]),
    "a number with a point": ("2.", [("text", "2.")]),
    "an empty bullet": ("-\n\n3", [("text", "3")]),
    "a table": (
        "| w1 | w2 |\n|---|:-:|\n| <sos> | `I` |\n| a \\| b | |",
        [("row", "w1 | w2", ("w1", "w2")), ("row", "<sos> | I", ("<sos>", "I")), ("row", "a | b | ", ("a | b", ""))],
    ),
    "a quote": ("> a\n>\n> b\n> - c", [("quote", "a"), ("quote", "b"), ("quote", "c")]),
    "a box in a quote is the question's": ("> - [x] a", [("quote", "[x] a")]),
    "a line below a quote is the answer": ("> a\nb", [("quote", "a"), ("text", "b")]),
    "comments are dropped": ("a <!-- b --> c\n\n<!-- d\n## more.tokens\n-->\n\ne", [("text", "a  c"), ("text", "e")]),
    "a comment in code stays": ("```\n<!-- a -->\n```", [("code", "<!-- a -->")]),
    "a comment without end stays": ("a <!-- b", [("text", "a <!-- b")]),
    "a deeper heading": ("a\n\n### Proof\n\nb", [("text", "a"), ("text", "b")]),
    "a heading in code is none": ("```\n## more.tokens\n```", [("code", "## more.tokens")]),
}  # fmt: skip


@pytest.mark.parametrize(("text", "blocks"), BLOCKS.values(), ids=BLOCKS)
def test_blocks(tmp_path: Path, text: str, blocks: list[tuple[object, ...]]) -> None:
    submission = handed_in(tmp_path, f"## pca.conditions\n\n{text}\n")
    assert [brief(block) for block in section(submission.answers["pca.conditions"]).blocks] == blocks


HEADINGS = {
    "plain": "## pca.conditions",
    "any level": "###### pca.conditions",
    "code span": "# `pca.conditions`",
    "bold": "# **pca.conditions**",
    "letter case": "# PCA.Conditions",
    "words after": "## pca.conditions — The conditions (4 points)",
    "colon": "## pca.conditions: the conditions",
    "attribute": "## The conditions {#pca.conditions}",
    "closing marks": "## pca.conditions ##",
    "no space": "##pca.conditions",
    "underlined": "pca.conditions\n=======",
    "underlined with dashes": "pca.conditions\n---",
}


@pytest.mark.parametrize("heading", HEADINGS.values(), ids=HEADINGS)
def test_heading_of_a_part(tmp_path: Path, heading: str) -> None:
    answer = section(handed_in(tmp_path, f"# Intro\n\n{heading}\n\nan answer\n").answers["pca.conditions"])
    assert [block.text for block in answer.blocks] == ["an answer"]
    assert str(answer.place) == "answers.md:3"


@pytest.mark.parametrize(
    "heading", ["## conditions", "## pca", "## see pca.conditions", "## pca.condition", "pca.conditions"]
)
def test_no_heading_of_a_part(tmp_path: Path, heading: str) -> None:
    assert not handed_in(tmp_path, f"{heading}\n\nan answer\n").answers


BOTH = {"pca.conditions": ["a"], "more.tokens": ["b"]}
SECTIONS: dict[str, tuple[str, dict[str, list[str]]]] = {
    "the next part ends it": ("## pca.conditions\na\n## more.tokens\nb", BOTH),
    "a deeper part ends it": ("# pca.conditions\na\n## more.tokens\nb", BOTH),
    "the same level ends it": ("## pca.conditions\na\n## Notes\nb", {"pca.conditions": ["a"]}),
    "a higher level ends it": ("## pca.conditions\n# Notes\nb", {}),
    "before any content the same level does not": ("## pca.conditions\n## Solution\na", {"pca.conditions": ["a"]}),
    "no content": ("## pca.conditions\n\n<!-- here -->\n\n## more.tokens\n```\n```", {}),
    "boxes that are all empty": ("## more.boxes\n- [ ] a\n- [ ] b", {}),
    "one box ticked": ("## more.boxes\n- [ ] a\n- [x] b", {"more.boxes": ["a", "b"]}),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), SECTIONS.values(), ids=SECTIONS)
def test_where_a_section_ends(tmp_path: Path, text: str, expected: dict[str, list[str]]) -> None:
    answers = handed_in(tmp_path, text).answers
    assert {id: [block.text for block in section(answer).blocks] for id, answer in answers.items()} == expected


QUESTIONS = {
    "as the starter has it": ("> Write the **first-order** conditions,\n> with `W1` and $W_2$.\n", []),
    "wrapped otherwise, without marks": ("> Write the first-order\n> conditions, with W1 and $W_2$.\n", []),
    "answer right below": ("> Write the **first-order** conditions,\n> with `W1` and $W_2$.\na = 0", ["a = 0"]),
    "answer in the quote": ("> Write the **first-order** conditions,\n> with `W1` and $W_2$.\n>\n> a = 0", ["a = 0"]),
    "another quote": ("> Write the conditions.\n\na", ["Write the conditions.", "a"]),
}


@pytest.mark.parametrize(("text", "expected"), QUESTIONS.values(), ids=QUESTIONS)
def test_the_question_is_no_answer(tmp_path: Path, text: str, expected: list[str]) -> None:
    answers = handed_in(tmp_path, f"## pca.conditions\n\n{text}").answers
    found = [block.text for answer in answers.values() for block in section(answer).blocks]
    assert found == expected


def test_places_and_sources(tmp_path: Path) -> None:
    text = "# HW\r\n\r\n## pca.conditions\r\n\r\n- **a**\r\n- b\r\n\r\n|x|\r\n|-|\r\n|y|\r\n\r\nlast\r\n"
    answer = section(handed_in(tmp_path, text).answers["pca.conditions"])
    assert [(block.place.line, block.source) for block in answer.blocks] == [
        (5, "- **a**"),
        (6, "- b"),
        (8, "|x|"),
        (10, "|y|"),
        (12, "last"),
    ]
    assert answer.source == "- **a**\n- b\n\n|x|\n|-|\n|y|\n\nlast"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    answer = section(handed_in(tmp_path, "## more.tokens\r\né\r\n".encode(encoding)).answers["more.tokens"])
    assert [brief(block) for block in answer.blocks] == [("text", "é")]


@pytest.mark.parametrize(
    ("data", "message", "line"),
    [
        pytest.param(b"## more.tokens\n\xe9t\xe9\n", "not UTF-8 text at byte 15", 2, id="latin-1"),
        pytest.param(b"## more.tokens\n\na\0b\n", "NUL character at position 17", 3, id="NUL"),
        pytest.param(b"\xff\xfea", "not UTF-16 text at byte 2", 1, id="half a UTF-16 character"),
        pytest.param(b"a\n" * 20_000, "lines, more than", 1, id="too many lines"),
        pytest.param(b"|" * 30_000, "table cells, more than", None, id="too many cells"),
        pytest.param(b"a" * 1_000_001, "at most 1,000,000 bytes are read", None, id="too large"),
    ],
)
def test_unreadable(tmp_path: Path, data: bytes, message: str, line: int | None) -> None:
    """The parts that have their answer elsewhere, and those that are code, do not suffer."""
    files: dict[str, str | bytes] = {"answers.md": data, "answers.yaml": "more.boxes: [a]\n"}
    answers = read(submission(tmp_path / "ada", files), ASSIGNMENT).answers
    problem = answers["more.tokens"].problem
    assert problem is not None and message in problem[0] and problem[1].file == "answers.md"
    assert problem[2]
    if "byte" in message and line:
        assert problem[1].line in (line, None)
    assert answers["more.boxes"].problem is None and "pca.solver" not in answers


NOTES = {
    "a typing error": (
        "## pca.weights\na\n\n## pca.condition\nb",
        ["answers.md:4: the heading 'pca.condition' is not part of this assignment; the text under it is not graded"
         "; did you mean 'pca.conditions'?"],
    ),
    "notes": (
        "## pca.weights\na\n# Notes\nb\n\nc",
        ["answers.md:3: the heading 'Notes' is not part of this assignment; the text under it is not graded"],
    ),
    "a heading with nothing under it": ("# Problem 1\n\n> intro\n\n## pca.weights\na", []),
    "above the first heading": ("My name is Ada.\n\n## pca.weights\na", []),
    "no part at all": (
        "# Answers\na",
        ["answers.md has no heading that names a part, such as '## pca.conditions'; nothing in it is graded"],
    ),
    "an empty file": ("\n", []),
    "a code block that swallows a part": (
        "## pca.weights\n```\na\n\n## more.tokens\nI",
        ["answers.md:2: this code block is never closed, so the part at line 5 is read as code"],
    ),
    "a code block without end that swallows none": ("## pca.weights\n```\na\n# more", []),
}  # fmt: skip


@pytest.mark.parametrize(("text", "notes"), NOTES.values(), ids=NOTES)
def test_notes(tmp_path: Path, text: str, notes: list[str]) -> None:
    assert list(handed_in(tmp_path, text).notes) == notes


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=st.sampled_from("abW12 =+()^@\\,;.\n"), max_size=60))
def test_plain_maths_loses_nothing_but_escapes(text: str) -> None:
    """Without Markdown's marks, what is seen is what was typed, spaces at line ends apart."""
    source = text.replace("\\", "")
    assert visible(source).split() == source.split()


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet=st.sampled_from("ab*_ $`\\()[]<>&;\n"), max_size=60))
def test_letters_are_never_lost(text: str) -> None:
    source = text.replace("<br", "")
    letters = [c for c in source if c in "ab"]
    assert [c for c in visible(source) if c in "ab"] == letters


SPANS = ["a", "b", " ", "`", "``", "\\<", "\\`", "\\", "<sos>", "&lt;", "&#62;", "&x;", "#", "\n"]


def commonmark(source: str) -> str:
    """markdown-it's own reading of text, escapes, entities, code spans and line ends: a second witness."""
    parser = MarkdownIt("zero")
    parser.inline.ruler.enable(["newline", "escape", "backticks", "entity"])
    (inline,) = parser.parseInline(source)
    tokens = inline.children or ()
    return "".join("\n" if token.type in ("softbreak", "hardbreak") else token.content for token in tokens)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(SPANS)))
def test_escapes_entities_and_code_are_commonmark(pieces: list[str]) -> None:
    source = "\n".join(line.strip() for line in "".join(pieces).strip().split("\n"))
    assume("\\\\" not in source)
    assert visible(source).strip() == commonmark(source).strip()


HOSTILE = {
    "quotes in quotes": "> " * 200_000,
    "quotes, line by line": (">" * 100 + "a\n") * 4_000,
    "lists in lists": ("- " * 19 + "a\n") * 4_000,
    "lists in quotes in lists": "> - > - > - a\nb\n" * 2_400,
    "lists that grow deeper": "".join("  " * (n % 300) + "- a\n" for n in range(3_000)),
    "brackets": "[" * 500_000,
    "open maths in brackets": "\\(" * 250_000,
    "stars": "*a " * 150_000,
    "marks": "a**_b_**" * 60_000,
    "backticks": "".join("`" * n + " " for n in range(900)),
    "dollars": "$" * 500_000,
    "open display maths": "\\[ a\n\n" * 2_000,
    "dollars in lists": "- $$\n" * 4_000,
    "open comments": "<!-- " * 90_000 + "\n-->" + "<!-- " * 90_000,
    "spaces": "a" + " " * 500_000 + "b",
    "cells": "|a" * 9_000 + "\n" + "|-" * 9_000,
    "headings": "## pca.condition\na\n" * 2_400,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_ends(tmp_path: Path, text: str) -> None:
    """In time that grows with the text's length alone; a square of it would be hours here."""
    answers = handed_in(tmp_path, f"## more.tokens\nI\n## pca.conditions\n\n{text}").answers
    assert answers["more.tokens"].raw
