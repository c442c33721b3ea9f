"""Answers cut into what is said one thing at a time: equations, chains over several lines, bare expressions, prose.

In three passes: `text_marks` finds words, maths and breaks; `cutting` puts the marks of maths together to formulas;
`telling` takes from the words around them what each formula is: claimed, defined, a reason, denied, mentioned.
"""

from collections.abc import Sequence
from dataclasses import replace

from grader.algebra.reading.cutting import parts
from grader.algebra.reading.passage import passage
from grader.algebra.reading.segment import MAX_SEGMENTS, MAX_TEXT, Segment
from grader.algebra.reading.statements import Piece
from grader.algebra.reading.telling import Told, told
from grader.algebra.reading.vocabulary import Spelled


def segments(pieces: Sequence[Piece], spelled: Spelled) -> list[Segment]:
    """What an answer says, in order, at most `MAX_SEGMENTS` things.

    Where more is said, or more than `MAX_TEXT` characters are typed, a last segment with empty maths says where
    the reading ends.
    """
    now, left = Told(), MAX_TEXT
    for piece in pieces:
        head = piece.text if len(piece.text) <= left else piece.text[:left].rpartition("\n")[0]
        here = passage(replace(piece, text=head), spelled)
        now = told(now, here, parts(here))
        if len(head) < len(piece.text):
            beyond = Segment(piece.text[len(head) :].strip()[:80], piece.line + head.count("\n"), "")
            now = replace(now, done=(*now.done, beyond))
        left -= len(piece.text)
        if left < 0 or len(now.done) > MAX_SEGMENTS:
            break
    last = now.done[MAX_SEGMENTS:][:1]
    return [*now.done[:MAX_SEGMENTS], *(replace(segment, maths="") for segment in last)]
