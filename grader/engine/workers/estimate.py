"""An estimate of how long training on a device of its own will take, given before it starts."""

from collections.abc import Iterator, Mapping
from statistics import median

from grader.answers.training import variant
from grader.counted import counted
from grader.engine.marking import workload
from grader.engine.workers.forecast import Expected
from grader.engine.workers.standing import Standing
from grader.model import Assignment, Part, Status


def lines(
    assignment: Assignment, expected: Mapping[str, Expected], standing: Standing, *, small: bool
) -> Iterator[str]:
    """A line for each part whose programs are to be trained on a GPU now: how many, and for how long."""
    from grader.training import devices

    for part in assignment.parts:
        if not workload.trains(part) or workload.runs_here(part, small=small):
            continue
        if isinstance(devices.candidates(variant(part.answer.settings, small=small)["device"]), str):
            continue
        count = sum(part.id in expected[name].code and _is_due(part, name, standing) for name in expected)
        if count:
            yield _line(part, count, standing, small=small)


def _is_due(part: Part, name: str, standing: Standing) -> bool:
    return name not in standing.known or part.id in standing.stale(name)


def _line(part: Part, count: int, standing: Standing, *, small: bool) -> str:
    settings = variant(part.answer.settings, small=small)
    before = [
        row.seconds
        for rows in standing.known.values()
        if (row := rows.get(part.id)) is not None and row.status != Status.NEEDS_GPU and row.seconds > 1
    ]
    each = median(before) if before else workload.usual_seconds(part)
    why = "as long as before" if before else f"if a run takes a tenth of its {settings['budget']:g} s"
    device = settings["device"]["name"]
    hours = count * each / 3600
    told = f"{hours:.1f} h" if hours >= 1 else f"{max(1, 60 * hours):.0f} min"
    programs = counted(count, "program")
    return (
        f"training   {part.id}: {programs} for one {device}, about {told} {why}; if stopped, it continues where it was"
    )
