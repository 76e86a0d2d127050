"""Presenter mode in the session: it lasts from page to page, walks a page's parts, and leaves all as it was."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from tests.ui.lesson_page import MAIN, after, go, lesson, opened, stage
from ui.session.showing import AT


def at_page(name: str) -> AppTest:
    """A page of the course."""
    at = AppTest.from_file(MAIN, default_timeout=30).run()
    at.switch_page(f"../pages/{name}.py")
    return after(at)


def pressed(at: AppTest, key: str) -> AppTest:
    """The page after a press on a button."""
    at.button(key=key).click()
    return after(at)


def test_the_mode_lasts_from_page_to_page_until_it_is_left() -> None:
    """On the lesson page the live part is alone; a page of the course begins with its first part."""
    at = pressed(opened(), "present")
    assert stage(at)["presenting"] == "alone"
    at.switch_page("../pages/neuron.py")
    at = after(at)
    assert any(text.value == "Part 1 of 5" for text in at.text)
    at = pressed(at, "leave")
    assert not any(text.value.startswith("Part ") for text in at.text)
    at.switch_page("../pages/step_by_step.py")
    assert stage(after(at))["presenting"] is None


def test_leaving_keeps_the_lesson_and_the_tool() -> None:
    """What was open before and where the learner has gone meanwhile."""
    at = opened()
    at.segmented_control(key="tool").set_value("network")
    before = lesson(after(at))
    at = go(pressed(at, "present"), 8)
    at = pressed(at, "leave")
    assert lesson(at).step == 8
    assert lesson(at).problem is before.problem
    assert at.segmented_control(key="tool").value == "network"


def test_the_parts_of_a_page_are_walked_from_end_to_end() -> None:
    """No press leads beyond the last part or before the first; the way to other pages is at the last one."""
    at = pressed(at_page("neuron"), "present")
    assert at.button(key="slide_back").disabled
    for number in range(2, 6):
        at = pressed(at, "slide_on")
        assert any(text.value == f"Part {number} of 5" for text in at.text)
    assert at.button(key="slide_on").disabled
    assert at.session_state[AT] == {"neuron": 4}
    at = pressed(pressed(at, "leave"), "present")
    assert any(text.value == "Part 1 of 5" for text in at.text)


def turned() -> None:
    """Presses that come faster than the page can say that there is nothing beyond, for AppTest."""
    import streamlit as st

    from ui.session import showing

    showing.begin_parts()
    for _ in range(3):
        showing.next_part()
    st.text(f"{showing.end_parts('a')} parts")
    for by in (1, 1, 1, 1, -1, -1, -1, -1, 1):
        showing.turn("a", by)
        st.text(str(showing.slide("a")))


def test_quick_presses_stop_at_the_ends() -> None:
    """Of three parts the last one is number 2, counted from 0."""
    at = AppTest.from_function(turned).run()
    assert [text.value for text in at.text] == ["3 parts", *"122210001"]
