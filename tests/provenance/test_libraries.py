"""Versions of libraries by the names under which they are imported."""

import platform
import sys
from pathlib import Path

import numpy as np
import pytest
import yaml

from grader.provenance import Libraries
from grader.provenance.libraries import ABSENT, is_library

VERSIONS = {
    "numpy": np.__version__,
    "yaml": f"PyYAML {yaml.__version__}",
    "python": f"CPython {sys.version_info.major}.{sys.version_info.minor}.{sys.version_info.micro}",
    "no_library_of_this_name": ABSENT,
    "": ABSENT,
    "not a name": ABSENT,
    "os": ABSENT,
    "grader.cli": ABSENT,
}


@pytest.mark.parametrize(("name", "version"), VERSIONS.items(), ids=VERSIONS)
def test_the_version_of_what_is_imported_under_a_name(name: str, version: str) -> None:
    if name == "python" and platform.python_implementation() != "CPython":
        version = f"{platform.python_implementation()} {platform.python_version()}"
    libraries = Libraries()
    assert [libraries.version(name), libraries.version(name)] == [version, version]


def test_a_name_that_several_distributions_give_has_all_their_versions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, version in (("Zebra", "1.2"), ("Antelope", "3.4")):
        folder = tmp_path / f"{name}-{version}.dist-info"
        folder.mkdir()
        (folder / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
        (folder / "top_level.txt").write_text("stripes\n")
    monkeypatch.syspath_prepend(tmp_path)
    assert Libraries().version("stripes") == "Antelope 3.4, Zebra 1.2"
    assert Libraries().version("Zebra") == "1.2"


@pytest.mark.parametrize(
    ("name", "library"), [("numpy", True), ("yaml", True), ("os", False), ("sys", False), ("json", False), ("", False)]
)
def test_libraries_are_what_is_not_pythons_own(name: str, library: bool) -> None:
    assert is_library(name) is library
