"""Programs that write into what they are given, or look behind it."""

from tests.training.programs.program import CORRECT, EITHER, JOURNEY, Program, given

KEEP = "kept = Nearest(images.clone(), labels.clone())\n"


def programs() -> dict[str, Program]:
    return {**_writing(), **_looking()}


def _writing() -> dict[str, Program]:
    whole = "images.zero_()\nlabels.fill_(3)"
    storage = "for t in (images, labels): t.untyped_storage().fill_(7)"
    around = "images.as_strided((images.untyped_storage().nbytes(),), (1,), 0).fill_(7)"
    return {
        "images overwritten": Program(given(KEEP + whole, result="kept"), tier=JOURNEY),
        "images standardised in place": Program(given("images.clamp_(0, 250).sub_(1).add_(1)")),
        "labels shuffled": Program(given(KEEP + "labels[:] = labels[torch.randperm(len(labels))]", result="kept")),
        "storage overwritten": Program(given(f"{KEEP}{storage}\n{around}", result="kept")),
        "resized": Program(given(KEEP + "images.resize_(0)\nlabels.resize_(0)", result="kept")),
        "resized to more": Program(
            given(KEEP + "images.resize_(5000, 1, 8, 8).fill_(1)", result="kept"), EITHER, EITHER, EITHER
        ),
        "another storage": Program(given(KEEP + "images.set_(torch.zeros(3).byte())", result="kept")),
        "kept as they are": Program(
            "class Keeping(Nearest):\n    pass\n"
            + given("kept = Keeping(images, labels)\nkept.images, kept.labels = images, labels", result="kept")
        ),
        "hidden images overwritten": Program(
            "class Wiping(Nearest):\n    def forward(self, x):\n        s = super().forward(x)\n        x.zero_()\n"
            "        return s\n" + given("", result="Wiping(images, labels)"),
        ),
        "one output for all": Program(
            "class Reusing(Nearest):\n    out = torch.zeros(5000, 10)\n    def forward(self, x):\n"
            "        self.out[: len(x)] = super().forward(x)\n        return self.out[: len(x)]\n"
            + given("", result="Reusing(images, labels)"),
        ),
        "a later change of what it gave": Program(
            "class Changing(Nearest):\n    last = None\n    def forward(self, x):\n        s = super().forward(x)\n"
            "        if self.last is not None: self.last.zero_()\n        self.last = s\n        return s\n"
            + given("", result="Changing(images, labels)"),
        ),
    }  # fmt: skip


def _looking() -> dict[str, Program]:
    """What is found raises: so a failed run tells."""
    beyond = (
        "for t in (images, labels):\n    size = t.numel() * t.element_size()\n"
        "    if t.untyped_storage().nbytes() > size + 4096 * 4: raise RuntimeError('more behind it')\n"
    )
    return {
        "behind the images": Program(given(beyond)),
        "in its own memory": Program(_SEARCH, CORRECT, EITHER, EITHER),
        "in its descriptors": Program(_DESCRIPTORS, CORRECT, EITHER, EITHER),
        "modules of the data": Program(
            given(
                "for name in ('reference.digits', 'reference', 'grader.training.data', 'sklearn.datasets'):\n"
                "    try: __import__(name)\n    except ImportError: continue\n"
                "    raise RuntimeError('there is ' + name)"
            ),
            f"{CORRECT}|incorrect", EITHER, EITHER,
        ),
    }  # fmt: skip


_SEARCH = """
def memory():
    for line in open('/proc/self/maps'):
        span, rights, *rest = line.split()
        low, high = (int(end, 16) for end in span.split('-'))
        if 'rw' in rights and high - low < 1 << 28 or '/' not in line and 'r' in rights and high - low < 1 << 26:
            with open('/proc/self/mem', 'rb', 0) as file:
                try:
                    file.seek(low)
                    yield file.read(high - low)
                except (OSError, ValueError, OverflowError): pass

class Searching(Nearest):
    def forward(self, x):
        known = {bytes(image) for image in self.given.flatten(1).numpy()}
        for image in x[:20]:
            asked = bytes(image.byte().flatten().numpy())
            if asked not in known and any(asked in part for part in self.parts):
                raise RuntimeError('a hidden image was there before')
        return super().forward(x)

def train(images, labels, *, seed, device):
    model = Searching(images, labels)
    model.given, model.parts = images.clone(), []
    try: model.parts = list(memory())
    except OSError: pass
    return model
"""
_DESCRIPTORS = """
def readable():
    for n in range(64):
        try: size = os.fstat(n).st_size
        except OSError: continue
        try: yield os.pread(n, size, 0) if size else b''
        except OSError: pass

BEFORE = list(readable())

class Searching(Nearest):
    def forward(self, x):
        known = {bytes(image) for image in self.given.flatten(1).numpy()}
        for image in x[:100]:
            asked = bytes(image.byte().flatten().numpy())
            if asked not in known and any(asked in part for part in self.parts):
                raise RuntimeError('a hidden image was there before')
        return super().forward(x)

def train(images, labels, *, seed, device):
    model = Searching(images, labels)
    model.given, model.parts = images.clone(), [*BEFORE, *readable()]
    return model
"""
