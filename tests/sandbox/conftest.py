"""One sandbox for all the tests that need none of their own, and a short way to run a program in it."""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import pytest

from grader.errors import UsageError
from grader.sandbox import Failure, Limits, Returned, Sandbox

Run = Callable[..., Returned | Failure]


def pytest_collection_modifyitems(items: Sequence[pytest.Item]) -> None:
    if sys.platform == "linux":
        return
    for item in items:
        if "sandbox" in item.path.parts and {"sandbox", "run", "caged"} & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.skip(reason="students' code is kept in on Linux only"))


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as made:
        try:
            _ = made.isolation
        except UsageError as error:
            pytest.skip(f"this machine does not keep students' code in: {error}")
        yield made


@pytest.fixture(scope="session")
def run(sandbox: Sandbox) -> Run:
    """Load a program and call one of its functions."""

    def run(
        source: str,
        function: str = "f",
        arguments: Mapping[str, Any] | Sequence[Any] = (),
        *,
        limits: Limits | None = None,
        files: Mapping[str, bytes] | None = None,
    ) -> Returned | Failure:
        files = {"solution.py": source.encode(), **(files or {})}
        with sandbox.open(files, "solution.py", limits or Limits(wall=20, cpu=20)) as session:
            return session.call(function, arguments)

    return run
