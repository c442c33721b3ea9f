"""`python -m grader` is the command too."""

from grader.cli import run

if __name__ == "__main__":
    run()
