"""The app: page settings and navigation. A new page is one file in pages/ and its name in ui/pages.py."""

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
from ui.pages import FOLDER, GROUPS, PAGES, written  # noqa: E402
from ui.share import share_button  # noqa: E402

prose = load_prose()
st.set_page_config(page_title="Gradwalk", page_icon=str(ROOT / "ui" / "icon.svg"), layout="wide")
st.html(ROOT / "ui" / "style.css")
pages = {
    prose.say(f"course.group.{group}"): [
        st.Page(FOLDER / f"{name}.py", title=prose.say(f"page.{name}.title"), url_path=name, default=name == PAGES[0])
        for name in written(names)
    ]
    for group, names in GROUPS.items()
    if written(names)
}
arrive(PAGES, prose)
page = st.navigation(pages, position="top")
name = page.url_path or PAGES[0]
with guarded("share", prose), st.container(key="share_bar", horizontal_alignment="right"):
    share_button(PAGES, name, prose)
with guarded("memory", prose):
    offered(prose)
page.run()
with guarded("notices", prose):
    notice(prose)
with guarded("memory", prose):
    memory(PAGES, name, prose)
