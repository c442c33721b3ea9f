"""Notebooks: JSON at its worst, cells that are none, outputs that burst, and code that cannot be read."""

import json
from typing import Any

from sample_class.handin import notebook
from tests.hostile.cases import LAYERS, SOLVER, Case, answers, beside, instead, sparse

RIGHT = notebook([("markdown", f"## {LAYERS}\n\n2\n")])


def _cells(*cells: Any, **more: Any) -> bytes:
    return json.dumps({"cells": list(cells), "nbformat": 4, **more}).encode()


def _cell(source: Any, kind: Any = "markdown") -> dict[str, Any]:
    return {"cell_type": kind, "source": source}


WHOLE = {
    "no-bytes": (b"", "not JSON"),
    "brace": (b"{", "not JSON"),
    "cut": (RIGHT[: len(RIGHT) // 2], "not JSON"),
    "cut-at-the-end": (RIGHT.rstrip()[:-1], "not JSON"),
    "more-behind": (RIGHT + b"{}", "not JSON"),
    "trailing-comma": (b'{"cells": [],}', "not JSON"),
    "comment": (b"// x\n" + RIGHT, "not JSON"),
    "single-quotes": (b"{'cells': []}", "not JSON"),
    "nan": (b'{"cells": [], "x": NaN}', "not JSON"),
    "infinity": (b'{"cells": [], "x": -Infinity}', "not JSON"),
    "many-digits": (b'{"cells": [], "x": ' + b"9" * 10_000 + b"}", "too many digits"),
    "key-twice": (b'{"cells": [], "cells": []}', "occurs twice"),
    "deep": (b'{"cells": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "nested too deep"),
    "deep-objects": (b'{"cells": ' + b'{"a":' * 50_000 + b"1" + b"}" * 50_000 + b"}", "nested too deep"),
    "many-values": (b'{"cells": [' + b"[]," * 600_000 + b"[]]}", "more than 500,000 values"),
    "many-strings": (b'{"cells": [' + b'"",' * 600_000 + b'""]}', "more than 500,000 values"),
    "a-list": (b"[]", "no list of cells"),
    "a-number": (b"4", "no list of cells"),
    "null": (b"null", "no list of cells"),
    "cells-null": (b'{"cells": null}', "no list of cells"),
    "cells-object": (b'{"cells": {"0": {}}}', "no list of cells"),
    "format-3": (b'{"worksheets": [{"cells": []}], "nbformat": 3}', "no list of cells"),
    "nul": (RIGHT + b"\0", "a NUL character"),
    "latin-1": (RIGHT + b"\xe9", "not UTF-8"),
    "utf16-cut": (b"\xff\xfe" + RIGHT.decode().encode("utf-16-le")[:-1], "not UTF-16"),
    "source-number": (_cells(_cell(2)), "the source of cell 1 is no text"),
    "source-null": (_cells(_cell(None)), "the source of cell 1 is no text"),
    "source-object": (_cells(_cell({"a": 1})), "the source of cell 1 is no text"),
    "source-mixed": (_cells(_cell("x"), _cell(["a", 1])), "the source of cell 2 is no text"),
    "a-megabyte-of-text": (_cells(_cell(f"## {LAYERS}\n\n2\n" + "x" * 1_000_001)), "characters, more than"),
    "many-lines": (_cells(_cell(f"## {LAYERS}\n\n2\n"), *[_cell("x\n" * 10)] * 600), "lines, more than"),
    "many-cells": (_cells(*[_cell("x")] * 20_000), "lines, more than"),
    "html-key-twice": (b'{"<img src=x onerror=alert(1)>": 1, "<img src=x onerror=alert(1)>": 1}', "occurs twice"),
}

NO_ANSWER = {
    "no-cells": _cells(),
    "cells-that-are-none": _cells(1, None, "x", [], {}),
    "kind-is-a-list": _cells(_cell(f"## {LAYERS}\n\n2", ["markdown"])),
    "raw-cell": _cells(_cell(f"## {LAYERS}\n\n2", "raw")),
    "code-cell": _cells(_cell(f"## {LAYERS}\n\n2", "code")),
    "in-metadata": _cells(metadata={"markdown": f"## {LAYERS}\n\n2"}),
    "in-an-output": _cells({**_cell("1", "code"), "outputs": [{"text": f"## {LAYERS}\n\n2"}]}),
    "in-an-attachment": _cells({**_cell("x"), "attachments": {"answers.md": f"## {LAYERS}\n\n2"}}),
    "lone-surrogate": b'{"cells": [{"cell_type": "markdown", "source": "\\ud800"}]}',
    "empty-source": _cells(_cell(""), _cell([])),
}

CODE: dict[str, tuple[str, *tuple[str, ...]]] = {
    "not-python": ("def linear_autoencoder(X, k):\n  return (", "not Python"),
    "deep": ("def linear_autoencoder(X, k): return 1\nx = " + "(" * 5_000 + ")" * 5_000, "not Python"),
    "nested-only": ("def outer():\n    def linear_autoencoder(X, k): return 1", "no function"),
    "in-a-string": ('"""\ndef linear_autoencoder(X, k): return 1\n"""', "", "missing"),
    "a-megabyte": ("def linear_autoencoder(X, k): return 1\n" + "# x\n" * 300_000, "bytes of code"),
    "nul": ("def linear_autoencoder(X, k): return 1\0", "not Python"),
}


def cases() -> list[Case]:
    made = [instead(f"nb-{id}", "hw7.ipynb", *row) for id, row in WHOLE.items()]
    made += [instead(f"nb-{id}", "hw7.ipynb", data, "", "missing") for id, data in NO_ANSWER.items()]
    made += [
        beside(f"nb-code-{id}", SOLVER, "hw7.ipynb", _cells(_cell(source, "code")), *rest)
        for id, (source, *rest) in CODE.items()
    ]
    both = {"a.ipynb": RIGHT, "b.ipynb": RIGHT}
    made.append(Case("nb-two-notebooks", (LAYERS,), both, "answered twice", witness=None))
    made.append(Case("nb-and-markdown", (LAYERS,), {"a.ipynb": RIGHT, "answers.md": answers()}, "twice", witness=None))
    solver = _cells(_cell("def linear_autoencoder(X, k): return 1", "code"))
    files = {"a.ipynb": solver, "b.ipynb": solver, "answers.md": answers()}
    made.append(Case("nb-two-of-code", (SOLVER,), files, "2 notebooks hold the code"))
    made.append(instead("nb-of-a-gigabyte", "hw7.ipynb", sparse(1_000_000_000, RIGHT), "at most 16,000,000 bytes"))
    bomb = _cells(_cell(f"## {LAYERS}\n\n4"), {**_cell("1", "code"), "outputs": ["x" * 15_000_000]})
    made.append(instead("nb-output-of-15-megabytes", "hw7.ipynb", bomb, "not one of the options"))
    return made
