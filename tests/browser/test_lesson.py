"""The lesson in a browser: stepping by button and key, editing, and the number on the screen."""

from __future__ import annotations

import json
import re
from urllib.parse import urlparse

import pytest
from playwright.sync_api import Page, expect

from engine import Problem, trace
from explain.numbers import plain
from ui.presets import presets

pytestmark = pytest.mark.browser
NOTES = presets()["notes-2-2-1"].problem


def shown(number: float) -> str:
    """A number as the page prints it, for finding it on the screen."""
    return plain(number, 4)


def result_has(page: Page, *numbers: float) -> None:
    """The result on the step card shows these numbers."""
    card = page.locator(".katex-display").first
    for number in numbers:
        expect(card).to_contain_text(shown(number).replace("-", "\u2212"))


def step_is(page: Page, number: int) -> None:
    """The page is at step `number`, and drawn to its end: a key pressed while it is being drawn may be lost."""
    expect(page.get_by_text(f"· Step {number} of 17")).to_be_visible()
    expect(page.locator('[data-test-script-state="notRunning"]')).to_be_visible()


def test_the_notes_example_is_walked_to_the_first_gradient_with_an_edit_on_the_way(lesson: Page) -> None:
    """Next to dW2, W1[1,1] changed, next to dW1: the numbers on the screen are those of the edited network."""
    for number in range(2, 8):
        lesson.get_by_role("button", name="Next").click()
        step_is(lesson, number)
    result_has(lesson, *trace(NOTES)["dW2"].flat)
    field = lesson.get_by_label("Value w₁₁⁽¹⁾")
    field.fill("0.7")
    field.press("Enter")
    doc = NOTES.to_dict()
    doc["W"][0][0][0] = 0.7
    edited = trace(Problem.from_dict(doc))
    result_has(lesson, *edited["dW2"].flat)
    lesson.get_by_role("heading", name="Step by step").click()
    for number in range(8, 13):
        lesson.keyboard.press("ArrowRight")
        step_is(lesson, number)
    result_has(lesson, *edited["dW1"].flat)


def test_keys_walk_only_when_no_control_has_the_focus(lesson: Page) -> None:
    """Home and End jump; an arrow inside a text field moves its cursor and not the lesson."""
    lesson.get_by_role("heading", name="Step by step").click()  # the page, not the browser, has the keyboard
    lesson.keyboard.press("End")
    step_is(lesson, 17)
    lesson.keyboard.press("Home")
    step_is(lesson, 1)
    field = lesson.get_by_label("Value w₁₁⁽¹⁾")
    field.focus()
    lesson.keyboard.press("ArrowRight")
    lesson.keyboard.press("End")
    lesson.wait_for_timeout(600)
    step_is(lesson, 1)


def test_a_slider_moves_everything(lesson: Page) -> None:
    """An arrow key on a slider changes the weight, the typed number and the formula."""
    slider = lesson.get_by_role("slider", name=re.compile("w")).first
    slider.focus()
    lesson.keyboard.press("ArrowRight")
    expect(lesson.get_by_label("Value w₁₁⁽¹⁾")).to_have_value("0.11")
    expect(lesson.locator(".katex-display").first).to_contain_text("0.11")


@pytest.mark.parametrize(
    "typed, sentence", [("abc", "is not a number"), ("nan", "is not a number"), ("1e9", "must lie between")]
)
def test_a_bad_number_gets_a_sentence_and_changes_nothing(lesson: Page, typed: str, sentence: str) -> None:
    """What cannot be used is refused in words; the old number stays."""
    field = lesson.get_by_label("Value w₁₁⁽¹⁾")
    field.fill(typed)
    field.press("Enter")
    expect(lesson.get_by_text(sentence)).to_be_visible()
    expect(lesson.get_by_label("Value w₁₁⁽¹⁾")).to_have_value("0.1")


def test_a_click_in_the_picture_chooses_the_number_to_edit(lesson: Page) -> None:
    """The editor follows the picture."""
    lesson.locator('[data-name="W2.1.2"]').last.click()
    expect(lesson.get_by_label("Value w₁₂⁽²⁾")).to_have_value("0.7")


def test_a_click_on_a_computed_number_goes_to_its_step(lesson: Page) -> None:
    """The sum of the output unit is computed in step 3, the loss in step 5."""
    for part, number in (("Z2.1", 3), ("J", 5)):
        lesson.locator(f'[data-name="{part}"]').last.click()
        step_is(lesson, number)


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_fits(lesson: Page, width: int, scheme: str) -> None:
    """No sideways scrolling of the page at either width, in either theme, at any step."""
    lesson.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    lesson.set_viewport_size({"width": width, "height": 844})
    for number in range(2, 14):
        lesson.get_by_role("button", name="Next").click()
        step_is(lesson, number)
    wide = lesson.evaluate("document.scrollingElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"the page is {wide} px wider than the screen"


def test_nothing_is_asked_of_another_server(page: Page, address: str) -> None:
    """Every request goes to the app itself, and the console shows no error."""
    hosts, errors = set[str](), list[str]()
    page.on("request", lambda request: hosts.add(urlparse(request.url).netloc))
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.goto(address)
    page.get_by_text("· Step 1 of 17").wait_for(timeout=30_000)
    page.get_by_role("button", name="Next").click()
    step_is(page, 2)
    assert hosts - {urlparse(address).netloc, ""} == set(), json.dumps(sorted(hosts))
    assert errors == []
