"""Formulas as LaTeX: one layout for every formula, one row per operation, brackets from precedences.

What a leaf looks like is passed in: a symbol, a symbol with its sizes, or its current numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from engine.activations import ACTIVATIONS
from engine.expr import SCALAR, Array, Call, Constant, Entry, Expr, Number, SizeOf, Stable, Var
from explain import names as called
from explain import numbers
from explain.highlight import drawn
from explain.links import Link, link_cell, link_to, unlinked

SUM, MINUS, PRODUCT, MATMUL, FACTOR, RAISED, ATOM = 10, 12, 20, 22, 30, 35, 40
"""Precedences: a part is bracketed where its own is lower than its place asks for."""

Text = tuple[str, int]
Leaf = Callable[[Expr, bool], Text]
"""The text and precedence of a leaf; the flag says that it stands transposed."""

NAMED = {"pi": r"\pi", "lambda": r"\lambda", "alpha": r"\alpha"}
MAX_SIDE = 12
MAX_LENGTH = 2000


@dataclass(frozen=True)
class Style:
    """How leaves look and what stands between two factors."""

    leaf: Leaf
    times: str


def bracket(text: Text, least: int) -> str:
    """The text, in brackets where its precedence is below `least`."""
    return text[0] if text[1] >= least else rf"\left({text[0]}\right)"


def latex(node: Expr, style: Style) -> str:
    """The formula as LaTeX."""
    return _text(node, style)[0]


def _text(node: Expr, style: Style) -> Text:
    if isinstance(node, Stable):
        return _text(node.shown, style)
    if isinstance(node, Call):
        return ROWS[node.op.name](node.args, style)
    if isinstance(node, Number):
        return _number(node)
    return style.leaf(node, False)


def _number(node: Number) -> Text:
    if node.name:
        return NAMED[node.name], ATOM
    value = node.value
    if isinstance(value, Fraction) and value.denominator != 1:
        if 100 % value.denominator == 0 and value.denominator not in (2, 4):
            return scalar(float(value), numbers.fewest(float(value)))
        sign = "-" if value < 0 else ""
        return rf"{sign}\frac{{{abs(value.numerator)}}}{{{value.denominator}}}", MINUS if sign else FACTOR
    return scalar(float(value), numbers.fewest(float(value)))


def is_scalar(node: Expr) -> bool:
    """True for a single number. A matrix that happens to be 1 x 1 is none: it is multiplied as a matrix."""
    if isinstance(node, Var | Constant):
        return node.shape == SCALAR
    if isinstance(node, Stable):
        return is_scalar(node.shown)
    if isinstance(node, Call):
        return node.op.name == "total" or (node.op.name != "matmul" and all(map(is_scalar, node.args)))
    return True


# --- one row per operation ------------------------------------------------------------------------------------------

Row = Callable[[tuple[Expr, ...], Style], Text]


def _infix(sign: str, left: int, right: int, own: int) -> Row:
    def row(args: tuple[Expr, ...], style: Style) -> Text:
        a, b = (_text(x, style) for x in args)
        return f"{bracket(a, left)} {sign} {bracket(b, right)}", own

    return row


def _function(name: str) -> Row:
    def row(args: tuple[Expr, ...], style: Style) -> Text:
        inside = r",\, ".join(_text(a, style)[0] for a in args)
        return rf"{name}\left({inside}\right)", FACTOR

    return row


def _around(before: str, after: str, own: int = ATOM) -> Row:
    return lambda args, style: (before + _text(args[0], style)[0] + after, own)


def _multiply(args: tuple[Expr, ...], style: Style) -> Text:
    """A circled dot between matrices, entry by entry; nothing, or a dot between numbers, beside a scalar."""
    a, b = args
    if is_scalar(a) or is_scalar(b):
        return f"{bracket(_text(a, style), PRODUCT)} {style.times} {bracket(_text(b, style), PRODUCT)}", PRODUCT
    chained = isinstance(a, Call) and a.op.name == "multiply" and not is_scalar(a.args[0])
    left = _text(a, style)[0] if chained else bracket(_text(a, style), FACTOR)
    return rf"{left} \odot {bracket(_text(b, style), FACTOR)}", PRODUCT


def _divide(args: tuple[Expr, ...], style: Style) -> Text:
    return rf"\frac{{{_text(args[0], style)[0]}}}{{{_text(args[1], style)[0]}}}", FACTOR


def _square(args: tuple[Expr, ...], style: Style) -> Text:
    power = "2" if is_scalar(args[0]) else r"\circ 2"
    return rf"{bracket(_text(args[0], style), ATOM)}^{{{power}}}", RAISED


def _power(args: tuple[Expr, ...], style: Style) -> Text:
    return rf"{bracket(_text(args[0], style), ATOM)}^{{{_text(args[1], style)[0]}}}", RAISED


def _negative(args: tuple[Expr, ...], style: Style) -> Text:
    return f"-{bracket(_text(args[0], style), PRODUCT)}", MINUS


def _cases(args: tuple[Expr, ...], style: Style) -> Text:
    switch, above, otherwise = (_text(a, style)[0] for a in args)
    return _alternatives(above, f"{switch} > 0", otherwise), FACTOR


def _keep(args: tuple[Expr, ...], style: Style) -> Text:
    mask, old, new = (_text(a, style)[0] for a in args)
    return _alternatives(old, f"{mask} = 1", new), FACTOR


def _alternatives(first: str, condition: str, second: str) -> str:
    return rf"\begin{{cases}} {first} & \text{{if }} {condition} \\ {second} & \text{{otherwise}} \end{{cases}}"


def _total(args: tuple[Expr, ...], style: Style) -> Text:
    return rf"\sum_{{i,j}} \left[{_text(args[0], style)[0]}\right]_{{ij}}", PRODUCT


def _transpose(args: tuple[Expr, ...], style: Style) -> Text:
    if isinstance(args[0], Var | Constant):
        return style.leaf(args[0], True)
    return rf"{bracket(_text(args[0], style), ATOM)}^{{\top}}", RAISED


ROWS: dict[str, Row] = {
    "add": _infix("+", SUM, PRODUCT, SUM),
    "subtract": _infix("-", SUM, PRODUCT, SUM),
    "multiply": _multiply,
    "divide": _divide,
    "matmul": lambda args, style: _infix(style.times, MATMUL, MATMUL, MATMUL)(args, style),
    "negative": _negative,
    "square": _square,
    "power": _power,
    "transpose": _transpose,
    "spread": lambda args, style: _text(args[0], style),
    "exp": _around("e^{", "}", RAISED),
    "sqrt": _around(r"\sqrt{", "}"),
    "abs": _around(r"\left|", r"\right|"),
    "log": _function(r"\ln"),
    "sign": _function(r"\operatorname{sign}"),
    "maximum": _function(r"\max"),
    "minimum": _function(r"\min"),
    "erf": _function(r"\operatorname{erf}"),
    "total": _total,
    "cases": _cases,
    "keep": _keep,
    **{record.name: _function(record.symbol) for record in ACTIVATIONS.values()},
}
"""LaTeX of every operation that a formula shows."""


# --- the three looks of a leaf --------------------------------------------------------------------------------------


def symbols(sizes: Mapping[str, int], link: Link = unlinked, example: int | None = None) -> Style:
    """Names only. `sizes` says which indices of an entry can be left out; `link` ties a name to its part."""

    def leaf(node: Expr, flipped: bool) -> Text:
        if isinstance(node, Var):
            name = called.quantity(node, r"\top" if flipped else "")
            own = FACTOR if node.mark.value in ("gradient", "slope") or "^" in name else ATOM
            return link_to(node, name, link), own
        if isinstance(node, Entry):
            name = called.entry(node, sizes)
            return link_to(node, name, link, example), FACTOR if "^" in name or "frac" in name else ATOM
        return _fixed(node, flipped)

    return Style(leaf, r"\,")


def _fixed(node: Expr, flipped: bool = False) -> Text:
    if isinstance(node, SizeOf):
        return called.size_name(node.size), ATOM
    assert isinstance(node, Constant)
    name = {"ones": r"\mathbf{1}", "zeros": r"\mathbf{0}"}[node.name]
    return (rf"{name}^{{\top}}", FACTOR) if flipped else (name, ATOM)


def shapes(sizes: Mapping[str, int], link: Link = unlinked) -> Style:
    """Names with their sizes beneath, named and real; scalars stay bare."""
    plain_style = symbols(sizes, link)

    def leaf(node: Expr, flipped: bool) -> Text:
        text, own = plain_style.leaf(node, flipped)
        if not isinstance(node, Var | Constant) or node.shape == SCALAR:
            return text, own
        return under(text, node.shape[::-1] if flipped else node.shape, sizes), min(own, FACTOR)

    return Style(leaf, r"\,")


def under(text: str, shape: tuple[str, str], sizes: Mapping[str, int]) -> str:
    """LaTeX with a matrix's sizes beneath it: h_1 x n over 2 x 2."""
    rows, columns = (called.size_name(s) for s in shape)
    real = [1 if s == "1" else sizes[s] for s in shape]
    return rf"\underbrace{{{text}}}_{{\substack{{{rows} \times {columns} \\ {real[0]} \times {real[1]}}}}}"


def values(
    source: Mapping[str, Array], sizes: Mapping[str, int], digits: int, link: Link = unlinked, example: int = 0
) -> Style:
    """Current numbers in place of names. In a link, the numbers of `example` (0-based) are those in the picture."""

    def leaf(node: Expr, flipped: bool) -> Text:
        if isinstance(node, SizeOf):
            return str(sizes[node.size]), ATOM
        if isinstance(node, Entry):
            text, own = scalar(float(source[node.var.key][node.row, node.column]), digits)
            return link_to(node, text, link, example), own
        if isinstance(node, Var) and node.shape == SCALAR:
            text, own = scalar(float(source[node.key][0, 0]), digits)
            return link_to(node, text, link), own
        if isinstance(node, Var):
            array = source[node.key]
            if max(array.shape) > MAX_SIDE:
                return link_to(node, called.quantity(node, r"\top" if flipped else ""), link), FACTOR
            return matrix_of(node, array, digits, flipped, link, example), ATOM
        assert isinstance(node, Constant)
        array = node.make(*(1 if s == "1" else sizes[s] for s in node.shape))
        if max(array.shape) > MAX_SIDE:
            return _fixed(node, flipped)
        return matrix(array.T if flipped else array, digits), ATOM

    return Style(leaf, r"\cdot")


def scalar(value: float, digits: int) -> Text:
    """One number; a negative one asks for brackets inside a formula."""
    text = numbers.latex(value, digits)
    return text, MINUS if text.startswith("-") else (PRODUCT if "times" in text else ATOM)


def matrix(array: Array, digits: int) -> str:
    """A matrix of numbers; one of 1 x 1 as well, so that it is told from a scalar."""
    return _matrix([[numbers.latex(v, digits) for v in row] for row in array.tolist()])


def matrix_of(
    var: Var, array: Array, digits: int, flipped: bool = False, link: Link = unlinked, example: int = 0
) -> str:
    """The matrix of a quantity's numbers, each linked to its part, transposed where `flipped`."""
    cells = [
        [link_cell(var, i, j, numbers.latex(v, digits), link, example) for j, v in enumerate(row)]
        for i, row in enumerate(array.tolist())
    ]
    rows = [list(column) for column in zip(*cells, strict=True)] if flipped else cells
    return link(f"{drawn(var).key}:matrix", _matrix(rows))


def _matrix(cells: list[list[str]]) -> str:
    rows = r" \\ ".join(" & ".join(row) for row in cells)
    return rf"\begin{{bmatrix}} {rows} \end{{bmatrix}}"
