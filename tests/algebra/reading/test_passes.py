"""The passes from text to statements, each by itself: marks, formulas, what the words make of each."""

import pytest

from grader.algebra.reading.announcements import Announced
from grader.algebra.reading.cutting import parts
from grader.algebra.reading.marks import Mark
from grader.algebra.reading.passage import Passage, passage
from grader.algebra.reading.runs import Formula, maths_of, run_of
from grader.algebra.reading.statements import Piece
from grader.algebra.reading.telling import Told, told
from grader.algebra.reading.vocabulary import Spelled

SPELLED = Spelled.of(["A", "B", "C", "x", "y"], ["grad"], frozenset(("m", "n")))


def read(text: str, kind: str = "text") -> Passage:
    return passage(Piece(kind, text), SPELLED)  # type: ignore[arg-type]


# --- from text to marks: kind and text of each, "=" for a relation that is shown as one

MARKS = {
    "an equation": ("A = B", "atom A, relation =, atom B"),
    "words": ("here A is small", "word here, atom A, word is, word small"),
    "an article": ("a matrix", "word a, word matrix"),
    "a product": ("AB", "atom AB"),
    "a name of the student's": ("grad = A", "atom grad, relation =, atom A"),
    "a script": ("A_1^T", "atom A_1^T"),
    "words for =": ("A is equal to B", "atom A, relation is equal to, atom B"),
    "words for = behind words": ("this equals zero", "word this, relation equals, atom zero"),
    "words for = 0": ("A vanishes.", "atom A, relation vanishes, stop ."),
    "equal in a special case": ("A equals B if x", "atom A, word equals, atom B, word if, atom x"),
    "dollars": ("$A B$", "edge $, atom A, atom B, edge $"),
    "a dollar alone": ("$5", "junk $, atom 5"),
    "a display": ("$$A$$", "display $$, atom A, display $$"),
    "code": ("`A @ B`", "edge `, atom A, operator @, atom B, edge `"),
    "a library's function": ("torch.exp(A)", "atom torch.exp, open (, atom A, close )"),
    "a library that goes by a letter": ("F.relu(A)", "atom F.relu, open (, atom A, close )"),
    "a matrix's method": ("F.sum()", "atom F, atom ., atom sum, open (, close )"),
    "a library by name": ("use torch.optim here", "word use, word torch, atom ., atom optim, word here"),
    "a function's name": ("matmul(A, B)", "atom matmul, open (, atom A, comma ,, atom B, close )"),
    "rows": (r"$A \\ B$", r"edge $, atom A, row \\, atom B, edge $"),
    "words in maths": (r"$A \text{ and } B$", r"edge $, atom A, junk \text{, word and, junk }, atom B, edge $"),
    "brackets": ("(A B)", "open (, atom A, atom B, close )"),
    "a letter in brackets in front": ("(A) B", "junk (A) , atom B"),
    "an aside": ("(since A = B)", "aside (, word since, atom A, relation =, atom B, back )"),
    "a bracket without a partner": ("x)", "atom x, atom )"),
    "a sentence": ("x. B", "atom x, stop ., atom B"),
    "a decimal": ("0.5 A", "atom 0.5, atom A"),
    "lines": ("A\n\nB", "atom A, blank \n\n, atom B"),
    "a list": ("- A\n- B", "bullet - , atom A, newline \n, bullet - , atom B"),
    "a number in front": ("1. A", "junk 1. , atom A"),
    "a dash": ("Answer - A", "word Answer, junk -, atom A"),
    "a minus": ("B - A", "atom B, operator -, atom A"),
    "an arrow": (r"A \implies B", r"atom A, implies \implies, atom B"),
    "a comment": ("A # B", "atom A, word #, atom B"),
    "a cell of a table": ("| A | B", "atom A, word |, atom B"),
    "a wide space": (r"$A \quad B$", r"edge $, atom A, soft \quad, atom B, edge $"),
    "emphasis": ("**A**", "junk **, atom A, junk **"),
    "an import": ("import numpy as np\nA", "newline \n, atom A"),
    "a program that compares": ("np.allclose(A, B)", "atom A, relation =, atom B"),
}


@pytest.mark.parametrize(("text", "marks"), MARKS.values(), ids=MARKS)
def test_marks(text: str, marks: str) -> None:
    here = read(text)
    assert ", ".join(f"{mark.kind} {here.said(mark)}" for mark in here.marks) == marks


# --- from marks to formulas: ⟨maths⟩, with | where a line may go on with what stands above or not; other marks between

PARTS = {
    "two equations": ("A = B, B = C", "⟨A = B⟩ , ⟨B = C⟩"),
    "words between": ("A = B and B = C", "⟨A = B⟩ and ⟨B = C⟩"),
    "a relation below": ("A = B\n= C", "⟨A = B | = C⟩"),
    "a relation below blank lines": ("A\n\n= C", "⟨A | = C⟩"),
    "a relation after a comma": ("A = B,\n= C", "⟨A = B | = C⟩"),
    "a relation after words": ("A = B by x\n= C", "⟨A = B⟩ by ⟨x | = C⟩"),
    "a relation behind a bullet": ("A\n- = C", "⟨A | = C⟩"),
    "nothing behind a relation": ("A =", "⟨A⟩"),
    "an operator below": ("A\n+ B", "⟨A + B⟩"),
    "a negative line": ("A = B\n-C = x", "⟨A = B⟩ newline ⟨-C = x⟩"),
    "an operator above": ("A +\nB", "⟨A + B⟩"),
    "two lines": ("A = B\nB = C", "⟨A = B⟩ newline ⟨B = C⟩"),
    "the next line has a relation": ("A\nB = C", "⟨A B = C⟩"),
    "a line in a display": ("$$A = B\nC$$", "display ⟨A = B C⟩ display"),
    "lines in text": ("A = B\nC", "⟨A = B⟩ newline ⟨C⟩"),
    "items of a list": ("- A\n- B", "⟨A⟩ newline ⟨B⟩"),
    "a bullet for a minus": ("A\n- B\n= C", "⟨A - B | = C⟩"),
    "a label": ("dA: B = C", "label ⟨B = C⟩"),
    "a colon": ("A = B: C", "⟨A = B⟩ : ⟨C⟩"),
    "a number behind": (r"$A = B$ (1)", "⟨A = B⟩"),
    "a size": ("A B (m × n)", "⟨A B⟩"),
    "a bracket": ("A (B,\nC)", "⟨A (B, C)⟩"),
    "a wide space": (r"$A = B \quad B = C$", "⟨A = B⟩ ⟨B = C⟩"),
    "a wide space within": (r"$A \quad = \quad B$", "⟨A = B⟩"),
    "where it lies": (r"$A B \in \mathbb{R}^{m}$", "⟨A B⟩"),
    "a declaration": (r"$A \in \mathbb{R}^{m}$", r"⟨A \in \mathbb{R}^{m} no equation⟩"),
    "an inequality": ("A < B = C", "⟨A < B = C no equation⟩"),
    "indices": ("x = 1, …, n", "⟨x = 1 no equation⟩ , ⟨… no equation⟩ , ⟨n⟩"),
    "a stop before a relation": ("x. = B", "⟨x⟩ ⟨= B⟩"),
    "a definition": ("A := B", "⟨A = B⟩"),
    "zero in words": ("A vanishes.", "⟨A = 0⟩ ."),
}


def shown(here: Passage, part: Mark | Formula) -> str:
    if isinstance(part, Mark):
        return part.kind if part.kind in ("label", "newline", "display") else here.said(part)
    run, seams = run_of(part, here), {part.steps[following].mark.start for _, following in part.seams()}
    maths = maths_of(run, here.text)
    lined = "".join("| " * (run.start + at in seams) + char for at, char in enumerate(maths))
    return f"⟨{' '.join(lined.split())}{' no equation' if run.other else ''}⟩"


@pytest.mark.parametrize(("text", "said"), PARTS.values(), ids=PARTS)
def test_parts(text: str, said: str) -> None:
    here = read(text)
    assert " ".join(shown(here, part) for part in parts(here)) == said


# --- what words announce

ANNOUNCED = {
    "a definition": ("let", Announced(let=True)),
    "a result": ("so", Announced(follows=True)),
    "a result ends a definition": ("let then", Announced(follows=True)),
    "a reason first": ("since", Announced(reason="first")),
    "a reason, and what it is for": ("since we", Announced()),
    "a reason behind maths": ("= since", Announced(reason="after", used=True, busy=True)),
    "a remark on code": ("#", Announced(reason="after")),
    "where, first": ("where", Announced(let=True)),
    "where, behind maths": ("= where", Announced(let=True, reason="after", busy=True)),
    "one or the other": ("= or", Announced(either=True, used=True, busy=True)),
    "with respect to": ("with respect", Announced()),
    "a comma behind a reason": ("since ,", Announced()),
    "a comma behind a remark": ("# ,", Announced(reason="after")),
    "a colon behind a name": ("let = :", Announced(used=True, busy=True)),
    "a line behind a name": ("let = \n", Announced(used=True)),
    "a line before a name": ("let \n", Announced(let=True)),
    "a sentence": ("let since .", Announced()),
    "an arrow": ("since ⇒", Announced(follows=True)),
    "a bracket": ("(", Announced(asides=1)),
    "brackets": ("( ) )", Announced()),
}


@pytest.mark.parametrize(("text", "announced"), ANNOUNCED.values(), ids=ANNOUNCED)
def test_announcements(text: str, announced: Announced) -> None:
    now = Announced()
    for said in text.split(" "):
        match said:
            case "=":
                now = now.formula(equation=True)
            case "," | ":":
                now = now.comma(colon=said == ":")
            case "\n":
                now = now.line_end()
            case ".":
                now = now.sentence_end()
            case "⇒":
                now = now.arrow()
            case "(" | ")":
                now = now.bracket(1 if said == "(" else -1)
            case _:
                now = now.word(said, after_words=False)
    assert now == announced


# --- from formulas to what is said

TOLD = {
    "an equation": ("A = B", "A = B"),
    "prose": ("some words", "«some words»"),
    "words that only join": ("and so", ""),
    "a definition": ("let A = B", "named A = B"),
    "named in words": ("denote A B by C", "named swapped aside A B = C"),
    "a result": ("A = B so B = C", "A = B; follows B = C"),
    "a reason behind it": ("A = B since B = C", "A = B; aside B = C"),
    "a reason in front": ("since B = C, A = B", "aside B = C; A = B"),
    "in brackets": ("A = B (since B = C)", "A = B; aside B = C"),
    "one or the other": ("A = B or B = C", "either A = B; either B = C"),
    "denied": ("A = B is wrong", "«A = B is wrong»"),
    "denied before": ("it is not true that A = B", "«it is not true that A = B»"),
    "both denied": ("A = B and B = C are false", "«A = B»; «and B = C are false»"),
    "denied together": ("not A = B nor B = C", "«not A = B nor B = C»"),
    "said of two": ("A and B are zero.", "A = 0; B = 0"),
    "the name of a function": ("the gradient of A = B", "B"),
    "goes on": ("A = B\n= C", "A = B = C"),
    "goes on behind a reason": ("A = B since x = y\n= C", "A = B = C; aside x = y"),
    "goes on below a reason": ("A = B\nsince x = y\n= C", "A = B = C; aside x = y"),
    "a reason goes on, far from a chain": ("A = B\n\n\nsince x = y\n= C", "A = B; aside x = y = C"),
    "begins with =": ("= A", "= A"),
    "a side in words": ("LHS = A = B", "A = B"),
    "alone": ("A B", "A B"),
    "an answer": ("The answer is A B.", "A B"),
    "a symbol in words": ("we know A well", "«we know A well»"),
    "mentioned": ("here A B is small", "«here A B is small» [A B]"),
    "mentioned and denied": ("it is not A B", "«it is not A B»"),
    "a size": ("here m × n stays", "«here m × n stays»"),
    "an inequality": ("A < B", "«A < B»"),
}


@pytest.mark.parametrize(("text", "said"), TOLD.values(), ids=TOLD)
def test_told(text: str, said: str) -> None:
    here = read(text)
    found = []
    for one in told(Told(), here, parts(here)).done:
        if one.maths is None:
            found.append(f"«{one.source}»" + "".join(f" [{maths}]" for maths in one.mentions))
        else:
            flags = [name for name in ("either", "named", "swapped", "follows", "aside") if getattr(one, name)]
            found.append(" ".join((*flags, *one.maths.split())))
    assert "; ".join(found) == said


def test_what_is_announced_goes_on_in_the_next_piece() -> None:
    first, second = read("Hence or let"), read("A = B", "math")
    now = told(told(Told(), first, parts(first)), second, parts(second))
    assert [(one.maths, one.named, one.follows) for one in now.done] == [("A = B", False, True)]
