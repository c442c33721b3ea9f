"""Mathematical answers as checks report them, written by hand: right, doubtful and false lines, and hostile ones."""

from typing import Any

from grader.model import Verdict
from grader.reports.record import Record
from tests.reports.classroom import HOSTILE, assignment, graded, part

A = r"W_{2}^{\top} \left(W_{2} W_{1} - I\right) X X^{\top} = 0"
B = r"\left(W_{2} W_{1} - I\right) X X^{\top} W_{1}^{\top} = 0"
CONDITIONS = {"conditions": [{"name": "a", "latex": A}, {"name": "b", "latex": B}]}


def line(source: str, latex: str | None, mark: str, label: str, says: str = "", **rest: Any) -> dict[str, Any]:
    """A line of evidence; `part`, if given, is the piece of the source that the span covers."""
    piece = rest.pop("part", None)
    span = None if piece is None else [source.index(piece), source.index(piece) + len(piece)]
    values = {"source": source, "latex": latex, "line": 1, "mark": mark, "label": label, "says": says}
    return {**values, "span": span, "counterexample": None, **rest}


def numbered(*found: dict[str, Any]) -> list[dict[str, Any]]:
    return [{**each, "line": at} for at, each in enumerate(found, 1)]


def value(name: str, latex: str, rows: Any) -> dict[str, Any]:
    return {"name": name, "latex": latex, "value": rows}


RIGHT = numbered(
    line(r"W_2^\top (W_2 W_1 - I) X X^\top = 0", A, "right", "equals (a)"),
    line(
        r"\nabla_{W_2} L = 2 (W_2 W_1 X - X) X^\top W_1^\top = 0",
        r"\nabla_{W_{2}} L = 2 \left(W_{2} W_{1} X - X\right) X^{\top} W_{1}^{\top} = 0",
        "right",
        "equals (b)",
        "It is (b) times 2.",
    ),
)
FREE = {
    "values": [
        value("X", "X", [[2, 0], [0, 1]]),
        value("W1", "W_{1}", [[1, 0]]),
        value("W2", "W_{2}", [[1], [0]]),
        value("lambda", r"\lambda", 0.5),
    ],
    "sides": [
        {"latex": r"\left(W_{2} W_{1} - I\right) X X^{\top}", "value": [[0, 0], [0, -1]]},
        {"latex": "0", "value": [[0, 0], [0, 0]]},
    ],
}
MIXED = numbered(
    line("Setting both gradients to zero gives the conditions.", None, "skipped", "not checked: prose"),
    line("C := X X^T", r"C = X X^{\top}", "right", "definition"),
    line(
        "W_2^T (W_2 W_1 - I) = 0",
        r"W_{2}^{\top} \left(W_{2} W_{1} - I\right) = 0",
        "half",
        "needs an assumption",
        "This is (a) with $X X^\\top$ cancelled. That needs $X X^\\top$ to be invertible.",
        part="(W_2 W_1 - I)",
    ),
    line("Here I is the identity.", None, "skipped", "not checked: prose"),
    line("The loss is smooth.", None, "skipped", "not checked: prose"),
    line("So a minimum is stationary.", None, "skipped", "not checked: prose"),
    line(
        "(W_2 W_1 - I) X X^T = 0",
        r"\left(W_{2} W_{1} - I\right) X X^{\top} = 0",
        "wrong",
        "does not follow",
        "It takes W2W1 for one free matrix. At these weights (a) and (b) hold, and this equation does not.",
        counterexample=FREE,
    ),
    line(
        "W_1 (W_2 W_1 - I) X X^T W_2^T + \\lambda W_1 = 0",
        None,
        "wrong",
        "shapes do not fit",
        "Cannot multiply m×m by k×m: the inner dimensions m and k differ.",
        part="X^T W_2^T",
    ),
    line("\\frac{W_2}{W_1", None, "unread", "cannot be read", "A `}` is missing.", span=[14, 14]),
)


def _step(at: int) -> dict[str, Any]:
    if at == 6:
        return line(
            r"U_k^T U_k U_k^T C = U_k D_k U_k^T",
            r"U_{k}^{\top} U_{k} U_{k}^{\top} C = U_{k} D_{k} U_{k}^{\top}",
            "wrong",
            "does not follow",
            "The sides have other shapes: k×m and m×m.",
            part="U_k D_k U_k^T",
            counterexample={
                "values": [value("U_k", "U_{k}", [[0.6], [0.8]]), value("D_k", "D_{k}", [[4]])],
                "sides": [
                    {"latex": r"U_{k}^{\top} C", "value": [[2.4, 3.2]]},
                    {"latex": r"U_{k} D_{k} U_{k}^{\top}", "value": [[1.44, 1.92], [1.92, 2.56]]},
                ],
            },
        )
    sums = r"\sum_{i=1}^{n} \left\lVert x_{i} - U_{k} U_{k}^{\top} x_{i} \right\rVert_F^2"
    latex = {
        1: r"C U_{k} = U_{k} D_{k}",
        2: r"U_{k}^{\top} U_{k} = I_{k}",
        3: r"\begin{pmatrix} I_{k} & 0 \end{pmatrix} \begin{pmatrix} D_{k} & 0 \\ 0 & D_{m - k} \end{pmatrix}"
        r" = \begin{pmatrix} D_{k} & 0 \end{pmatrix}",
        4: rf"L = {sums} = \operatorname{{tr}}\left(C\right) - "
        r"\operatorname{tr}\left(U_{k}^{\top} C U_{k}\right) = \operatorname{tr}\left(C - D\right)",
        5: r"\log \det \left(I_{k} + \frac{1}{2} \operatorname{diag}\left(w\right)\right)"
        r" = \mathbf{1}_{k}^{\top} \exp\left(w\right)",
    }.get(at, r"\nabla_{W_1} L = 2 U_{k}^{\top} \left(U_{k} U_{k}^{\top} - I\right) C = 0")
    return line(f"step {at}: C U_k = U_k D_k", latex, "right", "follows" if at > 1 else "definition")


DERIVATION = [{**_step(at), "line": at} for at in range(1, 11)]
CONCLUSIONS = [
    {"name": "a", "reached": True, "credit": 1.0, "says": ""},
    {"name": "b", "reached": False, "credit": 0.0, "says": "The chain to it uses line 6, which is false."},
]
WIDE = "The step from $" + "W_1 + " * 60 + r"X$ to $\frac{1}{2} \left(X\right)$ is not right."
LONG = "W_1 + " * 3_400 + "\x1b[31mX\x1b[0m" + " + W_2" * 100
HOSTILE_LINES = numbered(
    line(HOSTILE, HOSTILE, "wrong", HOSTILE, HOSTILE, span=[8, 24]),
    line(LONG, None, "wrong", "shapes do not fit", WIDE, part="\x1b[31mX"),
    line(
        r"[red]\[bold]x[/]", r"\href{javascript:alert(1)}{x}", "unread", "[link=ftp://x]cannot be read[/]", span=[0, 5]
    ),
    line("شرط = \u202e0\u2066 数学 = 0\tx̂ = y", r"\text{<img src=x>\}}", "half", "]]>", "&amp;", part="数学"),
    line("a = b\n  = c\n\t= d", r"a = b = c", "wrong", "does not follow", part="= c"),
    line(
        "x",
        "x",
        "wrong",
        "",
        counterexample={
            "values": [value(HOSTILE, HOSTILE, [["nan", 1e300], [10**400, "-inf"]]), value("Y", "Y", [[0] * 40] * 40)],
            "sides": [{"latex": HOSTILE, "value": 1}, {"latex": HOSTILE, "value": 2.5}],
        },
    ),
    line(HOSTILE, None, "skipped", HOSTILE),
)
CASES = {
    "right": Verdict.scored(
        1, "Both conditions follow from the answer.", evidence={"lines": RIGHT}, answer_key=CONDITIONS
    ),
    "mixed": Verdict.scored(
        0.25,
        "(a) holds under an assumption, and one equation does not follow.",
        hint="Check which of the equations hold at the PCA solution.",
        evidence={"lines": MIXED},
        answer_key=CONDITIONS,
    ),
    "derivation": Verdict.scored(
        0.5,
        "Line 6 does not follow.",
        evidence={"lines": DERIVATION, "conclusions": CONCLUSIONS},
        answer_key=CONDITIONS,
    ),
    "hostile": Verdict.scored(
        0.5,
        WIDE,
        hint=WIDE,
        evidence={
            "lines": HOSTILE_LINES,
            "conclusions": [{"name": HOSTILE, "reached": True, "credit": 0.5, "says": HOSTILE + WIDE}],
        },
        answer_key={"conditions": [{"name": HOSTILE, "latex": HOSTILE}]},
    ),
}
PAPER = assignment(
    *(part(f"only.{name}", ("equations", 4), title=f"The {name} answer") for name in CASES), title="Matrix calculus"
)


def handed_in(id: str = "ada") -> Record:
    """The record of a student who gave all of these answers."""
    return graded(PAPER, id, *((verdict,) for verdict in CASES.values()))
