"""Every bound on what a student may hand in. Sizes are in bytes, the rest are counts.

They are generous to honest work (a whole answers.md has some 20 kB, weights a few kB) and keep hostile
input within two seconds and 500 MB of memory.
"""

FILES = 1_000
"""Regular files in one submission."""
ENTRIES = 20_000
"""Directory entries looked at: files, folders, links, and what is ignored."""
LEVELS = 12
"""Folders within folders, the file's own name counted."""
NAME = 255
"""Characters of a file's or folder's own name; what file systems allow is no more."""

MARKDOWN = 1_000_000
YAML = 500_000
NOTEBOOK = 16_000_000
"""All notebooks of a submission together."""
CELLS = 2_000
"""Code cells in a notebook."""
ARRAYS = 64_000_000
CODE = 200_000
"""A file of code, or that of all notebooks together. It is parsed once or twice for every part that it answers."""
OWN_FILES = 100
OWN_BYTES = 2_097_152
"""All files together that a student's code may read when it runs."""
TOTAL = 128_000_000
"""All files that are read for one submission."""

LINES = 5_000
"""Lines of Markdown in a file: the Markdown parser takes up to 200 µs for each."""
PIPES = 20_000
"""Characters `|` in a Markdown file: each may be a table's cell."""
NESTING = 20
"""Levels of the Markdown parser; a list in a list is two, a quote in a quote one."""

JSON_VALUES = 500_000
"""Lists, objects and strings in a notebook; a small one takes about 100 bytes of memory."""

ARCHIVE = 128_000_000
"""A zip file itself."""
ARCHIVE_DIRECTORY = 4_000_000
"""A zip file's central directory."""
RATIO = 200
RATIO_FROM = 1_000_000
"""A zip's member that is larger than this when unpacked must not be `RATIO` times its packed size."""

NOTES = 50
NAMES = 20
"""File names listed in one note."""
SHOWN = 60
"""Characters of a student's own text that a note or message repeats."""
