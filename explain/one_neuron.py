"""The steps of a single neuron with the names that it needs: z = w_1 x_1 + b, a = f(z), without a layer."""

from __future__ import annotations

from engine import Step, Trace
from engine.activations import ACTIVATIONS
from engine.expr import Entry, Expr, Mark, Var
from engine.tree import entry
from explain import render

LINE = r" \\[6pt] &= "


def one_neuron(step: Step, digits: int) -> str:
    r"""A step of a network of one neuron and one example as LaTeX: names, numbers, result, aligned at the equals sign.

    The names are x_1, x_2, ..., w_1, w_2, ..., b, z, a and f'(z). Raises ValueError for a larger
    network, and for a quantity that has no such name.
    """
    trace = step.trace
    if (len(trace.program.layers), trace.sizes["m"], trace.sizes["d"]) != (1, 1, 1):
        raise ValueError(f"one neuron and one example, not {trace.sizes}")
    base = render.symbols(trace.sizes)
    style = render.Style(lambda node, flipped: (_name(node, trace), render.ATOM), base.times)
    numbers = render.values(trace, trace.sizes, digits)
    target = Entry(step.equation.target, 0, 0)
    written = entry(step.equation.expr, 0, 0, trace.sizes)
    lines = dict.fromkeys([render.latex(written, style), render.latex(written, numbers), render.latex(target, numbers)])
    return rf"\begin{{aligned}} {_name(target, trace)} &= {LINE.join(lines)} \end{{aligned}}"


def _name(node: Expr, trace: Trace) -> str:
    """What an entry is called."""
    if not isinstance(node, Entry):
        raise ValueError(f"{node} is not an entry of one neuron's quantities")
    layer, var = trace.program.layers[0], node.var
    if var.mark is Mark.SLOPE:
        return f"{ACTIVATIONS[layer.activation].symbol}'(z)"
    names: dict[Var, str] = {layer.Z: "z", layer.A: "a", layer.b: "b"}
    names |= {layer.W: f"w_{{{node.column + 1}}}", layer.a_in: f"x_{{{node.row + 1}}}"}
    if var not in names:
        raise ValueError(f"{var} has no short name")
    return names[var]
