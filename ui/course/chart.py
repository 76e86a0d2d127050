"""A chart as every page shows it: the figure, what it says in words, and the numbers behind it to read and to save."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from explain import Prose
from explain.numbers import plain
from ui import session
from ui.live_chart import live_chart

STILL = {"displayModeBar": False, "scrollZoom": False}
MOST_ROWS = 40
"""More rows than these are only in the file; the table then shows every second, third, ... of them."""


@dataclass(frozen=True)
class Numbers:
    """The data of a chart: the names of the columns, and the rows. A cell is text, a number or None for nothing."""

    heads: Sequence[str]
    rows: Sequence[Sequence[Any]]

    def to_csv(self) -> str:
        """All of it as CSV, numbers with every digit."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerows([self.heads, *self.rows])
        return out.getvalue()

    def to_markdown(self, digits: int = 4) -> str:
        """A table of at most MOST_ROWS rows."""
        every = -(-len(self.rows) // MOST_ROWS)
        lines = [self.heads, ["--:"] * len(self.heads)]
        lines += [[_cell(cell, digits) for cell in row] for row in self.rows[::every]]
        return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cell(cell: Any, digits: int) -> str:
    if cell is None:
        return ""
    return plain(float(cell), digits) if isinstance(cell, int | float) else str(cell)


def chart(
    figure: Any,
    key: str,
    prose: Prose,
    *,
    alt: str,
    numbers: Numbers,
    live: bool = False,
    on_point: Callable[[Any], None] | None = None,
) -> None:
    """Draw a Plotly figure. `alt` says in words what it shows, with the numbers that matter.

    A `live` one is changed in place when it is drawn again; `on_point` is told the customdata of a point of it that is
    clicked.
    """
    if live:
        live_chart(figure, key, alt=alt, unreachable=prose.say("stage.unreachable"), on_point=on_point)
    else:
        st.plotly_chart(figure, config=STILL, alt=alt, key=key)
    session.seed_once(f"{key}_numbers", False)
    behind = st.expander(prose.say("course.numbers"), key=f"{key}_numbers", on_change="rerun", type="compact")
    if behind.open:
        with behind:
            st.markdown(alt)
            st.markdown(numbers.to_markdown())
            st.download_button(
                prose.say("course.save_numbers"), numbers.to_csv(), f"{key}.csv", "text/csv", key=f"{key}_csv"
            )
