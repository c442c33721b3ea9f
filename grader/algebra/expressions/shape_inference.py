"""Shapes of expressions: what fits, what size I and 0 have, and the very factor where something does not fit."""

from dataclasses import dataclass, field

from grader.algebra.expressions import tree
from grader.algebra.expressions.dimensions import ONE, SCALAR, Dim, Shape
from grader.algebra.expressions.functions import FUNCTIONS, Result
from grader.algebra.expressions.notation import Notation
from grader.algebra.expressions.tree import Chain, Node, Span
from grader.algebra.expressions.unification import ShapeError, Sizes, kept


def typed(node: Node, notation: Notation, wanted: Shape | None = None) -> tuple[Node, Shape]:
    """The expression with the sizes of I, 0 and ones filled in, and its shape.

    Raises:
        ShapeError: sizes that do not fit, a name that nobody defined, an identity whose size is not clear.
    """
    inference = _Inference(notation=notation)
    node, shape = inference.infer(node)
    if wanted is not None and not inference.fit(shape, wanted):
        raise ShapeError(f"this is {inference.said(shape)} where {wanted} is wanted", node.span)
    return inference.filled(node), shape.replaced(inference.known)


def typed_chain(chain: Chain, notation: Notation, other: Dim | None = None) -> tuple[Chain, Shape]:
    """The same for expressions that are said to be equal: they must have one shape.

    An I whose size nothing tells has the size `other`, if that is given.

    Raises:
        ShapeError: as `typed`, and sides of different shapes.
    """
    inference = _Inference(notation=notation, other=other)
    items: list[Node] = []
    shape: Shape | None = None
    for item in chain.items:
        node, found = inference.infer(item)
        if shape is not None and not inference.fit(shape, found):
            left, right = inference.said(shape), inference.said(found)
            span = item.span if len(items) > 1 else chain.span  # a third side is at fault where two others agree
            raise ShapeError(f"the sides of '=' do not fit: {left} on the left, {right} on the right", span)
        shape = shape or found
        items.append(node)
    assert shape is not None
    return Chain(tuple(inference.filled(item) for item in items)), shape.replaced(inference.known)


@dataclass(kw_only=True)
class _Inference(Sizes):
    """One walk over expressions that share their open sizes."""

    notation: Notation
    ranges: dict[str, list[Dim]] = field(default_factory=dict)
    """The sizes that each index of a sum around runs over."""
    cuts: dict[int, tuple[list[Dim], list[Dim]]] = field(default_factory=dict)
    """How the matrices of blocks are cut, by the node."""

    def infer(self, node: Node) -> tuple[Node, Shape]:
        found: tuple[Node, Shape] = _RULES[type(node)](self, node)
        return found

    # --- leaves

    def _number(self, node: tree.Number) -> tuple[Node, Shape]:
        return node, SCALAR

    def _name(self, node: tree.Name) -> tuple[Node, Shape]:
        symbol = self.notation.symbols.get(node.name)
        if symbol:
            if self.ranges and node.name in self.notation.own:
                self._through(node.name)
            return node, symbol.shape
        if node.name in self.notation.dims or node.name in self.ranges:
            return node, SCALAR
        raise ShapeError(f"«{node.name}» is not defined; say what it stands for", node.span, node.name)

    def _through(self, name: str) -> None:
        """Learn what the indices run over that stand in what a name stands for: r_i = W x_i - x_i."""
        own = self.notation.own
        for one in sorted(self.notation.meaning([name]) & own.keys()):
            for inner in tree.walk(own[one]):
                if isinstance(inner, tree.Indexed) and {inner.row, inner.col} & self.ranges.keys():
                    self._indexed(inner)

    def _identity(self, node: tree.Identity) -> tuple[Node, Shape]:
        size = self._named(node.size, node) or self.new()
        return tree.changed(node, size=size), Shape(size, size)

    def _zero(self, node: tree.Zero) -> tuple[Node, Shape]:
        rows, cols = self._named(node.rows, node) or self.new(), self._named(node.cols, node) or self.new()
        return tree.changed(node, rows=rows, cols=cols), Shape(rows, cols)

    def _named(self, size: Dim | None, node: Node) -> Dim | None:
        """A size in numbers as the dimension that has it in this exercise: np.eye(8) is I_m."""
        strange = sorted(size.names - self.notation.dims) if size is not None else []
        if strange:
            known = ", ".join(sorted(self.notation.dims))
            said = f"«{strange[0]}» is not a size of this exercise; its sizes are {known}"
            raise ShapeError(said, node.span, strange[0])
        if size is None or size.terms or size.constant not in self.notation.numbers:
            return size
        return Dim.of(self.notation.numbers[size.constant])

    def _ones(self, node: tree.Ones) -> tuple[Node, Shape]:
        rows, cols = self._named(node.rows, node) or self.new(), self._named(node.cols, node) or ONE
        self.ones.append(rows)
        return tree.changed(node, rows=rows, cols=cols), Shape(rows, cols)

    # --- sums and products

    def _alike(self, parts: tuple[Node, ...], verb: str, node: Node) -> tuple[tuple[Node, ...], Shape]:
        first, shape = self.infer(parts[0])
        done = [first]
        for part in parts[1:]:
            inferred, found = self.infer(part)
            if not self.fit(shape, found):
                left, right = self.said(shape), self.said(found)
                hint = "; a multiple of I may be meant" if shape.scalar != found.scalar and verb == "add" else ""
                if "?×?" in (left, right):
                    left, right = (said.replace("?×?", "I, which is square,") for said in (left, right))
                    hint = ""
                raise ShapeError(f"cannot {verb} {left} and {right}{hint}".rstrip(","), parts[0].span.to(part.span))
            done.append(inferred)
        return tuple(done), shape

    def _sum(self, node: tree.Sum) -> tuple[Node, Shape]:
        terms, shape = self._alike(node.terms, "add", node)
        return kept(node, terms=terms), shape

    def _hadamard(self, node: tree.Hadamard) -> tuple[Node, Shape]:
        factors, shape = self._alike(node.factors, "multiply entry by entry", node)
        return kept(node, factors=factors), shape

    def _product(self, node: tree.Product) -> tuple[Node, Shape]:
        parts = [self.infer(factor) for factor in node.factors]
        done: list[Node] = []
        shape: Shape | None = None
        last, position = parts[0][0], 0
        while position < len(parts):
            part, found = parts[position]
            width = 1
            if done:
                self._conform(done[-1], part)
            joined = found if shape is None else self.times(shape, found)
            if joined is None and shape is not None:
                # C aᵀ b is C (aᵀ b): a run of factors that is a scalar may stand anywhere
                width = self.scalar_run(parts, position)
                if not width:
                    raise self.misfit(shape, found, last.span.to(part.span))
                run = tuple(inferred for inferred, _ in parts[position : position + width])
                part, joined = tree.Product(run, span=run[0].span.to(run[-1].span)), shape
            done.append(part)
            if not (shape is not None and found.scalar):
                last = part
            shape = joined
            position += width
        assert shape is not None
        return kept(node, factors=tuple(done)), shape

    def _conform(self, left: Node, right: Node) -> None:
        """Cut two neighbouring matrices of blocks alike, where as many columns of blocks meet as many rows."""
        if id(left) not in self.cuts or id(right) not in self.cuts:
            return
        widths, heights = self.cuts[id(left)][1], self.cuts[id(right)][0]
        before = self.known
        if len(widths) == len(heights) and not all(map(self.equal, widths, heights)):
            self.known = before

    def _negative(self, node: tree.Negative) -> tuple[Node, Shape]:
        body, shape = self.infer(node.body)
        return kept(node, body=body), shape

    def _quotient(self, node: tree.Quotient) -> tuple[Node, Shape]:
        top, shape = self.infer(node.top)
        bottom, below = self.infer(node.bottom)
        if not self.fit(below, SCALAR):
            raise ShapeError(
                f"cannot divide by {self.said(below)}; multiply by its inverse, on the side that is meant", bottom.span
            )
        return kept(node, top=top, bottom=bottom), shape

    # --- one argument

    def _transpose(self, node: tree.Transpose) -> tuple[Node, Shape]:
        body, shape = self.infer(node.body)
        return kept(node, body=body), shape.transposed

    def _square(self, shape: Shape, what: str, span: Span) -> None:
        if not self.equal(shape.rows, shape.cols):
            raise ShapeError(f"only a square matrix has {what}; this is {self.said(shape)}", span)

    def _power(self, node: tree.Power) -> tuple[Node, Shape]:
        body, shape = self.infer(node.body)
        exponent = node.exponent
        self._square(shape, "an inverse" if exponent == -1 else f"the power {exponent}", node.span)
        return kept(node, body=body), shape

    def _apply(self, node: tree.Apply) -> tuple[Node, Shape]:
        argument, shape = self.infer(node.argument)
        done, row = kept(node, argument=argument), FUNCTIONS[node.function]
        if row.result is Result.DIAGONAL:
            shape = shape.replaced(self.known)
            if shape.cols == ONE:
                return done, Shape(shape.rows, shape.rows)
        if row.square:
            self._square(shape, row.square, node.span)
        match row.result:
            case Result.SAME:
                return done, shape
            case Result.SCALAR:
                return done, SCALAR
            case Result.ROW:
                return done, Shape(ONE, shape.cols)
            case Result.DIAGONAL:
                return done, Shape(shape.rows, ONE)

    def _norm(self, node: tree.Norm) -> tuple[Node, Shape]:
        body, shape = self.infer(node.body)
        if node.kind == "2" and ONE not in (shape.rows.replaced(self.known), shape.cols.replaced(self.known)):
            raise ShapeError("the spectral norm of a matrix is not read; the Frobenius norm is ‖·‖_F", node.span)
        return kept(node, body=body), SCALAR

    def _inner(self, node: tree.Inner) -> tuple[Node, Shape]:
        (left, right), _ = self._alike((node.left, node.right), "take the inner product of", node)
        return kept(node, left=left, right=right), SCALAR

    def _gradient(self, node: tree.Gradient) -> tuple[Node, Shape]:
        of, shape = self.infer(node.of)
        if not self.fit(shape, SCALAR):
            raise ShapeError(f"only a scalar has a gradient here; this is {self.said(shape)}", of.span)
        if any(isinstance(inner, tree.Gradient) for inner in tree.walk(of)):
            raise ShapeError("second derivatives are not read", node.span)
        _, wanted = self.infer(node.by)
        return kept(node, of=of), wanted

    # --- indices and blocks

    def _total(self, node: tree.Total) -> tuple[Node, Shape]:
        if node.index in self.ranges:
            raise ShapeError(f"the index {node.index} is used for two sums, one inside the other", node.span)
        self.ranges[node.index] = []
        body, shape = self.infer(node.body)
        used = self.ranges.pop(node.index)
        if isinstance(node.low, Dim):
            self._named(node.low, node)
        high = self._named(node.high, node) or (used[0] if used else None)
        if high is None:
            raise ShapeError(f"the sum over {node.index} has no upper limit; write its limits", node.span)
        return tree.changed(node, body=body, high=high), shape

    def _indexed(self, node: tree.Indexed) -> tuple[Node, Shape]:
        body, shape = self.infer(node.body)
        rows = self._picked(node.row, shape.rows, node.span)
        cols = self._picked(node.col, shape.cols, node.span)
        return kept(node, body=body), Shape(rows, cols)

    def _picked(self, index: str | int | None, size: Dim, span: Span) -> Dim:
        if index is None:
            return size
        if isinstance(index, str) and index in self.ranges:
            self.ranges[index].append(size)
        return ONE

    def _leading(self, node: tree.Leading) -> tuple[Node, Shape]:
        body, shape = self.infer(node.body)
        rows, cols = self._named(node.rows, node), self._named(node.cols, node)
        return tree.changed(node, body=body, rows=rows, cols=cols), Shape(rows or shape.rows, cols or shape.cols)

    def _block(self, node: tree.Block) -> tuple[Node, Shape]:
        inferred = [[self.infer(block) for block in row] for row in node.rows]
        columns = len(inferred[0])
        width: Dim | None = None
        height = Dim()
        for row in inferred:
            for (block, shape), (_, above) in zip(row, inferred[0] if len(row) == columns else row, strict=True):
                if not self.equal(shape.rows, row[0][1].rows) or not self.equal(shape.cols, above.cols):
                    left = self.said(shape)
                    raise ShapeError(f"this block of {left} does not fit the blocks beside or above it", block.span)
            across = Dim()
            for _, shape in row:
                across = across + shape.cols
            if width is not None and not self.equal(width, across):
                raise ShapeError("the rows of blocks are not equally wide", node.span)
            width = width or across
            height = height + row[0][1].rows
        assert width is not None
        done = tree.changed(node, rows=tuple(tuple(block for block, _ in row) for row in inferred))
        self.cuts[id(done)] = ([row[0][1].rows for row in inferred], [shape.cols for _, shape in inferred[0]])
        return done, Shape(height, width)


_RULES = tree.by_kind(_Inference)


__all__ = ["ShapeError", "typed", "typed_chain"]
