"""Programs that work at odd moments: while imported, while they predict, in threads, after they are done."""

from tests.training.programs.program import (
    CORRECT,
    EITHER,
    GOES_ON,
    INCORRECT,
    JOURNEY,
    Program,
    given,
    giving,
    slow,
)

AT_IMPORT = "learn(torch.randint(0, 256, (1000, 1, 8, 8)), torch.randint(0, 10, (1000,)), 750)"
BURNING = """
def burn():
    while True: pass
"""


def programs() -> dict[str, Program]:
    return {**_imported(), **_predicting(), **_threads(), **_changing(), **_after()}


def _imported() -> dict[str, Program]:
    return {
        "at import": slow(given("", top=AT_IMPORT)),
        "in a default": slow(
            f"def train(images, labels, *, seed, device, made={AT_IMPORT}):\n    return Nearest(images, labels)\n"
        ),
        "in a decorator": slow(
            f"def now(function):\n    {AT_IMPORT}\n    return function\n@now\n" + given("").lstrip(),
        ),
        "as a class is made": slow(
            given("", top=f"class A:\n    def __init_subclass__(cls): {AT_IMPORT}\nclass B(A): pass\n")
        ),
        "in a module beside": slow(
            given("", top="import mine"),
            files={"mine.py": b"import time\ntime.sleep(4)\n"},
        ),
    }


def _lazily(method: str) -> str:
    """A network that does its work when one of its methods is called first."""
    return (
        "class Lazy(Nearest):\n    def __init__(self, images, labels):\n        super().__init__(images, labels)\n"
        "        self.given = [(images, labels)]\n"
        f"    def {method}(self, *a, **k):\n        while self.given: slowly(*self.given.pop())\n"
        f"        return super().{method}(*a, **k)\n" + given("", result="Lazy(images, labels)")
    )


def _predicting() -> dict[str, Program]:
    untrained = (
        "class Later(nn.Module):\n    def __init__(self, images, labels):\n        super().__init__()\n"
        "        self.given, self.model = (images.clone(), labels.clone()), None\n    def forward(self, x):\n"
        "        if self.model is None:\n            with torch.enable_grad(): self.model = learn(*self.given)\n"
        "        return self.model(x)\n" + given("", result="Later(images, labels)")
    )
    last = (
        "class Last(Nearest):\n    seen = 0\n    def forward(self, x):\n        self.seen += len(x)\n"
        "        if 790 < self.seen < 800: learn(self.known.view(-1, 1, 8, 8), self.names.argmax(1), 900)\n"
        "        return super().forward(x)\n" + given("", result="Last(images, labels)")
    )
    return {
        "all of it as it predicts": Program(untrained, as_fast=EITHER, above=0.97),
        "work as it predicts": slow(_lazily("forward")),
        "work when it is called": slow(_lazily("__call__")),
        "work as it is told to evaluate": slow(_lazily("eval")),
        "work before the last image": slow(last, twice=EITHER, as_fast=EITHER),
        "work as a score is read": slow(
            giving("self.calls += 1\nif self.calls == 1: slowly(*self.given)\nreturn s", more="calls = 0").replace(
                "return Other(images, labels)",
                "model = Other(images, labels)\n    model.given = images, labels\n    return model",
            )
        ),
        "slow every time": Program(
            giving("if len(self.known) > 500: time.sleep(3)\nreturn s"), twice=INCORRECT, as_fast=INCORRECT
        ),
    }


def _threads() -> dict[str, Program]:
    waiting = (
        "class Waiting(Nearest):\n    def forward(self, x):\n        self.thread[0].join()\n"
        "        return super().forward(x)\n"
        + given(
            "model = Waiting(images, labels)\n"
            "model.thread = [threading.Thread(target=slowly, args=(images, labels))]\nmodel.thread[0].start()",
            result="model",
        )
    )
    burning = given("threading.Thread(target=burn, daemon=True).start()", top=BURNING)
    return {
        "a thread that is waited for": slow(waiting),
        "a thread that goes on": Program(burning, twice=EITHER, as_fast=EITHER, notes=(GOES_ON,), tier=JOURNEY),
        "a thread that is no daemon": Program(
            burning.replace(", daemon=True", ""), twice=EITHER, as_fast=EITHER, notes=(GOES_ON,)
        ),
        "a thread that raises": Program(
            given("threading.Thread(target=lambda: 1 / 0).start()"), CORRECT, CORRECT, CORRECT
        ),
        "a thread as it predicts": Program(
            giving(
                "if threading.active_count() == 1: threading.Thread(target=burn, daemon=True).start()\nreturn s",
                top=BURNING,
            ),
            twice=EITHER, as_fast=EITHER, notes=(GOES_ON,),
        ),
        "a timer": Program(given("threading.Timer(60, print, ['xyzzy']).start()")),
    }  # fmt: skip


def _changing() -> dict[str, Program]:
    better = (
        "def improve(model, images, labels):\n    while True:\n        time.sleep(0.001)\n"
        "        model.known += 0.0\n        model.names.mul_(1.001)\n"
        + given(
            "model = Nearest(images, labels)\n"
            "threading.Thread(target=improve, args=(model, images, labels), daemon=True).start()",
            result="model",
        )
    )
    worse = better.replace("model.names.mul_(1.001)", "model.names.copy_(model.names.roll(1, 1))")
    return {
        "a thread that changes the weights": Program(
            better, twice=EITHER, as_fast=EITHER, notes=("weight|parameter|changed",)
        ),
        "a thread that spoils the weights": Program(
            worse, INCORRECT, "correct|incorrect", "correct|incorrect", notes=("weight|parameter|changed",)
        ),
    }


def _after() -> dict[str, Program]:
    exit_handler = "import atexit\n@atexit.register\ndef bye():\n    {body}\n"
    deleted = "class Sticky(Nearest):\n    def __del__(self):\n        {body}\n" + given(
        "", result="Sticky(images, labels)"
    )
    return {
        "a moment at exit": Program(given("", top=exit_handler.format(body="time.sleep(2)"))),
        "endless at exit": Program(given("", top=exit_handler.format(body="while True: pass"))),
        "sleeps as it is deleted": Program(deleted.format(body="time.sleep(2)")),
        "endless as it is deleted": Program(deleted.format(body="while True: pass")),
        "raises as it is deleted": Program(deleted.format(body="raise ValueError('xyzzy')")),
    }
