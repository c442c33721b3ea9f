"""Files that oracles read are seen, by the module that asks; other modules' files are not.

A hook cannot be taken away again, so all cases run in one process of their own, each in a module of its own.
"""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]
HEAD = """
import contextlib, csv, functools, glob, gzip, io, json, os, threading, zipfile
from pathlib import Path
DATA = Path(__file__).parents[1] / "data"
"""


@dataclass(frozen=True)
class Case:
    """The source of a module, and the files and folders of the data that it is then known to have looked into."""

    source: str
    files: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()


def call(body: str, *files: str, folders: tuple[str, ...] = ()) -> Case:
    """A module whose function does this."""
    return Case("def call():\n    " + body.replace("\n", "\n    ") + "\n", files, folders)


CASES = {
    # read
    "open": call("open(DATA / 'a.txt').read()", "a.txt"),
    "open as bytes": call("open(DATA / 'a.txt', 'rb').read()", "a.txt"),
    "open in a with": call("with open(str(DATA / 'a.txt'), encoding='utf-8') as file:\n    file.read()", "a.txt"),
    "a name of bytes": call("open(os.fsencode(DATA / 'a.txt')).read()", "a.txt"),
    "a name from where the process stands": call("open('data/a.txt').read()", "a.txt"),
    "io.open": call("io.open(DATA / 'a.txt').read()", "a.txt"),
    "os.open": call("os.close(os.open(DATA / 'a.txt', os.O_RDONLY))", "a.txt"),
    "pathlib, text": call("(DATA / 'a.txt').read_text()", "a.txt"),
    "pathlib, bytes": call("(DATA / 'a.txt').read_bytes()", "a.txt"),
    "pathlib, open": call("(DATA / 'a.txt').open().read()", "a.txt"),
    "json": call("json.load(open(DATA / 'b.json'))", "b.json"),
    "csv": call("list(csv.reader(open(DATA / 'a.txt')))", "a.txt"),
    "gzip": call("with contextlib.suppress(OSError):\n    gzip.open(DATA / 'a.txt').read()", "a.txt"),
    "a zip": call("zipfile.is_zipfile(DATA / 'a.txt')", "a.txt"),
    "several": call("for name in ('a.txt', 'b.json'):\n    open(DATA / name).read()", "a.txt", "b.json"),
    "read and written": call("open(DATA / 'own.txt', 'r+').read()", "own.txt"),
    "added to, and read": call("open(DATA / 'own.txt', 'a+').seek(0)", "own.txt"),
    "not there": call("with contextlib.suppress(OSError):\n    open(DATA / 'none.txt')", "none.txt"),
    "numpy, npy": call("import numpy as np\nnp.load(DATA / 'c.npy')", "c.npy"),
    "numpy, mapped": call("import numpy as np\nnp.load(DATA / 'c.npy', mmap_mode='r')", "c.npy"),
    "numpy, npz": call("import numpy as np\nnp.load(DATA / 'd.npz')['x']", "d.npz"),
    "numpy, text": call("import numpy as np\nnp.loadtxt(DATA / 'e.txt')", "e.txt"),
    "at import": Case("TEXT = (DATA / 'a.txt').read_text()\ndef call(): return TEXT", ("a.txt",)),
    "in a class, at import": Case("class A:\n    x = open(DATA / 'a.txt').read()\ncall = A", ("a.txt",)),
    "in a lambda": Case("call = lambda: open(DATA / 'a.txt').read()", ("a.txt",)),
    "in a generator": call("list(line for name in ('a.txt',) for line in open(DATA / name))", "a.txt"),
    "in a thread": call(
        "t = threading.Thread(target=lambda: open(DATA / 'a.txt').read())\nt.start()\nt.join()", "a.txt"
    ),
    "kept after the first call": Case(
        "@functools.cache\ndef read(): return open(DATA / 'a.txt').read()\ndef call(): read(); read()", ("a.txt",)
    ),
    "by a library that is asked": call("import outside\noutside.read(DATA / 'a.txt')", "a.txt"),
    "by a library, its own": call("import outside\noutside.own()", "../outside.txt"),
    # folders
    "os.listdir": call("os.listdir(DATA / 'folder')", folders=("folder",)),
    "os.listdir of where it stands": call("os.chdir(DATA / 'folder')\nos.listdir()", folders=("folder",)),
    "os.scandir": call("list(os.scandir(DATA / 'folder'))", folders=("folder",)),
    "os.scandir of where it stands": call("os.chdir(DATA / 'folder')\nlist(os.scandir())", folders=("folder",)),
    "os.walk": call("list(os.walk(DATA / 'folder'))", folders=("folder", "folder/below")),
    "pathlib, iterdir": call("list((DATA / 'folder').iterdir())", folders=("folder",)),
    "a folder that is not there": call("list(os.walk(DATA / 'none'))", folders=("none",)),
    # neither
    "nothing": call("return 1"),
    "written": call("open(DATA / 'own.txt', 'w').write('x')"),
    "added to": call("open(DATA / 'own.txt', 'a').write('x')"),
    "made": call("with contextlib.suppress(OSError):\n    open(DATA / 'own.txt', 'x')"),
    "written and read back": call("open(DATA / 'own.txt', 'w+').read()"),
    "written by pathlib": call("(DATA / 'own.txt').write_text('x')"),
    "written by os.open": call("os.close(os.open(DATA / 'own.txt', os.O_WRONLY | os.O_CREAT))"),
    "a descriptor": call("r, w = os.pipe()\nos.close(w)\nopen(r, 'rb').read()"),
    "devices": call("open('/dev/null').read()\nopen('/proc/self/stat').read()"),
    "an import of numpy": call("import numpy"),
    "an import of numpy's inner modules": call("import numpy.testing, numpy.polynomial"),
    "an import of a library that reads a file": call("import reads_at_import"),
}

LIBRARIES = {
    "outside.py": "from pathlib import Path\ndef read(path): return open(path).read()\n"
    "def own(): return Path(__file__).with_suffix('.txt').read_text()\n",
    "outside.txt": "",
    "reads_at_import.py": "from pathlib import Path\nTEXT = Path(__file__).read_text()\n",
}
RUN = """
import contextlib, importlib, json, os, sys
sys.path[:0] = [os.getcwd()]
from grader.provenance import Opened

opened = Opened(["oracles"])
opened.watch()
here, found, counts = os.getcwd(), {}, []
for module in json.loads(sys.argv[1]):
    os.chdir(here)
    asked = importlib.import_module(module)
    getattr(asked, "call", int)()
    counts.append(opened.count)
os.chdir(here)
import outside
outside.own()
print(json.dumps([{each: sorted(opened.by(each)) for each in sys.modules}, counts, opened.count]))
"""


def run(folder: Path, modules: list[str]) -> tuple[dict[str, set[tuple[str, str]]], list[int], int]:
    """What each module has looked into after the function of each of these was called, and the counts on the way."""
    for name, text in LIBRARIES.items():
        (folder / name).write_text(text)
    done = subprocess.run(
        [sys.executable, "-c", RUN, json.dumps(modules)],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found, counts, last = json.loads(done.stdout)
    return {module: {(kind, path) for kind, path in seen} for module, seen in found.items()}, counts, last


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, set[tuple[str, str]]]]:
    folder = tmp_path_factory.mktemp("seen")
    data = folder / "data"
    (data / "folder" / "below").mkdir(parents=True)
    for name in ("a.txt", "own.txt", "folder/x.txt"):
        (data / name).write_text("1")
    (data / "b.json").write_text("{}")
    np.save(data / "c.npy", np.zeros(3))
    np.savez(data / "d.npz", x=np.zeros(3))
    (data / "e.txt").write_text("1 2\n3 4\n")
    (folder / "oracles").mkdir()
    for number, case in enumerate(CASES.values()):
        (folder / "oracles" / f"case{number}.py").write_text(HEAD + case.source)
    first = list(CASES).index("an import of numpy")  # before anybody else has imported it
    order = [first, *(number for number in range(len(CASES)) if number != first)]
    return folder, run(folder, [f"oracles.case{number}" for number in order])[0]


@pytest.mark.parametrize(("number", "case"), list(enumerate(CASES.values())), ids=CASES)
def test_what_a_module_looks_into(seen: tuple[Path, dict[str, set[tuple[str, str]]]], number: int, case: Case) -> None:
    folder, found = seen
    expected = {("file", os.path.normpath(folder / "data" / name)) for name in case.files}
    expected |= {("folder", str(folder / "data" / name)) for name in case.folders}
    assert found[f"oracles.case{number}"] == expected


GLOBS = {
    "glob": "glob.glob(str(DATA / 'folder' / '*.txt'))",
    "pathlib, glob": "list((DATA / 'folder').glob('*.txt'))",
    "iglob": "list(glob.iglob(str(DATA / 'folder' / '*.txt')))",
    "from a folder on": "glob.glob('*.txt', root_dir=DATA / 'folder')",
}


def test_of_a_pattern_the_folder_is_known(tmp_path: Path) -> None:
    (tmp_path / "oracles").mkdir()
    (tmp_path / "data" / "folder").mkdir(parents=True)
    for number, source in enumerate(GLOBS.values()):
        (tmp_path / "oracles" / f"g{number}.py").write_text(HEAD + call(source).source)
    found, _, _ = run(tmp_path, [f"oracles.g{number}" for number in range(len(GLOBS))])
    for number in range(len(GLOBS)):
        assert ("folder", str(tmp_path / "data" / "folder")) in found[f"oracles.g{number}"]


# --- who asked ----------------------------------------------------------------------------------

PACKAGE = {
    "__init__": "def read():\n    return (DATA / 'init.txt').read_text()\n",
    "helper": "def read(path):\n    return path.read_text()\nREAD = (DATA / 'of_helper.txt').read_text()\n",
    "near": "from oracles import helper\ndef call():\n    helper.read(DATA / 'a.txt')\n"
    "    (DATA / 'b.txt').read_text()\n",
    "far": "import outside\nfrom oracles import near\ndef call():\n    list(map(lambda _: near.call(), [1]))\n",
    "of_init": "import oracles\ndef call():\n    oracles.read()\n",
}


def test_the_nearest_module_of_the_packages_is_the_one_that_asked(tmp_path: Path) -> None:
    (tmp_path / "oracles").mkdir()
    (tmp_path / "data").mkdir()
    for name in ("init.txt", "of_helper.txt", "a.txt", "b.txt"):
        (tmp_path / "data" / name).write_text("")
    for name, source in PACKAGE.items():
        (tmp_path / "oracles" / f"{name}.py").write_text(HEAD + source)
    found, counts, last = run(tmp_path, ["oracles.far", "oracles.near", "oracles.far", "oracles.of_init"])

    def files(*names: str) -> set[tuple[str, str]]:
        return {("file", str(tmp_path / "data" / name)) for name in names}

    assert found["oracles.helper"] == files("of_helper.txt", "a.txt")
    assert found["oracles.near"] == files("b.txt")
    assert found["oracles.far"] == found["oracles.of_init"] == set()
    assert found["oracles"] == files("init.txt")
    assert counts == [3, 3, 3, 4], "what is known already is not counted again"
    assert last == 4, "a file that no module of the packages asked for is not noted"
    assert {module for module, each in found.items() if each} == {"oracles", "oracles.helper", "oracles.near"}
