"""Everything that is wrong with a rubric, at once: each problem with its place and how to fix it; and advice."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from grader.answers import FORMS
from grader.answers.words import did_you_mean
from grader.checks import CHECKS
from grader.checks.interface import signature
from grader.model import Place, criterion_ids
from grader.rubric import beside, givens, kinds, rules, schema, training_rules
from grader.rubric.parsed import Source
from grader.rubric.violations import Violation, not_finite, shown, violations
from grader.yaml12 import Path

Problem = tuple[Place, str]
Mapped = Mapping[str, Any]
Nodes = Sequence[tuple[Path, Mapped]]


def problems(source: Source) -> list[Problem]:
    """The problems of a rubric, in the order of its lines, an included file's last; none if it can be used."""
    frame = schema.frame(schema.part({}, {"type": "object"}))
    found = list(not_finite(source.value, ()))
    numbers = {path for path, _ in found}
    for path, text in (*violations(source.value, frame, ()), *_meaning(source.value)):
        if path not in numbers:
            found.append((path, text))
    placed = dict.fromkeys((source.place(path), text) for path, text in found)
    return sorted(placed, key=lambda problem: (problem[0].file != source.file, problem[0].file, problem[0].line or 0))


def advice(source: Source) -> list[Problem]:
    """Advice on a rubric that can be used but had better be improved. It must be one without problems."""
    return [(source.place(at), text) for path, part in _parts(source.value) for at, text in _nameless(part, path)]


def _parts(rubric: Any) -> Nodes:
    top = rubric if isinstance(rubric, dict) else {}
    return [found for path, problem in _entries(top, "problems", ()) for found in _entries(problem, "parts", path)]


def _meaning(rubric: Any) -> Iterator[Violation]:
    """Problems that the frame's schema cannot find. Nodes that it refuses are skipped."""
    top = rubric if isinstance(rubric, dict) else {}
    given = _mapping(top, "given")
    yield from givens.problems(given, {}, ("given",))
    listed = _entries(top, "problems", ())
    parts = _parts(rubric)
    yield from _repeated(listed, "problem")
    yield from _repeated(parts, "part")
    forms = {part["id"]: rules.form_of(part.get("answer"))[0] for _, part in parts if isinstance(part.get("id"), str)}
    for path, part in parts:
        yield from _part(part, path, given, {name: form for name, form in forms.items() if name != part.get("id")})


def _mapping(holder: Mapped, key: str) -> Mapped:
    found = holder.get(key)
    return found if isinstance(found, dict) else {}


def _entries(holder: Mapped, key: str, path: Path) -> Nodes:
    """The mappings in a list, each with its path."""
    listed = holder.get(key)
    items = enumerate(listed) if isinstance(listed, list) else ()
    return [((*path, key, index), item) for index, item in items if isinstance(item, dict)]


def _repeated(items: Nodes, what: str) -> Iterator[Violation]:
    seen: set[str] = set()
    for path, item in items:
        name = item.get("id")
        if isinstance(name, str):
            if name.casefold() in seen:
                yield (*path, "id"), f"the {what} '{shown(name)}' is here a second time; give it another id"
            seen.add(name.casefold())


def _part(part: Mapped, path: Path, given: Mapped, others: Mapping[str, str | None]) -> Iterator[Violation]:
    local = _mapping(part, "given")
    yield from givens.problems(local, given, (*path, "given"))
    known = {**givens.names(given), **givens.names(local)}
    form, settings = None, None
    if "answer" in part:
        form, problem = rules.form_of(part["answer"])
        at = (*path, "answer")
        if form is None:
            yield at, problem or ""
        else:
            settings = kinds.settings_of(part["answer"])
            wrong = list(violations(settings, schema.answer(form), at))
            yield from wrong or (((*at, *rest), text) for rest, text in rules.answer_problems(form, settings, known))
            settings = None if wrong else settings
    listed = _entries(part, "criteria", path)
    yield from _clashing(listed)
    yield from beside.problems(listed, _ids(listed))
    together = training_rules.part_problems(criterion for _, criterion in listed)
    yield from ((listed[at][0], text) for at, text in together)
    for at, criterion in listed:
        yield from _criterion(criterion, at, known, form, settings, others)


def _ids(criteria: Nodes) -> tuple[str, ...]:
    def text(value: Any) -> str:
        return value if isinstance(value, str) else ""

    return criterion_ids((text(criterion.get("id")), text(criterion.get("check"))) for _, criterion in criteria)


def _clashing(criteria: Nodes) -> Iterator[Violation]:
    """An id that another criterion of the part has, or gets by its check's name and place."""
    ids = [name.casefold() for name in _ids(criteria)]
    for at, (path, criterion) in enumerate(criteria):
        if "id" in criterion and ids.count(ids[at]) > 1:
            yield (*path, "id"), f"another criterion of this part is '{shown(criterion['id'])}' too; give it another id"


def _nameless(part: Mapped, path: Path) -> Iterator[Violation]:
    """Criteria that are told apart by their place alone: moving one would give its results to another."""
    criteria = _entries(part, "criteria", path)
    checks = [criterion["check"] for _, criterion in criteria]
    for (at, criterion), name in zip(criteria, _ids(criteria), strict=True):
        if "id" not in criterion and checks.count(criterion["check"]) > 1:
            yield (
                (*at, "check"),
                f"this part has '{criterion['check']}' {checks.count(criterion['check'])} times: give each an `id:` "
                f"that stays when they are moved; this one is '{name}' by its place",
            )


def _criterion(
    criterion: Mapped,
    path: Path,
    known: Mapped,
    form: str | None,
    settings: Mapped | None,
    others: Mapping[str, str | None],
) -> Iterator[Violation]:
    check = criterion.get("check")
    if check is None:
        yield path, "'check' is missing here; name the check that judges the answer"
        return
    if not isinstance(check, str) or check not in CHECKS:
        yield (*path, "check"), f"unknown check '{shown(check)}'{did_you_mean(shown(check), CHECKS)}"
        return
    shape = schema.criterion(check)
    calls = {name for name, value in criterion.items() if name not in schema.STANDING and kinds.is_call(value)}
    calls &= set(shape["properties"])
    for name in calls:
        yield from givens.call(criterion[name], known, (*path, name))
    literal = {name: value for name, value in criterion.items() if name not in calls}
    shape["required"] = [name for name in shape["required"] if name not in calls]
    wrong = list(violations(literal, shape, path))
    yield from wrong
    bad = {at[len(path)] for at, _ in wrong if len(at) > len(path)}
    sound = {name: value for name, value in literal.items() if name not in bad}
    for name, value in sound.items():
        if kinds.is_other_answer(value):
            yield from _other(value["answer"], others, form, (*path, name))
    if form is not None and settings is not None:
        yield from _taken(check, FORMS[form].reading.offers(settings), known, (*path, "check"))
        yield from _feedback(check, _mapping(sound, "feedback"), form, settings, (*path, "feedback"))
        yield from (((*path, *at), text) for at, text in rules.parameter_problems(sound, form, settings))


def _other(name: str, others: Mapping[str, str | None], form: str | None, path: Path) -> Iterator[Violation]:
    if name not in others:
        yield path, f"no other part '{shown(name)}'{did_you_mean(name, others)}"
    elif form and others[name] and others[name] != form:
        yield path, f"'{name}' is answered in the form {others[name]} and this part in the form {form}"


def _taken(check: str, offered: frozenset[str], known: Mapped, path: Path) -> Iterator[Violation]:
    interface = signature(CHECKS[check])
    for name in interface.takes:
        if name not in offered and name not in known and name not in interface.optional:
            has = ", ".join(sorted(offered | set(known)))
            yield path, f"'{check}' needs '{name}', which neither the answer nor the givens have ({has})"


def _feedback(check: str, feedback: Mapped, form: str, settings: Mapped, path: Path) -> Iterator[Violation]:
    known = schema.feedback_keys(check, form, settings)
    for key in feedback:
        if key not in known:
            hint = did_you_mean(key, known) or f"; it can say {', '.join(sorted(known))}"
            yield (*path, key), f"'{check}' never says '{shown(key)}'{hint}"
