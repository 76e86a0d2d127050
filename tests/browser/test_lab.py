"""The training lab in a browser: a run that is watched, gone back in, opened in the lesson and come back to."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from explain import load_prose
from tests.browser.test_lesson import settled
from ui.pages import PAGES

pytestmark = pytest.mark.browser
PROSE = load_prose()
ALL_RIGHT = re.compile(r"^Training loss [^ ]+, accuracy 100%")
AT = re.compile(r"Before update (\d+) of (\d+)")


def opened(page: Page, address: str) -> None:
    """The lab by its address, once the browser's memory has been asked."""
    page.goto(f"{address}/lab")
    expect(page.get_by_role("heading", level=1, name=PROSE.say("page.lab.title"))).to_be_visible(timeout=30_000)
    expect(page.get_by_text(AT)).to_be_visible(timeout=30_000)
    page.wait_for_timeout(1500)
    settled(page)


def where(page: Page) -> tuple[int, int]:
    """The update looked at, and how many there are."""
    found = AT.search(page.get_by_text(AT).inner_text())
    assert found
    return int(found[1]), int(found[2])


def press(page: Page, name: str) -> None:
    """Press a button of the lab, by the key of its sentence."""
    page.get_by_role("button", name=PROSE.say(f"course.lab.do.{name}"), exact=True).click()


def choose_data(page: Page, name: str) -> None:
    """Choose a generated set."""
    page.get_by_role("combobox", name=PROSE.say("course.lab.control.data")).click()
    page.get_by_role("option", name=PROSE.say(f"course.lab.dataset.{name}"), exact=True).click()
    settled(page)


def test_xor_is_learned_gone_back_in_opened_and_come_back_to(page: Page, address: str) -> None:
    """To every training example right; an earlier update is opened in the lesson; the lab stands where it stood."""
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    opened(page, address)
    choose_data(page, "xor")
    press(page, "run")
    expect(page.get_by_text(ALL_RIGHT)).to_be_visible(timeout=60_000)
    press(page, "pause")
    expect(page.get_by_role("button", name=PROSE.say("course.lab.do.run"), exact=True)).to_be_visible(timeout=10_000)
    settled(page)
    made = where(page)[1]
    slider = page.get_by_role("slider", name=PROSE.say("course.lab.scrubber"))
    slider.focus()
    page.keyboard.press("Home")
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    expect(page.get_by_text(f"Before update 3 of {made}")).to_be_visible(timeout=10_000)
    settled(page)
    expect(page.get_by_text(ALL_RIGHT)).to_have_count(0)
    page.get_by_role("button", name=PROSE.say("course.lab.open.button")).first.click()
    title = PROSE.say(f"page.{PAGES[0]}.title")
    expect(page.get_by_role("heading", level=1, name=title)).to_be_visible(timeout=30_000)
    expect(page.get_by_text(PROSE.say("course.lab.open.title.batch", update=3)).first).to_be_visible()
    settled(page)
    page.get_by_role("link", name=PROSE.say("course.lab.open.back")).click()
    expect(page.get_by_text(f"Before update 3 of {made}")).to_be_visible(timeout=30_000)
    assert errors == []


def test_a_click_is_answered_while_a_run_goes_on(page: Page, address: str) -> None:
    """Pause ends it, with the updates made until then; nothing is made afterwards."""
    opened(page, address)
    press(page, "run")
    page.wait_for_function("() => /update (\\d+) of/.exec(document.body.innerText)?.[1] > 100", timeout=30_000)
    press(page, "pause")
    expect(page.get_by_role("button", name=PROSE.say("course.lab.do.run"), exact=True)).to_be_visible(timeout=10_000)
    settled(page)
    made = where(page)
    page.wait_for_timeout(1500)
    assert where(page) == made


def test_a_reload_keeps_the_run(page: Page, address: str) -> None:
    """It is computed anew from how it came about."""
    opened(page, address)
    for _ in range(2):
        press(page, "epoch")
        settled(page)
    expect(page.get_by_text("Before update 10 of 10")).to_be_visible(timeout=10_000)
    page.wait_for_timeout(1000)
    page.reload()
    expect(page.get_by_text("Before update 10 of 10")).to_be_visible(timeout=30_000)
