"""After the tests: the locks of the devices that were no other test's are of no use to anybody."""

import os
from collections.abc import Iterator

import pytest

from grader.training.devices import lock


@pytest.fixture(scope="session", autouse=True)
def no_locks_are_left() -> Iterator[None]:
    yield
    for path in lock.FOLDER.glob(f"test-{os.getpid()}-*.lock"):
        path.unlink()
