"""The programs here are run by tests, one at a time; they are not modules to be collected."""

collect_ignore_glob = ["*.py"]
