"""A worked solution as PDF, by way of Typst source. Typst brings its own fonts and asks nothing of the network."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from explain.export.parts import Entries, Formula, Section, Setup, Solution, SolvedStep, Text
from explain.export.typst_math import quoted, typst_math
from explain.mathml import markup, text_runs

FRAME = Path(__file__).with_name("solution.typ")


def pdf(solution: Solution) -> bytes:
    """The solution as a PDF document of A4 pages; the same solution always gives the same bytes."""
    import typst  # its library is loaded by the first export, not at the start

    return typst.compile(typst_source(solution).encode(), format="pdf", ignore_system_fonts=True)


def typst_source(solution: Solution) -> str:
    """The solution as one Typst document. Every text in it is a string, so nothing of it is taken as markup."""
    lines = [
        FRAME.read_text(encoding="utf-8"),
        f"#set document(title: {quoted(solution.title)}, date: none)",
        f"#set text(lang: {quoted(solution.language)})",
        f"#heading(level: 1, {quoted(solution.title)})",
        *_setup(solution.setup),
    ]
    for section in solution.sections:
        lines += _section(section)
    if solution.stopped:
        lines.append(f"#note(strong{_text(solution.stopped)})")
    return "\n".join([*lines, f"#small{_text(solution.footer)}"]) + "\n"


def _text(text: Text) -> str:
    """A sentence as a block of content: strings and formulas."""
    pieces = (typst_math([run]) if isinstance(run, list) else f"#{quoted(run)};" for run in text_runs(text))
    return f"[{''.join(pieces)}]"


def _setup(setup: Setup) -> Iterator[str]:
    yield f"#heading(level: 2){_text(setup.title)}"
    cells = ", ".join(f"strong{_text(label)}, {_text(text)}" for label, text in setup.facts)
    yield f"#facts({cells})"
    yield f"#given({', '.join(map(_equation, setup.given))})"
    yield from (f"#small{_text(note)}" for note in setup.notes)


def _section(section: Section) -> Iterator[str]:
    yield f"#heading(level: 2, text(fill: ways.{section.phase.value}){_text(section.title)})"
    for step in section.steps:
        yield from _step(step)


def _step(step: SolvedStep) -> Iterator[str]:
    yield "#step["
    yield f"#heading(level: 3)[#{quoted(f'{step.number}. ')};#{_text(step.title)}]"
    yield _formula(step.formula)
    texts = (
        ("said", step.where),
        ("note", step.too_large),
        ("said", step.why),
        ("note", step.note),
        ("small", step.sizes),
    )
    yield from (f"#{look}{_text(text)}" for look, text in texts if text)
    yield "]"
    if step.entries is not None:
        yield from _entries(step.entries)


def _entries(entries: Entries) -> Iterator[str]:
    yield "#entries["
    yield f"#heading(level: 4){_text(entries.head)}"
    yield from map(_formula, entries.formulas)
    if entries.note:
        yield f"#note{_text(entries.note)}"
    yield "]"


def _formula(formula: Formula) -> str:
    return f"#formula({_equation(formula)})"


def _equation(formula: Formula) -> str:
    """Rows under one another, aligned at their sign, in display style."""
    first, *others = formula.rows
    rows = [f"{_math(formula.left)} &{_math(first.sign)} {_math(first.right)}"]
    rows += [
        f"&{_math(row.sign)} {_math(row.right)}" if row.sign else f'&#h(1.5em) "" {_math(row.right)}' for row in others
    ]
    lines = r" \ ".join(rows)
    return f"$display({lines})$" if len(rows) == 1 else f"math.equation(block: true, $ {lines} $.body)"


def _math(latex: str) -> str:
    return typst_math(markup(latex))
