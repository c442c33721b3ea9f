"""How long a self-check takes: `python -m benchmarks.startup [--rounds N] [--peers PYTHON]`.

`check` on arrays, tokens and choices, as a ratio to `python -c "import numpy"`, and the same task under
gradescope-utils, pytest and otter beside it (`pip install -e '.[bench]'`, or `--peers` names an interpreter
that has them: they bring half a gigabyte).
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

from benchmarks.timing import side_by_side, table
from reference import linear_autoencoder

ROOT = Path(__file__).resolve().parent.parent
PEERS = {"gradescope_utils": "gradescope-utils", "pytest": "pytest", "otter": "otter-grader"}

MARKDOWN = """# Answers

## translation.train_inputs

`<sos> I see a dog`

## translation.eval_inputs

| w1 | w2 | w3 | w4 | w5 |
|---|---|---|---|---|
| <sos> | I | saw | a | dog |

## regularized.layers

- [ ] 1
- [x] 2
"""
YAML = """translation.train_inputs: [<sos>, I, see, a, dog]
translation.eval_inputs: [<sos>, I, saw, a, dog]
regularized.layers: 2
"""


CONDITIONS = "## pca.conditions\n\n$W_2^T (W_2 W_1 - I) X X^T = 0$\n\n$(W_2 W_1 - I) X X^T W_1^T = 0$\n"
SOLVER = """import numpy as np


def linear_autoencoder(X, k):
    U = np.linalg.svd(X)[0][:, :k]
    return U.T, U
"""


def submissions(folder: Path) -> dict[str, Path]:
    """The same answers in Markdown and in YAML, each with the arrays beside them; formulas; code."""
    X = linear_autoencoder.sample(8, 64, 3, 182)
    W1, W2 = linear_autoencoder.weights(X, 3)
    made = {}
    for name, text in (("answers.md", MARKDOWN), ("answers.yaml", YAML)):
        made[name] = folder / name.replace(".", "-")
        made[name].mkdir()
        (made[name] / name).write_text(text, encoding="utf-8")
        np.savez(made[name] / "pca_weights.npz", W1=W1, W2=W2)
    for name, file, text in (("formulas", "answers.md", CONDITIONS), ("code", "solution.py", SOLVER)):
        made[name] = folder / name
        made[name].mkdir()
        (made[name] / file).write_text(text, encoding="utf-8")
    np.savez(folder / "pca_weights.npz", W1=W1, W2=W2)
    np.save(folder / "X.npy", X)
    tokens = {"train": ["<sos>", "I", "see", "a", "dog"], "eval": ["<sos>", "I", "saw", "a", "dog"]}
    (folder / "tokens.json").write_text(json.dumps(tokens))
    return made


def peers(python: str) -> dict[str, list[str]]:
    """The commands of the peers that this interpreter has."""
    commands = {
        "gradescope_utils": [python, "-m", "benchmarks.peers.with_gradescope_utils"],
        "pytest": [python, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-c", os.devnull, "--rootdir", str(ROOT)],
        "otter": [python, "-m", "benchmarks.peers.with_otter"],
    }
    commands["pytest"].append(str(ROOT / "benchmarks" / "peers" / "with_pytest.py"))
    there = {}
    for module, command in commands.items():
        if subprocess.run([python, "-c", f"import {module}"], capture_output=True, check=False).returncode == 0:
            there[PEERS[module]] = command
        else:
            print(f"{PEERS[module]} is not installed and is left out", file=sys.stderr)
    return there


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--peers", default=sys.executable, metavar="PYTHON")
    asked = parser.parse_args()
    os.chdir(ROOT)
    os.environ["PYTHONPATH"] = str(ROOT)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["PEER_TASK"] = folder
        commands = {"import numpy": [sys.executable, "-c", "import numpy"]}
        for name, path in submissions(Path(folder)).items():
            rubric = ["--rubric", "rubrics/hw7.yaml", "--json"]
            commands[f"grade.py check ({name})"] = [sys.executable, "grade.py", "check", str(path), *rubric]
        commands |= peers(asked.peers)
        print(table(side_by_side(commands, rounds=asked.rounds)))


if __name__ == "__main__":
    main()
