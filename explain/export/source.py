"""Formulas as Python source: one row per operation, brackets from precedences, names as in a trace (`dW1`).

A notation says which source an operation has. Of two equal forms the one that is computed is written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from engine.activations import ACTIVATIONS
from engine.expr import SCALAR, Call, Constant, Expr, Number, SizeOf, Stable, Var
from engine.tree import rewrite, walk

SUM, MATMUL, PRODUCT, SIGN, POWER, ATOM = 10, 19, 20, 30, 35, 40
"""Precedences: a part is bracketed where its own is lower than its place asks for."""

Text = tuple[str, int]
Row = Callable[[tuple[Expr, ...], "Notation"], Text]


@dataclass(frozen=True)
class Notation:
    """`rows` has the source of every operation, `module` is where its functions live."""

    rows: Mapping[str, Row]
    module: str = "np"


def source(node: Expr, notation: Notation) -> str:
    """The formula as one Python expression."""
    return _text(node, notation)[0]


def _text(node: Expr, notation: Notation) -> Text:
    if isinstance(node, Stable):
        return _text(node.compute, notation)
    if isinstance(node, Call):
        return notation.rows[node.op.name](node.args, notation)
    if isinstance(node, Number):
        return _number(node, notation)
    if isinstance(node, Constant):
        return _constant(node, notation)
    assert isinstance(node, Var | SizeOf), f"{node} has no name in a script"
    return (node.key if isinstance(node, Var) else node.size), ATOM


def _number(node: Number, notation: Notation) -> Text:
    if node.name == "pi":
        return f"{notation.module}.pi", ATOM
    value = node.value
    if not isinstance(value, Fraction):
        text = repr(float(value))
    elif value.denominator == 1:
        text = str(value.numerator)
    elif 100 % value.denominator == 0:
        text = repr(float(value))
    else:
        return f"{value.numerator} / {value.denominator}", PRODUCT
    return text, SIGN if text.startswith("-") else ATOM


def _constant(node: Constant, notation: Notation) -> Text:
    rows, columns = node.shape
    fixed = {
        "ones": (f"{notation.module}.ones(({rows}, {columns}))", ATOM),
        "zeros": (f"{notation.module}.zeros(({rows}, {columns}))", ATOM),
        "others": (f"1 - {notation.module}.eye({rows})", SUM),
    }
    return fixed[node.name]


def _bracket(text: Text, least: int) -> str:
    return text[0] if text[1] >= least else f"({text[0]})"


# --- one row per operation ------------------------------------------------------------------------------------------


def _infix(sign: str, left: int, right: int, own: int) -> Row:
    def row(args: tuple[Expr, ...], notation: Notation) -> Text:
        a, b = (_text(x, notation) for x in args)
        return f"{_bracket(a, left)} {sign} {_bracket(b, right)}", own

    return row


def call_of(name: str) -> Row:
    """A function of the script's own: sigmoid(Z1)."""
    return lambda args, notation: (f"{name}({', '.join(source(a, notation) for a in args)})", ATOM)


def _library(name: str) -> Row:
    """A function of NumPy or PyTorch: np.exp(Z1)."""
    return lambda args, notation: call_of(f"{notation.module}.{name}")(args, notation)


def _negative(args: tuple[Expr, ...], notation: Notation) -> Text:
    return f"-{_bracket(_text(args[0], notation), POWER)}", SIGN


def _power_of(base: Text, exponent: str) -> Text:
    """Close together for a name, W1**2, apart for more, (Yhat - Y) ** 2."""
    text = _bracket(base, ATOM)
    return f"{text}**{exponent}" if text.isidentifier() else f"{text} ** {exponent}", POWER


def _square(args: tuple[Expr, ...], notation: Notation) -> Text:
    return _power_of(_text(args[0], notation), "2")


def _power(args: tuple[Expr, ...], notation: Notation) -> Text:
    return _power_of(_text(args[0], notation), _bracket(_text(args[1], notation), ATOM))


def _transpose(args: tuple[Expr, ...], notation: Notation) -> Text:
    return f"{_bracket(_text(args[0], notation), ATOM)}.T", ATOM


def _spread(args: tuple[Expr, ...], notation: Notation) -> Text:
    """A column beside a matrix is repeated by itself (broadcasting)."""
    return _text(args[0], notation)


def _case(node: Expr, notation: Notation) -> str:
    """A whole number as a float, so that a choice between 1 and 0 is no array of integers."""
    whole = isinstance(node, Number) and isinstance(node.value, Fraction) and node.value.denominator == 1
    return repr(float(node.value)) if whole and isinstance(node, Number) else source(node, notation)


def _cases(args: tuple[Expr, ...], notation: Notation) -> Text:
    switch, above, otherwise = args
    condition = f"{source(switch, notation)} > 0"
    return f"{notation.module}.where({condition}, {_case(above, notation)}, {_case(otherwise, notation)})", ATOM


def _unit_step(args: tuple[Expr, ...], notation: Notation) -> Text:
    return f"{notation.module}.where({source(args[0], notation)} > 0, 1.0, 0.0)", ATOM


def _keep(args: tuple[Expr, ...], notation: Notation) -> Text:
    mask, old, new = (source(a, notation) for a in args)
    return f"{notation.module}.where({mask} == 1, {old}, {new})", ATOM


SHARED: dict[str, Row] = {
    "add": _infix("+", SUM, PRODUCT, SUM),
    "subtract": _infix("-", SUM, PRODUCT, SUM),
    "multiply": _infix("*", PRODUCT, POWER, PRODUCT),
    "divide": _infix("/", PRODUCT, POWER, PRODUCT),
    "matmul": _infix("@", POWER, POWER, MATMUL),
    "negative": _negative,
    "square": _square,
    "power": _power,
    "transpose": _transpose,
    "spread": _spread,
    "cases": _cases,
    "unit_step": _unit_step,
    "keep": _keep,
    "total": _library("sum"),
    **{name: _library(name) for name in ("exp", "expm1", "log", "sqrt", "tanh", "cosh", "abs", "sign")},
    **{name: _library(name) for name in ("maximum", "minimum")},
}
"""What NumPy and PyTorch write alike."""

OWN = ("softmax", "log_softmax", "softplus", "erf", "erfc")
"""Operations for which a NumPy script has functions of its own."""

NUMPY = Notation({**SHARED, **{name: call_of(name) for name in (*ACTIVATIONS, *OWN) if name not in SHARED}})
"""What is computed, as NumPy source."""

TORCH = Notation(SHARED, "torch")
"""PyTorch source of what autograd is not asked for: weighted sums and penalties."""


def textbook(node: Expr) -> Expr:
    """The formula with the textbook's form wherever another one is computed."""
    return rewrite(node, lambda part: part.shown if isinstance(part, Stable) else part)


def textbook_form(node: Expr) -> str:
    """The form that textbooks print, as NumPy source; "" where it is also the one that is computed."""
    shown = source(textbook(node), NUMPY)
    return "" if shown == source(node, NUMPY) else shown


def functions_in(node: Expr) -> Iterator[str]:
    """The script's own functions that a formula calls as it is computed, those they call themselves first."""
    for part in walk(rewrite(node, lambda n: n.compute if isinstance(n, Stable) else n)):
        if isinstance(part, Call) and part.op.name not in SHARED:
            if part.op.body is not None:
                yield from functions_in(part.op.body(Z))
            yield part.op.name


Z = Var("Z", SCALAR, "Z", hyper=True)
"""The argument of a function of the script."""
