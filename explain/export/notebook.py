"""A lesson as a Jupyter notebook: every step as text and formula, then as the line of NumPy that computes it."""

from __future__ import annotations

import re
from typing import Any

from engine import NonFiniteError, Step, Trace
from explain import Explanation, Prose, explain
from explain.explanation import DIGITS
from explain.export.listing import Line, comment, in_lines
from explain.export.numpy_code import functions, given, imports, introduction, joined, line_of
from explain.stopping import stop_sentence

MARKUP = re.compile(r"([\\`*_\[\]<>#$|~&])")


def notebook(
    trace: Trace, prose: Prose, digits: int = DIGITS, title: str = "", stopped: NonFiniteError | None = None
) -> str:
    """The notebook (format 4.5) as JSON, without outputs, the same for the same trace.

    Its last cell compares every number with the one of the trace. For a run that stopped, give the error's trace and
    the error.
    """
    import nbformat

    v4: Any = nbformat.v4
    cells = [_text(v4, "title", _heading(trace, prose, title)), _code(v4, "setup", _setup(trace, prose))]
    phase = None
    for step in trace.steps:
        card = explain(step, prose, digits)
        head = f"## {prose.say(f'phase.{step.phase.value}')}\n\n" if step.phase is not phase else ""
        cells += [_text(v4, f"{step.key}-why", head + _said(card, prose)), _code(v4, step.key, _line(step, prose))]
        phase = step.phase
    if stopped is not None:
        cells.append(_text(v4, "stopped", stop_sentence(stopped, prose)))
    cells += [
        _text(v4, "compare-why", prose.say("export.code.compare")),
        _code(v4, "compare", _compared(trace)),
    ]
    book = v4.new_notebook(cells=cells, metadata=METADATA)
    nbformat.validate(book)
    return str(v4.writes(book)) + "\n"


METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def _text(v4: Any, name: str, text: str) -> Any:
    return v4.new_markdown_cell(text, id=name)


def _code(v4: Any, name: str, text: str) -> Any:
    return v4.new_code_cell(text, id=name)


def _heading(trace: Trace, prose: Prose, title: str) -> str:
    """The title, with nothing in it taken for markup, and what the notebook is."""
    named, *said = introduction(trace, prose, "export.code.notebook", title)
    return "# " + MARKUP.sub(r"\\\1", named) + "\n\n" + " ".join(said)


def _setup(trace: Trace, prose: Prose) -> str:
    return joined([imports(trace), *functions(trace, prose), given(trace, prose)]).rstrip("\n")


def _said(card: Explanation, prose: Prose) -> str:
    """A step in words and formulas."""
    where = [prose.say("export.where", formulas=f"${formula}$") for formula in card.definitions]
    large = [prose.say("export.code.too_large")] if None in (card.numbers, card.result) else []
    parts = [
        f"### {card.title}",
        card.why,
        f"$$\n{card.aligned}\n$$",
        *where,
        *large,
        *([card.note] if card.note else []),
    ]
    return "\n\n".join(parts)


def _line(step: Step, prose: Prose) -> str:
    """The step's line of the script, and its name, which shows the result."""
    line: Line = line_of(step, prose)
    return "\n".join([*(comment(line.above) if line.above else []), *line.code, step.key])


def _compared(trace: Trace) -> str:
    """Every number printed, and how far it is from the trace's, as part of the largest number of its quantity."""
    pairs = [f'"{step.key}": ({step.key}, {step.value.tolist()!r})' for step in trace.steps]
    return "\n".join(
        [
            *in_lines("quantities = {", pairs, "}"),
            "largest = 0.0",
            "for name, (value, recorded) in quantities.items():",
            "    value, recorded = np.atleast_2d(value), np.array(recorded)",
            "    scale = np.abs(recorded).max() or 1.0",
            "    largest = np.maximum(largest, np.abs(value - recorded).max() / scale)",
            '    print(name, "=", value.tolist())',
            'print("largest difference:", largest)',
        ]
    )
