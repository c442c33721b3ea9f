"""Derivations as students type them, and what is read; see `conditions_as_typed`."""

UK = "U_k^T U_k = I_k"

DERIVATIONS: dict[str, tuple[str, list[str]]] = {
    "lines that begin with =": (
        "W_2^T (W_2 W_1 - I) X X^T\n  = U_k^T (U_k U_k^T - I) C\n  = (U_k^T - U_k^T) C\n  = 0",
        ["W_2^T (W_2 W_1 - I) X X^T = U_k^T (U_k U_k^T - I) C = (U_k^T - U_k^T) C = 0"],
    ),
    "lines that end with =": ("U_k^T C U_k =\nU_k^T U_k D_k =\nD_k", ["U_k^T C U_k = U_k^T U_k D_k = D_k"]),
    "aligned": (
        r"""$$\begin{aligned}
W_2^\top (W_2 W_1 - I) C &= U_k^\top (U_k U_k^\top - I) C && \text{put in} \\
&= (U_k^\top U_k U_k^\top - U_k^\top) C \\
&= 0 \quad \blacksquare
\end{aligned}$$""",
        ["W_2^T (W_2 W_1 - I) C = U_k^T (U_k U_k^T - I) C = (U_k^T U_k U_k^T - U_k^T) C = 0"],
    ),
    "signs in front": (
        "\\begin{align}\n& C U_k \\\\\n=\\ & U D U^T U_k \\\\\n=\\ & U_k D_k\n\\end{align}",
        ["C U_k = U D U^T U_k = U_k D_k"],
    ),
    "displays that go on": ("$$ C U_k = U D U^T U_k $$\n\n$$ = U_k D_k $$", ["C U_k = U D U^T U_k = U_k D_k"]),
    "words between": (
        "$$C U_k = U D U^T U_k$$\nby the eigenvalue equation\n$$= U_k D_k$$",
        ["C U_k = U D U^T U_k = U_k D_k", "prose"],
    ),
    "this equals": (r"$C U_k = U D U^\top U_k$, and this equals $U_k D_k$.", ["C U_k = U D U^T U_k = U_k D_k"]),
    "an operator at the start of a line": ("W_2^T W_2 W_1 C\n- W_2^T C\n= 0", ["W_2^T W_2 W_1 C - W_2^T C = 0"]),
    "an operator at the end of a line": ("W_2^T W_2 W_1 C -\nW_2^T C = 0", ["W_2^T W_2 W_1 C - W_2^T C = 0"]),
    "a line within brackets": ("U_k^T (U_k U_k^T\n - I) C = 0", ["U_k^T (U_k U_k^T - I) C = 0"]),
    "a product over two lines": ("W_2^T (W_2 W_1 - I)\nX X^T = 0", ["W_2^T (W_2 W_1 - I) X X^T = 0"]),
    "what is below is no product": (
        "∇_{W_1} L\n2 W_2^T (W_2 W_1 - I) C = 0",
        [r"\nabla_{W_1} L", "2 W_2^T (W_2 W_1 - I) C = 0"],
    ),
    "negative lines": ("W_2^T C = 0\n-2 C W_1^T = 0", ["W_2^T C = 0", "-2 C W_1^T = 0"]),
    "a list of steps": ("- U_k^T C\n- = D_k U_k^T\n- = D_k U_k^T + 0", ["U_k^T C = D_k U_k^T = D_k U_k^T + 0"]),
    "a reason in brackets": (
        "W_2^T (W_2 W_1 - I)\n= U_k^T U_k U_k^T - U_k^T   (since U_k^T U_k = I_k)\n= 0 ✓",
        ["W_2^T (W_2 W_1 - I) = U_k^T U_k U_k^T - U_k^T = 0", UK],
    ),
    "a reason in the line": (
        r"\begin{align} D_k &= U_k^\top U_k D_k && \text{since } U_k^\top U_k = I_k\\ &= U_k^\top C U_k \end{align}",
        ["D_k = U_k^T U_k D_k = U_k^T C U_k", UK],
    ),
    "a reason before": (f"Since ${UK}$, we have $U_k^T U_k C = C$\n$= C$", [UK, "U_k^T U_k C = C = C"]),
    "a reason in a line of its own": (f"U_k^T U_k D_k\nBecause {UK}:\n= D_k", ["U_k^T U_k D_k = D_k", UK]),
    "a new chain with a reason before it": (
        "D = D\n\nBy orthogonality, U_k^T C U_k = U_k^T U_k D_k\n= D_k",
        ["D = D", "prose", "U_k^T C U_k = U_k^T U_k D_k = D_k"],
    ),
    "an equation in brackets": (f"U_k^T U_k D_k ({UK}) = D_k", ["U_k^T U_k D_k = D_k", UK]),
    "hence": (rf"${UK}$, hence $U_k^\top U_k D_k = D_k$.", [UK, "=> U_k^T U_k D_k = D_k"]),
    "which gives (a)": (rf"So ${UK}$, which gives (a). For (b): $C U_k = U_k D_k$", [f"=> {UK}", "=> C U_k = U_k D_k"]),
    "QED and a square": (rf"${UK}$. QED $\square$", [UK]),
    "blocks": (
        r"$V_1 = \begin{pmatrix} I_k & 0 \end{pmatrix}$ so $V_1 V_1^\top = I_k$",
        [r"def V_1 = \begin{pmatrix} I_k & 0 \end{pmatrix}", "=> V_1 V_1^T = I_k"],
    ),
    "a line that cannot be read": (
        "U_k^T C U_k\n= U_k^T (U_k D_k\n= U_k^T U_k D_k\n= D_k",
        ["U_k^T C U_k", "? bracket", "U_k^T U_k D_k = D_k"],
    ),
    "nothing above it": ("= U_k D_k", ["? begins with '='"]),
    "labels below braces": (r"$\underbrace{U_k^\top U_k}_{=I} D_k = D_k$", ["U_k^T U_k D_k = D_k"]),
}  # fmt: skip

RIDGE: dict[str, tuple[str, list[str]]] = {
    "normal equations": ("X^T X w + λ w = X^T y", [r"X^T X w + \lambda w = X^T y"]),
    "solved": (
        r"$(X^\top X + \lambda I)w = X^\top y$, so $w^* = (X^\top X + \lambda I)^{-1}X^\top y$",
        [r"(X^T X + \lambda I) w = X^T y", "? ^*"],
    ),
    "a gradient in a sentence": (
        "The gradient is 2Xᵀ(Xw − y) + 2λw. Setting it to zero: Xᵀ(Xw − y) + λw = 0.",
        [r"2 X^T (X w - y) + 2 \lambda w", "prose", r"X^T (X w - y) + \lambda w = 0"],
    ),
    "a gradient with its argument": (r"∇J(w) = 2X^T(Xw - y) + 2 lambda w = 0", [r"2 X^T (X w - y) + 2 \lambda w = 0"]),
    "a bare expression": (r"$$2X^\top(Xw - y) + 2\lambda w$$", [r"2 X^T (X w - y) + 2 \lambda w"]),
    "by lambda": ("dJ/dlambda = w^T w", [r"\nabla_\lambda J = w^T w"]),
    "words of letters that are symbols": ("By way of X w = y we see why.", ["prose", "X w = y", "prose"]),
}

SOFTMAX: dict[str, tuple[str, list[str]]] = {
    "by a loss that nobody defined": ("∂L/∂z = p - y", ["p - y"]),
    "names of differentials": ("dz = p - y, dW = dz x^T", ["def dz = p - y", "def dW = dz x^T"]),
    "the chain rule": ("by the chain rule dL/dW = dL/dz x^T = (p − y) xᵀ", ["prose", "(p - y) x^T"]),
    "a loss defined": (
        r"Let $\ell = -y^\top \log p$. Then $\nabla_z \ell = p - y$, thus $\nabla_W \ell = (p - y) x^\top$.",
        [r"def \ell = -y^T \log p", r"=> \nabla_z \ell = p - y", r"=> \nabla_W \ell = (p - y) x^T"],
    ),
    "a definition restated": (r"with $p = \mathrm{softmax}(z)$", [r"p = \operatorname{softmax}(z)"]),
}

TRACE: dict[str, tuple[str, list[str]]] = {
    "bare": ("A^T B^T", ["A^T B^T"]),
    "by the symbol A": ("df/dA = B^T X^T", [r"\nabla_A f = B^T X^T"]),
    "turned and turned back": ("X.T.T @ B.T.T @ A", ["(X^T)^T (B^T)^T A"]),
    "turned and turned back, in code": ("```python\n(A @ X.T.T.T) @ B.T\n```", ["A ((X^T)^T)^T B^T"]),
    "a name of one's own beside symbols": ("E = A X\ntr(EBEB)", ["def E = A X", r"\operatorname{tr}(E B E B)"]),
    "a scalar of one's own": ("$t := tr(A X B)$. Then t = 1.", [r"def t = \operatorname{tr}(A X B)", "=> t = 1"]),
    "a trace after a definition": ("Let `J = A·X·B`. `tr(J·Jᵀ)`", ["def J = A X B", r"\operatorname{tr}(J J^T)"]),
    "a single symbol alone": ("$A$", ["A"]),
    "a single symbol as the answer": ("The gradient is $A$.", ["A"]),
    "a single symbol that is only named": ("The matrix on the left is $A$.", ["prose"]),
    "announced": (r"Answer: $\nabla_X f = A^\top B^\top$", [r"\nabla_X f = A^T B^T"]),
    "from one to the next": (
        r"$f(X) = \operatorname{tr}(B A X)$, so the derivative is given by $(BA)^\top = A^\top B^\top$.",
        [r"f = \operatorname{tr}(B A X)", "=> (B A)^T = A^T B^T"],
    ),
    "trace in words": ("f = trace(A X B) = trace(B A X)", [r"f = \operatorname{tr}(A X B) = \operatorname{tr}(B A X)"]),
}
