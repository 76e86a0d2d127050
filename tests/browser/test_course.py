"""The course in a browser: walked from the first page to the last without a mouse; what is set on a page stays set."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import zip_longest
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from explain import load_prose
from tests.browser.test_hidden import FIXED
from tests.browser.test_hidden import opened as given
from tests.browser.test_keep import link_of
from tests.browser.test_lesson import settled
from ui.pages import COURSE

pytestmark = pytest.mark.browser
PROSE = load_prose()
MOST_TABS = 140
"""No page has more places where Tab stops."""

FOCUS = """() => {
  let at = document.activeElement
  while (at.shadowRoot?.activeElement) at = at.shadowRoot.activeElement
  const keyed = at.closest('[class*="st-key-"]')
  return {
    key: [...(keyed?.classList ?? [])].find(name => name.startsWith("st-key-")) ?? "",
    text: at.textContent, label: at.getAttribute("aria-label"), kind: at.type || at.tagName,
    role: at.getAttribute("role") ?? "", checked: at.getAttribute("aria-checked"), value: at.value ?? "",
    left: at === document.body,
  }
}"""
SAID = """() => {
  const said = []
  const walk = node => {
    if (node.matches?.(".stSlider, .stButtonGroup, .stAlert, style, script")) return
    if (node.nodeType === Node.TEXT_NODE) said.push(node.data)
    for (const name of ["alt", "aria-label", "d"]) if (node.getAttribute?.(name)) said.push(node.getAttribute(name))
    for (const child of [...(node.shadowRoot?.childNodes ?? []), ...node.childNodes]) walk(child)
  }
  walk(document.querySelector(".stMain"))
  return said.join(" ")
}"""
"""All that the page says and draws, but for the controls themselves and what a prompt says."""
AT_END = "() => Number(document.activeElement.value) >= Number(document.activeElement.max || Infinity)"
KINDS = {
    "prompt": '[class*="st-key-try-"] button',
    "choice": '[class*="st-key-course-"]:not([class*="-answer"]) [role="radio"]',
    "slider": 'input[type="range"]',
}
"""What a page can have to do, and where it is."""
SEE = {
    "st-key-try-" + key.removeprefix("course.").removesuffix(".see").replace(".try.", ".").replace(".", "-"): (
        re.split(r"[$*\[]", text)[0][:60].strip()
    )
    for key, text in PROSE.texts.items()
    if ".try." in key and key.endswith(".see")
}
"""How what is to be seen after each prompt begins, by the key of its button."""
SCROLLS = """() => [document.querySelector(".stMain"), document.scrollingElement].map(
  node => node.scrollWidth - node.clientWidth)"""


def title(name: str) -> str:
    """What a page is called."""
    return PROSE.say(f"page.{name}.title")


def is_at(page: Page, name: str) -> None:
    """The page is there, whole, and no wider than the screen."""
    expect(page.get_by_role("heading", level=1, name=title(name), exact=True)).to_be_visible(timeout=30_000)
    expect(page.get_by_role("heading", level=2, name=PROSE.say("course.summary"))).to_be_visible(timeout=30_000)
    settled(page)
    expect(page.get_by_text("could not be drawn")).to_have_count(0)
    assert max(page.evaluate(SCROLLS)) <= 0, f"{name} is wider than the screen"


def stops(page: Page) -> Iterator[dict[str, Any]]:
    """Where Tab comes to, until the end of the page."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUS)
        if stop["left"]:
            return
        yield stop


def tab_to(page: Page, text: str) -> None:
    """Go on with Tab to what is called so."""
    seen = []
    for stop in stops(page):
        seen.append(stop["text"])
        if stop["text"].startswith(text):
            return
    raise AssertionError(f"Tab does not reach {text!r} but only {seen}")


def press_prompt(page: Page) -> None:
    """Press the prompt that has the focus: what is to be seen is said."""
    key = page.evaluate(FOCUS)["key"]
    page.keyboard.press("Enter")
    expect(page.locator(".stAlert").first).to_contain_text(SEE[key])
    settled(page)
    assert max(page.evaluate(SCROLLS)) <= 0, f"after {key!r} the page is wider than the screen"


def follows(page: Page, key: str) -> dict[str, Any]:
    """Press a key: what the page says changes, and the control keeps the focus. Gives the control as it is then."""
    before, control = page.evaluate(SAID), page.evaluate(FOCUS)
    page.keyboard.press(key)
    page.wait_for_function(f"before => ({SAID})() !== before", arg=before, timeout=15_000)
    settled(page)
    now: dict[str, Any] = page.evaluate(FOCUS)
    assert now["key"] == control["key"], f"the focus has left {control['key']} for {now['key']}"
    return now


def choose(page: Page) -> None:
    """Choose another one of a row of buttons: arrows go along the row, Space chooses."""
    page.keyboard.press("ArrowRight")
    if page.evaluate(FOCUS)["checked"] == "true":
        page.keyboard.press("ArrowRight")
    chosen = page.evaluate(FOCUS)
    assert chosen["checked"] == "false"
    now = follows(page, "Space")
    assert (now["checked"], now["text"]) == ("true", chosen["text"])


def slide(page: Page) -> None:
    """Move a slider by one."""
    before = page.evaluate(FOCUS)["value"]
    key = "ArrowLeft" if page.evaluate(AT_END) else "ArrowRight"
    now = follows(page, key)["value"]
    assert now != before, "the slider went back to where it was"


def use_by_keyboard(page: Page, on: str) -> set[str]:
    """Use the first prompt, choice and slider of a page and go on with Tab to the link `on`; gives what was used."""
    used = set[str]()
    for stop in stops(page):
        if stop["text"].startswith(on):
            return used
        kind, use = _what_to_do(stop)
        if use is not None and kind not in used:
            used.add(kind)
            use(page)
    raise AssertionError(f"Tab does not reach {on!r}")


def _what_to_do(stop: dict[str, Any]) -> tuple[str, Callable[[Page], None] | None]:
    """Which kind of control Tab has come to, and what is done with it."""
    if stop["key"] in SEE:
        return "prompt", press_prompt
    if stop["role"] == "radio" and stop["key"].startswith("st-key-course-") and not stop["key"].endswith("-answer"):
        return "choice", choose
    if stop["kind"] == "range":
        return "slider", slide
    return "", None


def by_the_menu(page: Page) -> None:
    """Into the course by the navigation at the top."""
    tab_to(page, PROSE.say("course.group.start"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("menuitem", name=title(COURSE[0]))).to_be_focused()
    page.keyboard.press("Enter")


def by_the_line_for_newcomers(page: Page) -> None:
    """Into the course by the link under the lesson's title."""
    tab_to(page, PROSE.say("page.step_by_step.newcomers", title=title(COURSE[0])))
    page.keyboard.press("Enter")


@pytest.mark.parametrize("width, begin", [(1280, by_the_menu), (390, by_the_line_for_newcomers)])
def test_the_course_is_walked_by_keyboard(lesson: Page, width: int, begin: Callable[[Page], None]) -> None:
    """From the lesson through every page to the last: on each a prompt, a choice, a slider and the link to the next."""
    errors: list[str] = []
    lesson.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    lesson.set_viewport_size({"width": width, "height": 844})
    begin(lesson)
    for name, after in zip_longest(COURSE, COURSE[1:]):
        is_at(lesson, name)
        there = {kind for kind, where in KINDS.items() if lesson.locator(where).count()}
        assert "prompt" in there
        on = (
            PROSE.say("course.next", title=title(after))
            if after
            else PROSE.say("course.previous", title=title(COURSE[-2]))
        )
        assert use_by_keyboard(lesson, on) == there
        assert errors == [], name
        lesson.keyboard.press("Enter")
    is_at(lesson, COURSE[-2])


def go(page: Page, name: str) -> None:
    """To the page before or after by its link."""
    page.locator(".st-key-ways_on").get_by_role("link", name=title(name)).click()
    is_at(page, name)


def weight(page: Page) -> Locator:
    """The slider of the neuron's weight."""
    return page.get_by_role("slider", name=PROSE.say("course.neuron.control.w1"))


def is_kept(page: Page, value: str) -> None:
    """The slider stands there, and the picture is that of its value."""
    expect(weight(page)).to_have_value(value)
    expect(page.locator(f'[alt*="w₁ = {value}"], [aria-label*="w₁ = {value}"]').first).to_be_visible()


def opened_to_stay(page: Page, address: str, name: str) -> None:
    """A page of the course by its address, once the browser's memory has been asked, too."""
    page.goto(f"{address}/{name}")
    is_at(page, name)
    page.wait_for_timeout(2000)
    settled(page)


def raise_weight(page: Page, presses: int, pause: int = 0) -> str:
    """Press the arrow key on the weight's slider; gives where it stands then, which is a hundredth a press further."""
    value = f"{float(weight(page).input_value()) + presses / 100:.12g}"
    weight(page).focus()
    for _ in range(presses):
        page.keyboard.press("ArrowRight")
        page.wait_for_timeout(pause)
    is_kept(page, value)
    settled(page)
    return value


def test_a_slider_is_not_taken_back_while_it_moves(page: Page, address: str) -> None:
    """The answers to the first presses come while the next ones are made; none of them is lost."""
    opened_to_stay(page, address, "neuron")
    value = raise_weight(page, 12, pause=120)
    page.wait_for_timeout(1000)
    is_kept(page, value)


def test_what_is_set_on_a_page_stays_set(page: Page, browser: Browser, address: str) -> None:
    """A slider stands where it was put after another page, after a reload, and in a browser that gets the link."""
    opened_to_stay(page, address, "neuron")
    value = raise_weight(page, 3)
    go(page, "chain")
    go(page, "neuron")
    is_kept(page, value)
    assert link_of(page)
    page.reload()
    is_at(page, "neuron")
    is_kept(page, value)
    elsewhere = browser.new_context().new_page()
    assert link_of(page)
    elsewhere.goto(page.url)
    is_at(elsewhere, "neuron")
    is_kept(elsewhere, value)
    elsewhere.context.close()


def test_back_and_forward_go_from_page_to_page(page: Page, address: str) -> None:
    """One press for each page, whatever was done on it; what was set there is still set."""
    opened_to_stay(page, address, "nudges")
    go(page, "neuron")
    value = raise_weight(page, 2)
    link_of(page)
    go(page, "chain")
    link_of(page)
    for name in ("neuron", "nudges"):
        page.go_back()
        is_at(page, name)
    for name in ("neuron", "chain"):
        page.go_forward()
        is_at(page, name)
        if name == "neuron":
            is_kept(page, value)


def test_newcomers_are_led_into_the_course(lesson: Page, address: str) -> None:
    """By a line under the lesson's title; not where a class is shown the lesson, and not in one that is fixed."""
    line = lesson.get_by_role("link", name=PROSE.say("page.step_by_step.newcomers", title=title(COURSE[0])))
    expect(line).to_be_visible()
    lesson.keyboard.press("Alt+p")
    expect(line).to_be_hidden()
    settled(lesson)
    lesson.keyboard.press("Escape")
    expect(line).to_be_visible()
    given(lesson, address, FIXED)
    expect(line).to_have_count(0)
