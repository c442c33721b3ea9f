"""answers.yaml: bombs, other languages in its clothes, odd values."""

from tests.hostile.cases import LAYERS, SECONDS, TOKENS, Case, beside, instead

RIGHT = f"{LAYERS}: 2\n"
BOMB = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12))

WHOLE = {
    "billion-laughs": (BOMB + RIGHT, "anchors and aliases"),
    "an-anchor": (f"x: &x 1\n{RIGHT}", "anchors and aliases"),
    "merge-key": (f"x: &x {{a: 1}}\n<<: *x\n{RIGHT}", "anchors and aliases"),
    "alias-of-itself": (f"&x x: *x\n{RIGHT}", "anchors and aliases"),
    "python-object": (f"x: !!python/object/apply:os.system ['id']\n{RIGHT}", "the tag"),
    "python-name": (f"x: !!python/name:os.system\n{RIGHT}", "the tag"),
    "binary": (f"x: !!binary AAAA\n{RIGHT}", "the tag"),
    "set": (f"x: !!set {{a, b}}\n{RIGHT}", "the tag"),
    "local-tag": (f"x: !{'y' * 5_000} 1\n{RIGHT}", "the tag"),
    "two-documents": (f"{RIGHT}---\n{RIGHT}", "a second document"),
    "same-key-twice": (RIGHT * 2, "is here a second time"),
    "a-list": (f"- {RIGHT}", "it must give a value to each part id"),
    "a-word": ("2\n", "it must give a value to each part id"),
    "a-mapping-as-key": (f"? {{a: 1}}\n: 2\n{RIGHT}", "a key must be a plain word"),
    "deep-list": (f"x: {'[' * 5_000}{']' * 5_000}\n{RIGHT}", "nested deeper"),
    "deep-mapping": (f"x: {'{a: ' * 500}1{'}' * 500}\n{RIGHT}", "nested deeper"),
    "deep-block": ("".join(f"{' ' * n}a:\n" for n in range(200)) + RIGHT, "nested deeper"),
    "many-nodes": (f"x: [{'1, ' * 150_000}1]\n{RIGHT}", "more than 100,000 nodes"),
    "too-large": (f"{RIGHT}x: {'y' * 1_000_001}\n", "at most 500,000 bytes"),
    "tab": (f"x:\n\t- 1\n{RIGHT}", "line 2"),
    "bracket-open": (f"{RIGHT}x: [1, 2\n", "cannot be read"),
    "quote-open": (f'{RIGHT}x: "y\n', "cannot be read"),
    "bad-escape": (f'{RIGHT}x: "\\q"\n', "cannot be read"),
    "control": (f"{RIGHT}x: \x01\n", "cannot be read"),
    "directive": (f"%YAML 9.9\n---\n{RIGHT}", "", "unreadable", "missing"),
    "half-json": ('{"regularized.layers": 2, ', "cannot be read"),
    "markdown": (f"## {LAYERS}\n\n2\n", "", "unreadable", "missing"),
    "null-byte": (f"{RIGHT}\0", "a NUL character"),
    "lone-surrogate": (f'{RIGHT}x: "\\uD800"\n', "", "unreadable"),
    "only-comments": (f"# {RIGHT}", "", "missing"),
    "nulls": (f"{LAYERS}: null\n{SECONDS}: ~\n", "", "missing"),
    "another-id": ("regularized.layer: 2\n", "", "missing"),
    "id-with-zero-width": ("regularized.lay\u200bers: 2\n", "", "missing", "unreadable"),
}

VALUES = {
    "nan": f"{SECONDS}: .nan",
    "infinity": f"{SECONDS}: .inf",
    "minus-infinity": f"{SECONDS}: -.inf",
    "overflow": f"{SECONDS}: 1e400",
    "underflow": f"{SECONDS}: 1e-400",
    "subnormal": f"{SECONDS}: 5e-324",
    "many-digits": f"{SECONDS}: {'9' * 5_000}",
    "many-hex-digits": f"{SECONDS}: 0x{'f' * 390}",
    "true": f"{SECONDS}: true",
    "list": f"{SECONDS}: [26]",
    "two": f"{SECONDS}: [26, 34]",
    "mapping": f"{SECONDS}: {{value: 26}}",
    "block-text": f"{SECONDS}: |\n  26\n  34",
    "sexagesimal": f"{SECONDS}: 26:34:99:1",
    "date": f"{SECONDS}: 2026-01-01",
    "html": f'{SECONDS}: "<img src=x onerror=alert(1)>"',
    "escape": f'{SECONDS}: "\\e[2J\\a"',
    "both-cases": f"{SECONDS}: 26\nResnet.Final_Seconds: 34",
    "megabyte": f"{SECONDS}: {'x' * 400_000}",
}

SEQUENCES = {
    "nested": f"{TOKENS}: [<sos>, I, [see, saw], a, dog]",
    "mapping-twice": f"{TOKENS}: {{w1: <sos>, w2: I, w3: see, w4: a, w5: dog, W3: saw}}",
    "mapping-far": f"{TOKENS}: {{a: 1, b: 2}}",
    "true": f"{TOKENS}: true",
    "million": f"{TOKENS}: [{'x, ' * 5_000}x]",
    "megabyte": f"{TOKENS}: ['{'x' * 400_000}']",
    "nulls": f"{TOKENS}: [null, null, null]",
}

MATRICES = {
    "ragged": "[[1, 2], [3]]",
    "deep": "[" * 30 + "1" + "]" * 30,
    "text": "[[a, b], [c, d]]",
    "true": "[[true, false]]",
    "infinite": "[[.inf]]",
    "huge": f"[[{'9' * 390}]]",
    "null": "[[null]]",
    "scalar": "1",
    "wide": f"[[{'1, ' * 40_000}1]]",
}


def cases() -> list[Case]:
    made = [
        instead(f"yaml-{id}", "answers.yaml", text.encode("utf-8", "surrogatepass"), *rest)
        for id, (text, *rest) in WHOLE.items()
    ]
    made += [_value(f"yaml-number-{id}", SECONDS, text) for id, text in VALUES.items()]
    made += [_value(f"yaml-tokens-{id}", TOKENS, text) for id, text in SEQUENCES.items()]
    made += [
        _value(f"yaml-matrix-{id}", "pca.weights", f"pca.weights: {{W1: {rows}, W2: {rows}}}")
        for id, rows in MATRICES.items()
    ]
    made.append(instead("yaml-utf16-cut", "answers.yaml", b"\xff\xfe" + RIGHT.encode("utf-16-le")[:-1], "UTF-16"))
    made.append(instead("yaml-both-endings", "answers.yml", b"[", "cannot be read"))
    made.append(beside("yaml-and-markdown", LAYERS, "answers.yaml", RIGHT.encode(), "answered twice"))
    made[-1] = Case(made[-1].id, (LAYERS,), {**made[-1].files}, "answered twice", witness=None)
    return made


def _value(id: str, part: str, text: str) -> Case:
    files = {"answers.yaml": f"{RIGHT}{text}\n".encode()}
    return Case(id, (part,), files, "", ("unreadable", "incorrect", "missing"))
