"""The script of every page, and how it is sent."""

from __future__ import annotations

import tomllib
from pathlib import Path

from streamlit.testing.v1 import AppTest

from tests.ui.lesson_page import MAIN, opened, sound

ROOT = Path(__file__).resolve().parents[2]
BEHIND = f"""
import runpy
import streamlit as st
with st.container():
    runpy.run_path({MAIN!r}, run_name="__main__")
"""


def test_a_page_begins_at_its_top() -> None:
    """Also where a piece of the page that ran just before in the same thread has left its place behind."""
    found = sound(AppTest.from_string(BEHIND, default_timeout=60).run())
    left, *kinds = found.main.children.values()
    assert not left.children
    assert [block.type for block in kinds] == [block.type for block in opened().main.children.values()]


INTERRUPTED = """
import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData
from ui.callbacks import complete_callbacks

def act():
    get_script_run_ctx().script_requests.request_rerun(RerunData())
    for step in ("one", "two"):
        st.session_state["done"] = (*st.session_state.get("done", ()), step)

complete_callbacks()
st.session_state["runs"] = st.session_state.get("runs", 0) + 1
st.button("Act", on_click=act, key="act")
"""


def test_a_callback_is_done_whole_and_once_though_another_request_comes() -> None:
    """The run gives way to the other request after it."""
    at = sound(AppTest.from_string(INTERRUPTED).run())
    sound(at.button(key="act").click().run())
    assert at.session_state["done"] == ("one", "two")
    assert at.session_state["runs"] == 2, "the first drawing and the other request's, which took the press's place"


def test_no_part_of_a_page_is_left_to_what_the_browser_has_kept() -> None:
    """It may have thrown it away by the time it is told so. No message that can be sent is long enough for it."""
    served = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert served["global"]["minCachedMessageSize"] > served["server"]["maxMessageSize"] * 2**20
