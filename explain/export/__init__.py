"""Everything a lesson can be saved as: a table of formats, each made from a trace by a pure function."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from engine import NonFiniteError, Trace
from explain import Prose
from explain.explanation import DIGITS
from explain.export.parts import Solution
from explain.export.solution import DETAILS, solution

__all__ = ["DETAILS", "FORMATS", "Format", "Wanted", "export"]

MOST_DIGITS = 17
"""A float64 has no more significant digits than that."""


@dataclass(frozen=True)
class Wanted:
    """What to export and how: `detail` is one of DETAILS, `digits` are significant digits, `title` names the lesson.

    For a run that stopped, `trace` is the error's trace and `stopped` the error.
    """

    trace: Trace
    prose: Prose
    detail: str = "full"
    digits: int = DIGITS
    stopped: NonFiniteError | None = None
    title: str = ""

    @property
    def solution(self) -> Solution:
        """The worked solution that the documents lay out."""
        return solution(self.trace, self.prose, self.digits, self.detail, self.title, self.stopped)


@dataclass(frozen=True)
class Format:
    """One format: what a file's name ends in, its media type, and `make`. `binary` is no text for a terminal."""

    name: str
    suffix: str
    mime: str
    make: Callable[[Wanted], str | bytes]
    binary: bool = False


def _markdown(wanted: Wanted) -> str:
    from explain.export.markdown import markdown

    return markdown(wanted.solution)


def _latex(wanted: Wanted) -> str:
    from explain.export.latex import latex

    return latex(wanted.solution)


def _html(wanted: Wanted) -> str:
    from explain.export.html import html

    return html(wanted.solution)


def _pdf(wanted: Wanted) -> bytes:
    from explain.export.typst import pdf

    return pdf(wanted.solution)


def _numpy(wanted: Wanted) -> str:
    from explain.export.numpy_code import numpy_script

    return numpy_script(wanted.trace, wanted.prose, wanted.title, wanted.stopped)


def _torch(wanted: Wanted) -> str:
    from explain.export.torch_code import torch_script

    return torch_script(wanted.trace, wanted.prose, wanted.title, wanted.stopped)


def _notebook(wanted: Wanted) -> str:
    from explain.export.notebook import notebook

    return notebook(wanted.trace, wanted.prose, wanted.digits, wanted.title, wanted.stopped)


def _json(wanted: Wanted) -> str:
    from explain.export.tables import trace_json

    return trace_json(wanted.trace, wanted.prose, wanted.stopped)


def _csv(wanted: Wanted) -> str:
    from explain.export.tables import trace_csv

    return trace_csv(wanted.trace, wanted.prose)


FORMATS: Mapping[str, Format] = {
    record.name: record
    for record in (
        Format("md", ".md", "text/markdown", _markdown),
        Format("tex", ".tex", "application/x-tex", _latex),
        Format("html", ".html", "text/html", _html),
        Format("pdf", ".pdf", "application/pdf", _pdf, binary=True),
        Format("py", ".py", "text/x-python", _numpy),
        Format("torch", "_torch.py", "text/x-python", _torch),
        Format("ipynb", ".ipynb", "application/x-ipynb+json", _notebook),
        Format("json", ".json", "application/json", _json),
        Format("csv", ".csv", "text/csv", _csv),
    )
}
"""Every format by name. The libraries behind them are loaded when one is made."""


def export(
    trace: Trace,
    format: str,
    prose: Prose,
    detail: str = "full",
    digits: int = DIGITS,
    stopped: NonFiniteError | None = None,
    title: str = "",
) -> bytes:
    """A lesson as a file of a format in FORMATS, as bytes (text in UTF-8).

    For a run that stopped, give the error's trace and the error. Raises ValueError for an unknown format or detail, for
    digits outside 1 to 17, and for a trace without a problem.
    """
    if format not in FORMATS:
        raise ValueError(f"no format is called {format!r}: there are {', '.join(FORMATS)}")
    if detail not in DETAILS:
        raise ValueError(f"no level of detail is called {detail!r}: there are {', '.join(DETAILS)}")
    if not 1 <= digits <= MOST_DIGITS:
        raise ValueError(f"numbers are printed with 1 to {MOST_DIGITS} significant digits, not {digits}")
    if trace.problem is None:
        raise ValueError("this trace was run without a problem: use trace(problem)")
    made = FORMATS[format].make(Wanted(trace, prose, detail, digits, stopped, title))
    return made.encode("utf-8") if isinstance(made, str) else made
