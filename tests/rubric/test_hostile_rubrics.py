# ruff: noqa: E501, each case on a line of its own
"""Whatever text a rubric has, it is refused in words or makes an assignment; and what it makes can be graded."""

import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from grader import yaml12
from grader.engine.marking.grade import Grader
from grader.errors import RubricError
from grader.model import Status, Submission
from grader.rubric import load
from tests.rubric.small_rubric import RIGHT, write

RUBRICS = Path(__file__).parents[2] / "rubrics"
HW7 = yaml12.parse((RUBRICS / "hw7.yaml").read_bytes()).value
FRAGMENTS = {f"fragments/{path.name}": path.read_bytes() for path in (RUBRICS / "fragments").iterdir()}

quick = settings(max_examples=120, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
words = st.sampled_from([
    "X", "k", "m", "W1", "text", "tokens", "choice", "arrays", "seconds", "always", "review", "orthonormal", "pca.weights",
    "translation.train_inputs", "linear_autoencoder.sample", "fragments/special_tokens.yaml", "fragments", "a\nb", "",
])  # fmt: skip
keys = words | st.sampled_from(
    ["answer", "oracle", "check", "points", "given", "include", "id", "parts", "feedback", "right", "accept", "other"]
)
leaves = st.none() | st.booleans() | st.integers() | st.floats() | words | st.text(max_size=8)
values = st.recursive(leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3))


def check(path: Path) -> None:
    """Loading says what is wrong in short lines, or gives an assignment of which an empty submission is missing."""
    try:
        assignment, _ = load.load(path)
    except RubricError as error:
        assert error.problems
        for place, text in error.problems:
            assert place.file.startswith(str(path.parent))
            assert "\n" not in text
            assert len(text) < 600
            assert "any of the given schemas" not in text
        return
    grade = Grader(assignment, {}).grade(Submission("nobody", {}))
    assert grade.score == 0
    assert {part.status for part in grade.parts} == {Status.MISSING}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("hostile")


@given(st.data())
@quick
def test_hw7_with_any_nodes_deleted_doubled_or_replaced(folder: Path, data: st.DataObject) -> None:
    rubric = copy.deepcopy(HW7)
    for _ in range(data.draw(st.integers(1, 4))):
        nodes = list(_nodes(rubric))
        if not nodes:
            break
        holder, key = data.draw(st.sampled_from(nodes))
        match data.draw(st.sampled_from(["delete", "double", "replace", "move", "rename"])):
            case "delete":
                del holder[key]
            case "double" if isinstance(holder, list):
                holder.insert(key, copy.deepcopy(holder[key]))
            case "move":
                other, place = data.draw(st.sampled_from(nodes))
                if place in other if isinstance(other, dict) else place < len(other):
                    holder[key] = copy.deepcopy(other[place])
            case "rename" if isinstance(holder, dict):
                holder[data.draw(keys)] = holder.pop(key)
            case _:
                holder[key] = data.draw(values)
    text = yaml.dump(rubric, Dumper=_Dumper, allow_unicode=True)
    check(write(folder, {"r.yaml": text, **FRAGMENTS}))


@given(values)
@quick
def test_a_rubric_of_any_value(folder: Path, value: Any) -> None:
    check(write(folder, {"r.yaml": yaml.dump(value, Dumper=_Dumper, allow_unicode=True)}))


@given(st.integers(0, len(RIGHT)), st.integers(0, 12), st.text(alphabet="{}[]-?:,&*!|>'\"%@`# \n\tab01.~é", max_size=4))
@quick
@example(0, 0, "\0")
def test_a_rubric_with_any_typing_error(folder: Path, start: int, length: int, typed: str) -> None:
    check(write(folder, {"r.yaml": RIGHT[:start] + typed + RIGHT[start + length :]}))


REPEATED = {
    "criteria": "assignment: a\nproblems:\n- id: p\n  parts:\n  - id: q\n    answer: text\n    criteria:\n" + "    - {check: x}\n" * 3000,
    "unknown keys": "assignment: a\nproblems: []\n" + "".join(f"probl{n}: 1\n" for n in range(3000)),
    "wrong kinds": "assignment: a\nproblems: [" + "1, " * 3000 + "]\n",
    "nested lists": "assignment: " + "[" * 39 + "]" * 39,
    "long text": f"assignment: {'x' * 500_000}\n",
    "long key": f"? {'x' * 500_000}\n: 1\n",
}  # fmt: skip


@pytest.mark.parametrize("text", REPEATED.values(), ids=REPEATED.keys())
def test_a_large_rubric_is_refused_in_short_lines(folder: Path, text: str) -> None:
    check(write(folder, {"r.yaml": text}))


def _nodes(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every node but the top one, as its holder and its key or index."""
    listed = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in listed:
        yield value, key
        yield from _nodes(item)


class _Dumper(yaml.SafeDumper):
    """Writes texts in double quotes and no aliases, so that they are read back as they were."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


_Dumper.add_representer(str, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"'))
