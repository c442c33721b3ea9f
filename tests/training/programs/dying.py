"""Programs that die, hang, or drown what reads them."""

from collections.abc import Iterator

from tests.training.programs.program import (
    CORRECT,
    EITHER,
    INCORRECT,
    JOURNEY,
    Program,
    Runs,
    fails,
    given,
    giving,
    slow,
)

SHORT = {"budget": 6}
TIMED = "budget|second|time"
ENDED = "ended|died|killed|stopped|process|exit|crash"


def programs() -> dict[str, Program]:
    return {**_raising(), **_ending(), **_hanging(), **_sometimes(), **_drowning()}


def _raising() -> dict[str, Program]:
    hostile = (
        "class Hostile(Exception):\n    def __str__(self): {0}\n    __repr__ = __str__\n"
        "Hostile.__name__ = Hostile.__qualname__ = {1!r}\n"
    )

    def raised(what: str, *says: str, top: str = "", **more: object) -> Program:
        return fails(given(f"raise {what}", top=top), *says, **more)

    return {
        "an exception": raised("ValueError('xyzzy')", "ValueError", "train_resnet.py:", tier=JOURNEY),
        "an exception as it predicts": fails(giving("raise ValueError('xyzzy')"), "ValueError", tier=JOURNEY),
        "an exception in the last batch": fails(
            giving("self.n += len(x)\nif self.n > 790: raise ValueError('xyzzy')\nreturn s", more="n = 0"), "ValueError"
        ),
        "colours and a page": raised(
            "ValueError('\\x1b[2J\\x1b]0;xyzzy\\x07<script>alert(1)</script>\\u202e')", "ValueError"
        ),
        "a long text": raised("ValueError('xyzzy' * 10**7)", "ValueError"),
        "a surrogate": raised("ValueError('xyzzy\\ud800')", "ValueError"),
        "a text that raises": raised("Hostile()", top=hostile.format("raise ValueError", "Hostile")),
        "a text without end": raised("Hostile()", top=hostile.format("time.sleep(600)", "Hostile"), settings=SHORT),
        "a text that ends it": raised("Hostile()", top=hostile.format("os._exit(0)", "Hostile")),
        "a name that speaks": raised("Hostile()", top=hostile.format("return 'xyzzy'", "xyzzy: 100 % right")),
        "a long name": raised("Hostile()", top=hostile.format("return 'xyzzy'", "xyzzy" * 10_000)),
        "a group": raised("ExceptionGroup('xyzzy', [ValueError('xyzzy')] * 9999)", "ExceptionGroup"),
        "a chain": fails(
            given("try: 1 / 0\nexcept ZeroDivisionError as e: raise ValueError('xyzzy') from e"), "ValueError"
        ),
        "an interrupt": raised("KeyboardInterrupt('xyzzy')"),
        "the end of an iteration": raised("StopIteration(Nearest(images, labels))"),
        "no exception": raised("3", "TypeError"),
        "out of memory, it says": raised("MemoryError('xyzzy')", "memory|MemoryError"),
        "recursion": fails("def deeper(n): return deeper(n + 1)\n" + given("deeper(0)"), "RecursionError"),
        "a warning as an error": fails(
            given("import warnings\nwarnings.simplefilter('error')\nwarnings.warn('xyzzy')"), "Warning"
        ),
    }


def _ending() -> dict[str, Program]:
    return {
        "sys.exit": fails(given("sys.exit(0)"), tier=JOURNEY),
        "sys.exit with a network": fails(given("sys.exit(Nearest(images, labels))")),
        "os._exit": fails(given("os._exit(0)"), ENDED, tier=JOURNEY),
        "os._exit as it predicts": fails(giving("os._exit(0)"), ENDED),
        "os._exit as it is imported": fails(given("", top="os._exit(0)"), ENDED),
        "a segmentation fault": fails(given("import ctypes\nctypes.string_at(0)"), ENDED, tier=JOURNEY),
        "kills itself": fails(given("os.kill(os.getpid(), 9)"), f"{ENDED}|PermissionError"),
        "aborts": fails(given("os.abort()"), ENDED),
        "terminates itself": fails(given("import signal\nsignal.raise_signal(signal.SIGTERM)\ntime.sleep(9)"), ENDED),
        "stops itself": fails(
            given("import signal\nos.kill(os.getpid(), signal.SIGSTOP)"), f"{TIMED}|PermissionError", settings=SHORT
        ),
        "C without end": fails(
            given("import ctypes\nctypes.CFUNCTYPE(None)\nf = [lambda: f[0]()]\nsys.setrecursionlimit(10**9)\nf[0]()"),
            f"{ENDED}|{TIMED}|RecursionError|memory|MemoryError",
            settings=SHORT,
        ),
        "closes everything": fails(given("os.closerange(0, 256)"), tier=JOURNEY),
        "turns its descriptors about": fails(
            given("for n in range(3, 32):\n    try: os.dup2(0, n)\n    except OSError: pass")
        ),
        "a stack of a generator": fails(given("", result="(yield)")),
    }


def _hanging() -> dict[str, Program]:
    """With a budget of a few seconds."""
    forever = "while True: pass"
    return {
        "sleeps": fails(given("time.sleep(600)"), TIMED, settings=SHORT),
        "loops": fails(given(forever), TIMED, settings=SHORT),
        "loops, and ignores signals": fails(
            given(f"import signal\nfor n in (2, 14, 15, 24): signal.signal(n, signal.SIG_IGN)\n{forever}"),
            TIMED, settings=SHORT,
        ),
        "loops as it is imported": fails(given("", top=forever), TIMED, settings=SHORT),
        "loops as it predicts": fails(giving(forever), TIMED, settings=SHORT),
        "loops as it is told to evaluate": fails(
            "class Long(Nearest):\n    def eval(self):\n        while True: pass\n"
            + given("", result="Long(images, labels)"),
            TIMED, settings=SHORT,
        ),
        "catches everything, and goes on": fails(
            given("while True:\n    try:\n        while True: time.sleep(1)\n    except BaseException: pass"),
            TIMED, settings=SHORT,
        ),
        "a lock": fails(given("lock = threading.Lock()\nlock.acquire()\nlock.acquire()"), TIMED, settings=SHORT),
        "waits for words": fails(given("input()"), "EOFError|budget|second"),
        "hangs when asked again": Program(
            giving("self.n += len(x)\nif self.n > 797: time.sleep(600)\nreturn s", more="n = 0"),
            INCORRECT, EITHER, EITHER, says=("failed|batch|again",), settings=SHORT,
        ),
    }  # fmt: skip


def _sometimes() -> dict[str, Program]:
    odd = {"judge": one_is_enough, "twice": EITHER, "as_fast": EITHER}
    return {
        "fails by its seed": Program(given("if seed % 2: raise ValueError('xyzzy')"), EITHER, **odd),
        "ends by its seed": Program(given("if seed % 2: os._exit(0)"), EITHER, **odd),
        "NaN by its seed": Program(
            given("model = Nearest(images, labels)\nif seed % 2: model.names /= 0", result="model"), EITHER, **odd
        ),
    }


def one_is_enough(runs: Runs, status: str) -> Iterator[str]:
    """One run that fails loses the accuracy, and two are enough to stop."""
    failed = [run["number"] for run in runs if run["problem"]]
    if any(run["accuracy"] is None for run in runs) != bool(failed):
        yield "a run has neither an accuracy nor a problem, or both"
    if status != (INCORRECT if failed else CORRECT):
        yield f"{status}, with failed runs {failed}"


def _drowning() -> dict[str, Program]:
    flood = "for _ in range(2000): os.write(1, b'xyzzy' * 200_000)\n"
    lines = "for _ in range(200_000): print('xyzzy', file=sys.stderr)\n"
    return {
        "two gigabytes printed": Program(given(flood), CORRECT, EITHER, EITHER),
        "many lines of errors": Program(given(lines), CORRECT, EITHER, EITHER),
        "a line without end": Program(given("sys.stdout.write('xyzzy' * 10**7)"), CORRECT, EITHER, EITHER),
        "control characters": Program(given("print('\\x1b[2J\\x1b[31mxyzzy\\x00\\x9b' * 99)")),
        "no output any more": Program(given("sys.stdout = sys.stderr = None")),
        "closed output": Program(given("sys.stdout.close()\nsys.stderr.close()\nos.close(1)\nos.close(2)")),
        "more memory than there is": fails(
            given("kept = []\nwhile True: kept.append(torch.ones(2**26))"), "memory|MemoryError|RuntimeError",
            settings={"memory_mb": 2500},
        ),
        "much at once": fails(given("torch.ones(2**40)"), "memory|MemoryError|RuntimeError"),
        "more memory as it predicts": fails(
            giving("kept = []\nwhile True: kept.append(torch.ones(2**26))"), "memory|MemoryError|RuntimeError|Error",
        ),
        "works, and prints much in threads": slow(
            given(
                "threading.Thread(target=lambda: [print('xyzzy') for _ in range(10**5)]).start()\n"
                "slowly(images, labels)"
            )
        ),
    }  # fmt: skip
