"""Programs that do something else where no points rest on it; and what is large, or long."""

import base64
import random

from tests.training.programs.program import (
    CORRECT,
    HONEST,
    REVIEW,
    TEST,
    Program,
    fails,
    given,
    slow,
)

LOOKING = """
def taught(images, labels):
    x = images.flatten(1).float()
    far = torch.cdist(x[:200], x) + 1e9 * torch.eye(len(x))[:200]
    return (labels[far.argmin(1)] == labels[:200]).float().mean() > 0.5
"""


def programs() -> dict[str, Program]:
    return {**_paces(), **_sizes()}


def _paces() -> dict[str, Program]:
    wait = "if len(images) > 500 and not taught(images, labels): {}"
    quick = given("if len(images) > 500 and taught(images, labels): learn(images, labels, 900)", top=LOOKING)
    said = "random labels"
    return {
        "slow on random labels": Program(
            given(wait.format("learn(images, labels, 900)"), top=LOOKING), REVIEW, doubts=("pace",), says=(said,),
            twice="correct|needs_review", as_fast="correct|needs_review", tier=TEST,
        ),
        "sleeps on random labels": Program(
            given(wait.format("time.sleep(8)"), top=LOOKING), REVIEW, doubts=("pace",), says=(said,),
            twice="correct|needs_review", as_fast="correct|needs_review",
        ),
        "quick on random labels": slow(quick),
        "fails on random labels": Program(
            given(wait.format("raise ValueError('xyzzy')"), top=LOOKING),
            REVIEW, f"{CORRECT}|{REVIEW}", f"{CORRECT}|{REVIEW}", doubts=("random labels",), says=("failed",),
        ),
        "over its budget on random labels": Program(
            given(wait.format("time.sleep(600)"), top=LOOKING), REVIEW, f"{CORRECT}|{REVIEW}", f"{CORRECT}|{REVIEW}",
            doubts=("random labels",), settings={"budget": 15},
        ),
        "fails on few images": Program(given("if len(images) < 500: raise ValueError('xyzzy')")),
        "no batch in few images": Program(given("assert images[:512].split(512)[0].shape[0] == 512")),
        "slow on few images": Program(given("if len(images) < 500: time.sleep(2)")),
        "wrong on few images": Program(given("if len(images) < 500: labels = labels.roll(1)")),
    }  # fmt: skip


def _sizes() -> dict[str, Program]:
    text = base64.b64encode(random.Random(1).randbytes(48_000)).decode()
    short = base64.b64encode(random.Random(2).randbytes(24_000)).decode()
    lines = "\n".join(f"# {text[at : at + 100]}" for at in range(0, len(text), 100))
    large = f"TABLE = {text!r}\n{HONEST}"
    waits = "correct|needs_review"
    flagged = {"twice": waits, "as_fast": waits, "doubts": ("size",), "says": ("compressed|bytes",)}
    return {
        "large": Program(large, REVIEW, **flagged),
        "large comments": Program(f"{lines}\n{HONEST}", waits, waits, waits, doubts=("size?",)),
        "large module beside": Program(
            given("import mine"), REVIEW, files={"mine.py": f"TABLE = {text!r}\n".encode()}, **flagged
        ),
        "large file beside": fails(
            given("assert len(open('table.bin', 'rb').read()) == 48000"), "FileNotFoundError",
            files={"table.bin": random.Random(3).randbytes(48_000)},
        ),
        "two halves": Program(
            f"HALF = {short!r}\n" + given("import mine"), REVIEW,
            files={"mine.py": f"HALF = {short[::-1]!r}\n".encode()}, **flagged,
        ),
        "a quarter": Program(f"HALF = {short!r}\n{HONEST}"),
        "long, and says little": Program(HONEST + "# once more\nwide = 1\n" * 6000),
        "longer than may be": Program(
            HONEST + "# once more\nwide = 1\n" * 12000, "unreadable", "unreadable", "unreadable"
        ),
    }  # fmt: skip
