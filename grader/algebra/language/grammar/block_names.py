"""Names for the blocks of a symbol: with U_k = U[:, :k], `U = [U_k, U_r]` says that U_r is U[:, k:].

Only sizes are worked out here. That the symbol has these blocks is for the checks to see: the equation stays one.
"""

from collections.abc import Iterator, Sequence

from grader.algebra.expressions import concrete_sizes, tree
from grader.algebra.expressions.apparent_shapes import extent
from grader.algebra.expressions.dimensions import Dim, Shape
from grader.algebra.expressions.notation import Notation, canonical
from grader.algebra.expressions.tree import Block, Chain, Identity, Name, Node, Product, Transpose, Zero

MAX_BLOCKS = 4
"""Rows and columns of blocks."""


Part = tuple[Dim, Dim] | None
"""How many rows or columns come before, and how many are picked; None for all."""


def picked(body: Node, shape: Shape, rows: Part, cols: Part, notation: Notation) -> Node:
    """A part of a matrix. Raises ValueError where that is not within the matrix."""
    numbers = concrete_sizes.sizes(notation, 3)
    for part, whole in ((rows, shape.rows), (cols, shape.cols)):
        if part and not 0 < part[1].value(numbers) <= (whole - part[0]).value(numbers) <= whole.value(numbers):
            raise ValueError("nothing is picked")
    span = body.span
    before = () if rows is None else (Transpose(_selector(shape.rows, *rows, span), span=span),)
    behind = () if cols is None else (_selector(shape.cols, *cols, span),)
    return Product((*before, body, *behind), span=span) if before or behind else body


def _selector(size: Dim, start: Dim, count: Dim, span: tree.Span) -> Node:
    """[0; I; 0], which picks columns from where it stands behind."""
    left = size - start - count
    parts: list[tuple[Node, ...]] = [(Identity(count, span=span),)]
    if start != Dim():
        parts.insert(0, (Zero(start, count, span=span),))
    if left != Dim():
        parts.append((Zero(left, count, span=span),))
    return parts[0][0] if len(parts) == 1 else Block(tuple(parts), span=span)


def named_blocks(chain: Chain, notation: Notation) -> Iterator[tuple[str, Node]]:
    """The names that an equation of a declared matrix with a matrix of blocks gives to its blocks."""
    wholes = [item for item in chain.items if isinstance(item, Name) and item.name in notation.symbols]
    grids = [item for item in chain.items if isinstance(item, Block)]
    if len(chain.items) != 2 or not wholes or not grids or max(len(grids[0].rows), len(grids[0].rows[0])) > MAX_BLOCKS:
        return
    whole, rows = wholes[0], grids[0].rows
    shape = notation.symbols[whole.name].shape
    new = [block for row in rows for block in row if isinstance(block, Name) and block.name not in notation.symbols]
    heights = _sizes(rows, shape.rows, notation, down=True)
    widths = _sizes(list(zip(*rows, strict=True)), shape.cols, notation, down=False)
    if not new or heights is None or widths is None:
        return
    for i, row in enumerate(rows):
        for j, block in enumerate(row):
            if block in new and isinstance(block, Name):
                down = None if len(rows) == 1 else (_total(heights[:i]), heights[i])
                across = None if len(row) == 1 else (_total(widths[:j]), widths[j])
                yield block.name, picked(Name(whole.name, span=block.span), shape, down, across, notation)


def _total(sizes: Sequence[Dim]) -> Dim:
    return sum(sizes, Dim())


def _sizes(lines: Sequence[Sequence[Node]], whole: Dim, notation: Notation, *, down: bool) -> list[Dim] | None:
    """The heights of rows of blocks, or the widths of columns: one of them may be what is left of the whole."""
    if len(lines) == 1:
        return [whole]
    found = [next((size for block in line if (size := _size(block, notation, down=down))), None) for line in lines]
    if found.count(None) > 1:
        return None
    known = _total([size for size in found if size is not None])
    sizes = [whole - known if size is None else size for size in found]
    numbers = concrete_sizes.sizes(notation, 3)
    fits = _total(sizes) == whole and all(size.value(numbers) > 0 for size in sizes)
    return sizes if fits else None


def _size(block: Node, notation: Notation, *, down: bool) -> Dim | None:
    """The height or width of a block: by its shape, or as its name says it, as in Σ_k."""
    if isinstance(block, Name) and block.name not in notation.symbols:
        plain = canonical(block.name)
        below = next((dim for dim in notation.dims if plain.endswith(dim) and plain != dim), None)
        return Dim.of(below) if below else None
    shape = extent(block, notation)
    return None if shape is None or shape.scalar or isinstance(block, Zero) else shape.rows if down else shape.cols
