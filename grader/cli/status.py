"""The exit statuses of commands."""

OK, OUR_FAULT, CANNOT = 0, 1, 2
INTERRUPTED = 130
