"""What is checked of one step: every formula that explain/ prints of it, read back, has the value that the step has."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import numpy as np

from engine import Step
from engine.activations import ACTIVATIONS, Activation
from engine.evaluate import evaluate
from engine.expr import SCALAR, Call, Constant, Entry, Expr, SizeOf, Stable, Var
from engine.tree import entry, rewrite, walk
from explain import Explanation, explain, explain_entry, load_prose, render
from explain import names as called
from explain.rows import RowsTrace
from tests.explain.latex_reader import read, read_names, read_under, sides
from tests.explain.latex_values import Value, is_matrix

DIGITS = 17
TOLERANCE = 1e-9
Z = Var("z", SCALAR, "z", hyper=True)


def _softmax(z: np.ndarray) -> np.ndarray:
    powers = np.exp(z - z.max(axis=0))
    return powers / powers.sum(axis=0)


def as_printed(record: Activation) -> Callable[[Value], Value]:
    """An activation as the function that its printed definition says."""
    if record.by_column:
        return _softmax
    text = render.latex(record.formula(Z), render.symbols({}))
    one = cache(lambda z: read(text, {"z": z}))
    return lambda value: np.vectorize(one, otypes=[float])(value) if is_matrix(value) else one(value)


FUNCTIONS: dict[str, Callable[..., Any]] = {r.symbol: as_printed(r) for r in ACTIVATIONS.values()}
IN_ROWS = FUNCTIONS | {ACTIVATIONS["softmax"].symbol: lambda z: _softmax(z.T).T if np.ndim(z) else 1.0}


def functions_of(step: Step) -> Mapping[str, Callable[..., Any]]:
    """The functions as a reader takes them: softmax works on columns, or on rows where these are the examples."""
    return IN_ROWS if isinstance(step.trace, RowsTrace) else FUNCTIONS


def as_shown(expr: Expr) -> Expr:
    """The formula in its textbook form."""
    return rewrite(expr, lambda node: node.shown if isinstance(node, Stable) else node)


def names_in(expr: Expr, values: Mapping[str, np.ndarray], sizes: Mapping[str, int]) -> dict[str, Value]:
    """Every name that a formula may print, with its value. One name for two things is an error."""
    found: dict[str, tuple[Expr, Value]] = {}

    def add(name: str, node: Expr, value: Value) -> None:
        assert found.setdefault(name, (node, value))[0] == node, f"{name} is both {found[name][0]} and {node}"

    for node in walk(expr):
        if isinstance(node, Entry):
            add(called.entry(node, sizes), node, float(values[node.var.key][node.row, node.column]))
        elif isinstance(node, SizeOf):
            add(called.size_name(node.size), node, float(sizes[node.size]))
        elif isinstance(node, Constant):
            shape = (1 if s == "1" else sizes[s] for s in node.shape)
            add({"ones": r"\mathbf{1}", "zeros": r"\mathbf{0}"}[node.name], node, node.make(*shape))
        elif isinstance(node, Var):
            value = values[node.key]
            add(called.quantity(node), node, float(value[0, 0]) if node.shape == SCALAR else value)
        elif isinstance(node, Call) and node.op.name == "transpose" and isinstance(node.args[0], Var):
            flipped = node.args[0]
            add(called.quantity(flipped, r"\top"), node, values[flipped.key].T)
    return {name: value for name, (_, value) in found.items()}


def off_by(got: Value, want: Value, scale: float) -> float:
    """The largest difference relative to `scale`, absolute where that is 0 or not finite; infinite for other sizes."""
    if np.shape(got) != np.shape(want):
        return np.inf
    with np.errstate(all="ignore"):
        difference = np.where(np.array(got) == np.array(want), 0.0, np.abs(np.subtract(got, want)))
    difference = np.where(np.isnan(got) & np.isnan(want), 0.0, difference)
    relative_to = scale if 0 < scale < np.inf else 1.0
    return float(np.max(np.nan_to_num(difference, nan=np.inf))) / relative_to


def require_reads(what: str, text: str, got: Value, *wanted: Value) -> float:
    """The difference of what was read from the nearest of the `wanted` values; an error if none is near."""
    off = min(off_by(got, want, float(np.max(np.abs(want)))) for want in wanted)
    assert off <= TOLERANCE, f"{what}: {text}\nreads as {got}\nbut should be {' or '.join(map(str, wanted))}"
    return off


def check_step(step: Step) -> float:
    """Raise AssertionError unless the symbols, sizes, numbers, result and links of a step agree with its value.

    Returns the largest difference.
    """
    shown = explain(step, load_prose(), DIGITS)
    trace, target, expr = step.trace, step.equation.target, step.equation.expr
    scalar = target.shape == SCALAR
    wanted = _plain(scalar, step.value), _plain(scalar, np.broadcast_to(step.term(as_shown(expr)), step.value.shape))
    names = names_in(as_shown(expr), trace, trace.sizes)
    known = {called.quantity(v): v.key for v in walk(as_shown(expr)) if isinstance(v, Var)}
    known |= {called.quantity(v, r"\top"): v.key for v in walk(as_shown(expr)) if isinstance(v, Var)}

    functions = functions_of(step)
    value, used = read_names(sides(shown.symbols)[1], names, functions)
    worst = require_reads(f"symbols of {step.key}", shown.symbols, value, *wanted)
    linked = {known[name] for name in used if known.get(name) in trace.index}
    assert linked == {use.key for use in shown.uses}, f"{shown.symbols} reads {linked}, its links are {shown.uses}"

    left, right = sides(shown.shapes)
    assert read_under(left, trace.sizes) == (None if scalar else step.value.shape)
    worst = max(worst, require_reads("sizes", right, read(right, names, functions, trace.sizes), *wanted))

    if shown.numbers is not None:
        right = sides(shown.numbers)[1]
        worst = max(worst, require_reads(f"numbers of {step.key}", right, read(right, {}, functions), *wanted))
    assert shown.result is not None
    assert off_by(read(sides(shown.result)[1]), wanted[0], 1.0) == 0, f"{shown.result} is not {wanted[0]}"
    check_links(step, shown)
    return worst


def _plain(scalar: bool, value: np.ndarray) -> Value:
    return float(value[0, 0]) if scalar else value


def check_links(step: Step, shown: Explanation) -> None:
    """Links point to earlier steps by their own names; parts of the diagram are named once."""
    for use in shown.uses:
        assert use.step < step.index, f"{step.key} links to {use.key}, which comes later"
        assert step.trace.steps[use.step].key == use.key
        assert use.latex == called.quantity(step.trace.steps[use.step].equation.target)
    for parts in (shown.parts, explain_entry(step, 0, 0).parts):
        assert len({part.name for part in parts}) == len(parts), f"{step.key} lights {parts}"


def check_entries(step: Step) -> float:
    """Raise AssertionError unless every entry of a step, written out, has its value. Returns the largest difference."""
    sizes, worst = step.trace.sizes, 0.0
    scale = float(np.max(np.abs(step.value)))
    for i, j in np.ndindex(step.value.shape):
        shown = explain_entry(step, i, j, DIGITS)
        written = as_shown(entry(step.equation.expr, i, j, sizes))
        wanted = [float(step.value[i, j])]
        texts = [(shown.symbols, names_in(written, step.trace, sizes)), (shown.numbers, {})]
        for text, names in texts:
            if text is None:
                continue
            got = read(sides(text)[1], names, FUNCTIONS)
            off = off_by(got, wanted[0], scale)
            if off > TOLERANCE:
                wanted.append(float(evaluate(written, step.trace, sizes)[0, 0]))
                off = off_by(got, wanted[1], scale)
            assert off <= TOLERANCE, f"entry ({i}, {j}) of {step.key}: {text}\nreads as {got}, not {wanted}"
            worst = max(worst, off)
        assert off_by(read(sides(shown.result)[1]), wanted[0], 1.0) == 0, f"{shown.result} is not {wanted[0]}"
    return worst
