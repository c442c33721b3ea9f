"""The task under otter-grader: its own check of a test in its OK format."""

import os
from pathlib import Path

import otter

from benchmarks.peers import task

if __name__ == "__main__":
    os.chdir(os.environ["PEER_TASK"])  # otter leaves a log where it runs
    grader = otter.Notebook(tests_dir=str(Path(__file__).resolve().parent / "otter_tests"))
    result = grader.check("task", global_env={"task": task})
    assert result.passed_all_public, result
