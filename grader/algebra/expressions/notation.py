"""The symbols of an exercise: their sizes, what is known of them, and how they are spelled."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from grader.algebra.expressions.dimensions import Dim, Shape
from grader.algebra.expressions.substitution import free_indices, substituted
from grader.algebra.expressions.tree import Gradient, Name, Node, names, walk

PROPERTIES = {
    "symmetric": "Aᵀ = A",
    "skew": "Aᵀ = −A",
    "positive definite": "symmetric with positive eigenvalues",
    "orthogonal": "square, AᵀA = AAᵀ = I",
    "orthonormal": "columns of length one, at right angles: AᵀA = I",
    "diagonal": "zero off the main diagonal; rectangular ones too",
    "upper triangular": "zero below the main diagonal",
    "lower triangular": "zero above the main diagonal",
    "invertible": "square, of full rank",
    "positive": "every entry is positive",
    "stochastic": "every column is non-negative and sums to one",
    "one-hot": "every column has a single one and zeros",
}
"""What may be said of a symbol, and what it means."""

GREEK = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "zeta": "ζ", "eta": "η", "theta": "θ",
    "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "pi": "π", "rho": "ρ", "sigma": "σ",
    "tau": "τ", "phi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω", "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ",
    "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π", "Sigma": "Σ", "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω",
}  # fmt: skip


def canonical(spelling: str) -> str:
    """What all plain spellings of a symbol share: letters with digits, and no marks between.

    >>> [canonical(s) for s in ("W_1", "W_{1}", "W1", "W₁", "\\\\Sigma", "Σ", "Sigma", "U_k")]
    ['W1', 'W1', 'W1', 'W1', 'Sigma', 'Sigma', 'Sigma', 'Uk']
    """
    plain = unicodedata.normalize("NFKC", spelling)
    for name, letter in GREEK.items():
        plain = plain.replace(letter, name)
    return "".join(char for char in plain if char.isalnum())


@dataclass(frozen=True, slots=True)
class Symbol:
    """A symbol of the exercise.

    `columns` is the letter of its columns (X has columns x_i), `rows` that of its rows as columns (X has rows
    x_iᵀ), `entries` that of a diagonal matrix's
    entries (Sigma has entries sigma_i), `rank` the range of ranks (least, largest)
    that it may have, in dimensions; None where it is generic. `primitive` symbols are sampled, others
    have a definition in the notation.
    """

    name: str
    shape: Shape
    properties: frozenset[str] = frozenset()
    columns: str | None = None
    rows: str | None = None
    entries: str | None = None
    rank: tuple[Dim, Dim] | None = None


@dataclass(frozen=True)
class Notation:
    """Symbols by name; definitions by name, as trees whose sizes are filled in; which dimension is below which.

    `students` are the names that the student has added or taken for something else; `fixed` those that nobody
    can take for something else, because the exercise is about them.
    """

    symbols: Mapping[str, Symbol]
    definitions: Mapping[str, Node] = field(default_factory=dict)
    below: tuple[tuple[str, str], ...] = ()
    students: frozenset[str] = frozenset()
    fixed: frozenset[str] = frozenset()
    sought: frozenset[str] = frozenset()
    """The symbols that the exercise asks for: ŵ and w^* may be such a symbol at its optimum."""
    numbers: Mapping[int, str] = field(default_factory=dict)
    """The dimension that a number stands for where the exercise has sizes in numbers."""

    @cached_property
    def spellings(self) -> Mapping[str, str]:
        """Symbols by their canonical spelling."""
        return {canonical(name): name for name in self.symbols}

    @cached_property
    def columns(self) -> Mapping[str, str]:
        """The symbol whose columns a letter names."""
        return {symbol.columns: name for name, symbol in self.symbols.items() if symbol.columns}

    @cached_property
    def rows(self) -> Mapping[str, str]:
        """The symbol whose rows a letter names, each as a column."""
        return {symbol.rows: name for name, symbol in self.symbols.items() if symbol.rows}

    @cached_property
    def entries(self) -> Mapping[str, str]:
        """The diagonal symbol whose entries a letter names."""
        return {symbol.entries: name for name, symbol in self.symbols.items() if symbol.entries}

    @cached_property
    def dims(self) -> frozenset[str]:
        """The names of the dimensions."""
        shapes = [symbol.shape for symbol in self.symbols.values()]
        return frozenset(name for shape in shapes for name in shape.rows.names | shape.cols.names)

    def defining(self, name: str, shape: Shape, meaning: Node, *, student: bool = False) -> "Notation":
        """With one more symbol, or a symbol that now stands for `meaning`."""
        known = self.symbols.get(name)
        symbol = replace(known, shape=shape) if known and not student else Symbol(name, shape)
        return replace(
            self,
            symbols={**self.symbols, name: symbol},
            definitions={**self.definitions, name: meaning},
            students=self.students | {name} if student else self.students,
        )

    def about(self, mentioned: Iterable[str]) -> frozenset[str]:
        """These symbols, and those that they are made of, down to the ones that are declared."""
        return self._made_of(mentioned, self.fixed)

    def freeing(self, name: str) -> "Notation":
        """With a declared symbol under another name, which nobody can spell: its own is the student's now."""
        hidden = name + "''"
        moved = {name: Name(hidden)}
        definitions = {
            hidden if one == name else one: substituted(node, moved) for one, node in self.definitions.items()
        }
        symbols = {hidden if one == name else one: symbol for one, symbol in self.symbols.items()}
        return replace(
            self, symbols={**symbols, hidden: replace(symbols[hidden], name=hidden)}, definitions=definitions
        )

    @cached_property
    def own(self) -> Mapping[str, Node]:
        """What the student's names stand for."""
        return {name: self.definitions[name] for name in self.students & self.definitions.keys()}

    @cached_property
    def indices(self) -> Mapping[str, frozenset[str]]:
        """The indices that stand free in what the student's names stand for, each worked out once."""
        found: dict[str, frozenset[str]] = {}

        def indices_of(name: str) -> None:
            found[name] = frozenset()  # what is defined by itself ends here
            for inner in sorted(self.uses[name] & self.own.keys() - found.keys()):
                indices_of(inner)
            found[name] = free_indices(self.own[name], known=found)

        for name in sorted(self.own):
            if name not in found:
                indices_of(name)
        return found

    @cached_property
    def uses(self) -> Mapping[str, frozenset[str]]:
        """The symbols that each definition mentions."""
        return {name: names(meaning) for name, meaning in self.definitions.items()}

    @cached_property
    def walked(self) -> Mapping[str, list[Node]]:
        """The nodes of each definition."""
        return {name: walk(meaning) for name, meaning in self.definitions.items()}

    def meaning(self, mentioned: Iterable[str]) -> frozenset[str]:
        """Every symbol that the value of these may depend on, themselves included."""
        return self._made_of(mentioned, frozenset())

    def _made_of(self, mentioned: Iterable[str], ends: frozenset[str]) -> frozenset[str]:
        """These symbols and all in their definitions, those of the `ends` left closed."""
        if not self.definitions:
            return frozenset(mentioned)
        found: set[str] = set()
        waiting = list(mentioned)
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                waiting.extend(() if name in ends else self.uses.get(name, ()))
        return frozenset(found)


def has_gradient(node: Node, notation: Notation | None = None) -> bool:
    """Whether a derivative is still to be worked out in an expression, or in what the student named in it."""
    nodes = walk(node)
    if Gradient in map(type, nodes):
        return True
    if notation is None or not notation.students:
        return False
    named = notation.meaning([one.name for one in nodes if isinstance(one, Name)]) & notation.students
    return any(Gradient in map(type, notation.walked[name]) for name in named)
