"""Programs whose predictions depend on the batch, on chance, or on how often they are asked."""

from collections.abc import Iterator

from tests.training.programs.program import (
    CORRECT,
    INCORRECT,
    JOURNEY,
    REVIEW,
    TEST,
    Program,
    Runs,
    given,
    giving,
)

OUTCOMES = f"{CORRECT}|{INCORRECT}|{REVIEW}"
ANY_TIME = {"twice": OUTCOMES, "as_fast": OUTCOMES}
DEPENDS = ("batch",)
COUNTING = "total = 0"
SEEN = """keys = [bytes(image) for image in x.byte().flatten(1).numpy()]
again = torch.tensor([key in self.before for key in keys])
self.before.update(keys)
"""


def programs() -> dict[str, Program]:
    return {**_batch_norm(), **_places(), **_again()}


def by_figure(runs: Runs, status: str) -> Iterator[str]:
    """At most 0.2 % may differ; above, a person looks; above 2 % it is wrong. All runs here are accurate enough."""
    worst = max(run["differed"] for run in runs)
    wanted = INCORRECT if worst > 0.02 else REVIEW if worst > 0.002 else CORRECT
    if min(run["accuracy"] for run in runs) < 0.94:
        yield "the program is not as accurate as it was meant to be"
    if status != wanted:
        yield f"{status} with {100 * worst:.2f} % that differ"


def _batch_norm() -> dict[str, Program]:
    never = "model = learn(images, labels)\nmodel.eval = lambda: model.train()\nmodel.train()"
    inside = (
        "class Inside(nn.Module):\n    def __init__(self, model):\n        super().__init__()\n"
        "        self.model = model\n    def forward(self, x):\n"
        "        self.model.train()\n        return self.model(x)\n" + given("", result="Inside(learn(images, labels))")
    )
    judged = {"accuracy": OUTCOMES, "judge": by_figure, "notes": ("weight|buffer|changed|state",), **ANY_TIME}
    whole = giving(
        "y = (x - x.mean(0)) / (1 + x.std(0))\n"
        "k = self.known.view(-1, 1, 8, 8)\nk = (k - k.mean(0)) / (1 + k.std(0))\n"
        "return self.names[torch.cdist(y.flatten(1), k.flatten(1)).argmin(1)]"
    )
    return {
        "batch norm that goes on": Program(inside, **judged),
        "batch norm that never ends": Program(given(never, result="model"), **judged),
        "statistics of the batch": Program(whole, OUTCOMES, judge=by_figure, **ANY_TIME),
    }


def _places() -> dict[str, Program]:
    """What an image gets depends on its place in the batch, or on what else is in it."""
    return {
        "every 25th is wrong": Program(
            giving("s[::25] = s[::25].roll(1, 1)\nreturn s"), INCORRECT, OUTCOMES, OUTCOMES, DEPENDS, tier=TEST
        ),
        "sorted by brightness": Program(
            giving("low = x.flatten(1).sum(1).argsort()[: len(x) // 25]\ns[low] = s[low].roll(1, 1)\nreturn s"),
            OUTCOMES,
            judge=by_figure,
            **ANY_TIME,
        ),
        "the first of each batch is wrong": Program(
            giving("s[0] = s[0].roll(1)\nreturn s"), OUTCOMES, judge=by_figure, **ANY_TIME
        ),
        "only batches like the first": Program(
            giving(
                "self.size = self.size or len(x)\nif len(x) != self.size: raise ValueError('xyzzy')\nreturn s",
                more="size = 0",
            ),
            INCORRECT,
            INCORRECT,
            INCORRECT,
            says=("failed|batch",),
        ),
        "as many as all images": Program(
            giving("return torch.cat([s, s])[: len(s) + (len(s) < 50)]"),
            OUTCOMES,
            OUTCOMES,
            OUTCOMES,
            doubts=("random labels?",),
        ),
    }


def _again() -> dict[str, Program]:
    """What was asked before is known again, and gets something else."""

    def second(otherwise: str) -> str:
        return giving(f"{SEEN}{otherwise}\nreturn s").replace(
            "return Other(images, labels)",
            "model = Other(images, labels)\n    model.before, model.total = set(), 0\n    return model",
        )

    some = (
        "places = torch.nonzero(again)[:, 0]\n"
        "chosen = places[(torch.arange(len(places)) + self.total) % {every} == {every} // 2]\n"
        "self.total += len(places)\ns[chosen] = s[chosen].roll(1, 1)"
    )
    return {
        "nonsense at first": Program(
            second("s[~again] = 0"), INCORRECT, INCORRECT, INCORRECT, says=(), below=0.3, tier=JOURNEY
        ),
        "nonsense when asked again": Program(
            second("s[again] = 0"), INCORRECT, OUTCOMES, OUTCOMES, DEPENDS, tier=JOURNEY
        ),
        "one in 100 otherwise when asked again": Program(
            second(some.format(every=100)), REVIEW, says=("another class",), as_fast=OUTCOMES, twice=OUTCOMES,
            judge=by_figure,
        ),
        "one in 20 otherwise when asked again": Program(
            second(some.format(every=20)), INCORRECT, OUTCOMES, OUTCOMES, DEPENDS, judge=by_figure
        ),
        "by chance, one in 20": Program(
            giving("lost = torch.rand(len(x)) < 0.02\ns[lost] = s[lost].roll(1, 1)\nreturn s"),
            OUTCOMES, judge=by_figure, **ANY_TIME,
        ),
        "larger scores every time": Program(
            giving("self.total += 1\nreturn s * self.total", more="total = 0"), above=0.95
        ),
        "raises when asked again": Program(
            second("if again.any(): raise ValueError('xyzzy')"), INCORRECT, INCORRECT, INCORRECT, says=("failed|batch",)
        ),
    }  # fmt: skip
