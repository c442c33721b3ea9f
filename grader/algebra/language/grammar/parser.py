"""The matrix language: one statement's mathematics as a chain of typed-to-be trees.

`precedence` reads the tokens; here its readings are chosen from. Conventions that a reader may ask for:

- Where two readings are both possible, neither is taken: the error shows both, and how to mend it.
- A name of a dimension, such as n in `\\frac1n X X^T`, is a `Name` that stands for the number.
- `A^H` is the transpose, as all matrices are real; `A^*`, `A^+` and `A^\\dagger` are refused: they mean several things.
- `A^{-T}` is the transpose of the inverse. `A**2` is entrywise on matrices, as in NumPy; `A^2` is A A.
- Numbers in square brackets count from 0 (`X[:, 0]`), those below a letter and in Matlab's round brackets from 1.
- One index of a vector is its entry, `Indexed(w, i, None)`; the letter of a matrix's columns gives
  `Indexed(X, None, i)`, that of a diagonal matrix's entries `Indexed(D, i, i)`.
- `diag(s_1^2, …, s_m^2)` is Σ_i s_i² e_i e_iᵀ, with columns and rows of I_m as e_i.
- A sum over an index reaches to the next plus or minus outside brackets; without limits its `high` is None.
- ∇ takes numbers, scalars and one factor: `∇_W ½‖…‖²`. A σ before a bracket is the sigmoid, unless it is declared.
"""

from collections.abc import Collection

from grader.algebra.expressions import tree
from grader.algebra.expressions.notation import Notation
from grader.algebra.expressions.shape_inference import ShapeError, typed_chain
from grader.algebra.expressions.tree import Chain, Span
from grader.algebra.language.grammar.block_names import named_blocks
from grader.algebra.language.grammar.cursor import MAX_DEPTH, Alternative
from grader.algebra.language.grammar.precedence import MAX_NODES, Parser
from grader.algebra.language.lexing.lexer import MAX_LENGTH
from grader.algebra.language.lexing.scanner import plain
from grader.algebra.language.lexing.tokens import ParseError, excerpt

__all__ = ["MAX_DEPTH", "MAX_LENGTH", "MAX_NODES", "ParseError", "parse"]


def parse(source: str, notation: Notation) -> Chain:
    """Expressions joined by `=`, with spans of `source`.

    Raises:
        ParseError: what cannot be read, or can be read in two ways; where; how to mend it.
    """
    parser = Parser(source, notation)
    chain = parser.chain()
    if Alternative.BLOCKS in parser.met:
        return _resolved(source, notation, chain, parser.met[Alternative.BLOCKS])
    return _otherwise(source, notation, chain, parser.met) if parser.met else chain


def _otherwise(source: str, notation: Notation, chain: Chain, met: Collection[Alternative]) -> Chain:
    """The chain by the alternatives that were met, where only that fits."""
    if _fits(chain, notation) is not False:
        return chain
    other = Parser(source, notation, met).chain()
    return other if _fits(other, notation) else chain


def _resolved(source: str, notation: Notation, product: Chain, span: Span) -> Chain:
    """`[A B]` as a product or as a row of blocks, whichever fits.

    Where a name is not known yet it is a product, but for `U = [U_k U_r]`, which names blocks of U.
    """
    fits = _fits(product, notation)
    try:
        rowed = Parser(source, notation, [Alternative.BLOCKS]).chain()
    except ParseError:
        return product
    if fits is None:
        named = [name for name, _ in named_blocks(rowed, notation)]
        return rowed if named and all(_is_part(name, rowed) for name in named) else product
    if not _fits(rowed, notation):
        return product
    if not fits:
        return rowed
    said = f"{excerpt(source[span.start : span.end])} can be a product or a row of blocks"
    raise ParseError(said, span, "write round brackets for the product, commas between blocks")


def _is_part(name: str, chain: Chain) -> bool:
    """Whether a name has the letter of a symbol that stands alone on a side: U_r of U."""
    return any(isinstance(item, tree.Name) and plain(name)[:1] == plain(item.name)[:1] for item in chain.items)


def _fits(chain: Chain, notation: Notation) -> bool | None:
    """Whether the shapes fit; None where a name is not known, or its sizes are not."""
    shapes = [notation.symbols[name].shape for name in chain.names if name in notation.symbols]
    if any(side.open for shape in shapes for side in (shape.rows, shape.cols)):
        return None
    try:
        typed_chain(chain, notation)
    except ShapeError as error:
        return False if error.misfit else None
    return True
