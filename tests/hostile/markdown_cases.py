"""answers.md as bytes and as a text: encodings, other formats, size, structure."""

import gzip

from tests.hostile.cases import LAYERS, SECONDS, Case, instead, link, pipe, sparse, unix_socket, written

RIGHT = f"## {LAYERS}\n\n2\n"

BYTES: dict[str, tuple[bytes, *tuple[str, ...]]] = {
    "no-bytes": (b"", "", "missing"),
    "spaces": (b" \t\n\n \r\n", "", "missing"),
    "only-a-mark": (b"\xef\xbb\xbf", "", "missing"),
    "only-a-utf16-mark": (b"\xff\xfe", "", "missing"),
    "one-nul": (RIGHT.encode() + b"\0", "a NUL character"),
    "nul-first": (b"\0" + RIGHT.encode(), "a NUL character at position 0"),
    "all-nul": (bytes(10_000), "a NUL character"),
    "not-utf8": (b"\xff" + RIGHT.encode(), "not UTF-8 text at byte 0"),
    "latin-1": (RIGHT.encode() + "\n## Café\n".encode("latin-1"), "not UTF-8 text"),
    "windows-quotes": (b"\x93" + RIGHT.encode() + b"\x94", "not UTF-8 text at byte 0"),
    "overlong": (RIGHT.encode() + b"\xc0\xaf", "not UTF-8 text"),
    "surrogate": (RIGHT.encode() + b"\xed\xa0\x80", "not UTF-8 text"),
    "beyond-unicode": (RIGHT.encode() + b"\xf7\xbf\xbf\xbf", "not UTF-8 text"),
    "cut-in-a-letter": (RIGHT.encode() + "é".encode()[:1], "not UTF-8 text"),
    "utf16-without-mark": (RIGHT.encode("utf-16-le"), "a NUL character"),
    "utf16-cut": (b"\xff\xfe" + RIGHT.encode("utf-16-le")[:-1], "not UTF-16 text"),
    "utf16-lone-surrogate": (b"\xff\xfe\x00\xd8" + RIGHT.encode("utf-16-le"), "not UTF-16 text"),
    "utf32": (RIGHT.encode("utf-32"), "a NUL character"),
    "ebcdic": (RIGHT.encode("cp500"), "", "unreadable", "missing"),
    "gzipped": (gzip.compress(RIGHT.encode(), mtime=0), "not UTF-8 text"),
    "png": (b"\x89PNG\r\n\x1a\n" + bytes(100), "not UTF-8 text at byte 0"),
    "pdf": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n", "not UTF-8 text"),
    "docx": (b"PK\3\4\x14\0\6\0\x08\0", "a NUL character"),
    "rtf": (b"{\\rtf1\\ansi " + RIGHT.encode() + b"}", "", "missing", "unreadable"),
    "html": (f"<html><body><h2>{LAYERS}</h2><p>2</p></body></html>".encode(), "", "missing"),
    "yaml-in-md": (f"{LAYERS}: 2\n".encode(), "", "missing"),
    "json-in-md": (b'{"regularized.layers": 2}', "", "missing"),
    "elf": (b"\x7fELF\x02\x01\x01" + bytes(100), "a NUL character"),
    "random": (bytes(range(256)) * 40, "not UTF-8 text"),
    "million-and-one-bytes": (RIGHT.encode() + b"x" * 1_000_001, "at most 1,000,000 bytes are read"),
    "too-many-lines": (RIGHT.encode() + b"x\n" * 6_000, "lines, more than 5,000"),
    "too-many-carriage-returns": (RIGHT.encode() + b"\r" * 6_000, "lines, more than 5,000"),
    "too-many-cells": (RIGHT.encode() + b"|" * 20_001, "table cells, more than 20,000"),
}

WITHOUT_AN_ANSWER = {
    "no-headings": "2\n\nThe answer is 2.\n",
    "heading-in-quote": f"> ## {LAYERS}\n> 2\n",
    "heading-in-list": f"- ## {LAYERS}\n\n  2\n",
    "heading-in-fence": f"```\n{RIGHT}```\n",
    "heading-in-fence-never-closed": f"~~~\n{RIGHT}",
    "heading-in-indented-code": f"    ## {LAYERS}\n\n    2\n",
    "heading-in-comment": f"<!--\n{RIGHT}-->\n",
    "answer-in-comment": f"## {LAYERS}\n\n<!-- 2 -->\n",
    "answer-in-the-heading": f"## {LAYERS} 2\n",
    "heading-of-seven": f"####### {LAYERS}\n\n2\n",
    "heading-with-cyrillic-a": "## regulаrized.layers\n\n2\n",
    "heading-of-a-million": f"## {'x' * 900_000} {LAYERS}\n\n2\n",
    "heading-with-escape": f"## \x1b[31m{LAYERS}\x1b[0m\n\n2\n",
    "empty-sections": f"## {LAYERS}\n" * 500,
    "only-a-title": f"# {LAYERS}\n## Anything else\n",
    "unticked-boxes": f"## {LAYERS}\n\n- [ ] 0\n- [ ] 1\n- [ ] 2\n- [ ] 3\n",
}

NOISE = {
    "backticks": "`" * 100_000,
    "backticks-of-all-lengths": " ".join("`" * n for n in range(1, 600)),
    "brackets": "[" * 50_000 + "](" * 20_000,
    "images": "![" * 50_000,
    "stars": "*a" * 100_000,
    "stars-apart": "* " * 50_000,
    "underscores": "_" * 100_000 + "a" + "_" * 100_000,
    "dollars": "$" * 100_001,
    "dollars-apart": "$a " * 100_000,
    "display-never-closed": "$$\n" * 2_000,
    "environments-never-closed": "\\begin{align}\n" * 2_000,
    "parens-never-closed": "\\(" * 50_000,
    "backslashes": "\\" * 100_001,
    "comments-never-closed": "<!--" * 100_000,
    "comments": "<!---->" * 50_000,
    "entities": "&amp;" * 50_000,
    "entities-without-end": "&#x" * 50_000,
    "angle-brackets": "<" * 100_000,
    "quotes-in-quotes": ">" * 50_000,
    "lists-in-lists": "- " * 20_000,
    "numbers-in-lists": "1. " * 20_000,
    "indented-lists": "\n".join(" " * n + "- x" for n in range(400)),
    "fences": "```\n" * 2_001,
    "rules": "---\n" * 2_000,
    "tables": "|a|b|\n|-|-|\n" * 1_500,
    "boxes": "- [x]\n" * 4_000,
    "headings-that-are-none": "## regularized.lay\n" * 4_000,
    "combining": "a" + "\u0301" * 100_000,
    "bidi": "\u202e\u2066" * 20_000,
    "zero-width": "\u200b" * 100_000,
    "ligature-that-grows": "\ufdfa" * 20_000,
    "tags": "\U000e0041" * 20_000,
    "form-feeds": "\f\v\x1c\x1d\x1e\x85\u2028\u2029" * 10_000,
    "escape-sequences": "\x1b]0;pwned\x07\x1b[2J\x9b31m" * 1_000,
}

ODD_FILES = {
    "link-to-a-secret": link("/etc/passwd"),
    "link-to-nowhere": link("/no/such/file"),
    "link-to-itself": link("answers.md"),
    "link-to-a-folder": link("/"),
    "link-to-zeros": link("/dev/zero"),
    "pipe": pipe,
    "socket": unix_socket,
}


def cases() -> list[Case]:
    made = [instead(f"md-{id}", "answers.md", data, *rest) for id, (data, *rest) in BYTES.items()]
    made += [
        instead(f"md-{id}", "answers.md", text.encode(), "", "missing", "unreadable")
        for id, text in WITHOUT_AN_ANSWER.items()
    ]
    made += [
        written(f"md-noise-{id}", SECONDS, text, "", "unreadable", "missing", "incorrect") for id, text in NOISE.items()
    ]
    made += [instead(f"md-{id}", "answers.md", content, "", "missing") for id, content in ODD_FILES.items()]
    made.append(instead("md-of-ten-gigabytes", "answers.md", sparse(10_000_000_000), "10,000,000,000 bytes"))
    return made
