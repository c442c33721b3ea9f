"""Programs that take more than their share: time, memory, threads, processes, the disk, the reader's screen."""

from tests.hostile.programs.program import DENIED, Program

FLOOD = "import threading\nblock = b'\\xff\\x1b[2J\\0<script>' * 4000\n"
LOOP = "while True: pass"


def programs() -> dict[str, Program]:
    return {**_time(), **_memory(), **_processes(), **_room()}


def _late(attack: str, source: str) -> Program:
    return Program(attack, source, "timeout", wall=0.2)


def _time() -> dict[str, Program]:
    return {
        "endless loop": _late("time", f"def f(w):\n  {LOOP}"),
        "endless loop while loading": Program("time", LOOP, "timeout|import", wall=0.3),  # it alone is left out
        "sleep": _late("time", "import time\ndef f(w): time.sleep(999)"),
        "deadlock": _late("time", "import threading\ndef f(w):\n  k = threading.Lock()\n  k.acquire()\n  k.acquire()"),
        "stopped": _late("a grader that waits", "def f(w): os.kill(os.getpid(), 19)"),
        "ignored signals": _late(
            "a grader that ends politely",
            f"import signal\nfor n in range(1, 32):\n  try: signal.signal(n, signal.SIG_IGN)\n  except OSError: pass\n"
            f"signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))\ndef f(w):\n  {LOOP}",
        ),
        "caught exceptions": _late(
            "a grader that interrupts",
            "def f(w):\n  while True:\n    try:\n      while True: pass\n    except BaseException: pass",
        ),
        "ignored limit of processor time": Program(
            "processor time",
            f"import signal\nsignal.signal(signal.SIGXCPU, signal.SIG_IGN)\ndef f(w):\n  {LOOP}",
            "timeout",
            says="processor time",
            wall=9,
            cpu=1,
        ),
        "regular expression": _late("time in C", "import re\ndef f(w): re.match(r'(a+)+$', 'a' * 60 + 'b')"),
        "large power": _late("time in C", "def f(w): return len(str((1 << 60_000_000) ** 9))"),
        "constant without end": Program(
            "time while reading", "x = 7 ** 7 ** 7 ** 7\ndef f(w): pass", "timeout|memory|import|answer", wall=0.3
        ),
        "alarm": Program(
            "the grader's own signals",
            "import signal\ndef f(w):\n  signal.setitimer(signal.ITIMER_REAL, 0.05)\n  signal.pause()",
            "killed",
        ),
        "priority": Program(
            "more than its share of the processor",
            "def f(w): return through(lambda: os.nice(-5), lambda: os.setpriority(os.PRIO_PROCESS, 0, -5),"
            " lambda: os.sched_setscheduler(0, os.SCHED_FIFO, "
            "os.sched_param(9)), lambda: os.sched_setaffinity(0, [0]))",
            "answer",
            value=[],
            gaps="D",
        ),
    }


def _memory() -> dict[str, Program]:
    small = 1 << 28
    return {
        "one large block": Program("memory", "def f(w): return len(bytearray(3 << 30))", "memory", memory=small),
        "many blocks": Program(
            "memory", "def f(w):\n  kept = []\n  while True: kept.append(bytes(1 << 20))", "memory", memory=small
        ),
        "many small objects": Program(
            "memory",
            "def f(w):\n  kept = []\n  while True: kept.append([kept] * 9)",
            "memory|timeout|exit|killed",
            memory=1 << 26,
        ),
        "large array": Program("memory", "import numpy\ndef f(w): return numpy.ones(1 << 30)", "memory", memory=small),
        "mapped memory": Program(
            "memory",
            "import mmap\ndef f(w): return len(mmap.mmap(-1, 3 << 30))",
            "exception|memory",
            "allocate",
            memory=small,
        ),
        "recursion": Program("the stack", "def f(w): return f(w)", "exception", "RecursionError"),
        "recursion in C": Program(
            "the stack below Python's",
            "sys.setrecursionlimit(1 << 30)\ndef f(w):\n  d = []\n"
            "  for _ in range(1 << 17): d = [d]\n  return len(repr(d))",
            "killed|exception|memory|exit",
        ),
        "nested source": Program(
            "the parser", "x = " + "(" * 5000 + ")" * 5000 + "\ndef f(w): pass", "import|memory|killed"
        ),
        "archive in memory": Program(
            "memory, by what unpacks",
            "import zlib\nblock = zlib.compress(bytes(1 << 24))\ndef f(w):\n"
            "  return len(b''.join(zlib.decompress(block) for _ in range(99)))",
            "memory",
            memory=1 << 26,
        ),
    }


def _processes() -> dict[str, Program]:
    return {
        "threads": Program(
            "the machine's table of processes",
            """
import _thread, threading, time
def f(w):
    threading.stack_size(32768)
    for _ in range(9999): _thread.start_new_thread(time.sleep, (60,))
""",
            "exception",
            says="start new thread",
        ),
        "fork bomb": Program(
            "the machine's table of processes",
            "def f(w):\n  while True: os.fork()",
            "exception",
            DENIED,
            harmless=False,
        ),
        "daemon": Program(
            "a process that outlives its own",
            """
import time
def f(w):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0: time.sleep(600)
        os._exit(0)
    time.sleep(0.2)
    return 'left a daemon'
""",
            "exception",
            says=DENIED,
            gaps="D",
        ),
        "session of its own": Program(
            "a session that a signal to its group would not reach",
            "def f(w): return through(os.setsid, lambda: os.setpgid(0, 0))",
            "answer",
            value=[],
        ),
        "process by a library": Program(
            "multiprocessing and subprocess",
            "import multiprocessing, subprocess\ndef f(w): "
            "return through(lambda: subprocess.run(['/bin/true']).returncode,"
            " lambda: multiprocessing.get_context('fork').Process(target=print).start(), "
            "lambda: os.posix_spawn('/bin/true', ['x'], {}))",
            "answer",
            value=[],
            gaps="D",
        ),
        "threads that stay": Program(
            "the next submission's processor",
            f"import threading\ndef burn():\n  {LOOP}\ndef f(w):\n  for _ in range(4): "
            f"threading.Thread(target=burn, daemon=True).start()\n  return 1",
            "answer",
            value=1,
        ),
    }


def _room() -> dict[str, Program]:
    where = "('.', '/tmp', '/var/tmp', '/dev/shm', w['folder'], os.path.dirname(os.getcwd()), os.path.expanduser('~'))"
    return {
        "disk": Program(
            "the disk",
            f"def f(w): return through(*(lambda d=d: open(d + '/' + w['mark'], "
            f"'wb').write(bytes(1 << 20)) for d in {where}))",
            "answer",
            value=[],
            gaps="CD",
        ),
        "temporary file": Program(
            "the disk",
            "import tempfile\ndef f(w): return tempfile.TemporaryFile().write(b'x')",
            "exception",
            "temporary",
        ),
        "many descriptors": Program(
            "the machine's table of files",
            "def f(w):\n  kept = []\n  while True: kept.append(open('/dev/null'))",
            "exception",
            "Too many open files",
        ),
        "many pipes": Program(
            "the kernel's memory",
            "def f(w):\n  while True: os.write(os.pipe()[1], bytes(1 << 15))",
            "exception",
            "Too many open files",
        ),
        "flood": Program(
            "the grader's memory, the reader's screen",
            FLOOD + "def f(w):\n  for _ in range(500): os.write(1, block)\n  return 1",
            "answer",
            value=1,
        ),
        "flood on standard error": Program(
            "the same", FLOOD + "def f(w):\n  for _ in range(500): os.write(2, block)\n  return 1", "answer", value=1
        ),
        "flood without end": _late("the same, and time", FLOOD + "def f(w):\n  while True: os.write(1, block)"),
        "flood of lines": Program(
            "the same", "def f(w):\n  print('\\n' * (1 << 20), '\\r' * 99)\n  return 1", "answer", value=1
        ),
        "large message": Program(
            "the same", "def f(w): raise ValueError('x\\n' * (1 << 20))", "exception", "ValueError: x"
        ),
        "large message by force": Program(
            "the same", "def f(w): raise ValueError('x' * (1 << 24))", "exception|memory|reply"
        ),
        "long traceback": Program(
            "the same",
            "def f(w, n=0):\n  try: "
            + "g" * 9000
            + "\n  except NameError:\n    if n > 300: raise ValueError('end')\n    f(w, n + 1)",
            "exception",
            "ValueError",
        ),
    }
