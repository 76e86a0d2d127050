"""Everything a page says about one step, read off its equation and its trace."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from engine import Phase, Step
from engine.activations import ACTIVATIONS, Activation
from engine.expr import SCALAR, Call, Entry, Expr, Mark, Stable, Var
from engine.program import Equation
from engine.tree import entry, reads, walk
from explain import names as called
from explain import render
from explain.highlight import OF_EXAMPLES, Part, entry_parts, parts
from explain.links import Link, link_to, plain_length, unlinked
from explain.prose import Prose

DIGITS = 4


@dataclass(frozen=True)
class Use:
    """An earlier step that this one reads: its index, its quantity's key and LaTeX name."""

    step: int
    key: str
    latex: str


@dataclass(frozen=True)
class Explanation:
    """One step as the learner meets it. All formulas are LaTeX without dollar signs.

    `symbols`, `shapes`, `numbers` and `result` are the same equation, with names, with sizes beneath, with the current
    numbers and its value; `numbers` and `result` are None where a matrix or the formula is too large to print.
    `definitions` are the formulas of the functions in it, `note` says where the computed form differs from the shown.
    """

    index: int
    key: str
    phase: Phase
    title: str
    name: str
    sign: str
    symbols: str
    shapes: str
    numbers: str | None
    result: str | None
    why: str
    uses: tuple[Use, ...]
    parts: tuple[Part, ...]
    definitions: tuple[str, ...]
    note: str

    @property
    def aligned(self) -> str:
        """Symbols with sizes, numbers and result as one LaTeX block, one under the other at the equals sign."""
        return _aligned(self.sign, self.shapes, self.numbers, self.result)


@dataclass(frozen=True)
class EntryExplanation:
    """One entry of a step written out: with names, with numbers, its value and the diagram parts it touches."""

    symbols: str
    numbers: str | None
    result: str
    parts: tuple[Part, ...]
    sign: str

    @property
    def aligned(self) -> str:
        """Symbols, numbers and result as one LaTeX block."""
        return _aligned(self.sign, self.symbols, self.numbers, self.result)


def _aligned(sign: str, *lines: str | None) -> str:
    """Lines that say the same quantity, the left side written once (the first line's) and aligned at the sign."""
    sides = [line.split(f" {sign} ", 1) for line in lines if line is not None]
    joined = rf" \\[10pt] &{sign} ".join(dict.fromkeys(right for _, right in sides))
    return rf"\begin{{aligned}} {sides[0][0]} &{sign} {joined} \end{{aligned}}"


def explain(step: Step, prose: Prose, digits: int = DIGITS, link: Link = unlinked, example: int = 0) -> Explanation:
    """The explanation of a step; `digits` are significant digits. Raises ProseError for a missing sentence.

    `link` ties names and numbers to the diagram's parts, which show the numbers of `example` (0-based).
    """
    equation, trace = step.equation, step.trace
    sizes, target = trace.sizes, equation.target
    name, sign = _left_side(target)
    name = link_to(target, name, link)
    described = render.under(name, target.shape, sizes) if target.shape != ("1", "1") else name
    fits = max(step.value.shape) <= render.MAX_SIDE
    numbers = render.values(trace, sizes, digits, link, example)
    words = _words(equation, prose, link)
    return Explanation(
        index=step.index,
        key=step.key,
        phase=step.phase,
        title=prose.say(f"title.{equation.why}", **words),
        name=called.quantity(target),
        sign=sign,
        symbols=f"{name} {sign} {render.latex(equation.expr, render.symbols(sizes, link))}",
        shapes=f"{described} {sign} {render.latex(equation.expr, render.shapes(sizes, link))}",
        numbers=_capped(f"{name} {sign} {render.latex(equation.expr, numbers)}"),
        result=f"{name} {sign} {render.latex(target, numbers)}" if fits else None,
        why=prose.say(_why(equation, prose), **words),
        uses=tuple(_use(used, link) for used in step.uses),
        parts=parts(equation, sizes),
        definitions=definitions(equation, sizes),
        note=_note(step, prose, digits),
    )


def _why(equation: Equation, prose: Prose) -> str:
    """The key of the sentence; where rows are examples (see `explain.rows`), a few have one of their own."""
    in_rows = f"why_in_rows.{equation.why}"
    return in_rows if equation.target.shape[0] == "d" and in_rows in prose.texts else f"why.{equation.why}"


def title(step: Step, prose: Prose) -> str:
    """The title of a step, for lists of steps."""
    return prose.say(f"title.{step.equation.why}", **_words(step.equation, prose, unlinked))


def _use(used: Step, link: Link) -> Use:
    target = used.equation.target
    return Use(used.index, used.key, link_to(target, called.quantity(target), link))


def explain_entry(
    step: Step, row: int, column: int, digits: int = DIGITS, link: Link = unlinked, example: int = 0
) -> EntryExplanation:
    """One entry (0-based) of a step, written out. Raises IndexError for an entry outside the result."""
    value, trace = step.value, step.trace
    if not (0 <= row < value.shape[0] and 0 <= column < value.shape[1]):
        raise IndexError(f"{step.key} is {value.shape[0]} x {value.shape[1]}: it has no entry ({row}, {column})")
    target = Entry(step.equation.target, row, column)
    written = entry(step.equation.expr, row, column, trace.sizes)
    updated = step.equation.target.mark is Mark.NEXT
    shown = Entry(step.equation.target.of, row, column) if updated and step.equation.target.of else target
    name, sign = link_to(shown, called.entry(shown, trace.sizes), link, example), r"\leftarrow" if updated else "="
    names = render.symbols(trace.sizes, link, example)
    numbers = render.values(trace, trace.sizes, digits, link, example)
    return EntryExplanation(
        symbols=f"{name} {sign} {render.latex(written, names)}",
        numbers=_capped(f"{name} {sign} {render.latex(written, numbers)}"),
        result=f"{name} {sign} {render.latex(target, numbers)}",
        parts=entry_parts(target, written),
        sign=sign,
    )


def _left_side(target: Var) -> tuple[str, str]:
    if target.mark is Mark.NEXT and target.of is not None:
        return called.quantity(target.of), r"\leftarrow"
    return called.quantity(target), "="


def _capped(text: str) -> str | None:
    return text if plain_length(text) <= render.MAX_LENGTH else None


def _words(equation: Equation, prose: Prose, link: Link) -> dict[str, object]:
    """What the sentences of a step can name."""
    target = equation.target
    about = target
    while about.mark is not Mark.VALUE and about.of is not None:
        about = about.of
    functions = [ACTIVATIONS[f] for f in _functions(equation)]
    read = reads(equation.expr)
    layer = next((v.layer for v in (about, *read) if v.layer is not None), None)

    def named(var: Var) -> str:
        return f"${link_to(var, called.quantity(var), link)}$"

    return {
        "target": named(target),
        "about": named(about),
        "reads_first": named(read[0]) if read else "",
        "layer": layer,
        "above": None if layer is None else layer + 1,
        "below": None if layer is None else layer - 1,
        "activation": prose.say(f"name.activation.{functions[0].name}") if functions else "",
    }


def _functions(equation: Equation) -> tuple[str, ...]:
    """The activations a step applies or takes the slope of, by name."""
    found = [n.op.name for n in walk(equation.expr) if isinstance(n, Call) and n.op.name in ACTIVATIONS]
    if equation.target.function:
        found.append(equation.target.function)
    return tuple(dict.fromkeys(found))


def definitions(equation: Equation, sizes: Mapping[str, int]) -> tuple[str, ...]:
    """The formula of each activation that a step uses, f(z) = ...; of one that mixes a column, its first entry."""
    units = next((size for size in equation.target.shape if size not in OF_EXAMPLES), "1")
    return tuple(_definition(ACTIVATIONS[name], units, sizes) for name in _functions(equation))


def _definition(record: Activation, rows: str, sizes: Mapping[str, int]) -> str:
    style = render.symbols(sizes)
    if record.by_column:
        column = Var("z", (rows, "1"), "z")
        return f"{record.symbol}(z)_1 = {render.latex(entry(record(column), 0, 0, sizes), style)}"
    return f"{record.symbol}(z) = {render.latex(record.formula(Var('z', SCALAR, 'z', hyper=True)), style)}"


def _note(step: Step, prose: Prose, digits: int) -> str:
    """One sentence where the textbook form, evaluated as it is written, would print another number."""
    if not any(isinstance(node, Stable) for node in walk(step.equation.expr)):
        return ""
    shown = step.term(_shown_only(step.equation.expr))
    same = all(
        render.scalar(float(a), digits) == render.scalar(float(b), digits)
        for a, b in zip(np.broadcast_to(shown, step.value.shape).flat, step.value.flat, strict=True)
    )
    return "" if same else prose.say("note.stable", target=f"${called.quantity(step.equation.target)}$")


def _shown_only(node: Expr) -> Expr:
    if isinstance(node, Stable):
        return _shown_only(node.shown)
    if isinstance(node, Call):
        return Call(node.op, tuple(_shown_only(a) for a in node.args))
    return node
