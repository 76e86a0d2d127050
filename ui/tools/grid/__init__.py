"""A matrix of numbers to type into: a table of fields that shows the lesson's numbers and reports what was typed.

Streamlit's own grid loses edits: a cell that was opened anew often forgets its first character, so a typed 7 is never
sent; and a refused number stays in it until the whole grid is drawn anew.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st

from ui import served, session
from ui.stage.assets import HERE as BROWSER

HERE = Path(__file__).resolve().parent
LONGEST = 400
"""What a browser sends for one cell is cut here; no number is so long."""

SCRIPTS = "\n".join(path.read_text(encoding="utf-8") for path in (BROWSER / "outbox.js", HERE / "grid.js"))
LOADER = """const loading = import(new URL("SCRIPT", document.baseURI).href)
export default function (component) { loading.then(grid => grid.default(component)) }
"""

_component = st.components.v2.component(
    "gradwalk_grid",
    html='<div class="grid"><table role="grid"><thead></thead><tbody></tbody></table></div>',
    css=(HERE / "grid.css").read_text(encoding="utf-8"),
    js=LOADER.replace("SCRIPT", served.address(SCRIPTS, "js")),
)


@dataclass(frozen=True)
class Typed:
    """What was typed into one cell (row and column 0-based)."""

    row: int
    column: int
    text: str


def grid(
    numbers: Sequence[Sequence[tuple[str, str, str]]],
    *,
    key: str,
    label: str,
    corner: str,
    use: Callable[[tuple[Typed, ...]], None],
) -> None:
    """Draw `numbers`, row by row: each cell's name, its exact text, and a short one for when it is not typed in.

    `use` is called with the cells that were typed into, or pasted at once.
    """
    rows, columns = len(numbers), len(numbers[0])
    _component(
        key=key,
        data={"label": label, "corner": corner, "numbers": numbers, "heard": session.confirmation(key)},
        on_acts_change=lambda: _put(key, rows, columns, use),
    )


def _put(key: str, rows: int, columns: int, use: Callable[[tuple[Typed, ...]], None]) -> None:
    for _, about in session.newly_heard(key, st.session_state[key]["acts"]):
        use(checked(about, rows, columns))


def checked(about: Any, rows: int, columns: int) -> tuple[Typed, ...]:
    """The cells that a browser says were typed into, as far as they are there."""
    cells = about.get("cells") if isinstance(about, Mapping) else None
    found = [_cell(cell, rows, columns) for cell in cells] if isinstance(cells, list) else []
    return tuple(cell for cell in found if cell is not None)[: rows * columns]


def _cell(cell: Any, rows: int, columns: int) -> Typed | None:
    if not (isinstance(cell, list) and len(cell) == 3 and isinstance(cell[2], str)):
        return None
    if not all(isinstance(index, int) and not isinstance(index, bool) for index in cell[:2]):
        return None
    row, column, text = cell
    return Typed(row, column, text[:LONGEST]) if 0 <= row < rows and 0 <= column < columns else None
