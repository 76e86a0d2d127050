"""Presenter mode, the bar at the top and the words that explain themselves, in a browser."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from explain import load_prose
from explain.glossary import glossary, word
from tests.browser.test_lesson import part, result_has, settled, step_is
from ui.presets import presets

pytestmark = pytest.mark.browser
PROSE = load_prose()
SCROLLS = """() => {
  const main = document.querySelector(".stMain")
  return [main.scrollHeight - main.clientHeight, document.documentElement.scrollHeight - innerHeight,
    document.documentElement.scrollWidth - innerWidth]
}"""
NOTES = presets()["notes-2-2-1"].problem


def size_of_type(page: Page, selector: str) -> float:
    """How large the letters of an element are, in pixels."""
    size: float = page.locator(selector).first.evaluate("node => parseFloat(getComputedStyle(node).fontSize)")
    return size


def opened(page: Page, address: str, name: str, width: int = 1280, height: int = 720) -> None:
    """A page of the app, drawn to its end."""
    page.set_viewport_size({"width": width, "height": height})
    page.goto(f"{address}/{name}")
    page.get_by_role("heading", level=1).first.wait_for(timeout=30_000)
    page.wait_for_timeout(800)  # a key that is pressed while the page is being drawn for the first time can be lost
    settled(page)


def free_of_cover(place: Locator) -> bool:
    """True where a press in the middle of an element meets the element."""
    met: bool = place.evaluate("""node => {
      const box = node.getBoundingClientRect()
      const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2)
      return node.contains(top)
    }""")
    return met


def fits(page: Page) -> None:
    """Nothing to scroll, once the page has settled."""
    page.wait_for_timeout(1300)
    assert max(page.evaluate(SCROLLS)) <= 0
    bottom = page.locator(".card").evaluate("node => node.getBoundingClientRect().bottom")
    assert bottom <= page.evaluate("innerHeight") - 30, "the card runs into the lower edge"


@pytest.mark.parametrize("width, height", [(1280, 720), (1920, 1080), (1100, 480)])
def test_a_lesson_is_presented_on_one_screen(lesson: Page, width: int, height: int) -> None:
    """Larger type, no scrolling at steps 1, 9 and 17, arrow keys and a clicker's keys walk; nothing else is there.

    On a low screen the type gives way, so that the step still fits.
    """
    lesson.set_viewport_size({"width": width, "height": height})
    before = size_of_type(lesson, ".card .why")
    lesson.get_by_role("button", name="Present").click()
    expect(lesson.get_by_role("button", name="Stop presenting")).to_be_visible()
    settled(lesson)
    fits(lesson)
    for number in range(2, 10):
        lesson.keyboard.press("ArrowRight" if number < 9 else "PageDown")
        step_is(lesson, number)
    fits(lesson)
    assert height < 700 or size_of_type(lesson, ".card .why") >= 1.2 * before
    lesson.keyboard.press("End")
    step_is(lesson, 17)
    fits(lesson)
    for name in ("Share, save, export", "Back to the example's numbers", "Play"):
        expect(lesson.get_by_role("button", name=name)).to_be_hidden()
    lesson.keyboard.press("PageUp")
    step_is(lesson, 16)


@pytest.mark.parametrize("key", [True, False])
def test_leaving_brings_everything_back(lesson: Page, key: bool) -> None:
    """By Escape or by the button: the tool that was open, the step that was reached, the type as it was."""
    lesson.get_by_role("radio", name="Nudge").click()
    slider = lesson.get_by_role("slider", name="Change w")
    expect(slider).to_be_visible()
    settled(lesson)
    before = size_of_type(lesson, ".card .why")
    lesson.keyboard.press("Alt+p")
    leave = lesson.get_by_role("button", name="Stop presenting")
    expect(leave).to_be_visible()
    expect(slider).to_be_hidden()
    lesson.keyboard.press("ArrowRight")
    step_is(lesson, 2)
    if key:
        lesson.keyboard.press("Escape")
    else:
        leave.click()
    expect(slider).to_be_visible()
    expect(leave).to_have_count(0)
    step_is(lesson, 2)
    assert size_of_type(lesson, ".card .why") == before
    result_has(lesson, 0.6059)
    expect(part(lesson, "W1.1.1")).to_be_visible()
    assert (
        lesson.evaluate("document.documentElement.style.fontSize + getComputedStyle(document.documentElement).fontSize")
        == "16px"
    )


def test_a_page_of_the_course_is_presented_part_by_part(page: Page, address: str) -> None:
    """Page Down goes on, Page Up back; the mode stays from page to page; Escape shows the whole page again."""
    opened(page, address, "neuron")
    whole = [PROSE.say(f"course.neuron.{name}.title") for name in ("parts", "sum")]
    headings = page.get_by_role("heading")
    part_is(page, None, *whole)
    page.keyboard.press("Alt+p")
    part_is(page, 1, PROSE.say("page.neuron.title"))
    for key, number, title in (("PageDown", 2, whole[0]), ("PageDown", 3, whole[1]), ("PageUp", 2, whole[0])):
        page.keyboard.press(key)
        part_is(page, number, title)
        expect(headings).to_have_count(1)
    assert size_of_type(page, ".stMarkdown p") > 17
    for number in (3, 4, 5):
        page.keyboard.press("PageDown")
        part_is(page, number)
    page.get_by_role("link", name=PROSE.say("page.chain.title")).click()
    part_is(page, 1, PROSE.say("page.chain.title"))
    page.keyboard.press("Escape")
    part_is(page, None, PROSE.say("page.chain.title"), PROSE.say("course.summary"))


def part_is(page: Page, number: int | None, *titles: str) -> None:
    """The page is at a part, or shown as a whole, and these headings can be seen."""
    counter = page.get_by_text(re.compile(rf"^Part {number or '[0-9]+'} of "))
    expect(counter).to_have_count(0) if number is None else expect(counter).to_be_visible()
    for title in titles:
        expect(page.get_by_role("heading", name=title)).to_be_visible()
    settled(page)


@pytest.mark.parametrize("width", [1280, 1000, 800, 390])
@pytest.mark.parametrize("name", ["", "neuron"])
def test_the_bar_is_in_reach(page: Page, address: str, width: int, name: str) -> None:
    """Sharing, and the page's words, can be pressed at any width, and cover neither title nor navigation."""
    opened(page, address, name, width, 844)
    page.get_by_role("button", name="Share, save, export").wait_for()
    for label in ("Words and symbols", "Share, save, export"):
        button = page.get_by_role("button", name=label)
        box = button.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        assert free_of_cover(button), label
    title = page.get_by_role("heading", level=1).first
    assert title.evaluate("""node => {
      const range = document.createRange()
      range.selectNodeContents(node)
      const box = range.getBoundingClientRect()
      return node.contains(document.elementFromPoint(box.right - 30, box.top + 15))
    }"""), "something lies over the title"
    page.get_by_role("button", name="Share, save, export").click()
    expect(page.get_by_role("dialog")).to_be_visible()


def test_the_navigation_works_by_keyboard(page: Page, address: str) -> None:
    """Tab reaches a menu, Enter opens it, arrows walk in it, Enter goes to the page."""
    opened(page, address, "")
    menu = page.get_by_role("button", name="Look up")
    for _ in range(12):
        page.keyboard.press("Tab")
        if menu.evaluate("node => node === document.activeElement"):
            break
    expect(menu).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("menuitem", name="Glossary")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("menuitem", name="Notation")).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Glossary", level=1)).to_be_visible()


def test_a_word_is_explained_by_keyboard_pointer_and_touch(page: Page, address: str) -> None:
    """Focus and pointing show what it means; a press keeps it, with a way to the glossary; Escape takes it away."""
    opened(page, address, "backward")
    marked, tip = page.locator('a[href*="glossary#chain-rule"]').first, page.locator("#word-tip")
    meaning = word("chain rule", PROSE).text
    marked.hover()
    expect(tip).to_have_text(meaning)
    page.keyboard.press("Escape")
    expect(tip).to_be_hidden()
    marked.focus()
    expect(tip).to_have_text(meaning)
    page.keyboard.press("Enter")
    expect(tip.get_by_role("link")).to_have_attribute("href", f"{address}/glossary#chain-rule")
    assert len(page.context.pages) == 1
    box = tip.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 1280
    page.keyboard.press("Escape")
    expect(tip).to_be_hidden()


def test_a_symbol_is_explained_where_it_is_pointed_at(lesson: Page) -> None:
    """A quantity of the lesson's formula, a sign and a setting; an entry keeps the tip of its number."""
    tip = lesson.locator("#word-tip")
    lesson.locator('.formula [data-ref="W1"]').first.hover()
    expect(tip).to_contain_text("W, weights: ")
    lesson.locator('.formula [data-ref="W1.1.1"]').first.hover()
    expect(tip).to_be_hidden()
    expect(lesson.locator(".tip")).to_contain_text("0.1")
    lesson.keyboard.press("End")
    step_is(lesson, 17)
    lesson.locator(".formula mi", has_text="η").first.hover()
    expect(tip).to_contain_text("eta, learning rate: ")


def test_the_words_and_symbols_of_a_step_are_one_press_away(lesson: Page) -> None:
    """The box lists the symbols of the step that is shown, and follows it."""
    opener = lesson.get_by_role("button", name="Words and symbols")
    opener.click()
    box = lesson.locator(".st-key-words_of_page")
    expect(box).to_contain_text("matrix product")
    expect(box).not_to_contain_text("transpose")
    opener.click()
    expect(box).to_have_count(0)
    lesson.get_by_label("Jump to a step").select_option("11")
    step_is(lesson, 12)
    opener.click()
    expect(box).to_contain_text("raised T, transpose".partition(", ")[2])
    expect(box.get_by_role("link", name="The whole glossary")).to_be_visible()


def test_the_anchors_of_the_glossary_are_where_links_lead(page: Page, address: str) -> None:
    """Every entry's heading has the id that links to it name."""
    opened(page, address, "glossary")
    page.get_by_role("heading", name="pi", exact=True).wait_for()
    ids = page.locator("h4").evaluate_all("nodes => nodes.map(node => node.id)")
    assert ids == [told.anchor for told in glossary(PROSE)]
