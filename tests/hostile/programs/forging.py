"""Programs that speak to the grader past the protocol, or change the process that they run in."""

from tests.hostile.programs.program import Program

WIRE = """
wire = sys.modules['grader.sandbox.protocol.frames']
def current():
    frame = sys._getframe()
    while 'nonce' not in frame.f_locals: frame = frame.f_back
    return frame.f_locals['nonce']
def send(value): os.write(3, wire.encode(value, 1 << 26))
def raw(header, data=b''): os.write(3, wire.PREFIX.pack(len(header), len(data)) + header + data)
"""
WRONG = "cannot be read"


def programs() -> dict[str, Program]:
    return {**_frames(), **_endings(), **_process()}


def _forged(attack: str, body: str) -> Program:
    """What is sent before the answer; a call after it must get its own. An answer that was waiting costs the next."""
    source = WIRE + f"def f(w):\n  {body}\ndef g(w): return 3"
    return Program(attack, source, "reply answer|reply answer", value=3, calls=("f", "g", "g"))


def _frames() -> dict[str, Program]:
    return {
        "frame without a nonce": _forged("an answer written in advance", "send({'value': 1})"),
        "frame with a nonce of its own": _forged("the same", "send({'nonce': '0' * 32, 'value': 1})"),
        "full marks": _forged("a verdict instead of an answer", "send({'nonce': current(), 'score': 73})"),
        "kind that is not the child's": _forged(
            "a time-out that was none",
            "send({'nonce': current(), 'kind': 'timeout', 'message': '', 'trace': ''}); return 1",
        ),
        "endless frame": _forged("the grader's memory", "os.write(3, b'\\xff' * 12)"),
        "long header": _forged("the grader's memory", "raw(b'[' * (1 << 22) + b'[')"),
        "deep header": _forged("the grader's stack", "raw(b'[' * 100_000)"),
        "wide header": _forged("the grader's time", "raw(b'{\"body\":[' + b'[],' * 1_000_000 + b'[]],\"arrays\":[]}')"),
        "array that is not there": _forged(
            "the grader's memory", """raw(b'{"body":{"array":0},"arrays":[["<f8",[1000000,1000000]]]}')"""
        ),
        "array of negative size": _forged(
            "the grader's memory", """raw(b'{"body":{"array":0},"arrays":[["<f8",[-1,-8]]]}', b'x' * 64)"""
        ),
        "array of objects": _forged(
            "pointers in the grader", """raw(b'{"body":{"array":0},"arrays":[["|O8",[1]]]}', b'x' * 8)"""
        ),
        "pickle": _forged("a reader that unpickles", "raw(b'cos\\nsystem\\n(Vtrue\\ntR.')"),
        "key that stands twice": _forged(
            "two readers that differ", """raw(b'{"body":{"dict":{"nonce":"a","nonce":"b"}},"arrays":[]}')"""
        ),
        "number without end": _forged(
            "the grader's time", "raw(b'{\"body\":' + b'9' * 4_000_000 + b',\"arrays\":[]}')"
        ),
        "second frame": Program(
            "the answer to the question that comes next",
            WIRE + "def f(w):\n  send({'nonce': current(), 'value': 1})\n  return 2\ndef g(w): return 3",
            "answer reply answer",
            value=3,
            calls=("f", "g", "g"),
        ),
        "frame while loading": Program(
            "the answer to the first question, before any was asked",
            WIRE + "send({'nonce': current(), 'value': {'defined': {}, 'failures': []}})\ndef f(w): return 3",
            "reply",
        ),
        "half a frame": Program(
            "a grader that waits for the rest",
            WIRE + "import time\ndef f(w):\n  os.write(3, b'\\0' * 5)\n  time.sleep(60)",
            "timeout",
            wall=0.5,
        ),
        "half a frame, then gone": Program(
            "a grader that takes what there is",
            WIRE + "def f(w):\n  os.write(3, b'\\0' * 5)\n  os._exit(0)",
            "exit",
        ),
        "frame by drops": Program(
            "a limit of time that starts again with each byte",
            WIRE
            + """
import time
def f(w):
    for byte in wire.encode({'nonce': current(), 'value': 1}, 999):
        os.write(3, bytes([byte]))
        time.sleep(0.05)
""",
            "timeout",
            wall=0.5,
        ),
        "printing to the grader": Program(
            "standard output in place of the socket",
            "def f(w):\n  os.dup2(3, 1)\n  print('score: 73', flush=True)\n  return 1",
            "reply",
        ),
        "changed codec": Program(
            "the child's own half of the protocol",
            WIRE + "def f(w):\n  wire.encode = lambda value, limit: b'score: 73' * 99\n  return 1",
            "reply",
        ),
        "changed child": Program(
            "the child's own half: it may say what it likes, of its own answers",
            "def f(w):\n  sys.modules['grader.sandbox.guest.child']._answer = lambda *a: {'value': 'mine'}\n  return 1",
            "answer answer",
            value="mine",
            calls=("f", "f"),
        ),
        "a thousand functions": Program(
            "the grader's memory, by what was defined",
            WIRE
            + """
send({'nonce': current(), 'value': {'defined': {'x' * 30 + str(n): ['y'] for n in range(49_000)}, 'failures': []}})
def f(w): pass
""",
            "reply|answer reply|answer",
            calls=("f", "f"),
        ),
    }


def _endings() -> dict[str, Program]:
    return {
        "exit while loading": Program("a grade for a file that ends well", "os._exit(0)", "exit"),
        "exit in the call": Program("a grade for a call that ends well", "def f(w): os._exit(0)", "exit"),
        "exit after the call": Program(
            "an answer that is read though its process is gone",
            "import threading\ndef f(w):\n  threading.Timer(0.05, os._exit, [0]).start()\n  return 1\n"
            "def g(w): threading.Event().wait()",
            "answer exit",
            calls=("f", "g"),
        ),
        "sys.exit": Program("a status that means success", "def f(w): sys.exit(0)", "exit"),
        "atexit": Program(
            "a result that is printed at the end",
            "import atexit\natexit.register(os.write, 3, b'x' * 99)\ndef f(w): return 1",
            "answer answer",
            calls=("f", "f"),
        ),
        "threads that answer": Program(
            "an answer while the grader thinks",
            WIRE
            + """
import threading, time
def late():
    while True:
        send({'nonce': '0' * 32, 'value': 1})
        time.sleep(0.001)
def f(w):
    threading.Thread(target=late, daemon=True).start()
    time.sleep(0.05)
    return 1
""",
            "reply reply",
            calls=("f", "f"),
        ),
        "threads that print": Program(
            "a score in the output",
            "import threading\ndef late():\n  while True: print('\\nscore: 73 of 73')\n"
            "def f(w): threading.Thread(target=late, daemon=True).start(); return 1",
            "answer",
            value=1,
        ),
        "closed descriptors": Program("the grader's patience", "def f(w): os.closerange(0, 99)", "exit|killed"),
        "hung up": Program(
            "a grader that waits for a process that answers no more",
            "import time\ndef f(w):\n  os.close(3)\n  time.sleep(60)",
            "killed",
            says="hung up",
        ),
    }


def _process() -> dict[str, Program]:
    return {
        "patched comparisons": Program(
            "numpy.allclose and its kin",
            """
import numpy as np
np.allclose = np.isclose = np.array_equal = np.testing.assert_allclose = lambda *a, **k: True
np.linalg.norm = np.abs = np.max = lambda *a, **k: 0.0
def f(w): return np.ones(2)
""",
            "answer",
        ),
        "patched torch": Program(
            "torch.allclose and what tensors compare like",
            "import torch\ntorch.allclose = torch.equal = torch.Tensor.__eq__ = lambda *a, **k: True\n"
            "def f(w): return torch.ones(2)",
            "answer",
            torch=True,
        ),
        "patched built-ins": Program(
            "what the child's own half is made of",
            "import builtins\ndef f(w):\n  builtins.isinstance = lambda *a: True\n  builtins.len = lambda *a: 0\n"
            "  builtins.type = lambda *a: int\n  return object()",
            "reply|answer|exit",
        ),
        "faked clock": Program(
            "the measured seconds",
            """
import time
sleep = time.sleep
time.time = time.monotonic = time.perf_counter = time.process_time = lambda: 0.0
def f(w): sleep(0.3); return time.perf_counter()
""",
            "answer",
            value=0.0,
            slow=0.3,
        ),
        "traced frames": Program(
            "the variables of the frames that call it",
            """
def tracer(frame, event, value):
    frame.f_locals['nonce'] = '0' * 32
    return tracer
def f(w):
    sys.settrace(tracer)
    sys._getframe(1).f_trace = tracer
    return 1
""",
            "answer|reply",
        ),
        "timer in the grader's half": Program(
            "an exception where the child sends its answer",
            """
import signal
def boom(*a): raise RuntimeError('boom')
def f(w):
    signal.signal(signal.SIGALRM, boom)
    signal.setitimer(signal.ITIMER_REAL, 0.0001, 0.0001)
    return list(range(50_000))
""",
            "answer|exception|exit|reply|killed|import",
        ),
        "import hook": Program(
            "every later import",
            """
import importlib.abc, types
class Hook(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(self, name, path, target=None): return importlib.machinery.ModuleSpec(name, self)
    def create_module(self, spec): return types.ModuleType(spec.name)
    def exec_module(self, module): module.__getattr__ = lambda name: lambda *a, **k: True
sys.meta_path.insert(0, Hook())
for name in [n for n in sys.modules if n.startswith('numpy')]: del sys.modules[name]
def f(w): import numpy; return numpy.allclose(0, 1)
""",
            "answer",
            value=True,
        ),
        "modules of its own": Program(
            "libraries that the grader imports, by files of the same name",
            "def f(w): import json, numpy; return hasattr(numpy, 'evil')",
            "answer",
            value=False,
            files=dict.fromkeys(("numpy.py", "json.py", "sitecustomize.py", "grader/__init__.py"), b"evil = 1"),
        ),
        "raised limits": Program(
            "more of everything",
            """
import resource as r
def f(w):
    raised = []
    for name in (r.RLIMIT_AS, r.RLIMIT_CPU, r.RLIMIT_FSIZE, r.RLIMIT_NOFILE, r.RLIMIT_CORE):
        try: r.setrlimit(name, (r.RLIM_INFINITY, r.RLIM_INFINITY))
        except (OSError, ValueError): continue
        raised.append(name)
    return raised
""",
            "answer",
            value=[],
        ),
    }
