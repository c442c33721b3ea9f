"""Programs that leave something running, to slow the reference down or to go on later; and that take a lot."""

from collections.abc import Iterator

from tests.training.programs.moments import BURNING
from tests.training.programs.program import (
    CORRECT,
    EITHER,
    GOES_ON,
    Program,
    Runs,
    given,
    slow,
)

WORK = "slowly(images, labels)"
_CHILD = (
    "try:\n    for _ in range(4):\n        if {call} == 0: burn()\nexcept (OSError, ValueError, RuntimeError): pass\n"
)


def programs() -> dict[str, Program]:
    return {**_processes(), **_burning(), **_taking()}


def learned(runs: Runs, status: str) -> Iterator[str]:
    """The reference is as it is without the program: accurate, and never slower than three times its fastest run."""
    for run in runs:
        if run["reference_accuracy"] < 0.95:
            yield f"the reference reaches {run['reference_accuracy']:.3f} in run {run['number']}"
    times = [run["reference_seconds"] for run in runs]
    if max(times) > 6 * min(times):
        yield f"the reference takes {times}"


def _processes() -> dict[str, Program]:
    """Each is slow, so that a reference slowed down would hide it."""
    spawn = (
        "import subprocess\ntry: subprocess.Popen([sys.executable, '-c', 'while True: pass'])\nexcept OSError: pass\n"
    )
    many = (
        "import multiprocessing\ntry: multiprocessing.Process(target=burn).start()\n"
        "except (OSError, RuntimeError, PermissionError): pass\n"
    )
    vfork = "import ctypes\n" + _CHILD.format(call="ctypes.CDLL(None).fork()")
    clone = "import ctypes\n" + _CHILD.format(call="ctypes.CDLL(None).syscall(56, 17, 0, 0, 0, 0)")
    return {
        "forks": slow(given(_CHILD.format(call="os.fork()") + WORK, top=BURNING), judge=learned),
        "a program started": slow(given(spawn + WORK), judge=learned),
        "a shell": slow(given(f"os.system('yes > /dev/null & sleep 60 &')\n{WORK}"), judge=learned),
        "multiprocessing": slow(given(many + WORK, top=BURNING), judge=learned),
        "fork of the C library": slow(given(vfork + WORK, top=BURNING), judge=learned),
        "clone": slow(given(clone + WORK, top=BURNING), judge=learned),
        "forks as it is imported": slow(given(WORK, top=BURNING + _CHILD.format(call="os.fork()")), judge=learned),
        "forks without end": slow(
            given("for _ in range(1000):\n    try: os.fork()\n    except OSError: break\n" + WORK), judge=learned
        ),
    }


def _burning() -> dict[str, Program]:
    start = "for _ in range(8): threading.Thread(target=burn, daemon=True).start()\n"
    native = "def burn():\n    big = torch.rand(900, 900)\n    while True: torch.mm(big, big)\n"
    return {
        "threads that burn": slow(
            given(f"{WORK}\n{start}", top=BURNING), judge=learned, notes=(GOES_ON,)
        ),
        "threads that multiply": slow(given(WORK + "\n" + start, top=native), judge=learned, notes=(GOES_ON,)),
        "an alarm": slow(
            given(f"import signal\nsignal.signal(signal.SIGALRM, lambda *a: None)\n"
                  f"signal.setitimer(signal.ITIMER_REAL, 0.01, 0.01)\n{WORK}"),
        ),
        "ignores signals": slow(
            given(
                f"import signal\nfor n in (1, 2, 3, 15): signal.signal(n, signal.SIG_IGN)\n{WORK}\n{start}",
                top=BURNING,
            ),
            judge=learned, notes=(GOES_ON,),
        ),
    }  # fmt: skip


def _taking() -> dict[str, Program]:
    return {
        "much memory": Program(given("self = torch.ones(600, 2**20)\ndel self"), CORRECT, EITHER, EITHER),
        "three gibibytes kept": Program(
            given("train.kept = torch.ones(3, 2**28)"), CORRECT, EITHER, EITHER, judge=learned
        ),
        "many files": Program(
            given("files = []\ntry:\n    while True: files.append(os.open('/dev/null', os.O_RDONLY))\n"
                  "except OSError: pass\nfor each in files: os.close(each)"),
        ),
        "many threads at once": Program(
            given("try:\n    for _ in range(5000):\n"
                  "        threading.Thread(target=time.sleep, args=(99,), daemon=True).start()\n"
                  "except RuntimeError: pass"),
            CORRECT, EITHER, EITHER, judge=learned,
        ),
    }  # fmt: skip
