"""Token sequences, compared position by position, and what the usual wrong ones show."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from grader.answers.tokens import Token, canonical
from grader.answers.words import key, strangers
from grader.checks.interface import mistakes
from grader.counted import counted
from grader.model import Verdict

_CHOICES = ("or", "xor", "/")
_MESSAGES = {
    "same_twice": "Both parts have the same sequence, and here it is wrong: the question is where the two differ.",
    "swapped": "This is the sequence of the other part, and the other part has this one's: the two are swapped.",
    "outputs_not_inputs": "The sequence is shifted by one: these are the decoder's outputs, not its inputs.",
    "end_token": "The decoder is never fed the token that ends the sentence: after it, nothing is decoded.",
    "source_sentence": "This is the source sentence: it goes into the encoder, not into the decoder.",
    "other_sequence": "The words that differ are those of the other part's sequence.",
}


@dataclass(frozen=True, slots=True)
class _Compared:
    """The tokens of an answer and the right ones, as keys, with the names of the positions."""

    tokens: Sequence[Token]
    right: list[str]
    positions: Sequence[str]

    @property
    def given(self) -> list[str]:
        return [token.key for token in self.tokens]

    @property
    def hits(self) -> list[bool]:
        """For each position of the longer of the two whether it is right."""
        return [given == right for given, right in zip_longest(self.given, self.right)]

    @property
    def fraction(self) -> float:
        return sum(self.hits) / len(self.hits)

    def counted(self) -> str:
        """A sentence on how many positions are right, and which are not."""
        wrong = [self._position(index) for index, hit in enumerate(self.hits[: len(self.right)]) if not hit]
        said = f"{sum(self.hits)} of {len(self.right)} positions are right"
        said += f"; wrong: {', '.join(wrong)}." if wrong else "."
        if len(self.tokens) != len(self.right):
            said += f" {counted(len(self.tokens), 'token')} where {len(self.right)} are asked for."
        return said

    def aligned(self) -> list[dict[str, Any]]:
        """Each position as evidence: what it is called, what was given there, and whether it is right."""
        given = [token.spelled for token in self.tokens]
        return [
            {"position": self._position(index), "given": given[index] if index < len(given) else None, "right": hit}
            for index, hit in enumerate(self.hits)
        ]

    def look_alikes(self) -> list[str]:
        """Sentences on characters in wrong tokens that only look like Latin letters."""
        return [
            f" In '{token.spelled}' at {self._position(index)}, {'; '.join(strangers(token.spelled))}."
            for index, (token, hit) in enumerate(zip(self.tokens, self.hits, strict=False))
            if not hit and strangers(token.spelled)
        ][:5]

    def _position(self, index: int) -> str:
        return self.positions[index] if index < len(self.positions) else str(index + 1)


@mistakes(*_MESSAGES)
def token_sequence(
    tokens: Sequence[Token],
    aliases: Mapping[str, Sequence[str]],
    positions: Sequence[str],
    unseen: Sequence[str],
    *,
    expected: list[str],
    other_expected: list[str] | None = None,
    other: dict[str, Any] | None = None,
    source: list[str] | None = None,
    end: str = "<eos>",
) -> Verdict:
    """Each token is at its position; case, spacing and aliases do not matter.

    The fraction is (positions right) / (the longer of the expected and the given length). With
    `other_expected`, the sequence of a sister part, and `other: {answer: part id}`, its answer, two
    swapped answers are seen and get nothing. One answer given in both parts gets nothing in that part where it has the
    sister's words for those that differ. `source` is the sentence that the encoder reads. An answer that leaves a
    choice ("see or saw", "see/saw") is not read: it is two answers.
    """
    choice = _choice(tokens, {key(word) for word in (*expected, *(other_expected or ()), *(source or ()))})
    if choice:
        return Verdict.unreadable(f"the answer leaves a choice: '{choice}'", "Keep one token for each position.")
    found = _Compared(tokens, [token.key for token in canonical(expected, aliases)], positions)
    rest: dict[str, Any] = {"evidence": {"tokens": found.aligned()}, "answer_key": {"tokens": list(expected)}}
    notes = f" An invisible character ({', '.join(unseen)}) was left out." if unseen else ""
    if found.fraction == 1:
        return Verdict.scored(1, f"All {len(found.right)} positions are right.{notes}", **rest)

    rival = [token.key for token in canonical(other_expected, aliases)] if other_expected else None
    mistake = _mistake(found.given, found.right, rival, other, key(end), [key(word) for word in source or ()])
    said = found.counted()
    said += " By position it earns nothing, since it is given in both parts." if mistake == "same_twice" else ""
    said += "".join(found.look_alikes()) + notes
    fraction = 0.0 if mistake in ("swapped", "same_twice") else found.fraction
    return Verdict.scored(fraction, said, hint=_MESSAGES[mistake] if mistake else None, mistake=mistake, **rest)


def _mistake(
    given: list[str],
    right: list[str],
    rival: list[str] | None,
    other: Mapping[str, Any] | None,
    end: str,
    source: list[str],
) -> str | None:
    """The misconception that a wrong sequence shows, the most telling first."""
    start, words = right[0], right[1:]
    others = [token.key for token in other["tokens"]] if other else None
    if rival is not None and given == others and _is_the_sisters(given, right, rival):
        return "same_twice"
    if rival is not None and given == rival:
        return "swapped" if others == right else "other_sequence"
    bare = [token for token in given if token not in (start, end)]
    if source and bare == source:
        return "source_sentence"
    if given[0] != start and given[: len(bare)] == bare and bare in ([*words], *([rival[1:]] if rival else [])):
        return "outputs_not_inputs"
    if given[-1:] == [end] and end not in right:
        return "end_token"
    if rival is not None and len(given) == len(right):
        differing = [index for index, token in enumerate(given) if token != right[index]]
        if all(given[index] == rival[index] for index in differing):
            return "other_sequence"
    return None


def _is_the_sisters(given: list[str], right: list[str], rival: list[str]) -> bool:
    """Whether an answer has the sister's words at all places where hers and the right ones differ."""
    pairs = [(mine, hers) for mine, hers, ours in zip(given, rival, right, strict=False) if hers != ours]
    return bool(pairs) and all(mine == hers for mine, hers in pairs)


def _choice(tokens: Sequence[Token], known: Collection[str]) -> str:
    """The words among which an answer leaves a choice, as they were written; "" where it leaves none.

    What is expected somewhere, and a special token such as </s>, is not a choice.
    """
    for at, token in enumerate(tokens):
        if token.key in known or token.spelled.startswith("<"):
            continue
        if token.key in _CHOICES:
            return " ".join(each.spelled for each in tokens[max(at - 1, 0) : at + 2])
        if len([piece for piece in token.spelled.split("/") if piece]) > 1:
            return token.spelled
    return ""
