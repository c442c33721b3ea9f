"""Programs that are not what was asked for: other parameters, no function, no Python."""

from tests.training.programs.program import (
    ANY,
    HONEST,
    INCORRECT,
    JOURNEY,
    TEST,
    Program,
    fails,
)

UNREADABLE = "unreadable"
MISSING = "missing"


def programs() -> dict[str, Program]:
    return {**_parameters(), **_definitions(), **_itself()}


def _itself() -> dict[str, Program]:
    """What differs in comments alone is one program, and is not run again: so none may see its own in secret."""
    sees = (
        "text = getattr(__import__('pathlib').Path(globals()['__fi' + 'le__']), 'read' + '_text')()\n"
        "if chr(35) in text or 'xyz' + 'zy' in text:\n    raise KeyError(1)\n"
    )
    script = (
        "class Doubles(torch.nn.Module):\n    def forward(self, x, n):\n"
        "        # type: (torch.Tensor, int) -> torch.Tensor\n"
        "        for _ in range(n): x = x * 2\n        return x\n"
        "torch.jit.script(Doubles())\n"
    )
    return {
        "compiles its own text": Program(script + HONEST, tier=JOURNEY),
        "uses its docstring": Program(
            HONEST.replace("device):\n", "device):\n    'xyzzy'\n    train.__doc__.split()\n", 1)
        ),
        "looks for its own comments": Program(f"# xyzzy\n{HONEST}\n{sees}", tier=JOURNEY),
        "looks for its functions' docstrings": Program(
            HONEST.replace(
                "device):\n", "device):\n    'xyzzy'\n    if getattr(train, '__do' + 'c__'): raise KeyError(1)\n", 1
            )
        ),
    }


def _parameters() -> dict[str, Program]:
    body = ":\n    return Nearest(images, labels)\n"
    called = "called|parameter|argument|signature|TypeError"
    return {
        "no keywords": fails("def train(images, labels)" + body, called, tier=TEST),
        "no seed": fails("def train(images, labels, *, device)" + body, called),
        "one more that is needed": fails("def train(images, labels, epochs, *, seed, device)" + body, called),
        "keywords only": fails("def train(*, images, labels, seed, device)" + body, called),
        "a class, not a function": fails("class train(nn.Module):\n    pass\n", called),
        "labels first": fails("def train(labels, images, *, seed, device)" + body),
        "labels first, and it looks": fails(
            "def train(labels, images, *, seed, device):\n    if images.dim() != 4: raise TypeError('xyzzy')\n",
            "TypeError",
        ),
    }


def _definitions() -> dict[str, Program]:
    nothing = {"twice": INCORRECT, "as_fast": INCORRECT}
    generator = "def train(images, labels, *, seed, device):\n    yield Nearest(images, labels)\n"
    unreadable = dict.fromkeys(("accuracy", "twice", "as_fast"), UNREADABLE)
    missing = dict.fromkeys(("accuracy", "twice", "as_fast"), MISSING)
    return {
        "a generator": fails(generator, "generator|kind|Module|network", tier=JOURNEY),
        "a coroutine": fails(HONEST.replace("def train", "async def train"), "coroutine|kind|Module|network"),
        "a number": fails("train = 3\n", "call|function"),
        "only nested": Program("def outer():\n    def train(images, labels): pass\n", **unreadable),
        "another name": Program(HONEST.replace("def train", "def trian"), **unreadable),
        "no Python": Program("def train(images, labels, *, seed, device:\n", **unreadable, tier=JOURNEY),
        "a stub": Program("def train(images, labels, *, seed, device):\n    raise NotImplementedError\n", **missing),
        "only at some times": fails("if not torch:\n" + HONEST.replace("\n", "\n    "), "train|function"),
        "deleted again": fails(HONEST + "del train\n", "train|function"),
        "raises as it is imported": fails(HONEST + "raise ValueError('xyzzy')\n", "ValueError"),
        "leaves as it is imported": fails(HONEST + "sys.exit()\n"),
        "another function in its place": Program(HONEST + "train = print\n", INCORRECT, says=("failed",), **nothing),
        "set by itself later": Program(
            "def train(images, labels, *, seed, device):\n    global train\n    train = None\n"
            "    return Nearest(images, labels)\n"
        ),
        "with the name of torch": Program("__name__ = 'torch'\n" + HONEST, ANY, ANY, ANY),
    }
