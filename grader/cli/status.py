"""How a command ends."""

OK, OUR_FAULT, CANNOT = 0, 1, 2
INTERRUPTED = 130
