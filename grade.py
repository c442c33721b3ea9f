"""The command: `python grade.py check SUBMISSION --rubric RUBRIC`, and the others of `grader.cli`."""

from grader.cli import run

if __name__ == "__main__":
    run()
