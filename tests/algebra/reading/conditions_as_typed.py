r"""First-order conditions as students type them, and what is read.

What is read is a list: an equation stands for itself, `def …` is a definition, `prose` words, `? …` a part of the
message for what cannot be read; `=> ` says that the student announces a result.
"""

A, B = "W_2^T (W_2 W_1 - I) X X^T = 0", "(W_2 W_1 - I) X X^T W_1^T = 0"
AC, BC = "W_2^T (W_2 W_1 - I) C = 0", "(W_2 W_1 - I) C W_1^T = 0"
LOSS = r"\|X - W_2 W_1 X\|_F^2"

CONDITIONS: dict[str, tuple[str, list[str]]] = {
    "dollars, a line each": (f"${A}$\n\n${B}$", [A, B]),
    "dollars in a sentence": (f"Both partial derivatives vanish: ${A}$ and ${B}$.", ["prose", A, B]),
    "displays side by side": (f"$${A}$$ $${B}$$", [A, B]),
    "brackets of TeX": (rf"\[{A}\] and \({B}\)", [A, B]),
    "align with numbers": (
        r"""\begin{align}
W_2^\top (W_2 W_1 - I) X X^\top &= 0 \tag{1}\\
(W_2 W_1 - I) X X^\top W_1^\top &= 0 \quad (\text{Condition 2})
\end{align}""",
        [A, B],
    ),
    "aligned in a display": (rf"$$\begin{{aligned}} {A} \\ {B} \end{{aligned}}$$", [A, B]),
    "cases": (rf"$$\begin{{cases}} {A} \\[2pt] {B} \end{{cases}}$$", [A, B]),
    "a brace and an array": (rf"$$\left\{{\begin{{array}}{{l}} {A} \\ {B} \end{{array}}\right.$$", [A, B]),
    "gather with commas": (rf"\begin{{gather*}} {A}, \\ {B}. \end{{gather*}}", [A, B]),
    "equation in a sentence": (rf"So \begin{{equation}} {A} \end{{equation}} holds.", [f"=> {A}", "prose"]),
    "a quad between": (rf"$$ {A} \qquad {B} $$", [A, B]),
    "a comma and a quad": (rf"$$ {A}, \quad {B}. $$", [A, B]),
    "text between": (rf"$$ {A} \quad\text{{and}}\quad {B} $$", [A, B]),
    "boxed": (rf"$$\boxed{{{A}}}$$ $$\boxed{{{B}}}$$", [A, B]),
    "both in one box": (rf"$$\boxed{{{A}, \; {B}}}$$", [A, B]),
    "plain text": ("W2ᵀ (W2 W1 − I) X Xᵀ = 0\n(W2 W1 − I) X Xᵀ W1ᵀ = 0", [A, B]),
    "plain text in sentences": (
        "The first one is W2ᵀ(W2W1 − I)XXᵀ = 0, and the second one is (W2W1 − I)XXᵀW1ᵀ = 0.",
        [A, B],
    ),
    "plain text, a semicolon": ("W2^T(W2 W1 - I)XX^T=0; (W2 W1 - I)XX^TW1^T=0", [A, B]),
    "plain text, an ampersand": ("W2^T(W2 W1 - I)XX^T = 0 & (W2 W1 - I)XX^TW1^T = 0", [A, B]),
    "ticks": ("W2ᵀ(W2W1 − I)C = 0 ✓ and (W2W1 − I)CW1ᵀ = 0 ✓", [AC, BC]),
    "numbered": (f"1. ${A}$\n2. ${B}$", [A, B]),
    "numbered in brackets": ("(1) W2ᵀ (W2 W1 − I) X Xᵀ = 0\n(2) (W2 W1 − I) X Xᵀ W1ᵀ = 0", [A, B]),
    "lettered": (f"a) ${A}$\n\nb) ${B}$", [A, B]),
    "numbers in brackets at the end": (f"{A}   (1)\n{B}   (2)", [A, B]),
    "romans": (f"(i) ${A}$ (ii) ${B}$", [A, B]),
    "headings in bold": (f"**Condition 1:** {A}\n**Condition 2:** {B}", [A, B]),
    "headings in plain text": (f"Condition 1: ${A}$\nEq. 2: ${B}$", [A, B]),
    "a list": (f"- ${A}$\n- ${B}$", [A, B]),
    "a list with what each is for": (f"* for the encoder $W_1$: ${A}$\n* for $W_2$: ${B}$", ["prose", A, B]),
    "NumPy": (
        "W2.T @ (W2 @ W1 - np.eye(m)) @ X @ X.T = 0\n(W2 @ W1 - np.eye(m)) @ X @ X.T @ W1.T == 0",
        ["W_2^T (W_2 W_1 - I_m) X X^T = 0", "(W_2 W_1 - I_m) X X^T W_1^T = 0"],
    ),
    "NumPy in backticks": (
        "`W2.T @ (W2 @ W1 @ X - X) @ X.T = 0` and `(W2 @ W1 @ X - X) @ X.T @ W1.T = 0`",
        ["W_2^T (W_2 W_1 X - X) X^T = 0", "(W_2 W_1 X - X) X^T W_1^T = 0"],
    ),
    "Matlab": ("W2' * (W2*W1 - I) * X * X' = 0\n(W2*W1 - I) * X * X' * W1' = 0", [A, B]),
    "escaped by an editor": (r"W\_2^T (W\_2 W\_1 - I) X X^T \= 0", [A]),
    "expanded": (
        r"$W_2^\top W_2 W_1 X X^\top = W_2^\top X X^\top$; $W_2 W_1 X X^\top W_1^\top = X X^\top W_1^\top$",
        ["W_2^T W_2 W_1 X X^T = W_2^T X X^T", "W_2 W_1 X X^T W_1^T = X X^T W_1^T"],
    ),
    "zero on the left": ("0 = W_2^T (X - W_2 W_1 X) X^T", ["0 = W_2^T (X - W_2 W_1 X) X^T"]),
    "gradients": (
        r"$\nabla_{W_1} L = 2 W_2^\top (W_2 W_1 - I) C = 0$, $\nabla_{W_2} L = 2 (W_2 W_1 - I) C W_1^\top = 0$",
        [r"\nabla_{W_1} L = 2 W_2^T (W_2 W_1 - I) C = 0", r"\nabla_{W_2} L = 2 (W_2 W_1 - I) C W_1^T = 0"],
    ),
    "gradients with arguments": (
        r"$\nabla_{W_1} \mathcal{L}(W_1, W_2; X) = 2 W_2^\top (W_2 W_1 - I) C = 0$",
        [r"\nabla_{W_1} L = 2 W_2^T (W_2 W_1 - I) C = 0"],
    ),
    "fractions of differentials": (
        "dL/dW1 = -2 W2^T (X - W2 W1 X) X^T = 0\n∂L/∂W_2 = -2 (X - W2 W1 X) X^T W1^T = 0",
        [
            r"\nabla_{W_1} L = -2 W_2^T (X - W_2 W_1 X) X^T = 0",
            r"\nabla_{W_2} L = -2 (X - W_2 W_1 X) X^T W_1^T = 0",
        ],
    ),
    "must be zero": (
        r"$$\frac{\partial L}{\partial W_1} = 2 W_2^\top (W_2 W_1 - I) C \overset{!}{=} 0$$",
        [r"\nabla_{W_1} L = 2 W_2^T (W_2 W_1 - I) C = 0"],
    ),
    "a loss that is not declared": ("∂J/∂W_1 = 2W_2ᵀ(W_2W_1 − I)XXᵀ = 0", ["2 W_2^T (W_2 W_1 - I) X X^T = 0"]),
    "a loss of one's own": (
        rf"$E(W_1, W_2) = {LOSS}$, so $\nabla_{{W_1}} E(W_1, W_2) = 0$",
        [f"def E = {LOSS}", r"=> \nabla_{W_1} E = 0"],
    ),
    "a gradient that does not say of what": (
        rf"$\nabla L = {A}$",
        [A],
    ),
    "the gradient in words": (
        f"Gradient of L with respect to W_1 = 2 {A}\nThe derivative w.r.t. W_2 equals 2 {B}",
        [f"2 {A}", f"2 {B}"],
    ),
    "names of gradients": (
        "grad_W1 = 2 * W2.T @ (W2 @ W1 @ X - X) @ X.T\ngrad_W1 = 0",
        ["def grad_W1 = 2 W_2^T (W_2 W_1 X - X) X^T", "grad_W1 = 0"],
    ),
    "implication": (
        rf"$$\frac{{\partial L}}{{\partial W_1}} = 0 \implies {A}$$",
        [r"\nabla_{W_1} L = 0", f"=> {A}"],
    ),
    "arrows and therefore": (f"{A} ⇔ W_2^T W_1^T = 0 ∴ {AC}", [A, "=> W_2^T W_1^T = 0", f"=> {AC}"]),
    "in words: zero": (
        r"$W_2^\top (W_2 W_1 - I) C$ is zero and $(W_2 W_1 - I) C W_1^\top$ vanishes.",
        [AC, BC],
    ),
    "in words: equal": (r"We need W_2^T (W_2 W_1 - I) C to be equal to 0.", [AC]),
    "dollars around the sides only": (r"$W_2^\top (W_2 W_1 - I) C$ = $0$", [AC]),
    "sums over points": (
        r"$\sum_{i=1}^n W_2^\top (W_2 W_1 x_i - x_i) x_i^\top = 0$",
        [r"\sum_{i=1}^n W_2^T (W_2 W_1 x_i - x_i) x_i^T = 0"],
    ),
    "German": (f"Es gilt {A} und {B}, wobei C = X X^T.", [A, B, "C = X X^T"]),
    "Chinese": (rf"因为 $U_k^\top U_k = I_k$ 所以 ${A}$", ["U_k^T U_k = I_k", f"=> {A}"]),
    "struck out and commented out": (f"~~X = 0~~ <!-- {B} --> {A}", [A]),
    "sizes are prose": (
        rf"where $W_1 \in \mathbb{{R}}^{{k \times m}}$, $k < m$, $i = 1, \dots, k$. ${A}$",
        ["prose", A],
    ),
    "terms are prose": (f"Here $W_1$ is the encoder and $W_2 W_1$ the map. ${A}$", ["prose", A]),
    "rank is prose": (f"If rank(X) = k then ${A}$", ["prose", f"=> {A}"]),
    "what is denied is prose": (f"One cannot conclude that $W_2 W_1 = I$; ${A}$ is needed, and $X = 0$ does not hold.",
                                ["prose", A, "prose"]),
}  # fmt: skip

DEFINITIONS: dict[str, tuple[str, list[str]]] = {
    "write": ("Write $S := X X^T$. Then $W_2^T (W_2 W_1 - I) S = 0$.",
              ["def S = X X^T", "=> W_2^T (W_2 W_1 - I) S = 0"]),
    "where, after its use": ("W_2^T E X^T = 0, where E := W_2 W_1 X − X is the error.",
                             ["W_2^T E X^T = 0", "def E = W_2 W_1 X - X", "prose"]),
    "with": (r"$W_2^\top R X^\top = 0$ with $R = X - W_2 W_1 X$", ["W_2^T R X^T = 0", "def R = X - W_2 W_1 X"]),
    "without a word": ("R = X - W_2 W_1 X\nW_2^T R X^T = 0", ["def R = X - W_2 W_1 X", "W_2^T R X^T = 0"]),
    "denote by": (r"We denote $X X^\top$ by $S$, so $W_2^\top (W_2 W_1 - I) S = 0$.",
                  ["def S = X X^T", "=> W_2^T (W_2 W_1 - I) S = 0"]),
    "let denote": ("Let S denote the matrix X X^T.", ["def S = X X^T"]),
    "colon on the right": (r"$X X^\top =: S$", ["def S = X X^T"]),
    "def above the sign": (r"$S \stackrel{\text{def}}{=} X X^\top$, $P \triangleq W_2 W_1$",
                           ["def S = X X^T", "def P = W_2 W_1"]),
    "rotated coordinates": (
        r"$V_1 := W_1 U$, $V_2 := U^\top W_2$: $$V_2^\top (V_2 V_1 - I) D = 0, \qquad (V_2 V_1 - I) D V_1^\top = 0$$",
        ["def V_1 = W_1 U", "def V_2 = U^T W_2", "V_2^T (V_2 V_1 - I) D = 0", "(V_2 V_1 - I) D V_1^T = 0"],
    ),
    "a product of new names in one word": (
        "V1 = W1 U, V2 = U^T W2\nV2V1D = D",
        ["def V_1 = W_1 U", "def V_2 = U^T W_2", "V_2 V_1 D = D"],
    ),
    "a transpose before the number": (
        r"Let $V_2 := U^\top W_2$. $V^\top_2 [V_2^\top U^T]^T = 0$",
        ["def V_2 = U^T W_2", "V_2^T (V_2^T U^T)^T = 0"],
    ),
    "in bold, the subscript behind": (
        r"Let $\mathbf{V}_2 := \mathbf{U}^\top \mathbf{W}_2$. $\mathbf V^\top_2 \mathbf{D} = 0$",
        ["def V_2 = U^T W_2", "V_2^T D = 0"],
    ),
    "one by another": ("Let $A = B$, where $B = X X^T$.", ["def A = B", "def B = X X^T"]),
    "a chain": ("Let S = X X^T = U D U^T.", ["S = X X^T = U D U^T"]),
    "a declared name, restated": ("Let C = X X^T.", ["C = X X^T"]),
    "a declared name, taken anew": (r"Let $C = \frac{1}{n} X X^\top$.", [r"def C = \frac{1}{n} X X^T"]),
    "a declared name, not announced": (r"$C = \frac{1}{n} X X^\top$", [r"C = \frac{1}{n} X X^T"]),
    "put in": ("Put W_1 = U_k^T and W_2 = U_k.", ["W_1 = U_k^T", "W_2 = U_k"]),
    "open sizes": (r"$V_1 = [I_k \; 0]$, $V_1 V_1^\top = I_k$", [r"def V_1 = [I_k \; 0]", "V_1 V_1^T = I_k"]),
    "not defined": ("W_2^T S = 0", ["? «S» is not defined: say what it stands for, e.g. 'Let S = …'"]),
    "nearly a symbol": ("W^T C = 0", ["? «W» is not defined: say what it stands for, e.g. 'Let W = …'; did you mean"]),
    "in a circle": ("A = B C and B = A C", ["? «A» is defined by B, which needs it in turn", "? «B» is defined by A"]),
    "by itself": ("Let S = S + C.", ["? «S» is defined by itself"]),
    "by what nobody defined": ("Let S = Q C.", ["? «Q» is not defined"]),
    "twice": ("Let S = C. Let S = D.", ["def S = C", "? «S» has been given a meaning already"]),
    "a symbol of the exercise": ("Let $W_1 = 0$. Let X = 0. Let $C = 0$.", 3 * ["? is a symbol of the exercise"]),
    "the identity": ("let I = 0", ["? I is the identity"]),
    "the identity as it is": (r"Let $I = I_m$", ["I = I_m"]),
    "shapes that do not fit": ("Let S = X W_1.", ["? cannot multiply m×n by k×m"]),
    "an index": (r"for $i = 1$ and $k = m - 1$", ["prose", "prose"]),
}  # fmt: skip
