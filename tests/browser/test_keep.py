"""A learner's lesson survives reload, a lost connection, another tab and a restarted server; Back is never trapped."""

from __future__ import annotations

import re
import time
from urllib.parse import parse_qs, urlparse

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from explain import load_prose
from tests.browser.conftest import Server
from tests.browser.test_faults import cell, open_example
from tests.browser.test_lesson import part, settled, step_is
from tests.browser.wire import Wire

pytestmark = pytest.mark.browser


def walked_to_step_11(page: Page, url: str) -> None:
    """An edited network at step 11, with one update applied before."""
    page.set_default_timeout(15_000)
    page.goto(url)
    page.get_by_text("· Step 1 of 17").wait_for(timeout=30_000)
    page.get_by_role("button", name="Apply the update").click()
    expect(page.get_by_text("Updates applied: 1.")).to_be_visible()
    part(page, "W1.2.1").focus()
    for _ in range(3):
        page.keyboard.press("+")
    expect(undo_button(page)).to_have_attribute("title", re.compile("w₂₁"))
    step_is(page, 1)
    for number in range(2, 12):
        page.get_by_role("button", name="Next", exact=True).click()
        step_is(page, number)
    settled(page)


def undo_button(page: Page):
    """The player's button that takes back the last change."""
    return page.locator("button.undo")


def shown(page: Page) -> tuple[str | None, ...]:
    """What is on the screen: the step, all numbers of the card, the weight, what can be undone, the updates."""
    settled(page)
    return (
        page.locator(".card .unit").inner_text(),
        page.locator(".card").inner_text(),
        part(page, "W1.2.1").get_attribute("aria-valuenow"),
        undo_button(page).get_attribute("title"),
        page.get_by_text("Updates applied:").inner_text(),
    )


def link_of(page: Page) -> str:
    """The lesson in the address, once it has followed."""
    page.wait_for_timeout(700)
    return parse_qs(urlparse(page.url).query).get("lesson", [""])[0]


def taken_up(page: Page) -> None:
    """The lesson was restored, and the page says so."""
    expect(page.get_by_text("Taken up where you left off").first).to_be_visible(timeout=30_000)
    settled(page)


@pytest.mark.parametrize("kill", [True, False])
def test_a_restarted_server_shows_the_same_step(page: Page, own_server: Server, kill: bool) -> None:
    """Killed or stopped at step 11 of an edited network: the same step with the same numbers, by waiting alone."""
    walked_to_step_11(page, own_server.url)
    before = shown(page)
    own_server.end(kill)
    page.wait_for_timeout(1500)
    own_server.start()
    taken_up(page)
    assert shown(page) == before
    undo_button(page).click()
    expect(part(page, "W1.2.1")).not_to_have_attribute("aria-valuenow", before[2] or "")


def test_what_is_done_while_the_server_is_away_is_done_when_it_is_back(page: Page, own_server: Server) -> None:
    """A press during the outage is neither lost nor done twice."""
    walked_to_step_11(page, own_server.url)
    weight = part(page, "W1.2.1")
    before = float(weight.get_attribute("aria-valuenow") or "nan")
    own_server.end(kill=True)
    page.wait_for_timeout(1000)
    weight.focus()
    page.keyboard.press("+")
    own_server.start()
    expect(weight).to_have_attribute("aria-valuenow", f"{before + 0.1:.12g}", timeout=40_000)
    page.wait_for_timeout(4000)  # longer than it takes to send it again
    expect(weight).to_have_attribute("aria-valuenow", f"{before + 0.1:.12g}")


def test_a_reload_keeps_everything(lesson: Page) -> None:
    """Step, numbers, updates and undo."""
    walked_to_step_11(lesson, lesson.url)
    before = shown(lesson)
    lesson.reload()
    taken_up(lesson)
    assert shown(lesson) == before


@pytest.mark.parametrize("wait", [120, 250])
def test_a_reload_before_the_address_follows_keeps_the_last_change(lesson: Page, wait: int) -> None:
    """The tab's memory is newer than the address: it counts, with its undo."""
    walked_to_step_11(lesson, lesson.url)
    link_of(lesson)
    lesson.evaluate("history.replaceState = () => {}")  # as where the address may not follow
    part(lesson, "W1.2.1").focus()
    lesson.keyboard.press("-")
    expect(part(lesson, "W1.2.1")).to_have_attribute("aria-valuenow", "1.01")
    before = shown(lesson)
    lesson.wait_for_timeout(wait)
    lesson.reload()
    taken_up(lesson)
    assert shown(lesson) == before


def test_an_offer_goes_when_something_else_is_done(lesson: Page) -> None:
    """Taking up an old lesson cannot wipe a new one."""
    walked_to_step_11(lesson, lesson.url)
    address = lesson.url.split("?")[0]
    link_of(lesson)
    again = lesson.context.new_page()
    again.goto(address)
    take_up = again.get_by_role("button", name="Go on with it")
    expect(take_up).to_be_visible(timeout=30_000)
    again.get_by_role("button", name="Next", exact=True).click()
    step_is(again, 2)
    expect(take_up).to_have_count(0)


def test_what_is_done_before_the_browser_has_told_its_memory_waits(lesson: Page) -> None:
    """A press right after a reload, with the memory's script late: the memory first, then the press; undo is there."""
    walked_to_step_11(lesson, lesson.url)
    before = shown(lesson)
    scripts = lesson.evaluate(
        "performance.getEntriesByType('resource').map(e => e.name).filter(n => n.includes('/live/'))"
    )
    keeper = next(name for name in scripts if name.endswith(".js") and "sessionStorage" in _text(lesson, name))
    lesson.route(keeper, _late)
    lesson.reload()
    step_is(lesson, 11)
    lesson.get_by_role("button", name="Next", exact=True).click()
    step_is(lesson, 12)
    settled(lesson)
    assert undo_button(lesson).get_attribute("title") == before[3]


def _text(page: Page, address: str) -> str:
    return page.request.get(address).text()


def _late(route: Route) -> None:
    time.sleep(1.5)
    route.continue_()


def test_a_browser_without_memory_says_so_and_the_address_still_follows(page: Page, address: str) -> None:
    """As inside another site's page, where asking for the storage alone is refused."""
    page.add_init_script(
        "for (const name of ['sessionStorage', 'localStorage']) Object.defineProperty(window, name,"
        " { get() { throw new DOMException('denied', 'SecurityError') } })"
    )
    walked_to_step_11(page, address)
    assert link_of(page)
    page.get_by_role("button", name="Share, save, export").click()
    page.get_by_role("tab", name="File").click()
    expect(page.get_by_text("This browser keeps nothing for this page")).to_be_visible()


def test_a_lesson_inside_a_page_comes_back_as_it_was_left(page: Page, address: str) -> None:
    """Reloading the course page loads the frame by its first link; the tab remembers what was done in it."""
    frame = f'<iframe src="{address}/?embed=true" width="1200" height="900"></iframe>'
    page.route(f"{address}/course", lambda route: route.fulfill(body=frame, content_type="text/html"))
    page.goto(f"{address}/course")
    inside = page.frame_locator("iframe")
    inside.get_by_role("button", name="Apply the update").click()
    expect(inside.get_by_text("Updates applied: 1.")).to_be_visible()
    page.wait_for_timeout(700)
    page.reload()
    expect(inside.get_by_text("Updates applied: 1.")).to_be_visible(timeout=30_000)


def test_a_second_tab_shows_the_same_and_goes_its_own_way(lesson: Page) -> None:
    """The address leads to what is on the screen; what is done in one tab does not reach the other."""
    walked_to_step_11(lesson, lesson.url)
    before = shown(lesson)
    link_of(lesson)
    other = lesson.context.new_page()
    other.goto(lesson.url)
    step_is(other, 11)
    assert shown(other)[:3] == before[:3]
    other.get_by_role("button", name="Next", exact=True).click()
    step_is(other, 12)
    lesson.reload()
    taken_up(lesson)
    step_is(lesson, 11)
    assert shown(lesson) == before


def test_a_link_opens_the_same_in_another_browser(lesson: Page, browser: Browser) -> None:
    """Below 600 characters, with nothing but the address."""
    walked_to_step_11(lesson, lesson.url)
    before = shown(lesson)
    assert 0 < len(link_of(lesson)) < 600
    elsewhere = browser.new_context().new_page()
    elsewhere.goto(lesson.url)
    step_is(elsewhere, 11)
    after = shown(elsewhere)
    assert after[:3] == before[:3]
    assert after[4] == before[4]
    elsewhere.context.close()


def test_back_leaves_and_forward_returns(lesson: Page) -> None:
    """Twenty steps and edits are no twenty entries of the history."""
    before = lesson.evaluate("history.length")
    walked_to_step_11(lesson, lesson.url)
    seen = shown(lesson)
    link_of(lesson)
    assert lesson.evaluate("history.length") <= before + 1
    lesson.goto("about:blank")
    lesson.go_back()
    step_is(lesson, 11)
    assert shown(lesson)[:3] == seen[:3]


def test_a_closed_tab_can_be_taken_up_again(lesson: Page) -> None:
    """The app opened anew asks; saying yes brings everything back, undo too."""
    walked_to_step_11(lesson, lesson.url)
    before, address = shown(lesson), lesson.url.split("?")[0]
    link_of(lesson)
    again = lesson.context.new_page()
    lesson.close()
    again.goto(address)
    again.get_by_role("button", name="Go on with it").click()
    taken_up(again)
    assert shown(again) == before


def test_a_lost_connection_loses_nothing(page: Page, address: str) -> None:
    """The wire is cut for a while; what is pressed meanwhile counts, once, and in its order."""
    wire = Wire(int(address.rpartition(":")[2]))
    walked_to_step_11(page, wire.url)
    weight = part(page, "W1.2.1")
    before = float(weight.get_attribute("aria-valuenow") or "nan")
    wire.cut()
    page.wait_for_timeout(1000)
    weight.focus()
    page.keyboard.press("+")
    page.keyboard.press("+")
    page.get_by_role("button", name="Next", exact=True).click()
    page.wait_for_timeout(1000)
    wire.mend()
    expect(weight).to_have_attribute("aria-valuenow", f"{before + 0.2:.12g}", timeout=40_000)
    step_is(page, 12)
    page.wait_for_timeout(4000)  # longer than it takes to send it again
    expect(weight).to_have_attribute("aria-valuenow", f"{before + 0.2:.12g}")
    step_is(page, 12)
    page.goto("about:blank")
    wire.close()


def test_an_action_without_an_answer_is_said_to_wait(page: Page, address: str) -> None:
    """A few seconds after it, in a line that moves nothing; gone once the server has answered."""
    wire = Wire(int(address.rpartition(":")[2]))
    page.goto(wire.url)
    step_is(page, 1)
    sign, stage = page.locator(".waits"), page.locator(".stage")
    part(page, "W1.2.1").focus()
    page.keyboard.press("+")
    expect(part(page, "W1.2.1")).to_have_attribute("aria-valuenow", "0.9")
    settled(page)
    before = stage.bounding_box()
    page.wait_for_timeout(4500)
    expect(sign).to_have_text("")
    wire.cut()
    page.keyboard.press("+")
    expect(sign).to_have_text(load_prose().say("stage.waits"), timeout=10_000)
    expect(sign.locator("span")).to_be_in_viewport()
    assert stage.bounding_box() == before
    wire.mend()
    expect(part(page, "W1.2.1")).to_have_attribute("aria-valuenow", "1", timeout=40_000)
    expect(sign).to_have_text("")
    page.goto("about:blank")
    wire.close()


LISTED = "JSON.parse(localStorage.getItem(`gradwalk ${new URL('.', document.baseURI).pathname}`))?.tabs ?? []"
OTHERS = """const LIST = `gradwalk ${new URL('.', document.baseURI).pathname}`
localStorage.setItem(LIST, JSON.stringify({ tabs: [1, 2, 3, 4, 5, 6].map(n => ({ tab: `other ${n}`, state: '1AAAA',
  link: '', worth: true, saved: n })) }))"""


def test_a_tab_has_one_place_among_the_six_that_are_kept(lesson: Page) -> None:
    """The newest stands first, and the oldest goes; each change replaces what was kept of this tab."""
    lesson.evaluate(OTHERS)
    states = set()
    for value in ("0.9", "1", "1.1"):
        part(lesson, "W1.2.1").focus()
        lesson.keyboard.press("+")
        expect(part(lesson, "W1.2.1")).to_have_attribute("aria-valuenow", value)
        settled(lesson)
        link_of(lesson)
        own, *others = lesson.evaluate(LISTED)
        assert [kept["tab"] for kept in others] == [f"other {number}" for number in range(1, 6)]
        assert not own["tab"].startswith("other")
        states.add(own["state"])
    assert len(states) == 3


def test_a_page_that_is_left_settles_its_address_first(page: Page, address: str) -> None:
    """With the timer stopped that the address follows by: going back leads to what was on the screen."""
    page.add_init_script(
        "const later = window.setTimeout\n"
        "window.setTimeout = (run, wait, ...rest) => later(run, wait === 300 ? 1e9 : wait, ...rest)"
    )
    page.goto(address)
    step_is(page, 1)
    page.get_by_role("button", name="Apply the update").click()
    expect(page.get_by_text("Updates applied: 1.")).to_be_visible()
    settled(page)
    assert not link_of(page)
    assert not page.evaluate(LISTED)
    page.goto("about:blank")
    page.go_back()
    assert link_of(page)
    expect(page.get_by_text("Updates applied: 1.")).to_be_visible(timeout=30_000)
    assert [kept["worth"] for kept in page.evaluate(LISTED)] == [True]


def test_a_cell_typed_while_the_wire_is_cut_arrives(page: Page, address: str) -> None:
    """The grid of numbers keeps what was typed until the server has it."""
    wire = Wire(int(address.rpartition(":")[2]))
    page.goto(wire.url)
    step_is(page, 1)
    open_example(page, "one-vs-all")
    page.get_by_role("radio", name="All numbers").click()
    expect(cell(page, 1, 1)).to_have_attribute("aria-label", "w₁₁⁽¹⁾")
    wire.cut()
    page.wait_for_timeout(1000)
    cell(page, 1, 1).click()
    page.keyboard.type("7.5")
    page.keyboard.press("Enter")
    page.wait_for_timeout(1000)
    expect(cell(page, 1, 1)).to_have_value("7.5")
    wire.mend()
    expect(page.get_by_role("button", name=re.compile("Undo: w₁₁⁽¹⁾: .* → 7.5"))).to_be_visible(timeout=40_000)
    page.goto("about:blank")
    wire.close()


@pytest.mark.parametrize("link", ["nonsense!", "9abc", "1", "1AAAA", "1" + "A" * 9000])
def test_a_bad_link_opens_the_default_and_says_why(page: Page, address: str, link: str) -> None:
    """One sentence, the first example, no traceback."""
    page.goto(f"{address}?lesson={link}")
    expect(page.get_by_text("The lesson in this link cannot be opened").first).to_be_visible(timeout=30_000)
    step_is(page, 1)
