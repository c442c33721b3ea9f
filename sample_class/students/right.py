"""Everything right: in Markdown, in YAML, in a notebook, in a zip."""

import json
from collections.abc import Iterator

from sample_class.handin import Student, filled, markdown, notebook, npy, npz, safetensors, torch_file, zipped
from sample_class.students import code
from sample_class.students.essays import FAVOURITE, LEARNED
from sample_class.students.expectations import RIGHT, absent
from sample_class.students.reasons import ARGUMENT, STACKING
from sample_class.weights import Weights, cast, rotation


def students(weights: Weights, starter: dict[str, bytes]) -> Iterator[Student]:
    about = "Everything right: the starter's answers.md filled in, LaTeX and prose, arrays as .npz."
    files = {
        **starter,
        "answers.md": filled(starter["answers.md"], _MAPLE),
        "pca_weights.npz": npz(**weights.pca()),
        "regularized_weights.npz": npz(**weights.regularized(0.05)),
        "solution.py": code.ALL.encode(),
        "train_resnet.py": code.RESNET.encode(),
    }
    yield Student("maple", about, RIGHT, files)

    about = "All right but no encoder: answers.yaml, NumPy spelling, other order and signs, .safetensors."
    files = {
        "answers.yaml": _INDIGO.encode(),
        "pca_weights.safetensors": safetensors(**weights.pca(order=(2, 0, 1), signs=(1, -1, -1))),
        "regularized_weights.safetensors": safetensors(**weights.regularized(0.05, rotation(0.4, 1.1))),
        "solution.py": code.SHORT.encode(),
        "train_resnet.py": code.RESNET.encode(),
    }
    yield Student("indigo", about, RIGHT | absent("autoencoder.probe"), files)

    about = "Everything right: a notebook with the code in its cells, rotated coordinates, one .npy for each array."
    pca, regularized = weights.pca(order=(1, 0, 2)), weights.regularized(0.05, rotation(2.0))
    files = {
        "hw7.ipynb": notebook(_cedar()),
        **{f"pca_weights_{name}.npy": npy(array) for name, array in pca.items()},
        **{f"regularized_weights_{name}.npy": npy(array) for name, array in regularized.items()},
        "train_resnet.py": code.RESNET.encode(),
    }
    yield Student("cedar", about, RIGHT, files)

    about = "All right but no encoder: a zip with a folder in it, answers.md of few words, float32 tensors as .pt."
    files = {
        "teal/answers.md": markdown(_TEAL, "hw7, teal"),
        "teal/pca_weights.pt": torch_file(cast(weights.pca(signs=(-1, 1, -1)), "float32")),
        "teal/regularized_weights.pt": torch_file(weights.regularized(0.05, rotation(-0.7, 0.2))),
        "teal/solution.py": (code.EIGEN_SOLVER + code.DECODER_INPUTS + code.TRAINED).encode(),
        "teal/train_resnet.py": code.RESNET.encode(),
        "__MACOSX/teal/._answers.md": b"\x00\x05\x16\x07",
    }
    yield Student("teal", about, RIGHT | absent("autoencoder.probe"), {}, zipped(files))


_MAPLE = {
    "pca.conditions": r"""
Write $C := X X^\top$. At a minimum both partial gradients vanish; after dividing by 2,

$$ \nabla_{W_1} L = W_2^\top (W_2 W_1 - I)\, C = 0 $$

$$ \nabla_{W_2} L = (W_2 W_1 - I)\, C\, W_1^\top = 0 $$
""",
    "pca.derivation": r"""
With $C U_k = U_k D_k$ and $U_k^\top U_k = I_k$, put $W_1 = U_k^\top$ and $W_2 = U_k$.

$$ (W_2 W_1 - I) C W_1^\top = (U_k U_k^\top - I) C U_k $$
$$ = (U_k U_k^\top - I) U_k D_k = U_k U_k^\top U_k D_k - U_k D_k = U_k D_k - U_k D_k = 0 $$

$$ W_2^\top (W_2 W_1 - I) C = U_k^\top (U_k U_k^\top - I) C = (U_k^\top U_k U_k^\top - U_k^\top) C $$
$$ = (U_k^\top - U_k^\top) C = 0 $$
""",
    "translation.stacking": STACKING["maple"],
    "translation.train_inputs": """
| w1 | w2 | w3 | w4 | w5 |
|---|---|---|---|---|
| <sos> | I | see | a | dog |
""",
    "translation.eval_inputs": r"""
| w1 | w2 | w3 | w4 | w5 |
|---|---|---|---|---|
| \<sos\> | I | saw | a | dog |
""",
    "resnet.baseline_seconds": "297 s",
    "resnet.baseline_accuracy": "94 %",
    "resnet.final_seconds": "26 s, with test-time augmentation",
    "resnet.final_accuracy": "94.1 %",
    "resnet.learned": LEARNED["maple"],
    "resnet.favourite": FAVOURITE["maple"],
    "regularized.layers": "- [ ] 0\n- [ ] 1\n- [x] 2\n- [ ] 3",
    "regularized.loss": "- [ ] nn.L1Loss\n- [x] nn.MSELoss\n- [ ] nn.CrossEntropyLoss",
    "regularized.needed": (
        "- [x] Weight Decay\n- [ ] Dropout\n- [ ] Layer Norm\n- [ ] Batch Norm\n- [x] SGD optimizer"
    ),
    "regularized.orthonormal": "- [x] yes\n- [ ] no",
    "regularized.argument": ARGUMENT["maple"],
}

_INDIGO = f"""# written by my script
pca.conditions:
  - "W2.T @ (W2 @ W1 - np.eye(8)) @ X @ X.T = 0"
  - "(W2 @ W1 - np.eye(8)) @ X @ X.T @ W1.T = 0"
pca.derivation: |
  (W2 W1 - I) C W1^T = (U_k U_k^T - I) C U_k
  = (U_k U_k^T - I) U_k D_k
  = U_k D_k - U_k D_k = 0
  W2^T (W2 W1 - I) C = (U_k^T U_k U_k^T - U_k^T) C = 0
translation.stacking: {json.dumps(" ".join(STACKING["indigo"].split()))}
translation.train_inputs: [<sos>, I, see, a, dog]
translation.eval_inputs: [<sos>, I, saw, a, dog]
resnet.baseline_seconds: 356
resnet.baseline_accuracy: 94%
resnet.final_seconds: ~26 seconds
resnet.final_accuracy: 0.94
resnet.learned: {json.dumps(" ".join(LEARNED["indigo"].split()))}
resnet.favourite: {json.dumps(" ".join(FAVOURITE["indigo"].split()))}
regularized.layers: 2
regularized.loss: torch.nn.MSELoss()
regularized.needed: [Weight Decay, SGD optimizer]
regularized.orthonormal: yes
regularized.argument: {json.dumps(" ".join(ARGUMENT["indigo"].split()))}
"""


def _cedar() -> Iterator[tuple[str, str]]:
    yield "markdown", "# Homework 7"
    yield (
        "markdown",
        "## pca.conditions\n\nIn rotated coordinates $V_1 := W_1 U$, $V_2 := U^\\top W_2$:\n\n"
        + ("$$V_2^\\top (V_2 V_1 - I) D = 0, \\qquad (V_2 V_1 - I) D V_1^\\top = 0$$"),
    )
    yield (
        "markdown",
        "## pca.derivation\n\nHere $V_1 := W_1 U = U_k^\\top U = [I_k\\ 0]$ and $V_2 := U^\\top W_2 = V_1^\\top$, so\n"
        + (
            "$$V_2 V_1 - I = \\begin{pmatrix} 0 & 0 \\\\ 0 & -I_{m-k} \\end{pmatrix}.$$\n"
            "Its first $k$ columns are zero, and so are its first $k$ rows:\n"
            "$$(V_2 V_1 - I) D V_1^\\top = \\begin{pmatrix} 0 & 0 \\\\ 0 & -I_{m-k} \\end{pmatrix} D "
            "\\begin{pmatrix} I_k \\\\ 0 \\end{pmatrix} = 0,$$\n"
            "$$V_2^\\top (V_2 V_1 - I) D = \\begin{pmatrix} I_k & 0 \\end{pmatrix} "
            "\\begin{pmatrix} 0 & 0 \\\\ 0 & -I_{m-k} \\end{pmatrix} D = 0.$$"
        ),
    )
    yield "code", code.SVD_SOLVER
    yield "markdown", f"## translation.stacking\n\n{STACKING['cedar'].strip()}"
    yield "code", code.DECODER_INPUTS.strip() + "\n\nprint(decoder_inputs(['I'], ['You'], True))"
    yield (
        "markdown",
        "## translation.train_inputs\n\n`<sos> I see a dog`\n\n## translation.eval_inputs\n\n"
        + ("The decoder is fed its own words: `<sos> I saw a dog`"),
    )
    yield "markdown", "## resnet.baseline_seconds\n\n5 min 56 s\n\n## resnet.baseline_accuracy\n\n94 %"
    yield "markdown", "## resnet.final_seconds\n\n26\n\n## resnet.final_accuracy\n\n94.1 %"
    yield "markdown", f"## resnet.learned\n\n{LEARNED['cedar'].strip()}"
    yield "markdown", f"## resnet.favourite\n\n{FAVOURITE['cedar'].strip()}"
    yield "markdown", "## regularized.layers\n\n2\n\n## regularized.loss\n\n`nn.MSELoss`"
    yield "markdown", "## regularized.needed\n\n- Weight Decay\n- SGD optimizer\n\n## regularized.orthonormal\n\nYes."
    yield "markdown", f"## regularized.argument\n\n{ARGUMENT['cedar'].strip()}"
    yield "code", code.TRAINED.strip()
    yield "code", "%matplotlib inline\n" + code.ENCODER.strip()


_TEAL = {
    "pca.conditions": "W2ᵀ W2 W1 X Xᵀ = W2ᵀ X Xᵀ\n\nW2 W1 X Xᵀ W1ᵀ = X Xᵀ W1ᵀ",
    "pca.derivation": "(U_k U_kᵀ − I) C U_k = U_k U_kᵀ U_k D_k − U_k D_k = 0.\n\n"
    "U_kᵀ (U_k U_kᵀ − I) C = U_kᵀ C − U_kᵀ C = 0, whatever C is.",
    "translation.stacking": STACKING["teal"],
    "translation.train_inputs": "<s>, I, see, a, dog",
    "translation.eval_inputs": "<s>, I, saw, a, dog",
    "resnet.baseline_seconds": "341 seconds",
    "resnet.baseline_accuracy": "94.08 %",
    "resnet.final_seconds": "34 s",
    "resnet.final_accuracy": "94,1 %",
    "resnet.learned": LEARNED["teal"],
    "resnet.favourite": FAVOURITE["teal"],
    "regularized.layers": "Answer: 2",
    "regularized.loss": "MSELoss",
    "regularized.needed": "Weight Decay, SGD optimizer",
    "regularized.orthonormal": "Yes, for small λ.",
    "regularized.argument": ARGUMENT["teal"],
}
