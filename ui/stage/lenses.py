"""The lenses of the step card: the whole matrix, one entry written out, or the paths by which a gradient comes."""

from __future__ import annotations

from typing import Any

from engine import Step
from engine.expr import Entry
from explain import Prose, explain_entry
from explain.highlight import Part, drawn, part_of
from explain.links import linked
from explain.mathml import markup
from explain.names import entry as entry_name
from explain.numbers import bracketed, latex
from explain.paths import Path, Paths, paths
from explain.rows import ENTRIES
from explain.shares import Factor, contributions, factors, layer_of, share
from ui.lesson import Lesson
from ui.stage.formulas import as_shown, formula_lines
from ui.stage.player import entry_of
from ui.stage.veil import Veil

Data = dict[str, Any]


def lens_of(step: Step, lesson: Lesson) -> str:
    """The lens on a step: the chosen one where the step has it; single entries where Next walks through them."""
    if lesson.zoom == "terms":
        return "entry"
    return lesson.lens if lesson.lens in available(step) else "matrix"


def available(step: Step) -> tuple[str, ...]:
    """The lenses a step has. A scalar has no entries to choose from; paths belong to a parameter's gradient."""
    by_path = layer_of(step) is not None and drawn(step.equation.target) in step.trace.program.parameters
    return ("matrix", *(("entry",) if step.value.size > 1 else ()), *(("paths",) if by_path else ()))


def lens_data(step: Step, lesson: Lesson, veil: Veil, prose: Prose) -> Data:
    """The choice of lenses and what the chosen one shows. A single number shows its factors and shares in any case.

    Where the result is veiled, so is all that adds up to it: shares, products, sums.
    """
    chosen = lens_of(step, lesson)
    row, column = entry_of(step, lesson)
    names, veiled = available(step), step.key in veil.keys
    single = chosen == "entry" or (chosen == "matrix" and step.value.size == 1)
    return {
        "label": prose.say("lens.label"),
        "options": [[name, prose.say(f"lens.{name}")] for name in names] if len(names) > 1 else [],
        "chosen": chosen,
        "entry": _entry(step, row, column, lesson, veiled, prose) if chosen != "matrix" else None,
        "shares": _shares(step, row, column, lesson, prose) if single and not veiled else None,
        "paths": _paths(step, row, column, lesson, veiled, prose) if chosen == "paths" else None,
        "factors": _factors(step, row, column, lesson, veiled, prose) if single else None,
    }


def _entry(step: Step, row: int, column: int, lesson: Lesson, veiled: bool, prose: Prose) -> Data:
    """One entry: which, of how many, and its formula."""
    rows, columns = step.value.shape
    target = step.equation.target
    by_example = target.shape[1] == "d"
    leaf = ENTRIES[lesson.convention](Entry(target, row, column))
    written = explain_entry(as_shown(step, lesson), leaf.row, leaf.column, lesson.digits, linked, lesson.example)
    shown = lens_of(step, lesson) == "entry"
    return {
        "row": [prose.say("lens.row" if leaf.var == target else "lens.column"), row, rows],
        "column": [prose.say("lens.column"), column, 1 if by_example else columns],
        "lines": formula_lines(written, veiled) if shown else None,
    }


def _factors(step: Step, row: int, column: int, lesson: Lesson, veiled: bool, prose: Prose) -> Data | None:
    """How wrong x is it listening x what came in, for the chosen example, and their product."""
    found = factors(step, row, column, lesson.example, linked, ENTRIES[lesson.convention])
    if not found:
        return None
    key = "lens.factors_of_example" if step.trace.sizes["d"] > 1 else "lens.factors"
    return {
        "label": prose.say(key, example=lesson.example + 1),
        "factors": [_factor(factor, lesson, prose) for factor in found],
        "product": None if veiled else markup(latex(share(found), lesson.digits)),
    }


def _factor(factor: Factor, lesson: Lesson, prose: Prose) -> Data:
    return {
        "role": prose.say(f"lens.factor.{factor.role}"),
        "name": markup(factor.latex),
        "number": markup(latex(factor.value, lesson.digits)),
    }


def _shares(step: Step, row: int, column: int, lesson: Lesson, prose: Prose) -> Data | None:
    """What each example of a batch adds to the entry, and the sum."""
    found = contributions(step, row, column)
    if not found:
        return None
    return {
        "label": prose.say("lens.shares"),
        "rows": [
            [prose.say("lens.example", number=k + 1), markup(latex(one, lesson.digits)), k == lesson.example, k]
            for k, one in enumerate(found)
        ],
        "sum": [prose.say("lens.sum"), markup(latex(float(step.value[row, column]), lesson.digits))],
    }


def _found(step: Step, row: int, column: int, lesson: Lesson) -> Paths:
    key, written = drawn(step.equation.target).key, ENTRIES[lesson.convention]
    return paths(step.trace, key, row, column, lesson.example, written)


def _paths(step: Step, row: int, column: int, lesson: Lesson, veiled: bool, prose: Prose) -> Data:
    """Every path's product of local factors, the parts it runs through, and the sum of all."""
    found = _found(step, row, column, lesson)
    many = step.trace.sizes["d"] > 1
    return {
        "label": prose.say("lens.paths_grouped" if found.grouped else "lens.paths_all", count=len(found.paths)),
        "rows": [
            {
                "factors": [markup(rf"\link{{{factor.part}}}{{{factor.latex}}}") for factor in path.factors],
                "numbers": [markup(bracketed(factor.value, lesson.digits)) for factor in path.factors],
                "product": None if veiled else markup(latex(path.product, lesson.digits)),
                "parts": sorted(_path_names(step, path, row, column)),
            }
            for path in found.paths
        ],
        "sum": [
            prose.say("lens.sum_for_example" if many else "lens.sum", example=lesson.example + 1),
            None if veiled else markup(latex(found.total, lesson.digits)),
        ],
        "name": None if many else markup(entry_name(Entry(step.equation.target, row, column), step.trace.sizes)),
    }


def _path_names(step: Step, path: Path, row: int, column: int) -> set[str]:
    """The parts of the picture that a path runs through, its own weight first."""
    return {factor.part for factor in path.factors} | {_own_part(step, row, column)}


def _own_part(step: Step, row: int, column: int) -> str:
    return part_of(Entry(step.equation.target, row, column)) or ""


def path_parts(step: Step, lesson: Lesson) -> tuple[Part, ...]:
    """The parts that all paths of the chosen entry run through; the entry itself is the result."""
    row, column = entry_of(step, lesson)
    own = _own_part(step, row, column)
    names = {name for path in _found(step, row, column, lesson).paths for name in _path_names(step, path, row, column)}
    return (Part(own, "result"), *(Part(name, "read") for name in sorted(names - {own})))
