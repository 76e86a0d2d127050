"""The script of every page."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from tests.ui.lesson_page import MAIN, opened, sound

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
