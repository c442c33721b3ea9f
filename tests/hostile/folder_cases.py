"""Folders, file names and code files: links, pipes, depth, numbers, names that inject, Python that is none."""

from pathlib import Path

from tests.hostile.cases import (
    LAYERS,
    PCA,
    REGULARIZED,
    SOLVER,
    Case,
    Content,
    answers,
    beside,
    link,
    pca,
    pipe,
    sparse,
    unix_socket,
    witness_weights,
    zipped_as,
)

DEF = "def linear_autoencoder(X, k):\n    return X, X\n"

CODE: dict[str, tuple[bytes, *tuple[str, ...]]] = {
    "no-bytes": (b"", "", "missing"),
    "cut": (b"def linear_autoencoder(X, k", "not Python"),
    "python-2": (b"def linear_autoencoder(X, k):\n    print X\n", "not Python"),
    "nul": (DEF.encode() + b"\0", "not Python"),
    "latin-1": (b"# caf\xe9\n" + DEF.encode(), "not UTF-8"),
    "declared-latin-1": (b"# -*- coding: latin-1 -*-\n# \xe9\n" + DEF.encode(), "not UTF-8"),
    "utf16": (DEF.encode("utf-16"), "not UTF-8"),
    "utf-7": (b"# coding: utf-7\n+AGQ-ef x(): pass\n", ""),
    "declared-nonsense": (b"# coding: no-such-codec\nx = 1\n", "", "missing"),
    "parentheses": (DEF.encode() + b"x = " + b"(" * 100_000, "not Python"),
    "deep-lists": (DEF.encode() + b"x = " + b"[" * 250 + b"]" * 250 + b"\n", "not Python"),
    "deep-sums": (DEF.encode() + b"x = " + b"-" * 100_000 + b"1\n", "not Python"),
    "deep-indents": (DEF.encode() + b"".join(b" " * n + b"if 1:\n" for n in range(120)), "not Python"),
    "long-sum": (b"x = 1" + b" + 1" * 45_000 + b"\n", ""),
    "long-chain": (b"x = a" + b".b" * 90_000 + b"\n", ""),
    "huge-integer": (b"x = " + b"9" * 190_000 + b"\n", ""),
    "tabs-and-spaces": (b"def linear_autoencoder(X, k):\n\tif 1:\n        x\n\t\ty\n", "not Python"),
    "other-name": (b"def Linear_Autoencoder(X, k):\n    return X\n", "no function"),
    "a-method": (b"class A:\n    def linear_autoencoder(self, X, k):\n        return X\n", "no function"),
    "a-full-width-name": ("def ｌinear_autoencoders(X, k):\n    return X\n".encode(), "no function"),
    "two-megabytes": (DEF.encode() + b"# x\n" * 500_000, "at most 200,000 bytes"),
    "elf": (b"\x7fELF\x02\x01\x01" + bytes(100), ""),
    "pyc": (b"\xa7\r\r\n" + bytes(100), ""),
    "formfeeds": (b"\f" * 100_000, "", "missing"),
    "continuations": (b"\\\n" * 50_000, ""),
    "escapes-in-the-message": (b"\x1b[2J\x1b]0;pwned\x07\n", "not Python"),
}
UNTOUCHED = {
    "stub": b"def linear_autoencoder(X, k):\n    raise NotImplementedError\n",
    "only-a-docstring": b'def linear_autoencoder(X, k):\n    """<img src=x onerror=alert(1)>"""\n',
}
WRONG = {
    "a-lambda": b"linear_autoencoder = lambda X, k: (X, X)\n",
    "exits": b"import os\nos._exit(0)\n" + DEF.encode(),
    "writes": b"open('grader-was-fooled', 'w')\n" + DEF.encode(),
    "endless": b"while True: pass\n" + DEF.encode(),
    "html": DEF.encode() + b"    # <img src=x onerror=alert(1)></script>\n",
    "bidi": "def linear_autoencoder(X, k):\n    return '\u202e' # \x9b31m\n".encode(),
}

NAMES = {
    "html": "<img src=x onerror=alert(1)>",
    "formula": "=cmd|' calc'!A0",
    "formula-full-width": "＝1+1",
    "plus": "+1",
    "at": "@SUM(A1)",
    "dash": "-",
    "option": "--rubric",
    "newline": "a\nb",
    "escape": "\x1b[2Jada\x9b31m",
    "right-to-left": "\u202eada",
    "spaces": "   ",
    "trailing-dot": "ada.",
    "three-dots": "x...",
    "device": "con",
    "quotes": "\"'`",
    "percent": "%s%n",
    "backslash": "a\\nb",
    "json": "ada.json",
    "database": "grades.sqlite",
    "page": "index.html",
    "long": "x" * 255,
    "long-wide": "é" * 127,
    "not-utf8": "\udcff\udcfe",
    "combining": "e\u0301",
    "precomposed": "\u00e9",
    "upper": "ADA.JSON",
    "zip-folder": "folder.zip",
}

ODD = {"link": link("/etc/passwd"), "pipe": pipe, "socket": unix_socket, "loop": link("pca_weights.npz")}


def _bush(path: Path) -> None:
    """1,001 files."""
    path.mkdir()
    for number in range(1_001):
        (path / f"{number}.txt").touch()


def _well(path: Path) -> None:
    """Folders 200 levels deep, and right weights at the bottom."""
    deep = path.joinpath(*["d"] * 200)
    deep.mkdir(parents=True)
    (deep / "pca_weights.npz").write_bytes(pca())


def _folder(path: Path) -> None:
    (path / "inside").mkdir(parents=True)


def _at_every_limit() -> dict[str, Content]:
    """All that is read, each as large and as slow as it may be, and right weights."""
    cells = b'{"cell_type": "markdown", "source": "%s"}' % (b"a" * 900_000)
    outputs = b",".join([b"[]"] * 480_000)
    table = b"\n\n## resnet.learned\n\n|" + b"a|" * 4_000 + b"\n|" + b"-|" * 4_000 + b"\n" + b"a\n" * 4_900
    nodes = b"regularized.loss: [" + b"1, " * 90_000 + b"1]\n"
    return {
        "answers.md": f"## {LAYERS}\n\n- [x] all of them\n".encode() + table,
        "answers.yaml": nodes,
        "hw7.ipynb": b'{"cells": [' + cells + b'], "x": [' + outputs + b"]}" + b" " * 10_000_000,
        "solution.py": DEF.encode() + b"x = 1" + b" + 1" * 48_000 + b"\n",
        "train_resnet.py": b"x = [" + b"a.b," * 48_000 + b"]\n",
        "pca_weights.npz": sparse(50_000_000),
        "regularized_weights.npz": witness_weights(),
    }


def cases() -> list[Case]:
    made = [beside(f"code-{id}", SOLVER, "solution.py", data, *rest) for id, (data, *rest) in CODE.items()]
    made += [beside(f"code-{id}", SOLVER, "solution.py", data, "", "missing") for id, data in UNTOUCHED.items()]
    made += [beside(f"code-{id}", SOLVER, "solution.py", data, "", "incorrect") for id, data in WRONG.items()]
    made += [Case(f"name-{id}", (PCA,), _named(), "is empty", name=name) for id, name in NAMES.items()]
    made += [
        beside(f"file-name-{id}", PCA, f"{name}.txt", b"x", "", "missing")
        for id, name in NAMES.items()
        if "long" not in id
    ]
    made += [beside(f"folder-{id}", PCA, "pca_weights.npz", content, "", "missing") for id, content in ODD.items()]
    made.append(beside("folder-deep", PCA, "d", _well, "", "missing"))
    made.append(beside("folder-for-a-file", PCA, "pca_weights.npz", _folder, "", "missing"))
    made.append(beside("folder-linked", PCA, "weights", link("/"), "", "missing"))
    made.append(beside("folder-hidden-answer", PCA, ".hidden/pca_weights.npz", pca(), "", "missing"))
    made.append(beside("folder-in-data", PCA, "data/X.npy", sparse(10**12), "", "missing"))
    bush: dict[str, Content] = {"answers.md": answers(), "bush": _bush}
    made.append(Case("folder-of-1001-files", (), bush, "more than 1,000 files", witness=None))
    made.append(Case("folder-empty", (LAYERS,), {}, status=("missing",), witness=None))
    many: dict[str, Content] = {f"junk{n}.bin": sparse(60_000_000) for n in range(20)}
    made.append(Case("folder-of-a-gigabyte", (PCA,), {"answers.md": answers(), **many}, status=("missing",)))
    made.append(Case("folder-at-every-limit", (LAYERS, PCA), _at_every_limit(), witness=REGULARIZED))
    made.append(zipped_as("ordinary-text-as-zip", lambda: b"\xef\xbb\xbfhello", "not a whole zip file"))
    return made


def _named() -> dict[str, bytes]:
    return {"answers.md": answers(), "pca_weights.npz": b""}
