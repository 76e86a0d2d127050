"""The app: page settings and the list of pages. A new page is one file in pages/ and one row here."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:  # Streamlit puts the folder of this script there, not the repository's root
    sys.path.insert(0, str(ROOT))

import streamlit as st  # noqa: E402

from explain import load_prose  # noqa: E402
from ui.guard import guarded  # noqa: E402
from ui.keep.memory import arrive, memory, offered  # noqa: E402
from ui.notices import notice  # noqa: E402
from ui.share import share_button  # noqa: E402

PAGES = {"step_by_step": "step_by_step.py"}
"""Every page by name: its file in pages/, the first one is the front page. Its title is page.<name>.title."""

prose = load_prose()
st.set_page_config(page_title="Gradwalk", page_icon=str(ROOT / "ui" / "icon.svg"), layout="wide")
st.html(ROOT / "ui" / "style.css")
pages = [
    st.Page(ROOT / "pages" / file, title=prose.say(f"page.{name}.title"), url_path=name, default=not index)
    for index, (name, file) in enumerate(PAGES.items())
]
arrive(PAGES, prose)
page = st.navigation(pages, position="hidden" if len(pages) == 1 else "sidebar")
name = page.url_path or next(iter(PAGES))
with guarded("share", prose), st.container(key="share_bar", horizontal_alignment="right"):
    share_button(PAGES, name, prose)
with guarded("memory", prose):
    offered(prose)
page.run()
with guarded("notices", prose):
    notice(prose)
with guarded("memory", prose):
    memory(PAGES, name, prose)
