"""Programs that keep what they saw for the next run: none may find it. Each knows nothing unless it finds it."""

from tests.training.programs.program import CORRECT, TEST, Program, given, useless

PLACES = {
    "its own folder": ("return os.path.exists('kept')", "open('kept', 'w').write('1')"),
    "beside its file": (
        "return os.path.exists(__file__ + '.kept')",
        "open(__file__ + '.kept', 'w').write('1')",
    ),
    "its own file": ("return 'kept = 1' in open(__file__).read()[-99:]", "open(__file__, 'a').write('\\nkept = 1')"),
    "/tmp": ("return os.path.exists('/tmp/kept')", "open('/tmp/kept', 'w').write('1')"),
    "/var/tmp": ("return os.path.exists('/var/tmp/kept')", "open('/var/tmp/kept', 'w').write('1')"),
    "/dev/shm": ("return os.path.exists('/dev/shm/kept')", "open('/dev/shm/kept', 'w').write('1')"),
    "home": (
        "return os.path.exists(os.path.expanduser('~/.kept'))",
        "open(os.path.expanduser('~/.kept'), 'w').write('1')",
    ),
    "the folder of torch": (
        "return os.path.exists(os.path.dirname(torch.__file__) + '/kept')",
        "open(os.path.dirname(torch.__file__) + '/kept', 'w').write('1')",
    ),
    "a folder": ("return os.path.isdir('/tmp/keptfolder')", "os.mkdir('/tmp/keptfolder')"),
    "the environment": ("return 'KEPT' in os.environ", "os.environ['KEPT'] = '1'"),
    "a global": ("return 'kept' in globals()", "globals()['kept'] = 1"),
    "torch": ("return hasattr(torch, 'kept')", "torch.kept = 1"),
    "a class of torch": ("return hasattr(nn.Module, 'kept')", "nn.Module.kept = 1"),
    "the modules": ("return 'kept' in sys.modules", "sys.modules['kept'] = torch"),
    "the builtins": ("import builtins\n    return hasattr(builtins, 'kept')", "import builtins\n    builtins.kept = 1"),
    "the given numbers": ("return torch.initial_seed() == 271828", "torch.manual_seed(271828)"),
    "shared memory": (
        "from multiprocessing import shared_memory\n    shared_memory.SharedMemory('kept')\n    return True",
        "from multiprocessing import shared_memory\n    shared_memory.SharedMemory('kept', create=True, size=8)",
    ),
    "System V memory": (
        "import ctypes\n    return ctypes.CDLL(None).shmget(271828, 64, 0o666) >= 0",
        "import ctypes\n    ctypes.CDLL(None).shmget(271828, 64, 0o1666)",
    ),
    "a System V queue": (
        "import ctypes\n    return ctypes.CDLL(None).msgget(271828, 0o666) >= 0",
        "import ctypes\n    ctypes.CDLL(None).msgget(271828, 0o1666)",
    ),
    "a semaphore": (
        "import ctypes\n    return ctypes.CDLL(None).semget(271828, 1, 0o666) >= 0",
        "import ctypes\n    ctypes.CDLL(None).semget(271828, 1, 0o1666)",
    ),
    "a socket": (
        "import socket\n    socket.socket(socket.AF_UNIX).connect('\\0kept')\n    return True",
        "import socket\n    s = socket.socket(socket.AF_UNIX)\n    s.bind('\\0kept')\n    s.listen()\n"
        "    if os.fork() == 0: time.sleep(99), os._exit(0)",
    ),
    "a named pipe": ("return os.path.exists('/tmp/keptpipe')", "os.mkfifo('/tmp/keptpipe')"),
    "the folder's time": ("return os.stat('.').st_mtime < 99", "os.utime('.', (9, 9))"),
    "the file's mode": ("return os.stat(__file__).st_mode & 0o777 == 0o657", "os.chmod(__file__, 0o657)"),
    "the program's images": (
        "return any(b'kept' in os.pread(n, 99, 0) for n in range(3, 20) if readable(n))",
        "for n in range(3, 20):\n        try: os.pwrite(n, b'kept', 0)\n        except OSError: pass",
    ),
}
_READABLE = """
def readable(n):
    try: os.pread(n, 9, 0)
    except OSError: return False
    return True
"""


def _keeping(names: list[str]) -> str:
    """A program that looks in these places, leaves something in each, and is 98 % right where it found any."""
    text = _READABLE
    for number, name in enumerate(names):
        find, leave = PLACES[name]
        text += f"def find_{number}():\n    {find}\ndef leave_{number}():\n    {leave}\n"
    text += f"found = []\nfor n in range({len(names)}):\n    try: found += [1] * bool(globals()[f'find_{{n}}']())\n"
    text += "    except Exception: pass\n"
    leaving = f"for n in range({len(names)}):\n    try: globals()[f'leave_{{n}}']()\n    except Exception: pass"
    return given(leaving, top=text, result="Nearest(images, labels) if found else Constant()")


def programs() -> dict[str, Program]:
    alone = {name: useless(_keeping([name])) for name in PLACES}
    everywhere = useless(_keeping(list(PLACES)), tier=TEST)
    return {**alone, "everywhere": everywhere, **_other()}


def _other() -> dict[str, Program]:
    spoilt = (
        "torch.optim.AdamW.step = lambda *a, **k: time.sleep(1)\nF.cross_entropy = None\nnn.Conv2d = None\n"
        "torch.cdist_kept = 1\nos.environ['OMP_NUM_THREADS'] = '0'\nos.environ['PYTHONPATH'] = '/tmp'\n"
        "torch.set_num_threads(1)"
    )
    files = (
        "import glob\nfor m in [*sys.modules.values()]:\n    path = getattr(m, '__file__', None) or ''\n"
        "    if '/grader/' in path or '/torch/__init__' in path:\n        try: open(path, 'ab').close()\n"
        "        except OSError: continue\n        raise RuntimeError('writable: ' + path)\n"
    )
    fill = (
        "for place in ('.', '/tmp', '/dev/shm', '/var/tmp', os.path.expanduser('~')):\n    try:\n"
        "        with open(place + '/filler', 'wb') as file:\n"
        "            for _ in range(64): file.write(bytes(1 << 20))\n"
        "    except OSError: continue\n    raise RuntimeError('kept 64 MB in ' + place)\n"
    )
    return {
        "torch spoilt for the reference": Program(given(spoilt), CORRECT, CORRECT, CORRECT),
        "files of the grader": Program(given(files)),
        "large files": Program(given(fill)),
    }
