"""Readers of a formula's tree: its size, its operands, what it reads, what is computed, and one entry written out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction

from engine.expr import Call, Constant, Entry, Expr, Number, SizeError, Sizer, Stable, Var


def names(size: str) -> str:
    """The Sizer of planning: a size is its name, so h1 and h2 differ even where both are 3."""
    return size


def shape_of(node: Expr, sizer: Sizer = names) -> tuple[str | int, str | int]:
    """Rows and columns of a formula's value. Raises SizeError, naming the operands, where they do not fit."""
    if isinstance(node, Var | Constant):
        return sizer(node.shape[0]), sizer(node.shape[1])
    if isinstance(node, Call):
        return node.op.shape(node.args, sizer)
    if isinstance(node, Stable):
        shown, computed = shape_of(node.shown, sizer), shape_of(node.compute, sizer)
        if shown != computed:
            raise SizeError(f"the form shown is {shown}, the form computed {computed}")
        return shown
    return sizer("1"), sizer("1")


def children(node: Expr) -> tuple[Expr, ...]:
    """The operands of a node as it is shown."""
    if isinstance(node, Call):
        return node.args
    return (node.shown,) if isinstance(node, Stable) else ()


def walk(node: Expr) -> Iterator[Expr]:
    """Every node as shown, operands first."""
    for child in children(node):
        yield from walk(child)
    yield node


def reads(node: Expr) -> tuple[Var, ...]:
    """The quantities a formula shows, in the order they are written, each once."""
    found = dict.fromkeys(n for n in walk(node) if isinstance(n, Var))
    return tuple(found)


def rewrite(node: Expr, change: Callable[[Expr], Expr]) -> Expr:
    """The tree with `change` applied to every node, operands first."""
    if isinstance(node, Call):
        node = Call(node.op, tuple(rewrite(a, change) for a in node.args))
    elif isinstance(node, Stable):
        node = Stable(rewrite(node.shown, change), rewrite(node.compute, change))
    return change(node)


def expand(node: Expr) -> Expr:
    """The tree that is computed: stable forms chosen, operations with a body replaced by it."""
    if isinstance(node, Stable):
        return expand(node.compute)
    if isinstance(node, Call):
        if node.op.body is not None:
            return expand(node.op.body(*node.args))
        return Call(node.op, tuple(expand(a) for a in node.args))
    return node


def is_setting(node: Expr) -> bool:
    """True for what is made of numbers, sizes and settings only, such as 1/d or eta: it fits beside any matrix."""
    return all(n.hyper if isinstance(n, Var) else not isinstance(n, Entry | Constant) for n in walk(node))


def entry(node: Expr, row: int, column: int, sizes: Mapping[str, int]) -> Expr:
    """One entry (0-based) of a formula, written out over the entries of what it reads."""
    if shape_of(node, sizes_or_names(sizes)) == (1, 1):
        row = column = 0
    if isinstance(node, Var):
        return Entry(node, row, column)
    if isinstance(node, Constant):
        read = sizes_or_names(sizes)
        made = node.make(*(int(read(size)) for size in node.shape))
        return Number(Fraction(int(made[row, column])))
    if isinstance(node, Stable):
        return Stable(entry(node.shown, row, column, sizes), entry(node.compute, row, column, sizes))
    if isinstance(node, Call):
        return node.op.entry(node.args, row, column, sizes)
    return node


def sizes_or_names(sizes: Mapping[str, int]) -> Sizer:
    """A Sizer that reads real sizes."""
    return lambda size: 1 if size == "1" else sizes[size]
