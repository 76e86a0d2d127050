"""Which column of the learner's table is the target, and what kind it is; and what is wrong with a table, in words."""

from __future__ import annotations

import streamlit as st

from explain import Prose
from explain.lab.cells import Table, TableError
from explain.lab.data import Data
from explain.lab.own_data import CLASSES, NUMBERS, column_of, found_kind
from ui import session
from ui.lab.own import state
from ui.markdown import as_text

AT = "course.lab.data"


def said(error: TableError, prose: Prose) -> str:
    """What is wrong with a table, in one sentence of Markdown that shows its cells as they are."""
    names = {name: as_text(value) if isinstance(value, str) else value for name, value in error.names.items()}
    return prose.say(f"{AT}.error.{error.key}", line=error.line, column=error.column, **names)


def reading(data: Data, prose: Prose) -> None:
    """Which column is the target, and whether it is a class or a number, as far as there is a choice."""
    now = state.own()
    table = state.table_of(now.text)
    if not isinstance(table, Table) or state.wrong_with(now.text, now.target, now.kind) is not None:
        return
    column, texts = column_of(table, now.target), table.text_columns()
    targets = [number + 1 for number in range(table.columns) if set(texts) <= {number}]
    names = table.heads or [prose.say(f"{AT}.column", number=number + 1) for number in range(table.columns)]
    with st.container(horizontal=True, vertical_alignment="bottom", key="lab_reading"):
        if len(targets) > 1:
            session.seed("lab_own_target", column + 1)
            st.selectbox(
                prose.say(f"{AT}.target"),
                targets,
                format_func=lambda number: names[number - 1],
                key="lab_own_target",
                on_change=session.from_widget("lab_own_target", lambda number: _read_as(number, None, prose)),
                width=220,
            )
        if column not in texts:
            session.seed("lab_own_kind", CLASSES if data.classes else NUMBERS)
            st.segmented_control(
                prose.say(f"{AT}.kind"),
                (CLASSES, NUMBERS),
                format_func=lambda kind: prose.say(f"{AT}.kinds.{kind}"),
                key="lab_own_kind",
                on_change=session.from_widget("lab_own_kind", lambda kind: _read_as(column + 1, kind, prose)),
                required=True,
            )


def _read_as(target: int, kind: str | None, prose: Prose) -> None:
    """Read the table in another way, if that can be; a notice says why not."""
    table = state.table_of(state.own().text)
    if not isinstance(table, Table):
        return
    wrong = state.read_as(target, kind or found_kind(table, column_of(table, target)))
    if wrong is not None:
        session.say(f"{AT}.refused", reason=said(wrong, prose))
