"""The words and symbols of a page: found in its texts and in the formulas that it draws."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import streamlit as st

from engine import Step
from explain import Prose, explain
from explain.glossary import Told, symbols_in, symbols_of, words_in
from ui.pages import FOLDER, GROUPS

LESSONS = GROUPS["lesson"]


def words_panel(page: str, steps: Collection[Step], prose: Prose) -> None:
    """Every word that the page's texts use, and every symbol of its texts and of the formulas of `steps`."""
    texts = _texts(page, steps, prose)
    symbols = _symbols(texts, steps, prose)
    words = words_in(texts, prose)
    blocks = [_block(_symbols_head(page), symbols, prose), _block("on_page", words, prose)]
    st.markdown("\n\n".join(filter(None, blocks)) or prose.say("glossary.none"))
    st.page_link(FOLDER / "glossary.py", label=prose.say("glossary.whole"))


def _symbols_head(page: str) -> str:
    return "in_lesson" if page in LESSONS else "in_step"


def _texts(page: str, steps: Iterable[Step], prose: Prose) -> list[str]:
    """Every text of a page: its own sentences, and what the lesson says about the steps that are drawn."""
    own = [text for key, text in prose.texts.items() if key.startswith((f"course.{page}.", f"page.{page}."))]
    told = [explain(step, prose) for step in steps]
    return own + [text for one in told for text in (one.title, one.why, one.note)]


def _symbols(texts: Iterable[str], steps: Iterable[Step], prose: Prose) -> tuple[Told, ...]:
    found = dict.fromkeys(told for step in steps for told in symbols_of(step, prose))
    return tuple(dict.fromkeys((*found, *symbols_in(texts, prose))))


def _block(head: str, found: Iterable[Told], prose: Prose) -> str:
    """A heading and a line for each entry; nothing where there are none."""
    lines = [f"- {_named(told)}: {told.text}" for told in found]
    return f"**{prose.say(f'glossary.{head}')}**\n\n" + "\n".join(lines) if lines else ""


def _named(told: Told) -> str:
    if not told.entry.latex:
        return f"**{told.name}**"
    return (
        f"${told.entry.latex}$ **{told.name.partition(', ')[2] or told.name}**"  # "W, weights": W stands there already
    )
