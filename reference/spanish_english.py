"""A small Spanish-English corpus of our own, written by a grammar that fits on a screen.

People see and buy things: "ella vio un perro negro", "she saw a black dog". Small as it is, it has what makes
translation more than a dictionary:

- lengths differ: "veo un perro" is three words, "I see a dog" four ("yo", I, may be left out); and "yo vi a
  Ana" is four, "I saw Ana" three;
- order differs: "un perro negro" is "a black dog";
- the past is frequent and the present rare, as in a diary.

`spanish_english.tsv` holds one pair a line: its use, the Spanish, the English, and the links between the
words in the "Pharaoh" format of machine translation, `i-j` for source word i and target word j, from 0. Its
use is

- `lesson 1`: a diary of things seen, in the past tense only;
- `lesson 2`: the present tense, and buying, taught afterwards (with the diary, lest it be forgotten);
- `held out`: never taught, only tested.

`python -m reference.spanish_english` writes the file again.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).parent / "data" / "spanish_english.tsv"
LESSON_1, LESSON_2, HELD_OUT = "lesson 1", "lesson 2", "held out"
SAME, REORDERED, LENGTHS_DIFFER = "same length, same order", "same length, other order", "lengths differ"
KINDS = (SAME, REORDERED, LENGTHS_DIFFER)

Phrase = tuple[list[str], list[str], list[tuple[int, int]]]  # Spanish, English, links

# Spanish pronoun, the verb's form it takes, English pronoun.
SUBJECTS = [([], 0, "I"), (["yo"], 0, "I"), (["ella"], 1, "she"), (["ellos"], 2, "they")]
VERBS = [
    (["vi", "vio", "vieron"], ["saw", "saw", "saw"], ["veo", "ve", "ven"], ["see", "sees", "see"]),
    (
        ["compré", "compró", "compraron"],
        ["bought", "bought", "bought"],
        ["compro", "compra", "compran"],
        ["buy", "buys", "buy"],
    ),
]
NOUNS = [
    ("un", "perro", "dog"),
    ("un", "gato", "cat"),
    ("un", "libro", "book"),
    ("un", "coche", "car"),
    ("una", "casa", "house"),
    ("una", "silla", "chair"),
    ("una", "mesa", "table"),
    ("una", "flor", "flower"),
]
ADJECTIVES = [("negro", "black"), ("blanco", "white"), ("rojo", "red"), ("pequeño", "small")]
PEOPLE = [("Ana", "Ana"), ("Juan", "John")]


@dataclass(frozen=True, slots=True)
class Pair:
    """A sentence and its translation; `links` holds (source position, target position), from 0."""

    use: str
    source: tuple[str, ...]
    target: tuple[str, ...]
    links: tuple[tuple[int, int], ...]

    @property
    def kind(self) -> str:
        """One of KINDS. The order differs when two links cross."""
        if len(self.source) != len(self.target):
            return LENGTHS_DIFFER
        crossed = any((i - p) * (j - q) < 0 for i, j in self.links for p, q in self.links)
        return REORDERED if crossed else SAME


def load() -> tuple[Pair, ...]:
    """The pairs of `spanish_english.tsv`, in the file's order."""
    pairs = []
    for line in FILE.read_text(encoding="utf-8").splitlines():
        use, source, target, links = line.split("\t")
        ends = (link.split("-") for link in links.split())
        pairs.append(Pair(use, tuple(source.split()), tuple(target.split()), tuple((int(i), int(j)) for i, j in ends)))
    return tuple(pairs)


def grammar() -> Iterator[Pair]:
    """Every pair of the corpus. Seeing is frequent, buying and the present tense are rare.

    `key` spreads the words evenly: each adjective, say, meets every noun, subject and use.
    """
    for v, (past, past_english, present, present_english) in enumerate(VERBS):
        for s, (pronoun, form, subject) in enumerate(SUBJECTS):
            for a, n, thing in _things(people=v == 0):
                key = n + 2 * a + 3 * s + v
                if v > 0 and key % 4:
                    continue
                use = HELD_OUT if key % 7 == 3 else LESSON_1 if v == 0 else LESSON_2
                yield _pair(use, pronoun, past[form], subject, past_english[form], thing)
                if key % 4 == 0 or (s == 0 and a == 0):
                    use = HELD_OUT if key % 28 == 12 else LESSON_2
                    yield _pair(use, pronoun, present[form], subject, present_english[form], thing)


def _things(people: bool) -> Iterator[tuple[int, int, Phrase]]:
    """Things that may be seen, or bought: adjective number (0: none), noun number, phrase."""
    for n, (article, noun, english) in enumerate(NOUNS):
        yield 0, n, ([article, noun], ["a", english], [(0, 0), (1, 1)])
        for a, (adjective, adjective_english) in enumerate(ADJECTIVES, start=1):
            agreed = adjective[:-1] + "a" if article == "una" else adjective
            yield a, n, ([article, noun, agreed], ["a", adjective_english, english], [(0, 0), (1, 2), (2, 1)])
    if people:
        for n, (name, english) in enumerate(PEOPLE):
            yield 0, n, (["a", name], [english], [(1, 0)])


def _pair(use: str, pronoun: list[str], verb: str, subject: str, verb_english: str, thing: Phrase) -> Pair:
    """One sentence: subject, verb, thing. Without a pronoun it is the verb's ending that says who."""
    spanish, english, links = thing
    at = len(pronoun)
    head = [(0, 0), (at, 1)]
    return Pair(
        use,
        (*pronoun, verb, *spanish),
        (subject, verb_english, *english),
        (*head, *((i + at + 1, j + 2) for i, j in links)),
    )


def write() -> str:
    """The text of `spanish_english.tsv`."""
    rows = []
    for pair in sorted(grammar(), key=lambda pair: pair.use != LESSON_1):
        links = " ".join(f"{i}-{j}" for i, j in pair.links)
        rows.append("\t".join([pair.use, " ".join(pair.source), " ".join(pair.target), links]) + "\n")
    return "".join(rows)


if __name__ == "__main__":
    FILE.write_text(write(), encoding="utf-8")
