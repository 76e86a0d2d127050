"""Which symbols of the glossary a step prints, read off its equation, and which a text has between its dollar signs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from itertools import chain

from engine import Step
from engine.activations import ACTIVATIONS
from engine.expr import Call, Constant, Expr, Mark, SizeOf, Var
from engine.tree import walk
from explain import names as called
from explain.explanation import definitions
from explain.glossary.entries import entries
from explain.glossary.words import Told, glossary
from explain.prose import Prose
from explain.render import latex, shapes

SEEN = {
    "partial": r"\partial",
    "odot": r"\odot",
    "top": r"\top",
    "ones": r"\mathbf{",
    "leftarrow": r"\leftarrow",
    "circ": r"\circ",
    "sqrt": r"\sqrt",
    "sum": r"\sum",
    "ln": r"\ln",
    "exp": "e^{",
    "abs": r"\left|",
    "sign": r"\operatorname{sign}",
    "cases": r"\begin{cases}",
    "max": r"\max",
    "erf": r"\operatorname{erf}",
    "pi": r"\pi",
    "alpha": r"\alpha",
    "weight_decay": r"\lambda \,",
}
"""How a sign, or a letter that is a fixed number, is known in the LaTeX of a formula."""


def symbols_of(step: Step, prose: Prose) -> tuple[Told, ...]:
    """The symbols that a step's formula prints, with its sizes and the formulas of its functions, each once."""
    equation, sizes = step.equation, step.trace.sizes
    functions = definitions(equation, sizes)
    written = " ".join((called.quantity(equation.target), latex(equation.expr, shapes(sizes)), *functions))
    found = {key for key, text in SEEN.items() if text in written}
    found |= {"leftarrow"} if equation.target.mark is Mark.NEXT else set()
    found |= {"z"} if functions else set()
    found = found.union(keys(equation.target), *map(_keys, walk(equation.expr)))
    found -= set() if "new" in written else {"new"}  # on the left the arrow says it
    return tuple(told for told in glossary(prose) if told.entry.latex and told.entry.key in found)


def _keys(node: Expr) -> frozenset[str]:
    """The entries that say what one part of a formula is."""
    if isinstance(node, Var):
        return keys(node)
    if isinstance(node, SizeOf):
        return frozenset({node.size[0]})
    if isinstance(node, Call):
        return frozenset({node.op.name} & {"matmul", *ACTIVATIONS})
    return frozenset({"ones"}) if isinstance(node, Constant) else frozenset()


def keys(var: Var) -> frozenset[str]:
    """The entries that a quantity's name is made of: W after the update is W and "new", M of W is M and W."""
    layer = {"l"} if var.layer is not None else set()
    sizes = {size[0] for size in var.shape if size != "1"}
    own = _OWN[var.mark](var)
    of = keys(var.of) if var.of is not None and var.mark is not Mark.VALUE else frozenset()
    return frozenset(chain(own, layer, sizes, of))


def _part(var: Var) -> set[str]:
    """A quantity that is split by what it comes from has that in its name."""
    return {f"J_{var.part}"} if var.part in ("data", "penalty") else set()


def _gradient(var: Var) -> set[str]:
    return {"partial", *(_part(var) or {"J"}), *({f"d{var.of.symbol}"} if var.of is not None else ())}


_OWN: dict[Mark, Callable[[Var], set[str]]] = {
    Mark.VALUE: lambda var: _part(var) or {var.symbol},
    Mark.GRADIENT: _gradient,
    Mark.SLOPE: lambda var: {"slope", var.function},
    Mark.STATE: lambda var: {var.symbol, *(("hat",) if var.part == "hat" else ())},
    Mark.NEXT: lambda _: {"new"},
    Mark.MASK: lambda _: {"F"},
}
"""By mark: the entries of a quantity's own letter."""

LETTERS = {"w": "W", "b": "b", "x": "X", "y": "Y", "a": "A", "z": "z", "j": "J", "v": "V", "l": "L"}
COMMAND = re.compile(r"\\hat\{[A-Za-z]\}|\\(?:text|operatorname|mathrm)\{[^{}]*\}|\\[A-Za-z]+|[A-Za-z]")


def symbols_in(texts: Iterable[str], prose: Prose) -> tuple[Told, ...]:
    """The symbols that stand between dollar signs in texts, each once, in the order of the glossary."""
    written = {name for text in texts for piece in text.split("$")[1::2] for name in COMMAND.findall(piece)}
    found = {LETTERS.get(name.lower(), name) for name in written} | {_known().get(name, "") for name in written}
    return tuple(told for told in glossary(prose) if told.entry.latex and told.entry.key in found)


@lru_cache(maxsize=1)
def _known() -> dict[str, str]:
    """LaTeX command -> the entry that it is the symbol of."""
    own = {entry.latex: entry.key for entry in entries() if entry.latex}
    return own | {r"\top": "top", r"\hat{y}": "Yhat", r"\hat{Y}": "Yhat", r"\beta": "beta1", r"\lambda": "l2"}
