"""How the pages say a status: a symbol, words, a letter for the table's data, and who owes what waits."""

from grader.model import Status

SYMBOLS = {
    Status.CORRECT: "✓",
    Status.PARTIAL: "◐",
    Status.INCORRECT: "✗",
    Status.MISSING: "–",
    Status.UNREADABLE: "⊘",
    Status.NEEDS_REVIEW: "?",
    Status.NEEDS_GPU: "…",
    Status.GRADER_ERROR: "!",
}
WORDS = {
    Status.CORRECT: "correct",
    Status.PARTIAL: "partly correct",
    Status.INCORRECT: "incorrect",
    Status.MISSING: "missing",
    Status.UNREADABLE: "unreadable",
    Status.NEEDS_REVIEW: "needs review",
    Status.NEEDS_GPU: "needs a GPU",
    Status.GRADER_ERROR: "grader error",
}
CODES = dict(zip(Status, "cpimurge", strict=True))
OWED_BY = {
    Status.NEEDS_REVIEW: "for a person to read",
    Status.NEEDS_GPU: "for the GPU",
    Status.GRADER_ERROR: "for the grader to be mended",
}
OWED = {
    Status.NEEDS_REVIEW: "A person will read this answer and give the points. Until then it counts neither way.",
    Status.NEEDS_GPU: "This part runs on the course's GPU. Until it has run there, it counts neither way.",
    Status.GRADER_ERROR: "The grader itself failed here. That is our fault and costs no points; "
    "the course staff will see to it.",
}
