"""Students whose code has one mistake that the assignment names; all else is left out.

The programs are those of tests/golden/code, where expected.yaml says what each deserves.
"""

from collections.abc import Iterator
from pathlib import Path

from sample_class.handin import Expected, Student, markdown
from sample_class.students.expectations import absent, partial, wrong

FOLDER = Path(__file__).resolve().parents[2] / "tests/golden/code"
SOLVED: Expected = ("correct", 4)
FED: Expected = ("correct", 3)
TRAINED: Expected = ("correct", 5)

_STUDENTS: dict[str, tuple[str, tuple[str, ...], dict[str, Expected]]] = {
    "amber": (
        "Code alone: MSELoss averages over the features, so the penalty is m times too large.",
        ("solver_eigh", "decoder_running", "training_mean"),
        {"pca.solver": SOLVED, "translation.decoder_inputs": FED, "regularized.training": partial(3, "other_finding")},
    ),
    "jade": (
        "Code alone: MSELoss and weight_decay=λ together, m/2; double precision lost by the solver.",
        ("solver_single", "decoder_target_length", "training_mean_and_half"),
        {
            "pca.solver": partial(3, "form"),
            "translation.decoder_inputs": partial(2, "fails"),
            "regularized.training": partial(2, "other_finding"),
        },
    ),
    "lilac": (
        "Code alone: training stopped before it converged; orthonormality lost; PCA's codes for a representation.",
        ("solver_not_orthonormal", "decoder_always_target", "training_too_short", "probe_pca"),
        {
            "pca.solver": partial(3, "fails"),
            "translation.decoder_inputs": partial(1, "fails", "fails"),
            "regularized.training": partial(3, "other_finding"),
            "autoencoder.probe": partial(3, "other_finding"),
        },
    ),
    "mauve": (
        "Code alone: weight decay on one layer, so the factors are out of balance; the smallest directions kept.",
        ("solver_smallest", "decoder_swapped", "training_one_layer"),
        {
            "pca.solver": partial(1, "fails"),
            "translation.decoder_inputs": wrong("fails", "fails", "fails"),
            "regularized.training": partial(2, "other_finding"),
        },
    ),
    "sienna": (
        "Code alone: trained on standardised data, so in the wrong subspace; points taken for rows; wrong k.",
        ("solver_points_as_rows", "decoder_no_start", "training_standardised", "probe_wrong_k"),
        {
            "pca.solver": wrong("form", "form", "form", "form"),
            "translation.decoder_inputs": wrong("fails", "fails", "fails"),
            "regularized.training": wrong("other_finding"),
            "autoencoder.probe": wrong("form"),
        },
    ),
}


def students() -> Iterator[Student]:
    for name, (about, programs, expected) in _STUDENTS.items():
        source = "\n\n".join((FOLDER / f"{program}.py").read_text(encoding="utf-8") for program in programs)
        files = {"answers.md": markdown({}), "solution.py": source.encode()}
        yield Student(name, about, absent() | expected, files)
