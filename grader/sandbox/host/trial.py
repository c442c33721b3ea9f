"""One training run as the grader sees it: a process of its own, asked step by step, never replaced.

The steps are `begin` (the machine's time), then `load`, `train` and `predict` (the student's), each with the seconds
that are left. After a step has failed the process is gone, and the run with it.
"""

import time
from collections.abc import Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Self

from grader.errors import OwnFault
from grader.sandbox.host.process import processor_time
from grader.sandbox.host.session import Session, loading
from grader.sandbox.protocol.frames import Value
from grader.sandbox.protocol.values import Failure, Usage

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Entry = str | Sequence[tuple[str, str]]

_BEGIN = 120.0
"""Seconds that a device has to get ready."""


class Trial:
    """A training run.

    Args:
        session: of the program; nothing of it has been started.
        entry: the file to load, or a notebook's cells: name and source.
        files: those that the program can read.
    """

    def __init__(self, session: Session, entry: Entry, files: Sequence[str]):
        self._session, self._entry, self._files = session, entry, list(files)
        self._pid = 0

    def begin(self, device: str, threads: int) -> None:
        """Start the process and have it make the device ready: nothing of the student's has run.

        Raises:
            OwnFault: the machine did not do it.
        """
        self._pid = self._session.start()
        told = self._session.ask({"do": "begin", "device": device, "threads": threads}, "the device", _BEGIN)
        if isinstance(told, Failure):
            raise OwnFault(f"the device {device} could not be made ready: {told.message}")

    def load(self, seconds: float) -> Failure | None:
        """Run the file, which must run through, or the cells, of which some may fail."""
        subject = self._entry if isinstance(self._entry, str) else "the notebook"
        told = self._session.ask(loading(self._entry, self._files, seconds, whole=True), subject, seconds)
        return told if isinstance(told, Failure) else None

    def train(self, function: str, shape: Sequence[int], seed: int, seconds: float) -> Failure | None:
        """Call the function on the images of this shape (n, c, h, w) that lie in the run's memory file."""
        question: dict[str, Value] = {"do": "train", "function": function, "shape": list(shape), "seed": seed}
        told = self._session.ask(question, f"{function}()", seconds)
        return told if isinstance(told, Failure) else None

    def predict(self, images: "NDArray[np.uint8]", classes: int, seconds: float) -> "NDArray[np.float32] | Failure":
        """The network's scores (n, classes) of images (n, c, h, w), checked: float32 and finite."""
        told = self._session.ask({"do": "predict", "images": images}, "the network", seconds)
        if isinstance(told, Failure):
            return told
        return _scores(told.get("value"), (len(images), classes))

    def working(self, seconds: float) -> bool:
        """Whether the process, which has been asked nothing, computes for a fifth of this time or more.

        That is seen from outside. On a busy machine it shares its core with others.
        """
        before = processor_time(self._pid)
        time.sleep(seconds)
        after = processor_time(self._pid)
        return before is not None and after is not None and after - before >= seconds / 5

    def weights(self, seconds: float) -> str:
        """A digest of the network's weights; "" where it cannot be had. The program could forge it."""
        told = self._session.ask({"do": "weights"}, "the network", seconds)
        found = "" if isinstance(told, Failure) else told.get("value")
        return found if isinstance(found, str) else ""

    @property
    def usage(self) -> Usage:
        """The resources that the run used, once it is closed."""
        return self._session.usage

    def close(self) -> None:
        """End the process and all that it started."""
        self._session.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _scores(value: object, shape: tuple[int, int]) -> "NDArray[np.float32] | Failure":
    """The scores, or what is wrong with them."""
    import numpy as np

    if type(value) is not np.ndarray or value.dtype != np.float32 or value.shape != shape:
        found = value.shape if isinstance(value, np.ndarray) else type(value).__name__
        return Failure("shape", f"the network gave {found}; {shape} is asked for", "", 0.0, "")
    if not np.isfinite(value).all():
        return Failure("infinite", "some of the network's scores are NaN or infinite", "", 0.0, "")
    return value
