"""Waiting until a device has come to rest."""

import time
from collections.abc import Callable

from grader.training.devices.device import Device, State, settled

MOST = 30.0
"""Seconds after which a device is taken as it is: comparing before and after says what is wrong."""
_STEP = 0.5


def rested(
    device: Device, before: State | None = None, most: float = MOST, pause: Callable[[float], None] = time.sleep
) -> State:
    """The state of a device after it has rested, and has got back all memory that was not taken `before`."""
    pause(device.idle)
    state, waited = device.state(), 0.0
    while before is not None and not settled(state, before) and waited < most:
        pause(_STEP)
        state, waited = device.state(), waited + _STEP
    return state
