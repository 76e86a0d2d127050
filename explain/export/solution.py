"""A worked solution as data: the problem and every step with its formulas and sentences, gathered once from a trace.

The documents (`markdown`, `latex`, `html`, `typst`) only lay out what stands here.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby, islice

import numpy as np

from engine import NonFiniteError, Step, Trace
from engine.tree import reads
from explain import EntryExplanation, Explanation, Prose, explain, explain_entry, render
from explain.explanation import DIGITS
from explain.export.parts import (
    Entries,
    Formula,
    Section,
    Solution,
    SolvedStep,
    Text,
    formula,
    legible,
    one_line,
    same,
)
from explain.export.setup import setup
from explain.names import size_name
from explain.stopping import stop_sentence

__all__ = ["APP", "DETAILS", "Solution", "solution"]

APP = "Gradwalk 0.1.0"
"""What made the document. A test holds it to the project's own version."""

DETAILS = ("short", "full", "entries")
"""How much a solution says: formula and result; sizes, numbers and reasons as well; every entry written out as well."""

MOST_ENTRIES = 12
MOST_TERMS = 100
"""An entry of more terms than this is not written out: it would fill a page, and nothing could be read off it."""


def solution(
    trace: Trace,
    prose: Prose,
    digits: int = DIGITS,
    detail: str = "full",
    title: str = "",
    stopped: NonFiniteError | None = None,
) -> Solution:
    """The worked solution of a trace; `digits` are significant digits, `detail` is one of DETAILS.

    For a run that stopped, give the error's trace and the error itself. Raises ValueError for an unknown detail and for
    a trace without a problem.
    """
    if detail not in DETAILS:
        raise ValueError(f"no level of detail is called {detail!r}: there are {', '.join(DETAILS)}")
    by_phase = groupby(trace.steps, lambda step: step.phase)
    return Solution(
        language=prose.language,
        title=one_line(title) or prose.say("export.title", widths=_widths(trace)),
        setup=setup(trace, prose, digits),
        sections=tuple(
            Section(phase, prose.say(f"phase.{phase.value}"), tuple(_step(s, prose, digits, detail) for s in steps))
            for phase, steps in by_phase
        ),
        stopped="" if stopped is None else stop_sentence(stopped, prose),
        footer=prose.say("export.footer", app=APP),
    )


def _widths(trace: Trace) -> str:
    layers = trace.program.layers
    return "-".join(str(trace.sizes[size]) for size in (layers[0].W.shape[1], *(layer.W.shape[0] for layer in layers)))


def _step(step: Step, prose: Prose, digits: int, detail: str) -> SolvedStep:
    card = explain(step, prose, digits)
    short = detail == "short"
    written = _short(card) if short else _full(card)
    return SolvedStep(
        number=step.index + 1,
        title=card.title,
        formula=written,
        too_large="" if written.complete else prose.say("export.too_large"),
        where="" if short else _where(card, prose),
        sizes="" if short else _sizes(step, prose),
        why="" if short else card.why,
        note="" if short else card.note,
        entries=_entries(step, card, prose, digits) if detail == "entries" else None,
    )


def _short(card: Explanation) -> Formula:
    return formula(card.sign, (("symbols", card.symbols), ("result", card.result)))


def _full(card: Explanation) -> Formula:
    """The formula with sizes, numbers and result. Where every matrix is too large, the numbers are names again."""
    bare = card.numbers is not None and same(card.numbers) == same(card.symbols)
    numbers = None if bare else card.numbers
    return formula(card.sign, (("symbols", card.shapes), ("numbers", numbers), ("result", card.result)))


def _where(card: Explanation, prose: Prose) -> Text:
    formulas = ", ".join(f"${definition}$" for definition in card.definitions)
    return prose.say("export.where", formulas=formulas) if formulas else ""


def _sizes(step: Step, prose: Prose) -> Text:
    """What the named sizes under a formula count."""
    variables = (step.equation.target, *reads(step.equation.expr))
    names = dict.fromkeys(size for var in variables for size in var.shape if size != "1")
    said = [
        prose.say(f"card.size.{n[0]}", name=f"${size_name(n)}$", count=step.trace.sizes[n], layer=n[1:]) for n in names
    ]
    return prose.say("export.sizes", sizes=", ".join(said)) if said else ""


def _entries(step: Step, card: Explanation, prose: Prose, digits: int) -> Entries | None:
    """The first entries written out; None where that would say the step's own formula again."""
    if _terms(step) > MOST_TERMS:
        return Entries(prose.say("export.entries"), prose.say("export.entries_long"), ())
    places = islice(np.ndindex(step.value.shape), MOST_ENTRIES)
    written = [explain_entry(step, row, column, digits) for row, column in places]
    if written[0].symbols == card.symbols:
        return None
    formulas = tuple(map(_entry, written))
    count, shown = step.value.size, len(written)
    return Entries(
        head=prose.say("export.entries_cut" if count > shown else "export.entries", count=count, shown=shown),
        note="" if all(one.complete for one in formulas) else prose.say("export.entries_long"),
        formulas=formulas,
    )


def _terms(step: Step) -> int:
    """At most how many terms an entry of a step has: a single number may sum up whole matrices."""
    shapes = [step.trace[var.key].shape for var in reads(step.equation.expr)]
    counted = [rows * columns if step.value.size == 1 else max(rows, columns) for rows, columns in shapes]
    return sum(counted) if step.value.size == 1 else max(counted, default=0)


def _entry(entry: EntryExplanation) -> Formula:
    """An entry with names, with numbers and its value. Where the names are too long to print, its value is left."""
    fits = len(entry.symbols) <= render.MAX_LENGTH and legible(entry.symbols.split(f" {entry.sign} ", 1)[1])
    lines = (("symbols", entry.symbols), ("numbers", entry.numbers)) if fits else ()
    written = formula(entry.sign, (*lines, ("result", entry.result)))
    return replace(written, complete=written.complete and fits)
