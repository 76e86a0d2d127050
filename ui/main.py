"""The app: page settings and navigation. A new page is one file in pages/ and its name in ui/pages.py."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:  # Streamlit puts the folder of this script there, not the repository's root
    sys.path.insert(0, str(ROOT))

import streamlit as st  # noqa: E402
from streamlit.delta_generator_singletons import context_dg_stack, get_default_dg_stack_value  # noqa: E402

from explain import load_prose  # noqa: E402
from ui.bar import fill_words, top_bar  # noqa: E402
from ui.callbacks import complete_callbacks  # noqa: E402
from ui.guard import guarded  # noqa: E402
from ui.keep.memory import arrive, memory, offered  # noqa: E402
from ui.notices import notice  # noqa: E402
from ui.pages import FOLDER, GROUPS, PAGES, written  # noqa: E402
from ui.session.lab import LAB_PAGE, stop_running  # noqa: E402
from ui.words import word_tips  # noqa: E402

# The page is drawn from its top. A piece of it (st.fragment) that ran just before in the same thread leaves its place
# behind, and Streamlit 1.67 with fastReruns off would draw the whole page in there, until the browser shows nothing.
context_dg_stack.set(get_default_dg_stack_value())

complete_callbacks()
prose = load_prose()
st.set_page_config(page_title="Gradwalk", page_icon=str(ROOT / "ui" / "icon.svg"), layout="wide")
st.html(ROOT / "ui" / "style.css")
pages = {
    prose.say(f"course.group.{group}"): [
        st.Page(FOLDER / f"{name}.py", title=prose.say(f"page.{name}.title"), url_path=name, default=name == PAGES[0])
        for name in written(names)
    ]
    for group, names in GROUPS.items()
}
arrive(PAGES, prose)
page = st.navigation(pages, position="top")
name = page.url_path or PAGES[0]
if name != LAB_PAGE:
    stop_running()  # or training would begin again by itself when the lab is come back to
words = None
with guarded("share", prose):
    words = top_bar(PAGES, name, prose)
with guarded("memory", prose):
    offered(prose)
page.run()
with guarded("words", prose):
    fill_words(words, name, prose)
    word_tips(prose)
with guarded("notices", prose):
    notice(prose)
with guarded("memory", prose):
    memory(PAGES, name, prose)
