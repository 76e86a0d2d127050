"""The operations a formula may use: one row each, with its size rule, its single-entry rule and its computation.

The complex twin serves the complex-step check: it branches on the real part. `erfc` and `softplus` have none in NumPy,
so theirs is the first-order expansion in the imaginary part, exact to the last digit for a step of 1e-30.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import reduce
from typing import Any

import numpy as np

from engine.expr import OPS, Array, Expr, Number, Op, Operand, SizeError, Sizer, call
from engine.tree import entry, is_setting, shape_of

Args = tuple[Expr, ...]
Sizes = Mapping[str, int]
Rule = Callable[[Args, Sizer], Any]


def _product(args: Args, sizer: Sizer) -> Any:
    left, right = (shape_of(a, sizer) for a in args)
    if left[1] != right[0]:
        raise SizeError(
            f"{args[0]} is {left[0]} x {left[1]} and {args[1]} is {right[0]} x {right[1]}: "
            f"a product needs the inner sizes to be the same, {left[1]} is not {right[0]}"
        )
    return left[0], right[1]


def _alike(scalars: bool) -> Rule:
    """Operands of one size. A setting (1/d, eta) may stand beside any; with `scalars`, every 1 x 1 may."""

    def rule(args: Args, sizer: Sizer) -> Any:
        one = (sizer("1"), sizer("1"))
        shapes = [(a, shape_of(a, sizer)) for a in args]
        full = [(a, s) for a, s in shapes if s != one or not (scalars or is_setting(a))]
        if not full:
            return one
        first, shape = full[0]
        for other, size in full[1:]:
            if size != shape:
                raise SizeError(
                    f"{first} is {shape[0]} x {shape[1]} and {other} is {size[0]} x {size[1]}: "
                    "entry by entry, both need the same size"
                )
        return shape

    return rule


def _spread(args: Args, sizer: Sizer) -> Any:
    rows, columns = shape_of(args[0], sizer)
    if columns != sizer("1"):
        raise SizeError(f"{args[0]} is {rows} x {columns}: only a single column can be added to every example")
    return rows, sizer("d")


def _flip(args: Args, sizer: Sizer) -> Any:
    rows, columns = shape_of(args[0], sizer)
    return columns, rows


def _same(args: Args, sizer: Sizer) -> Any:
    return shape_of(args[0], sizer)


def _one(args: Args, sizer: Sizer) -> Any:
    shape_of(args[0], sizer)
    return sizer("1"), sizer("1")


def _each(op: str) -> Callable[[Args, int, int, Sizes], Expr]:
    return lambda args, i, j, sizes: call(op, *(entry(a, i, j, sizes) for a in args))


def _real_sizes(node: Expr, sizes: Sizes) -> tuple[int, int]:
    rows, columns = shape_of(node, lambda s: 1 if s == "1" else sizes[s])
    return int(rows), int(columns)


def _sum(terms: list[Expr]) -> Expr:
    return reduce(lambda a, b: a + b, terms)


def _matmul_entry(args: Args, i: int, j: int, sizes: Sizes) -> Expr:
    left, right = args
    inner = _real_sizes(left, sizes)[1]
    return _sum([_times(entry(left, i, k, sizes), entry(right, k, j, sizes)) for k in range(inner)])


def _times(a: Expr, b: Expr) -> Expr:
    """a * b, without a factor that is plainly 1 (the ones of dZ . 1)."""
    if b == Number(Fraction(1)):
        return a
    return b if a == Number(Fraction(1)) else a * b


def _total_entry(args: Args, i: int, j: int, sizes: Sizes) -> Expr:
    rows, columns = _real_sizes(args[0], sizes)
    return _sum([entry(args[0], r, c, sizes) for c in range(columns) for r in range(rows)])


def _softmax_entry(args: Args, i: int, j: int, sizes: Sizes) -> Expr:
    rows = _real_sizes(args[0], sizes)[0]
    powers = [call("exp", entry(args[0], k, j, sizes)) for k in range(rows)]
    return powers[i] / _sum(powers)


def _log_softmax_entry(args: Args, i: int, j: int, sizes: Sizes) -> Expr:
    return call("log", _softmax_entry(args, i, j, sizes))


# --- how they are computed -------------------------------------------------------------------------------------------


def _total(a: Array, out: Array) -> None:
    np.add.reduce(a, axis=None, out=out[0, 0, ...])


def _pick(switch: Array, above: Array, else_: Array, out: Array) -> None:
    np.copyto(out, else_)
    np.copyto(out, above, where=switch.real > 0)


def _keep(mask: Array, old: Array, new: Array, out: Array) -> None:
    np.copyto(out, new)
    np.copyto(out, old, where=mask.real > 0)


def _softmax(z: Array, out: Array) -> None:
    top = np.take_along_axis(z, z.real.argmax(axis=0)[None], axis=0)
    np.subtract(z, top, out)
    np.exp(out, out)
    np.divide(out, out.sum(axis=0), out)


def _log_softmax(z: Array, out: Array) -> None:
    """z - top - log(1 + the rest): log1p keeps the digits where one class has almost all of the probability."""
    top = z.real.argmax(axis=0)[None]
    np.subtract(z, np.take_along_axis(z, top, axis=0), out)
    powers = np.exp(out)
    np.put_along_axis(powers, top, 0.0, axis=0)
    np.subtract(out, np.log1p(powers.sum(axis=0)), out)


def _step(z: Array, out: Array) -> None:
    np.greater(z.real, ZERO, out)


def _by_math(function: Callable[[float], float]) -> Callable[[Array, Array], None]:
    """NumPy has no error function; the standard library's is right to the last digit."""
    table = np.frompyfunc(function, 1, 1)

    def real(a: Array, out: Array) -> None:
        out[...] = table(a)

    return real


def _first_order(
    value: Callable[[Array, Array], None], slope: Callable[[Array], Array]
) -> Callable[[Array, Array], None]:
    """f(x + ih) = f(x) + i h f'(x), exact to h squared."""

    def twin(z: Array, out: Array) -> None:
        real = np.empty(z.shape)
        value(z.real, real)
        out[...] = real + 1j * z.imag * slope(z.real)

    return twin


def _gauss(x: Array) -> Array:
    return np.asarray(np.exp(-x * x) * (2 / math.sqrt(math.pi)))


def _exp_twin(z: Array, out: Array) -> None:
    """A complex infinity makes 1/(1 + e^-z) undefined instead of 0, so this stops at the largest power."""
    np.exp(np.minimum(z.real, 709.0) + 1j * z.imag, out)


def _abs_twin(z: Array, out: Array) -> None:
    out[...] = z * np.sign(z.real)


def _sign_twin(z: Array, out: Array) -> None:
    out[...] = np.sign(z.real)


def _larger(a: Array, b: Array, out: Array | None = None) -> Array:
    """NumPy wants the output of these two by name."""
    return np.maximum(a, b, out=out)


def _smaller(a: Array, b: Array, out: Array | None = None) -> Array:
    return np.minimum(a, b, out=out)


def _larger_twin(a: Array, b: Array, out: Array) -> None:
    out[...] = np.where(np.real(b) > np.real(a), b, a)


def _smaller_twin(a: Array, b: Array, out: Array) -> None:
    out[...] = np.where(np.real(b) < np.real(a), b, a)


ZERO = np.array(0.0)
"""An array of no dimension: NumPy takes it faster than a Python number."""


def _softplus(z: Array, out: Array) -> None:
    np.logaddexp(ZERO, z, out)


def _add(name: str, shape: Rule, entries: Any, real: Any, twin: Any = None, aliases: bool = True) -> None:
    OPS[name] = Op(name, shape, entries, real, real if twin is None else twin, aliases=aliases)


for _name in ("add", "subtract"):
    _add(_name, _alike(False), _each(_name), getattr(np, _name))
for _name in ("multiply", "divide", "power"):
    _add(_name, _alike(True), _each(_name), getattr(np, _name))
_add("exp", _same, _each("exp"), np.exp, _exp_twin)
for _name in ("negative", "square", "sqrt", "expm1", "log", "tanh", "cosh"):
    _add(_name, _same, _each(_name), getattr(np, _name))
_add("abs", _same, _each("abs"), np.abs, _abs_twin)
_add("sign", _same, _each("sign"), np.sign, _sign_twin)
_add("maximum", _alike(False), _each("maximum"), _larger, _larger_twin)
_add("minimum", _alike(False), _each("minimum"), _smaller, _smaller_twin)
_add("unit_step", _same, _each("unit_step"), _step, aliases=False)
_add("erf", _same, _each("erf"), _by_math(math.erf), _first_order(_by_math(math.erf), _gauss))
_add("erfc", _same, _each("erfc"), _by_math(math.erfc), _first_order(_by_math(math.erfc), lambda x: -_gauss(x)))
_add(
    "softplus",
    _same,
    _each("softplus"),
    _softplus,
    _first_order(_softplus, lambda x: np.exp(-np.logaddexp(0.0, -x))),
)
_add("cases", _alike(False), _each("cases"), _pick, aliases=False)
_add("keep", _alike(False), _each("keep"), _keep, aliases=False)
_add("matmul", _product, _matmul_entry, np.dot, aliases=False)
OPS["transpose"] = Op(
    "transpose", _flip, lambda args, i, j, sizes: entry(args[0], j, i, sizes), view=lambda a, shape: a.T
)
OPS["spread"] = Op("spread", _spread, lambda args, i, j, sizes: entry(args[0], i, 0, sizes), view=np.broadcast_to)
_add("total", _one, _total_entry, _total, aliases=False)
_add("softmax", _same, _softmax_entry, _softmax, aliases=False)
_add("log_softmax", _same, _log_softmax_entry, _log_softmax, aliases=False)


def exp(a: Operand) -> Expr:
    """e to the power a, entry by entry."""
    return call("exp", a)


def log(a: Operand) -> Expr:
    """Natural logarithm, entry by entry."""
    return call("log", a)


def sqrt(a: Operand) -> Expr:
    """Square root, entry by entry."""
    return call("sqrt", a)


def maximum(a: Operand, b: Operand) -> Expr:
    """The larger of the two, entry by entry."""
    return call("maximum", a, b)


def minimum(a: Operand, b: Operand) -> Expr:
    """The smaller of the two, entry by entry."""
    return call("minimum", a, b)


def cases(switch: Operand, above: Operand, otherwise: Operand) -> Expr:
    """`above` where switch > 0, `otherwise` elsewhere."""
    return call("cases", switch, above, otherwise)


def total(a: Operand) -> Expr:
    """The sum of all entries, 1 x 1."""
    return call("total", a)


def spread(a: Operand) -> Expr:
    """A column repeated for every example: how b joins W A in Z = W A + b."""
    return call("spread", a)
