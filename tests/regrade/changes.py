"""Changes of the world, each with the parts that must be graded again for it.

Who needs what was written down by hand from the documentation. For sources, who may use one in passing is worked out by
a walk over the imports that the engine has no part in.
"""

import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from tests.regrade import every_check, imports
from tests.regrade.every_check import ANSWERS, ASKERS, CHECKS, FILES, OF_X, ORACLES, PARTS, READERS, RUN, TRAINED
from tests.regrade.school import World

Parts = frozenset[str]


@dataclass(frozen=True)
class Change:
    """A change of a world.

    Attributes:
        needs: the parts that must be graded again.
        may: others that may be graded again.
        slot: what is changed; of two changes with one slot, the second takes the place of the first.
    """

    name: str
    apply: Callable[[World], World]
    needs: Parts
    may: Parts = frozenset()
    slot: str = ""


def part_of(rubric: Any, name: str) -> Any:
    return next(part for problem in rubric["problems"] for part in problem["parts"] if part["id"] == name)


def in_rubric(name: str, edit: Callable[[Any], object], needs: Parts = frozenset()) -> Change:
    def apply(world: World) -> World:
        changed = copy.deepcopy(world.rubric)
        edit(changed)
        return replace(world, rubric=changed)

    return Change(name, apply, needs)


def in_part(what: str, part: str, edit: Callable[[Any], object], needs: Parts = frozenset()) -> Change:
    return in_rubric(f"{what} of {part}", lambda rubric: edit(part_of(rubric, part)), needs)


def in_files(name: str, file: str, data: bytes, needs: Parts) -> Change:
    return Change(name, lambda world: replace(world, files={**world.files, file: data}), needs, slot=file)


def asking(part: str) -> Parts:
    """A part and those that ask for its answer."""
    return frozenset({part}) | ASKERS.get(part, frozenset())


# --- what is graded again -------------------------------------------------------------------------

PARAMETERS: dict[str, Callable[[Any], object]] = {
    "weights": lambda part: part["criteria"][1].update(limit=1e-7),
    "regularized": lambda part: part["criteria"][0].update(limit=2e-4),
    "vector": lambda part: part["criteria"][0].update(limit=1e-5),
    "first": lambda part: part["criteria"][0].update(end="<end>"),
    "second": lambda part: part["criteria"][0].update(expected=["<sos>", "he"]),
    "one": lambda part: part["criteria"][0].update(right="no"),
    "many": lambda part: part["criteria"][0].update(each_wrong=0.5),
    "seconds": lambda part: part["criteria"][0]["accept"][0].update(to=31),
    "why": lambda part: part["criteria"][0].update(words=[3, 31]),
    "normal": lambda part: part["criteria"][0].update(assumption="that all is well"),
    "gradient": lambda part: part["criteria"][0].update(layout="exact"),
    "projection": lambda part: part["criteria"][0].update(false_step=0.5),
    "solver": lambda part: part["criteria"][1].update(kinds=["generic"]),
    "inputs": lambda part: part["criteria"][0].update(kinds=["training"]),
    "trainer": lambda part: part["criteria"][0]["credit"].update(half=0.5),
    "network": lambda part: part["criteria"][0].update(at_least=0.998),
}
SETTINGS: dict[str, Callable[[Any], object]] = {
    "first": lambda part: part["answer"].update(aliases={"<sos>": ["BOS"]}),
    "second": lambda part: part["answer"].update(aliases={"<sos>": ["BOS"]}),
    "many": lambda part: part["answer"].update(choices=["red", "green", "blue", "grey"]),
    "solver": lambda part: part["answer"]["cases"].update(sizes=[5]),
    "inputs": lambda part: part["answer"]["cases"]["kinds"].update(training="in training"),
    "trainer": lambda part: part["answer"].update(limits={"seconds": 9}),
    "weights": lambda part: part["answer"].update(W1=["k", 4]),
    "network": lambda part: part["answer"].update(budget=50),
}


def parameters() -> Iterator[Change]:
    for name, edit in PARAMETERS.items():
        yield in_part("a parameter", name, edit, frozenset({name}))
    for name, edit in SETTINGS.items():
        yield in_part("a setting of the form", name, edit, asking(name))
    yield in_part("another check", "why", lambda part: part["criteria"].pop(), frozenset({"why"}))
    more = {"id": "more", "check": "review", "points": 1}
    yield in_part("one more criterion", "why", lambda part: part["criteria"].append(more), frozenset({"why"}))
    yield in_part("a given", "regularized", lambda part: part["given"].update(lam=0.06), frozenset({"regularized"}))
    yield in_rubric("the seed of X", lambda rubric: rubric["given"]["X"].update(seed=8), OF_X)
    yield in_rubric("another assignment", lambda rubric: rubric.update(assignment="other"), RUN | TRAINED)


def answers() -> Iterator[Change]:
    """Each part's answer changed; what is a file that code can read is an input of all code."""
    for name in ANSWERS:
        text = every_check.markdown({**ANSWERS, name: CHANGED[name]})
        yield in_files(f"the answer to {name}", "answers.md", text.encode(), asking(name))
    for file, part in (("w.npz", "weights"), ("r.npz", "regularized")):
        weights = every_check.archive(W1=np.eye(2, 4), W2=np.eye(4, 2))
        yield in_files(f"the file of {part}", file, weights, frozenset({part}) | RUN)
    vector = every_check.array(np.array([1.0, 2.0]))
    yield in_files("the vector", "s.npy", vector, frozenset({"vector"}) | RUN)
    yield in_files("the code", "solution.py", f"{every_check.SOLUTION}\n# more\n".encode(), RUN)
    yield in_files("a module beside the code", "helper.py", b"a = 1\n", RUN)
    yield in_files("a table beside the code", "table.csv", b"1,2\n", RUN)
    yield in_files("code for a person", "program.py", b"def run():\n    return 2\n", frozenset({"program"}) | RUN)
    other = every_check.NETWORK.replace("range(100)", "range(120)").encode()
    yield in_files("the program that is trained", "network.py", other, RUN | TRAINED)
    yield in_files("its comments", "network.py", f"# Mine.\n{every_check.NETWORK}".encode(), RUN)


CHANGED = {
    "first": "<sos> you",
    "second": "<sos> I",
    "one": "no",
    "many": "- [x] red",
    "seconds": "27 s",
    "why": "Because it is so, or so.",
    "normal": "$X^T X w = y$",
    "gradient": "$2 A x$",
    "projection": "$P^T = P$",
}


def machine() -> Iterator[Change]:
    numeric = frozenset(READERS["arrays"] | READERS["formulas"]) | RUN | TRAINED
    yield of_library("python", PARTS)
    yield of_library("numpy", numeric)
    yield Change("another tier", lambda world: replace(world, tier="Z"), RUN)
    yield Change("another secret", lambda world: replace(world, secret=b"another"), RUN | TRAINED)


def of_library(name: str, needs: Parts) -> Change:
    return Change(f"another {name}", lambda world: replace(world, libraries=world.libraries | {name}), needs)


def sources() -> Iterator[Change]:
    """A file of the grader or of an oracle touched: whoever it is behind is graded again."""
    for folder, table in (("grader/answers", READERS), ("grader/checks", CHECKS), ("reference", ORACLES)):
        for name, parts in table.items():
            yield touched(f"{folder}/{name}.py", frozenset(parts))
    for name in ("grader/sandbox/guest/child.py", "grader/sandbox/guest/probe.py", "grader/engine/marking/runs.py"):
        yield touched(name, RUN)
    for name in ("grader/engine/marking/trainings.py", "grader/training/measure.py", "grader/training/draw.py"):
        yield touched(name, TRAINED)
    for name in ("grader/model/grade.py", "grader/engine/marking/grade.py"):
        yield touched(name, PARTS)
    for name, parts in FILES.items():
        yield touched(name, frozenset(parts))


def touched(name: str, needs: Parts) -> Change:
    """A source that has changed, and who may use it in passing."""
    may = frozenset(part for part in PARTS if name in imports.behind(part))
    return Change(f"{name} touched", lambda world: replace(world, sources=world.sources | {name}), needs, may)


# --- what grades nothing again --------------------------------------------------------------------


def words() -> Iterator[Change]:
    yield in_rubric("the title", lambda rubric: rubric.update(title="Another title"))
    yield in_rubric("a problem's title", lambda rubric: rubric["problems"][1].update(title="Another"))
    yield in_rubric("the order of problems", lambda rubric: rubric["problems"].reverse())
    yield in_rubric("the order of parts", lambda rubric: rubric["problems"][1]["parts"].reverse())
    new = in_rubric("a part that is new", lambda rubric: rubric["problems"][1]["parts"].append(NEW))
    yield replace(new, may=frozenset({"new"}))
    yield in_rubric("the order of what an oracle is given", lambda rubric: _turn(rubric["given"], "X"))
    yield in_rubric("the order of a problem's keys", lambda rubric: _turn(rubric["problems"], 1))
    yield in_rubric("the order of a part's keys", lambda rubric: _turn(rubric["problems"][1]["parts"], 0))
    yield in_part("the order of a criterion's keys", "weights", lambda part: _turn(part["criteria"], 0))
    yield in_part("the order of criteria", "weights", lambda part: part["criteria"].reverse())
    for name in sorted(PARTS):
        yield in_part("the title", name, lambda part: part.update(title="Another"))
        yield in_part("the question", name, lambda part: part.update(question="Another question?"))
        yield in_part("the points", name, lambda part: part["criteria"][0].update(points=7))
        yield in_part("partial", name, lambda part: part["criteria"][0].update(partial=0.5, step=0.25))
        yield in_part("feedback", name, lambda part: part["criteria"][0].update(feedback={"incorrect": "No."}))
        yield in_part("visible", name, lambda part: part["criteria"][0].update(visible="after_release"))


def _turn(where: Any, key: Any) -> None:
    """Put the keys of a mapping into another order."""
    where[key] = dict(reversed(where[key].items()))


NEW = {"id": "new", "answer": "text", "criteria": [{"check": "review", "points": 1}]}


def elsewhere() -> Iterator[Change]:
    turned = every_check.markdown(dict(reversed(ANSWERS.items())))
    above = f"# Mine\n\nHello.\n\n{every_check.markdown(ANSWERS)}"
    yield in_files("the order of sections", "answers.md", turned.encode(), frozenset())
    yield in_files("words above the answers", "answers.md", above.encode(), frozenset())
    yield in_files("a file that nobody asks for", "notes.pdf", b"%PDF", frozenset())
    yield in_files("a word about the hand-in", "README.md", b"Read me.", frozenset())
    for name in UNUSED:
        yield Change(f"{name} touched", lambda world, n=name: replace(world, sources=world.sources | {n}), frozenset())
    for name in ("yaml", "jinja2", "markdown_it"):
        yield of_library(name, frozenset())


UNUSED = (
    "docs/tas.md",
    "grader/answers/__init__.py",
    "grader/checks/__init__.py",
    "grader/cli/commands.py",
    "grader/engine/batch.py",
    "grader/engine/store/store.py",
    "grader/engine/workers/pool.py",
    "grader/reports/html/document.py",
    "grader/reports/html/pages/part.html.j2",
    "grader/rubric/lint.py",
    "reference/__init__.py",
    "reference/data/README.md",
    "reference/resnet_figures.py",
)
"""Files that no verdict here is made from. Those of `reports` draw what verdicts say, and are applied at once."""
GRADES_AGAIN = [*parameters(), *answers(), *machine(), *sources()]
GRADES_NOTHING = [*words(), *elsewhere()]
