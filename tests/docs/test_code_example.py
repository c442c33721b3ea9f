"""The code answers of docs/rubrics.md: the rubric and its oracles as they stand there, and programs right and wrong."""

from pathlib import Path

from tests.docs.test_pages import ROOT, follow, project, run
from tests.docs.walk import steps

__all__ = ["project"]

HEAD = "import numpy as np\n\n\ndef parameters(widths, bias):\n"
COUNT = "    return sum((a + bias) * b for a, b in zip(widths, widths[1:]))\n"
DROPOUT = "\n\ndef dropout(x, p, seed):\n    kept = np.random.default_rng(seed).random(len(x)) >= p\n    return "
PROGRAMS = {
    "right": (HEAD + COUNT + DROPOUT + "x * kept / (1 - p)\n", 4),
    "no bias counted, not scaled": (HEAD + COUNT.replace("(a + bias)", "a") + DROPOUT + "x * kept\n", 1),
    "a bias always, nothing dropped": (HEAD + COUNT.replace("bias", "1") + DROPOUT + "x\n", 1),
    "no numbers": (HEAD + "    return '7'\n" + DROPOUT + "x * np.nan\n", 0),
}


def test_the_example_of_code_answers_works(project: Path) -> None:
    walk = [step for step in steps(ROOT / "docs" / "rubrics.md") if step.title]
    assert [step.title for step in walk] == ["rubrics/layers.yaml", "reference/layers.py", "reference/__init__.py"]
    follow(walk, project)
    run("python grade.py lint rubrics/layers.yaml && python grade.py verify rubrics/layers.yaml", project)
    for at, (program, score) in enumerate(PROGRAMS.values()):
        folder = project / f"student{at}"
        folder.mkdir()
        (folder / "solution.py").write_text(program)
        assert f"Score: {score} of 4 points" in run(
            f"python grade.py check {folder} --rubric rubrics/layers.yaml", project
        )
