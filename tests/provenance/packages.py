"""Packages of Python sources, written for a test."""

from collections.abc import Mapping
from pathlib import Path

from grader.provenance import Sources

AROUND: Mapping[str, str] = {
    "pkg/__init__.py": "VERSION = 1\nimport pkg.of_init\n",
    "pkg/of_init.py": "",
    "pkg/a.py": "",
    "pkg/b.py": "",
    "pkg/sub/__init__.py": "NAME = 1\n",
    "pkg/sub/c.py": "",
    "pkg/sub/deep/__init__.py": "",
    "pkg/sub/deep/d.py": "",
    "pkg/no_init/e.py": "",
    "other/__init__.py": "",
    "other/o.py": "",
    "foreign/f.py": "import pkg.a",
}
"""Modules around the one that a case is about, by file. `foreign` is none of the packages that are looked at."""


def written(root: Path, files: Mapping[str, str | bytes]) -> Sources:
    """The sources of `pkg` and `other` under a folder, with these files."""
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(text.encode() if isinstance(text, str) else text)
    return Sources({"pkg": root, "other": root})
