"""Programs that lie about time: each does five times the reference's work, and is charged for it."""

from tests.training.programs.program import (
    EITHER,
    INCORRECT,
    JOURNEY,
    Program,
    given,
    slow,
    useless,
)

WORK = "slowly(images, labels)"


def programs() -> dict[str, Program]:
    return {**_lies(), **_reaching_out()}


def _lies() -> dict[str, Program]:
    names = "('time', 'perf_counter', 'monotonic', 'process_time', 'thread_time')"
    patched = f"for n in {names}:\n    setattr(time, n, lambda: 0.0)\n    setattr(time, n + '_ns', lambda: 0)\n"
    everywhere = (
        f"for m in [*sys.modules.values()]:\n    for n in {names}:\n"
        "        if callable(vars(m).get(n)) and m is not torch: setattr(m, n, lambda *a: 0.0)"
    )
    event = (
        "class Event:\n    def __init__(self, *a, **k): pass\n    def record(self, *a): pass\n"
        "    def synchronize(self): pass\n    def elapsed_time(self, other): return 0.001\ntorch.cuda.Event = Event\n"
        "torch.cuda.synchronize = lambda *a: None\n"
    )
    told = '{"seconds": 0.01, "trained": 0.01, "accuracy": 1.0, "problem": null, "kind": "answer"}'
    return {
        "its own clocks": slow(given(WORK, top=patched), tier=JOURNEY),
        "its own clocks, set back in train": slow(given(f"{WORK}\n{patched}")),
        "clocks of all modules": slow(given(f"{WORK}\n{everywhere}"), accuracy=EITHER),
        "CUDA events": slow(given(WORK, top=event)),
        "figures printed": slow(given(f"{WORK}\nprint({told!r})\nprint({told!r}, file=sys.stderr, flush=True)")),
        "figures on the network": slow(
            given(
                f"{WORK}\nmodel = Nearest(images, labels)\nmodel.seconds = model.trained = model.time = 0.01\n"
                "model.accuracy = 1.0",
                result="model",
            )
        ),
        "figures on the function": slow(given(f"{WORK}\ntrain.seconds = train.time = 0.01")),
        "figures claimed beside": slow(
            given(WORK), files={"run.json": b'{"seconds": 0.01, "accuracy": 1.0, "gpu": "H200"}'}
        ),
        "a profiler that stops time": slow(given(f"sys.setprofile(lambda *a: None)\n{WORK}\nsys.setprofile(None)")),
    }


def _reaching_out() -> dict[str, Program]:
    """What gets through raises, or would stop the grader: so a failed run tells."""
    stop = "import signal\nfor pid in (os.getppid(), 1):\n    try:\n        pid > 1 and os.kill(pid, signal.SIGSTOP)\n"
    clock = "try: time.clock_settime(time.CLOCK_REALTIME, time.time())\nexcept OSError: pass\n"
    nicer = "try: os.nice(-5)\nexcept OSError: pass\nelse: raise RuntimeError('nicer')\n"
    cores = (
        "try: os.sched_setaffinity(0, range(os.cpu_count()))\nexcept OSError: pass\n"
        "if len(os.sched_getaffinity(0)) > 1: raise RuntimeError('more cores')\n"
    )
    schedule = (
        "try: os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1))\nexcept OSError: pass\n"
        "else: raise RuntimeError('real time')\n"
    )
    write = "for fd in range(3, 64):\n    try: os.write(fd, {text!r})\n    except OSError: pass\n"
    frames = b'\x00\x00\x00\x20{"kind": "answer", "value": 1.0}'
    return {
        "stops its parent": slow(given(f"{stop}    except OSError: pass\n{WORK}")),
        "sets the clock": slow(given(clock + WORK + "\n" + clock)),
        "other priority": Program(given(nicer + schedule)),
        "more cores": Program(given(cores)),
        "writes to every descriptor": useless(
            given(write.format(text=frames), result="Constant()"), tier=JOURNEY, accuracy=INCORRECT
        ),
        "writes to every descriptor at first": useless(given("", top=write.format(text=frames), result="Constant()")),
        "writes to every descriptor as it predicts": useless(
            "class Writing(Constant):\n    def forward(self, x):\n        "
            + write.format(text=b"\x00" * 4096).replace("\n", "\n        ").rstrip()
            + "\n        return super().forward(x)\n"
            + given("", result="Writing()")
        ),
    }
