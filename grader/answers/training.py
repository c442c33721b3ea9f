"""A program that trains a network: found and shown here, run and timed by the harness."""

from collections.abc import Mapping
from typing import Any

from grader.answers import code
from grader.answers.form import Reading, Settings

RUNS, BUDGET, THREADS = 5, 600.0, 1
"""What a rubric has that does not say otherwise; the budget is in seconds per run."""
USUAL_SMALL: Mapping[str, Any] = {
    "data": "digits",
    "device": "cpu",
    "threads": 1,
    "runs": 2,
    "budget": 60,
    "reference": "small",
}
"""The small variant of a rubric that does not say otherwise."""
COUNTS = "counts"


def variant(settings: Settings, *, small: bool) -> dict[str, Any]:
    """The settings of the whole run, or of the rubric's small variant; `counts` says whether points rest on it."""
    whole = {"device": "cpu", "threads": THREADS, "runs": RUNS, "budget": BUDGET, **settings}
    asked = whole.pop("small", None)
    if not small:
        return {**whole, "counts": True}
    whole.pop("hidden", None)
    given = asked if isinstance(asked, Mapping) else {"counts": asked == COUNTS}
    return {**whole, **USUAL_SMALL, "counts": False, **given}


def images_of(data: str) -> str:
    """The oracle that gives a data set, named in full or by its module alone.

    >>> images_of("digits")
    'digits.images'
    """
    return data if "." in data else f"{data}.images"


def trainer_of(reference: str) -> str:
    """The oracle that a reference trainer is, named in full or as one of the series.

    >>> trainer_of("final")
    'resnet.final'
    """
    return reference if "." in reference else f"resnet.{reference}"


_NAME = {"type": "string", "pattern": r"^[A-Za-z_]\w*(\.[A-Za-z_]\w*)?$(?!\n)"}
_SETTING: Mapping[str, Any] = {
    "data": {**_NAME, "description": "The data set: digits, cifar10, or a module of the reference package."},
    "device": {
        "anyOf": [
            {"const": "cpu"},
            {
                "type": "object",
                "properties": {"name": {"type": "string", "minLength": 1}},
                "required": ["name"],
                "additionalProperties": False,
            },
        ],
        "description": "cpu, or the GPU by its name: {name: NVIDIA H200}.",
    },
    "threads": {"type": "integer", "minimum": 1, "maximum": 64, "description": "Threads on the CPU."},
    "runs": {
        "type": "integer",
        "minimum": 2,
        "maximum": 50,
        "description": "The planned number of runs; as many again are made if they do not decide.",
    },
    "budget": {"type": "number", "exclusiveMinimum": 0, "maximum": 86400, "description": "Seconds for one run."},
    "reference": {
        **_NAME,
        "description": "The reference trainer: a function of reference/resnet.py, or module.function.",
    },
    "hidden": {"type": "string", "minLength": 1, "description": "A private test set: an .npz with images and labels."},
    "memory_mb": {"type": "number", "exclusiveMinimum": 0, "description": "Mebibytes of memory for one run."},
}

READING = Reading(
    read=code.read,
    offers=lambda settings: frozenset({"code", "training"}),
    schema={
        "properties": {
            "training": {"type": "string", "pattern": code.FILE, "description": "The file that holds the program."},
            "function": {
                "type": "string",
                "pattern": r"^[A-Za-z_]\w*\(.*\)$",
                "description": "The function asked for: train(images, labels, *, seed, device).",
            },
            **_SETTING,
            "small": {
                "anyOf": [
                    {"enum": ["rehearsal", COUNTS]},
                    {
                        "type": "object",
                        "properties": {**_SETTING, "counts": {"type": "boolean"}},
                        "additionalProperties": False,
                    },
                ],
                "description": "The variant for --small: a rehearsal, unless it counts.",
            },
        },
        "required": ["function", "data", "reference"],
    },
)
