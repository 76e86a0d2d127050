"""A trace as data for other programs: JSON and CSV, every number with all its digits.

The JSON is one record: `format` and `version` of the file, `problem` (the document that `Problem.from_dict` reads),
`stopped` where the run ended before its last step, and `quantities`, by key and in the order of the trace, each with
`step` (counted from 1; 0 for what is given), `phase` ("given", "forward", "loss", "backward" or "update"), `title`,
`shape` and `values` (a list of rows). The CSV has the same, one number a line; its rows and columns are counted from 1.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from engine import NonFiniteError, Trace
from engine.expr import Array
from explain import Prose
from explain.export.listing import plain_title
from explain.stopping import stop_sentence

FORMAT, VERSION = "gradwalk-trace", 1
HEAD = ("step", "phase", "quantity", "row", "column", "value")


@dataclass(frozen=True)
class Quantity:
    """One quantity of a trace and where it comes from."""

    key: str
    step: int
    phase: str
    title: str
    values: Array


def quantities(trace: Trace, prose: Prose) -> Iterator[Quantity]:
    """What is given, then every step's result, in order."""
    for var in trace.program.inputs:
        yield Quantity(var.key, 0, "given", prose.say("export.code.given_phase"), trace[var.key])
    for step in trace.steps:
        yield Quantity(step.key, step.index + 1, step.phase.value, plain_title(step, prose), step.value)


def trace_json(trace: Trace, prose: Prose, stopped: NonFiniteError | None = None) -> str:
    """The trace as JSON, a quantity a line. Floats read back to the same floats; none is infinite or undefined."""
    head: dict[str, Any] = {"format": FORMAT, "version": VERSION}
    head["problem"] = trace.problem.to_dict() if trace.problem is not None else None
    if stopped is not None:
        head["stopped"] = {"step": stopped.cause.step + 1, "quantity": stopped.cause.key}
        head["stopped"]["why"] = stop_sentence(stopped, prose)
    lines = [f" {_json(key)}: {_json(value)}" for key, value in head.items()]
    found = [f"  {_json(q.key)}: {_json(_record(q))}" for q in quantities(trace, prose)]
    return "{\n" + ",\n".join(lines) + ',\n "quantities": {\n' + ",\n".join(found) + "\n }\n}\n"


def _record(quantity: Quantity) -> dict[str, Any]:
    return {
        "step": quantity.step,
        "phase": quantity.phase,
        "title": quantity.title,
        "shape": list(quantity.values.shape),
        "values": quantity.values.tolist(),
    }


def _json(value: Any) -> str:
    return json.dumps(value, allow_nan=False, ensure_ascii=False)


def trace_csv(trace: Trace, prose: Prose) -> str:
    """The trace as CSV (RFC 4180), one number a line."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(HEAD)
    for q in quantities(trace, prose):
        for i, row in enumerate(q.values.tolist(), 1):
            writer.writerows((q.step, q.phase, q.key, i, j, repr(value)) for j, value in enumerate(row, 1))
    return text.getvalue()
