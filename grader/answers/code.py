"""Code that was handed in: found and shown, never run here."""

from collections.abc import Sequence

from grader.answers.definitions import Definition, Source, assigned, definitions, functions, may_bind, parsed
from grader.answers.form import Reading, Settings, Values
from grader.answers.words import did_you_mean
from grader.errors import Unreadable
from grader.model import Answer, Cells, File, Place

MAX_SOURCE = 200_000
MISSPELT = 0.75
"""How close a name is that is taken for a misspelling: linear_autoencode is, 0.97; encoder for decoder_inputs, 0.67."""
NAME = r"^[A-Za-z_]\w*$"
FILE = r"^[\w.-]+\.py$"
LIMITS = {
    "seconds": "Seconds for loading the file, and for each call.",
    "cpu_seconds": "Seconds of processor time for all calls.",
    "memory_mb": "Mebibytes of memory.",
    "total_seconds": "Seconds for all calls of the part.",
}


def read(answer: Answer, settings: Settings, givens: Values) -> Values | None:
    """`{"code": {"file", "line", "source", "asked"}}` of the function asked for, in a file or in a notebook's cells.

    The last definition counts. In a notebook `file` names the cell too, and `line` is the cell's; a cell that is not
    Python loses no other. None where the function is still the starter's stub, or nothing of that name is there: a
    file may hold the answers to several parts, and not all of them.

    Raises:
        Unreadable: not Python, or only something with nearly that name, or that name not at the top level.
    """
    code = next((raw for raw in answer.raw if isinstance(raw, File | Cells)), None)
    if code is None:
        raise Unreadable(f"a text was given where the file {file_name(settings)} is asked for", answer.raw[0].place)
    name = function_name(settings)
    sources, broken = _parsed(code, name)
    found = definitions(sources, name, but_from=file_name(settings).removesuffix(".py"))
    written = [each for each in found if not each.is_stub]
    if written:
        return {"code": _shown(written[-1], settings)}
    if broken:
        raise broken[0]
    if not found and (guess := _meant(settings, sources)):
        hint = f"Define {settings['function']} at the top level."
        raise Unreadable(f"no function {name} is defined{guess}", code.place, hint)
    return None


def _parsed(code: File | Cells, name: str) -> tuple[list[Source], list[Unreadable]]:
    """The sources that can be parsed, and an error for each of the others that may define the function `name`."""
    sources, broken = [], []
    for place, text in _texts(code):
        try:
            sources.append(parsed(text, place))
        except Unreadable as error:
            if isinstance(code, File) or may_bind(text, name):
                broken.append(error)
    return sources, broken


def _shown(found: Definition, settings: Settings) -> Values:
    return {"file": found.place.file, "line": found.line, "source": found.text, "asked": asked(settings)}


def _meant(settings: Settings, sources: Sequence[Source]) -> str:
    """A hint at what is there instead of the function: its name, but not at the top level, or a similar name; else "".

    Near is a misspelling, or half of the name with the same parameters. A function that another part asks for is not
    taken for it, nor is anything but a function.
    """
    there = functions(sources)
    name, taken = function_name(settings), set(settings.get("elsewhere", ()))
    if name in there:
        return "; it must be at the top level"
    named = there.keys() | assigned(sources)
    alike = {each for each, heads in there.items() if parameters(settings) in heads}
    return did_you_mean(name, sorted(named - taken), closeness=MISSPELT) or did_you_mean(name, sorted(alike - taken))


def parameters(settings: Settings) -> tuple[str, ...]:
    """The names of the arguments of the function asked for."""
    inside = settings["function"].partition("(")[2].rpartition(")")[0]
    return tuple(name for name in (part.strip(" *") for part in inside.split(",")) if name)


def asked(settings: Settings) -> str:
    """The names and sizes of what must come back, as far as the rubric gives them.

    >>> asked({"returns": ["W1", "seconds"], "shapes": {"X": ["m", "n"], "W1": ["k", "m"]}})
    'W1 (k×m), seconds'
    """
    shapes = settings.get("shapes", {})
    sizes = {name: f" ({'×'.join(map(str, shape))})" for name, shape in shapes.items()}
    return ", ".join(f"{name}{sizes.get(name, '')}" for name in settings.get("returns") or settings.get("then", ()))


def function_name(settings: Settings) -> str:
    """The name of the function that a part asks for."""
    return str(settings["function"]).partition("(")[0].strip()


def file_name(settings: Settings) -> str:
    """The file in which a part asks for a program; "" if it asks for none."""
    return str(settings.get("code") or settings.get("training") or "")


def _texts(code: File | Cells) -> list[tuple[Place, str]]:
    """The file, or each cell, with its place.

    Raises:
        Unreadable: too large, or not UTF-8.
    """
    if isinstance(code, File):
        return [(code.place, _decoded(code))]
    if sum(len(source.encode(errors="surrogatepass")) for _, source in code.cells) > MAX_SOURCE:
        raise Unreadable(f"more than {MAX_SOURCE:,} bytes of code", code.place, "Keep only the answers in it.")
    return [(Place(f"{code.place.file}, {cell}"), source) for cell, source in code.cells]


def _decoded(file: File) -> str:
    if len(file.data) > MAX_SOURCE:
        raise Unreadable(f"larger than {MAX_SOURCE:,} bytes", file.place)
    try:
        return file.data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unreadable("not UTF-8 text", file.place, "Save the file as UTF-8.") from None


READING = Reading(
    read=read,
    offers=lambda settings: frozenset({"code", "checks", "runs"} if "cases" in settings else {"code", "checks"}),
    schema={
        "properties": {
            "code": {"type": "string", "pattern": FILE, "description": "The file that holds the code."},
            "function": {
                "type": "string",
                "pattern": r"^[A-Za-z_]\w*\(.*\)$",
                "description": "The function asked for, with its arguments: solve(X, k).",
            },
            "returns": {
                "type": "array",
                "minItems": 1,
                "items": {"type": "string", "pattern": NAME},
                "description": "Names for the values returned, in order; result where there is one.",
            },
            "then": {
                "type": "object",
                "minProperties": 1,
                "additionalProperties": {"type": "string", "pattern": NAME},
                "description": "If a function is returned: names for its values, each with the input that it gets.",
            },
            "shapes": {
                "type": "object",
                "additionalProperties": {"type": "array", "items": {"type": ["string", "integer"]}},
                "description": "The shapes of arrays passed and returned: numbers, or names such as m.",
            },
            "cases": {
                "type": "object",
                "properties": {
                    "draw": {"type": "string", "description": "The oracle that draws inputs: (kind, seed[, size])."},
                    "kinds": {
                        "type": "object",
                        "minProperties": 1,
                        "additionalProperties": {"type": "string"},
                        "description": "The kinds of inputs, and each in words for the student.",
                    },
                    "sizes": {"type": "array", "minItems": 1, "items": {"type": "integer"}},
                    "times": {"type": "integer", "minimum": 1, "maximum": 1000},
                    "expected": {"type": "string", "description": "The oracle that lists the right answers."},
                    "mistakes": {
                        "type": "string",
                        "description": "The oracle that lists wrong answers, each with a sentence on what is wrong.",
                    },
                    "visible": {
                        "type": "array",
                        "items": {"type": "string"},
                        "description": "The kinds whose inputs are shown in full.",
                    },
                },
                "required": ["draw", "kinds"],
                "additionalProperties": False,
                "description": "The inputs on which the function is run; without them a person grades the code.",
            },
            "limits": {
                "type": "object",
                "properties": {
                    name: {"type": "number", "exclusiveMinimum": 0, "description": what}
                    for name, what in LIMITS.items()
                },
                "additionalProperties": False,
                "description": "What one submission may use.",
            },
        },
        "required": ["function"],
    },
)
