"""The figures of the worked example's source beside the exact ones, and what a known slip makes of them."""

from __future__ import annotations

import streamlit as st

from engine import plan
from explain import Prose
from explain.figures import Figure, figures
from explain.numbers import plain
from ui import session
from ui.presets import Preset

MARK = "✓"
"""Beside a figure that comes out as it was printed only with the slip."""


def figures_panel(prose: Prose) -> None:
    """The table of the example's figures; with a switch where its source has a known slip."""
    lesson = session.lesson()
    preset = lesson.origin
    if preset is None:
        st.markdown(prose.say("figures.own_network"))
        return
    st.caption(f"{prose.say('figures.source', source=preset.source)} {preset.about}".strip())
    if lesson.edited:
        st.info(prose.say("figures.edited"))
    slip = _slip(preset, prose)
    right = figures(preset.problem, preset.figures)
    slipped = figures(preset.problem, preset.figures, slip) if slip else ()
    st.table(_columns(right, slipped, lesson.digits, prose), width="content", alt=prose.say("figures.title"))
    st.caption(prose.say("figures.digits"))


def _slip(preset: Preset, prose: Prose) -> str:
    """The slip that the learner has switched on, "" for none; without a known one there is no switch."""
    name = preset.as_printed
    if not name or not st.toggle(prose.say(f"figures.slip.{name}.label"), key=f"figures_{name}"):
        return ""
    later = ", ".join(str(layer.index) for layer in plan(preset.problem.spec).layers[1:])
    st.markdown(f"{prose.say(f'figures.slip.{name}.why', layers=later)} {prose.say('figures.marked', mark=MARK)}")
    return name


def _columns(right: tuple[Figure, ...], slipped: tuple[Figure, ...], digits: int, prose: Prose) -> dict[str, list[str]]:
    """The table by column, in Markdown, one row for each figure; with a slip's values in a column of their own.

    What is longest stands last: on a phone the table scrolls sideways, and what is compared stays in view.
    """
    columns = {
        "quantity": [_name(figure, prose) for figure in right],
        "printed": [figure.printed or "–" for figure in right],
        "exact": [_exact(figure, digits) for figure in right],
        "slipped": [_slipped(wrong, figure, prose) for wrong, figure in zip(slipped, right, strict=False)],
        "difference": [_difference(figure, prose) for figure in right],
        "full": [figure.full for figure in right],
    }
    return {prose.say(f"figures.head.{head}"): cells for head, cells in columns.items() if cells}


def _name(figure: Figure, prose: Prose) -> str:
    return f"${figure.name}$" + (f" {prose.say('figures.after', update=figure.updates)}" if figure.updates else "")


def _exact(figure: Figure, digits: int) -> str:
    """With as many decimals as are printed, bold where that is not what is printed; else to the digits chosen."""
    if not figure.printed:
        return plain(figure.value, digits)
    return figure.rounded if figure.agrees else f"**{figure.rounded}**"


def _slipped(figure: Figure, right: Figure, prose: Prose) -> str:
    """What the slip makes of a figure, marked where it is what was printed and the exact one is not."""
    if figure.value == right.value:
        return prose.say("figures.unchanged")
    return f"{figure.rounded} {MARK}" if figure.agrees and not right.agrees else figure.rounded


def _difference(figure: Figure, prose: Prose) -> str:
    said = prose.say(f"figures.status.{figure.status}")
    return prose.say("figures.noted", said=said, note=figure.note) if figure.note else said
