"""The glossary's page: every entry under its group, all of them or those that have a piece of text in them."""

from __future__ import annotations

from itertools import groupby

import streamlit as st

from explain import Prose
from explain.glossary import Told, glossary
from ui.diagram.labels import plain_name
from ui.pages import PAGES

PAGE = "glossary"
FILTER = "glossary_filter"
SHORT = 2
"""So few letters are looked for at the start of a word and in symbols only."""


def found(text: str, prose: Prose) -> tuple[Told, ...]:
    """The entries that a typed text finds; all of them for none."""
    wanted = " ".join(text.split())
    return tuple(told for told in glossary(prose) if _fits(wanted, told))


def _fits(wanted: str, told: Told) -> bool:
    names = [name.lower() for name in (told.name, *told.others)]
    low, symbol = wanted.lower(), plain_name(told.entry.latex)
    if len(wanted) <= SHORT:
        return any(name.startswith(low) for name in names) or (bool(symbol) and wanted in symbol)
    return any(low in name for name in names) or low in told.text.lower() or low in symbol.lower()


def filtered(prose: Prose) -> tuple[Told, ...]:
    """The field to type in, how many entries it finds, and those."""
    typed = st.text_input(
        prose.say("glossary.filter"), placeholder=prose.say("glossary.hint"), key=FILTER, max_chars=40, width=420
    )
    shown = found(typed, prose)
    said = prose.say("glossary.found", count=len(shown), total=len(glossary(prose)))
    st.caption(said if shown else prose.say("glossary.nothing"))
    return shown


def listed(shown: tuple[Told, ...], prose: Prose) -> None:
    """The entries under the headings of their groups, each with a link to the page that explains it."""
    with st.container(key="glossary"):
        for group, members in groupby(shown, key=lambda told: told.entry.group):
            entries = "\n\n".join(_entry(told, prose) for told in members)
            st.markdown(f"## {prose.say(f'glossary.group.{group}')}\n\n{entries}")


def _entry(told: Told, prose: Prose) -> str:
    """One entry as Markdown: a heading, which is its anchor, what it is, and where more of it stands."""
    symbol = f"${told.entry.latex}$ · " if told.entry.latex else ""
    return f"#### {told.name}\n\n{symbol}{told.text}{_more(told, prose)}"


def _more(told: Told, prose: Prose) -> str:
    page = told.entry.page
    if page not in PAGES:
        return ""
    title = prose.say(f"page.{page}.title")
    return f" :small[[{prose.say('glossary.more', title=title)}]({address(page)})]"


def address(page: str) -> str:
    """A page's address beside this one's; the front page has none of its own."""
    return "./" if page == PAGES[0] else page
