"""Segments parsed: the whole of each, or line by line where the whole cannot be read."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from grader.algebra.expressions.notation import Notation
from grader.algebra.expressions.shape_inference import ShapeError, typed_chain
from grader.algebra.expressions.tree import Chain, Node, Span
from grader.algebra.language.grammar.parser import ParseError, parse
from grader.algebra.reading.segment import MAX_SEGMENTS, MAX_TEXT, Segment
from grader.algebra.reading.student_names import without_arguments, without_label
from grader.patterns import pattern

MAX_MATHS = 20_000
"""Characters of one answer that are read as maths."""

MAX_LINES = 100
"""Lines of one chain that are read one by one where the whole cannot be read."""
_TOO_LONG = (
    f"this is not read: of an answer at most {MAX_TEXT:,} characters, {MAX_MATHS:,} of them maths, in {MAX_SEGMENTS} "
    "statements are"
)
_UNREAD = pattern(
    r"(?<![A-Za-z.])(?:rank|dim(?!\s*=\s*(?:-?\d\s*[,)]|[(\[]))|span|null|ker|range|argmin|argmax|cov|var|mean|(?-i:rg))"
    r"(?![a-z])",
    re.I,
)
_LOOKS = pattern(r"[\\^_+*@ᵀ/·=]|\w\s*-\s*\w|[\w)]\.[A-Za-z_]\w+\(")


@dataclass(frozen=True, slots=True)
class Parsed:
    """A segment with its chain, or what is wrong with it and where; none of them where it is prose."""

    segment: Segment
    chain: Chain | None = None
    problem: str | None = None
    span: Span | None = None
    names: frozenset[str] = frozenset()


def chained(segment: Segment, chain: Chain) -> Parsed:
    return Parsed(segment, chain, names=chain.names)


@dataclass(frozen=True, slots=True)
class Parser:
    """Segments to chains. `notation` has every name that is spelled in a way of its own, `calls` finds functions.

    `known` are chains that have been parsed with this notation.
    """

    notation: Notation
    calls: re.Pattern[str] | None
    known: Mapping[str, Chain] = field(default_factory=dict)

    def reads(self, found: Sequence[Segment]) -> Iterator[Parsed]:
        total = 0
        for segment in found:
            total += len(segment.maths or "")
            if segment.maths is None:
                yield Parsed(segment)
            elif not segment.maths or total > MAX_MATHS:
                yield Parsed(segment, None, f"{_TOO_LONG}; keep what answers the question")
            else:
                yield from self._segment(segment, segment.maths)

    def _segment(self, segment: Segment, maths: str) -> Iterator[Parsed]:
        """What a segment says: the whole of it, or line by line where the whole cannot be read."""
        if _UNREAD.search(maths):
            yield Parsed(segment)
        elif maths.lstrip().startswith("="):
            said = "this begins with '=', and nothing above it goes on here; write what it is equal to"
            yield Parsed(segment, None, said, Span(0, 1))
        else:
            lines = _lines(segment, maths)
            try:
                chain = self._parse(maths)
            except ParseError as error:
                yield from (
                    self._lines(segment, lines) if 1 < len(lines) <= MAX_LINES else [_failed(segment, maths, error)]
                )
            else:
                apart = segment.loose and len(lines) > 1 and self._misfit(chain)
                yield from self._lines(segment, lines) if apart else [chained(segment, chain)]

    def _parse(self, maths: str) -> Chain:
        text = without_arguments(without_label(maths), self.calls)
        return self.known.get(text) or parse(text, self.notation)

    def _misfit(self, chain: Chain) -> bool:
        """Whether shapes do not fit, as where two lines were taken for one."""
        try:
            typed_chain(chain, self.notation)
        except ShapeError as error:
            return error.misfit
        return False

    def _lines(self, segment: Segment, lines: Sequence[tuple[int, int]]) -> Iterator[Parsed]:
        """The lines that can be read, each with those that go on with it, and those that cannot."""
        maths = segment.maths or ""
        first, items, end = 0, list[Node](), 0
        for start, stop in lines:
            part = maths[start:stop]
            leads = part.lstrip().startswith("=")
            if items and not leads:
                yield chained(segment.part(first, end), Chain(tuple(items)))
                items = []
            first = first if items else start
            try:
                chain = self._parse(" " * (start - first) + (part.replace("=", " ", 1) if leads else part))
            except ParseError as error:
                if items:
                    yield chained(segment.part(first, end), Chain(tuple(items)))
                    items = []
                yield _failed(segment.part(start, stop), part, error, start - first)
            else:
                items, end = [*items, *chain.items], stop
        if items:
            yield chained(segment.part(first, end), Chain(tuple(items)))


def _lines(segment: Segment, maths: str) -> list[tuple[int, int]]:
    """The places of a segment's lines that have maths in them."""
    if not segment.joints:
        return [(0, len(maths))]
    places = zip((0, *segment.joints), (*segment.joints, len(maths)), strict=True)
    return [(start, end) for start, end in places if maths[start:end].strip()]


def _failed(segment: Segment, maths: str, error: ParseError, before: int = 0) -> Parsed:
    """Maths that cannot be read, `before` characters into what was parsed; what hardly looks like maths is prose."""
    if not _LOOKS.search(maths):
        return Parsed(segment)
    return Parsed(segment, None, str(error), Span(max(0, error.span.start - before), max(0, error.span.end - before)))
