"""The command: `python grade.py check SUBMISSION --rubric RUBRIC`, and the others of `grader.cli`."""

import sys

from grader.cli import main

if __name__ == "__main__":
    sys.exit(main())
