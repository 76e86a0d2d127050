"""Numbers inside a formula that are printed to the lesson's digits: SymPy's fractions would fill a line each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from engine.activations import PI
from engine.expr import Call, Expr, Number
from engine.tree import rewrite
from explain import render
from explain.symbolic import Symbolic

SMALL = 100
"""A third is printed as a fraction, and so is every fraction up to this denominator that has no end as a decimal."""

WIDE = 120
"""A sum of more LaTeX characters than this is printed with one term to a line."""


@dataclass(frozen=True)
class Decimal(Expr):
    """A number that is printed to so many digits."""

    value: float


def to_digits(formula: Expr) -> Expr:
    """The formula with its floats as decimals; fractions and named numbers stay."""

    def change(node: Expr) -> Expr:
        if isinstance(node, Number) and isinstance(node.value, float) and not node.name:
            return Decimal(node.value)
        return node

    return rewrite(formula, change)


def leaf_for(symbols: Mapping[str, Expr]) -> Callable[[Symbolic], Expr]:
    """What stands in a formula for a SymPy symbol, by its name, and for a SymPy number."""

    def leaf(node: Symbolic) -> Expr:
        if node.is_Symbol:
            return symbols[node.name]
        if node.is_Rational:
            return _number(Fraction(int(node.p), int(node.q)))
        return PI if str(node) == PI.name else Decimal(float(node))

    return leaf


def _number(value: Fraction) -> Expr:
    rest = value.denominator
    for factor in (2, 5):
        while rest % factor == 0:
            rest //= factor
    return Number(value) if rest > 1 and value.denominator <= SMALL else Decimal(float(value))


def style_for(sizes: Mapping[str, int], digits: int) -> render.Style:
    """Names as they are, decimals to so many significant digits."""
    names = render.symbols(sizes)

    def leaf(node: Expr, flipped: bool) -> render.Text:
        return render.scalar(node.value, digits) if isinstance(node, Decimal) else names.leaf(node, flipped)

    return render.Style(leaf, r"\,")


def equation(left: str, formula: Expr, style: render.Style) -> str:
    """left = formula as LaTeX; a wide sum has one term to a line."""
    text = render.latex(formula, style)
    terms = _terms(formula)
    if len(text) <= WIDE or len(terms) == 1:
        return f"{left} = {text}"
    rows = r" \\[10pt] &\quad ".join(f"{sign}{render.latex(term, style)}" for sign, term in terms)
    return rf"\begin{{aligned}} {left} &= {rows} \end{{aligned}}"


def _terms(formula: Expr) -> list[tuple[str, Expr]]:
    """The terms of a sum with the signs between them; one that needs brackets stays in its place."""
    if isinstance(formula, Call) and formula.op.name in SIGNS:
        first, last = formula.args
        if not (isinstance(last, Call) and last.op.name in (*SIGNS, "negative")):
            return [*_terms(first), (SIGNS[formula.op.name], last)]
    return [("", formula)]


SIGNS = {"add": "+ ", "subtract": "- "}
