"""The training lab in a browser: a run that is watched, gone back in, opened in the lesson and come back to."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from explain import load_prose
from tests.browser.test_lesson import settled
from ui.lab.views import CHOSEN
from ui.pages import PAGES

pytestmark = pytest.mark.browser
PROSE = load_prose()
ALL_RIGHT = re.compile(r"^Training loss [^ ]+, accuracy 100%")
AT = re.compile(r"After (\d+) of (\d+) updates")


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
    expect(page.get_by_text(f"After 3 of {made}")).to_be_visible(timeout=10_000)
    settled(page)
    expect(page.get_by_text(ALL_RIGHT)).to_have_count(0)
    page.get_by_role("button", name=PROSE.say("course.lab.open.button")).first.click()
    title = PROSE.say(f"page.{PAGES[0]}.title")
    expect(page.get_by_role("heading", level=1, name=title)).to_be_visible(timeout=30_000)
    expect(page.get_by_text(PROSE.say("course.lab.open.title.batch", number=4)).first).to_be_visible()
    settled(page)
    page.get_by_role("link", name=PROSE.say("course.lab.open.back")).click()
    expect(page.get_by_text(f"After 3 of {made}")).to_be_visible(timeout=30_000)


def test_the_page_stays_whole_when_it_is_paused_and_gone_back_in_at_once(page: Page, address: str) -> None:
    """Pieces and whole pages are asked for in quick turn; none of them is drawn within another."""
    opened(page, address)
    whole = page.locator("[data-testid=stMain] .st-key-lab_buttons")
    for _ in range(6):
        press(page, "run")
        page.wait_for_timeout(900)
        press(page, "pause")
        expect(page.get_by_role("button", name=PROSE.say("course.lab.do.run"), exact=True)).to_be_visible()
        page.get_by_role("slider", name=PROSE.say("course.lab.scrubber")).focus()
        for key in ("Home", "ArrowRight", "ArrowRight"):
            page.keyboard.press(key)
        expect(page.get_by_text("After 2 of")).to_be_visible()
        settled(page)
        expect(whole).to_have_count(1)


def test_a_click_is_answered_while_a_run_goes_on(page: Page, address: str) -> None:
    """Pause ends it, with the updates made until then; nothing is made afterwards."""
    opened(page, address)
    press(page, "run")
    page.wait_for_function("() => /After (\\d+) of/.exec(document.body.innerText)?.[1] > 100", timeout=30_000)
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
    expect(page.get_by_text("After 10 of 10")).to_be_visible(timeout=10_000)
    page.wait_for_timeout(1000)
    page.reload()
    expect(page.get_by_text("After 10 of 10")).to_be_visible(timeout=30_000)


def test_a_reload_keeps_what_was_looked_at(page: Page, address: str) -> None:
    """The update of the slider and the view, which are drawn again without the rest of the page."""
    opened(page, address)
    press(page, "epoch")
    expect(page.get_by_text("After 5 of 5")).to_be_visible()
    settled(page)
    page.get_by_role("slider", name=PROSE.say("course.lab.scrubber")).focus()
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_text("After 4 of 5")).to_be_visible()
    weights = page.get_by_role("radio", name=PROSE.say("course.lab.view.parameters.title"), exact=True)
    weights.click()
    expect(page.get_by_text(PROSE.say("course.lab.view.parameters.text")[:40])).to_be_visible()
    settled(page)
    page.wait_for_timeout(500)
    page.reload()
    expect(page.get_by_text("After 4 of 5")).to_be_visible(timeout=30_000)
    expect(weights).to_be_checked()


def test_a_reload_keeps_most_of_a_run_that_goes_on(page: Page, address: str) -> None:
    """The browser is told of it every now and then. It stands still afterwards."""
    opened(page, address)
    press(page, "run")
    page.wait_for_function("() => /After (\\d+) of/.exec(document.body.innerText)?.[1] > 100", timeout=30_000)
    page.wait_for_timeout(5000)
    before = where(page)[1]
    page.reload()
    page.wait_for_function("() => /After (\\d+) of/.exec(document.body.innerText)?.[1] > 100", timeout=30_000)
    settled(page)
    at, made = where(page)
    assert at == made < before + 1000, "it does not go on by itself"
    page.wait_for_timeout(1000)
    assert where(page) == (at, made)


def tab_to(page: Page, wanted: Locator, most: int = 60) -> None:
    """Press Tab until it has the focus, as somebody does who has no mouse."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if wanted.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"{most} times Tab do not lead to {wanted}")


def test_the_keyboard_alone_does_it(page: Page, address: str) -> None:
    """Data are chosen, a run is begun and stopped, gone back in, looked into, and opened in the lesson."""
    opened(page, address)
    tab_to(page, page.get_by_role("combobox", name=PROSE.say("course.lab.control.data")))
    for key in ("ArrowDown", "ArrowUp", "ArrowUp", "Enter"):
        page.keyboard.press(key)
    settled(page)
    xor = page.get_by_role("combobox", name=PROSE.say("course.lab.control.data"))
    expect(xor).to_have_value(PROSE.say("course.lab.dataset.xor"))
    tab_to(page, page.get_by_role("button", name=PROSE.say("course.lab.do.run"), exact=True))
    page.keyboard.press("Enter")
    page.wait_for_function("() => /After (\\d+) of/.exec(document.body.innerText)?.[1] > 20", timeout=30_000)
    pause = page.get_by_role("button", name=PROSE.say("course.lab.do.pause"), exact=True)
    assert pause.evaluate("element => element === document.activeElement"), "the focus stays on Run, now Pause"
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name=PROSE.say("course.lab.do.run"), exact=True)).to_be_visible()
    settled(page)
    tab_to(page, page.get_by_role("slider", name=PROSE.say("course.lab.scrubber")))
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_text("After 2 of")).to_be_visible()
    settled(page)
    in_lesson = page.get_by_role("button", name=PROSE.say("course.lab.open.button")).first
    view = page.get_by_role("radio", name=PROSE.say("course.lab.view.examples.title"))
    tab_to(page, in_lesson)
    tab_to(page, view)
    for _ in range(len(CHOSEN) - 1):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    settled(page)
    expect(page.get_by_text(PROSE.say("course.lab.view.surface.text"))).to_be_visible()
    page.keyboard.press("Shift+Tab")
    assert in_lesson.evaluate("element => element === document.activeElement")
    page.keyboard.press("Enter")
    title = PROSE.say(f"page.{PAGES[0]}.title")
    expect(page.get_by_role("heading", level=1, name=title)).to_be_visible(timeout=30_000)


@pytest.mark.parametrize("width", [390, 1280])
def test_it_is_no_wider_than_the_screen_and_axe_finds_nothing_serious(page: Page, address: str, width: int) -> None:
    """In every view, after an epoch."""
    page.set_viewport_size({"width": width, "height": 844})
    opened(page, address)
    press(page, "epoch")
    settled(page)
    views = page.get_by_role("radiogroup", name=PROSE.say("course.lab_view.control.view"))
    for name in CHOSEN:
        views.get_by_role("radio", name=PROSE.say(f"course.lab.view.{name}.title"), exact=True).click()
        page.wait_for_timeout(500)
        settled(page)
        page.wait_for_timeout(1000)  # what was grey while the page ran has its colours again
        wide = page.evaluate(
            "[document.scrollingElement, document.querySelector('[data-testid=stMain]')]"
            ".map(element => element.scrollWidth - element.clientWidth)"
        )
        assert wide == [0, 0], f"with {name} the page is {wide} px wider than the screen"
        found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
        serious = [f"{v['id']}: {v['nodes'][0]['html'][:200]}" for v in found if v["impact"] in ("serious", "critical")]
        assert not serious, (name, serious)


def test_nothing_moves_while_it_trains(page: Page, address: str) -> None:
    """The view chooser stays where it is, and from piece to piece the losses are one chart, changed in place."""
    opened(page, address)
    choose_data(page, "xor")
    label = page.get_by_text(PROSE.say("course.lab_view.control.view"), exact=True)
    top = "element => Math.round(element.getBoundingClientRect().top)"
    before = label.evaluate(top)
    plot = page.locator(".st-key-lab_losses .js-plotly-plot")
    press(page, "run")
    page.wait_for_function("() => /After (\\d+) of/.exec(document.body.innerText)?.[1] > 20", timeout=30_000)
    plot.evaluate("element => { element.marked = true; }")
    drawn = plot.inner_text()
    tops = set()
    for _ in range(20):
        page.wait_for_timeout(150)
        tops.add(label.evaluate(top))
    assert tops == {before}
    assert plot.evaluate("element => element.marked === true")
    assert plot.inner_text() != drawn


def test_the_slider_moves_nothing_and_stays_in_sight(page: Page, address: str) -> None:
    """An earlier update takes as much room as the newest one; far down the page, Run and the slider are still there."""
    page.set_viewport_size({"width": 1280, "height": 720})
    opened(page, address)
    press(page, "epoch")
    settled(page)
    label = page.get_by_text(PROSE.say("course.lab_view.control.view"), exact=True)
    label.scroll_into_view_if_needed()
    before = label.bounding_box()
    expect(page.locator(".st-key-lab_moment")).to_be_in_viewport()
    expect(page.get_by_role("button", name=PROSE.say("course.lab.do.run"), exact=True)).to_be_in_viewport()
    page.get_by_role("slider", name=PROSE.say("course.lab.scrubber")).focus()
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_text("After 4 of 5")).to_be_visible()
    settled(page)
    assert label.bounding_box() == before


def test_on_a_phone_run_is_in_reach_everywhere(page: Page, address: str) -> None:
    """As the page opens, and at its end, of which nothing is covered."""
    page.set_viewport_size({"width": 390, "height": 844})
    opened(page, address)
    run = page.get_by_role("button", name=PROSE.say("course.lab.do.run"), exact=True)
    expect(run).to_be_in_viewport(ratio=1)
    last = page.locator("[data-testid=stMain] li").last
    last.scroll_into_view_if_needed()
    page.mouse.move(200, 400)
    page.mouse.wheel(0, 9000)
    expect(last).to_be_in_viewport(ratio=1)
    foot, bar = last.bounding_box(), run.bounding_box()
    assert foot
    assert bar
    assert foot["y"] + foot["height"] < bar["y"]
    run.click()
    expect(page.get_by_role("button", name=PROSE.say("course.lab.do.pause"), exact=True)).to_be_in_viewport(ratio=1)
