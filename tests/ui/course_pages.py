"""Opens a page of the course as somebody meets it who was given a link to a lesson."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from streamlit.testing.v1 import AppTest

from tests.ui.lesson_page import MAIN, sound
from ui.keep.packing import pack
from ui.keep.writing import write
from ui.lesson import opening


def page(name: str, preset: str = "notes-2-2-1", **fields: Any) -> AppTest:
    """A page of the course with a lesson; `fields` are the lesson's."""
    at = AppTest.from_file(MAIN, default_timeout=30)
    at.query_params["lesson"] = pack(write(replace(opening(preset), **fields)))
    sound(at.run())
    at.switch_page(f"../pages/{name}.py")
    return sound(at.run())


def press(at: AppTest, key: str) -> AppTest:
    """Press a button, a prompt for instance ("try.forward.four")."""
    at.button(key=key).click()
    return sound(at.run())


def words(at: AppTest) -> str:
    """All Markdown of the page."""
    return "\n".join(markdown.value for markdown in at.main.markdown)
