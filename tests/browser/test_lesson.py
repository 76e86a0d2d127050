"""The lesson in a browser: stepping, dragging, linked hover, keys, undo, themes and widths."""

from __future__ import annotations

import json
import re
from urllib.parse import urlparse

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from engine import Problem, trace
from explain.numbers import plain
from ui.presets import presets

pytestmark = pytest.mark.browser
NOTES = presets()["notes-2-2-1"].problem


def shown(number: float) -> str:
    """A number as a formula prints it, for finding it on the screen."""
    return plain(number, 4).replace("-", "\u2212")


def result_has(page: Page, *numbers: float) -> None:
    """The result on the step card shows these numbers."""
    for number in numbers:
        expect(page.locator(".formula.main .right").last).to_contain_text(shown(number))


def settled(page: Page) -> None:
    """The page is drawn to its end."""
    expect(page.locator('[data-test-script-state="notRunning"]')).to_be_visible()


def step_is(page: Page, number: int) -> None:
    """The page is at step `number`."""
    expect(page.get_by_text(f"· Step {number} of 17")).to_be_visible()
    settled(page)


def part(page: Page, name: str) -> Locator:
    """A part of the picture."""
    return page.locator(f'.parts [data-name="{name}"]')


def edited(**changes: float) -> Problem:
    """The notes' example with W1[1,1] changed."""
    doc = NOTES.to_dict()
    doc["W"][0][0][0] = changes["w11"]
    return Problem.from_dict(doc)


def to_the_page(page: Page) -> None:
    """Give the keyboard to the page itself and to no control."""
    page.get_by_role("heading", name="Step by step").click()


def test_the_notes_example_is_walked_to_the_first_gradient_with_an_edit_on_the_way(lesson: Page) -> None:
    """Next to dW2, W1[1,1] changed, next to dW1: the numbers on the screen are those of the edited network."""
    for number in range(2, 8):
        lesson.get_by_role("button", name="Next", exact=True).click()
        step_is(lesson, number)
    result_has(lesson, *trace(NOTES)["dW2"].flat)
    field = lesson.get_by_label("Value w₁₁⁽¹⁾")
    field.fill("0.7")
    field.press("Enter")
    changed = trace(edited(w11=0.7))
    result_has(lesson, *changed["dW2"].flat)
    to_the_page(lesson)
    for number in range(8, 13):
        lesson.keyboard.press("ArrowRight")
        step_is(lesson, number)
    result_has(lesson, *changed["dW1"].flat)


def test_keys_walk_only_when_no_control_has_the_focus(lesson: Page) -> None:
    """Home and End jump; an arrow inside a text field moves its cursor and not the lesson."""
    to_the_page(lesson)
    lesson.keyboard.press("End")
    step_is(lesson, 17)
    lesson.keyboard.press("Home")
    step_is(lesson, 1)
    for control in (lesson.get_by_label("Value w₁₁⁽¹⁾"), lesson.get_by_label("Jump to a step")):
        control.focus()
        lesson.keyboard.press("End")
        lesson.keyboard.press("Home")
        lesson.wait_for_timeout(600)
        step_is(lesson, 1)


def test_quick_presses_add_up_and_the_focus_stays(lesson: Page) -> None:
    """Six presses without waiting are six steps; at the end the button keeps the focus and does nothing."""
    following = lesson.get_by_role("button", name="Next", exact=True)
    following.focus()
    for _ in range(6):
        lesson.keyboard.press("Enter")
    step_is(lesson, 7)
    lesson.get_by_role("button", name="Last step").click()
    step_is(lesson, 17)
    following.focus()
    lesson.keyboard.press("Enter")
    expect(following).to_be_focused()
    expect(following).to_have_attribute("aria-disabled", "true")
    step_is(lesson, 17)


def test_play_walks_by_itself_until_it_is_paused(lesson: Page) -> None:
    """Off at first; it takes its time from the choice of speed; a press of Back stops it."""
    lesson.get_by_label("Speed").select_option("1")
    lesson.wait_for_timeout(1300)
    step_is(lesson, 1)
    lesson.get_by_role("button", name="Play").click()
    step_is(lesson, 3)
    lesson.get_by_role("button", name="Back", exact=True).click()
    expect(lesson.get_by_role("button", name="Play")).to_have_attribute("aria-pressed", "false")
    lesson.wait_for_timeout(600)
    settled(lesson)
    now = lesson.locator(".unit").text_content()
    lesson.wait_for_timeout(1500)
    assert lesson.locator(".unit").text_content() == now


def test_a_slider_moves_everything(lesson: Page) -> None:
    """An arrow key on a slider changes the weight, the typed number, the formula and the picture."""
    slider = lesson.get_by_role("slider", name=re.compile("w₁₁")).first
    slider.focus()
    lesson.keyboard.press("ArrowRight")
    expect(lesson.get_by_label("Value w₁₁⁽¹⁾")).to_have_value("0.11")
    expect(lesson.locator(".formula.main")).to_contain_text("0.11")
    expect(part(lesson, "W1.1.1")).to_contain_text("0.11")


def test_a_weight_is_dragged_and_everything_follows(lesson: Page) -> None:
    """Numbers appear while the pointer is still down; the field, the formula and J follow; one undo takes it back."""
    lesson.get_by_label("Jump to a step").select_option("4")
    step_is(lesson, 5)
    box = part(lesson, "W2.1.2").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    lesson.mouse.move(x, y)
    lesson.mouse.down()
    for far in range(5, 61, 5):
        lesson.mouse.move(x + far, y)
        lesson.wait_for_timeout(30)
    expect(part(lesson, "W2.1.2")).to_contain_text("1.3")
    lesson.mouse.up()
    doc = NOTES.to_dict()
    doc["W"][1][0][1] = 1.3
    result_has(lesson, float(trace(Problem.from_dict(doc))["J"][0, 0]))
    expect(lesson.get_by_label("Value w₁₂⁽²⁾")).to_have_value("1.3")
    undo = lesson.get_by_role("button", name="Undo: w₁₂⁽²⁾: 0.7 → 1.3")
    undo.click()
    result_has(lesson, float(trace(NOTES)["J"][0, 0]))
    lesson.get_by_role("button", name="Redo: w₁₂⁽²⁾").click()
    expect(part(lesson, "W2.1.2")).to_contain_text("1.3")


def test_the_picture_is_walked_and_changed_by_keyboard(lesson: Page) -> None:
    """Arrows go from part to part, + changes a weight, Ctrl+Z takes it back, Enter opens what is computed."""
    first = part(lesson, "W1.1.1")
    first.focus()
    expect(first).to_have_attribute("role", "spinbutton")
    lesson.keyboard.press("+")
    expect(first).to_have_attribute("aria-valuenow", "0.2")
    lesson.keyboard.press("-")
    lesson.keyboard.press("-")
    expect(first).to_have_attribute("aria-valuenow", re.compile(r"^(0|-0)$"))
    settled(lesson)
    lesson.keyboard.press("Control+z")
    expect(first).to_have_attribute("aria-valuenow", "0.1")
    settled(lesson)
    expect(first).to_be_focused()
    lesson.keyboard.press("ArrowRight")
    sum_of_unit = part(lesson, "Z1.1")
    expect(sum_of_unit).to_be_focused()
    expect(sum_of_unit).to_have_attribute("role", "button")
    lesson.keyboard.press("ArrowRight")
    lesson.keyboard.press("Enter")
    step_is(lesson, 2)


def test_terms_parts_and_numbers_light_each_other(lesson: Page) -> None:
    """Pointing at a number lights its part, pointing at the part its terms; the keyboard does both."""
    cell = lesson.locator('.formula [data-ref="W1.2.1"]')
    cell.hover()
    expect(part(lesson, "W1.2.1")).to_have_class(re.compile("pointed"))
    expect(part(lesson, "W1.1.1")).not_to_have_class(re.compile("pointed"))
    expect(lesson.locator(".tip")).to_contain_text("w₂₁⁽¹⁾ = 0.8")
    part(lesson, "b1.2").hover()
    expect(lesson.locator('.formula [data-ref="b1.2"]')).to_have_class(re.compile("pointed"))
    expect(cell).not_to_have_class(re.compile("pointed"))
    lesson.locator('.formula [data-ref="W1"]').first.hover()
    for name in ("W1.1.1", "W1.2.2"):
        expect(part(lesson, name)).to_have_class(re.compile("pointed"))
    lesson.locator(".formula.main").focus()
    lesson.keyboard.press("ArrowRight")
    expect(lesson.locator(".formula .pointed").first).to_be_visible()
    colours = [
        node.evaluate("node => getComputedStyle(node)[node.namespaceURI.endsWith('svg') ? 'fill' : 'color']")
        for node in (cell, part(lesson, "W1.2.1").locator("text").first)
    ]
    assert colours[0] == colours[1]


def test_a_path_is_drawn_alone_in_the_picture(lesson: Page) -> None:
    """Pointing at a path of a gradient leaves its parts and lets the others step back."""
    lesson.get_by_label("Jump to a step").select_option("11")
    lesson.get_by_role("radio", name="Paths").click()
    lesson.locator(".paths li").first.hover()
    expect(part(lesson, "W2.1.1")).to_have_class(re.compile("trail"))
    expect(part(lesson, "W2.1.2")).not_to_have_class(re.compile("trail"))


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
    part(lesson, "W2.1.2").click()
    expect(lesson.get_by_label("Value w₁₂⁽²⁾")).to_have_value("0.7")


def test_a_click_on_a_computed_number_opens_its_formula(lesson: Page) -> None:
    """The second sum of layer 1 is computed in step 1, in row 2; the loss in step 5."""
    part(lesson, "J").click()
    step_is(lesson, 5)
    part(lesson, "Z1.2").click()
    step_is(lesson, 1)
    expect(lesson.get_by_role("radio", name="One entry")).to_have_attribute("aria-checked", "true")
    result_has(lesson, float(trace(NOTES)["Z1"][1, 0]))


def test_updates_draw_a_curve_that_leads_back(lesson: Page) -> None:
    """Two updates, then the first point."""
    for count in (1, 2):
        lesson.get_by_role("button", name="Apply the update").click()
        expect(lesson.get_by_text(f"Updates applied: {count}.")).to_be_visible()
        settled(lesson)
    lesson.get_by_role("button", name=re.compile("At the start")).click()
    expect(lesson.get_by_text("Updates applied")).to_have_count(0)
    expect(part(lesson, "W1.1.1")).to_contain_text("0.1")


@pytest.mark.parametrize("width", [1280, 640, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_fits_and_has_no_serious_barrier(lesson: Page, width: int, scheme: str) -> None:
    """No sideways scrolling at any step (640 px is 1280 at 200% zoom); axe finds nothing serious, lens by lens."""
    lesson.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
    lesson.set_viewport_size({"width": width, "height": 844})
    for number in range(2, 14):
        lesson.get_by_role("button", name="Next", exact=True).click()
        step_is(lesson, number)
        wide = lesson.evaluate("document.scrollingElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"at step {number} the page is {wide} px wider than the screen"
    lesson.get_by_role("button", name="Back", exact=True).click()
    step_is(lesson, 12)
    for lens in ("Paths", "One entry", "Whole matrix"):
        lesson.get_by_role("radio", name=lens).click()
        settled(lesson)
        found = Axe().run(lesson, options={"resultTypes": ["violations"]}).response["violations"]
        serious = [f"{v['id']}: {v['nodes'][0]['html'][:200]}" for v in found if v["impact"] in ("serious", "critical")]
        assert not serious, serious


def test_nothing_is_asked_of_another_server(page: Page, address: str) -> None:
    """Every request goes to the app itself, and the console shows no error."""
    hosts, errors = set[str](), list[str]()
    page.on("request", lambda request: hosts.add(urlparse(request.url).netloc))
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.goto(address)
    page.get_by_text("· Step 1 of 17").wait_for(timeout=30_000)
    page.get_by_role("button", name="Next", exact=True).click()
    step_is(page, 2)
    assert hosts - {urlparse(address).netloc, ""} == set(), json.dumps(sorted(hosts))
    assert errors == []


def middle(page: Page, name: str) -> tuple[float, float]:
    """Where a part of the picture has its middle on the screen."""
    box = part(page, name).bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_a_weight_is_dragged_by_a_finger(lesson: Page) -> None:
    """A finger that moves sideways changes the number all the way; the browser does not take it for scrolling."""
    x, y = middle(lesson, "W1.2.2")
    touch = lesson.context.new_cdp_session(lesson)
    touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    for far in range(10, 101, 10):
        touch.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [{"x": x + far, "y": y}]})
        lesson.wait_for_timeout(40)
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    expect(part(lesson, "W1.2.2")).to_contain_text("= 1.6")


def test_a_pointer_let_go_outside_the_picture_holds_nothing(lesson: Page) -> None:
    """Pressed on a weight, flicked out and let go there: coming back without a button changes nothing."""
    x, y = middle(lesson, "W1.1.1")
    lesson.mouse.move(x, y)
    lesson.mouse.down()
    lesson.mouse.move(x, 5, steps=1)
    lesson.mouse.up()
    settled(lesson)
    now = part(lesson, "W1.1.1").get_attribute("aria-valuenow")
    lesson.mouse.move(x + 40, y, steps=8)
    lesson.wait_for_timeout(500)
    settled(lesson)
    assert part(lesson, "W1.1.1").get_attribute("aria-valuenow") == now


def test_undo_right_after_a_drag_is_not_overtaken(lesson: Page) -> None:
    """The drag's last number, still on its way, does not undo the undo."""
    x, y = middle(lesson, "W1.1.1")
    lesson.mouse.move(x, y)
    lesson.mouse.down()
    lesson.mouse.move(x + 60, y, steps=30)
    lesson.mouse.up()
    lesson.keyboard.press("Control+z")
    lesson.wait_for_timeout(800)
    settled(lesson)
    expect(part(lesson, "W1.1.1")).to_have_attribute("aria-valuenow", "0.1")
    expect(lesson.get_by_role("button", name="Redo: w₁₁⁽¹⁾: 0.1 → ")).to_be_visible()
    expect(lesson.get_by_role("button", name="Undo", exact=True)).to_have_attribute("aria-disabled", "true")


def test_the_keyboard_passes_through_the_whole_page(lesson: Page) -> None:
    """Tab comes from the first control to the last, through the curve of J too, and is held nowhere."""
    lesson.get_by_role("button", name="Apply the update").click()
    expect(lesson.get_by_text("Updates applied: 1.")).to_be_visible()
    settled(lesson)
    lesson.get_by_role("button", name="Apply the update").focus()
    seen = []
    for _ in range(40):
        lesson.keyboard.press("Tab")
        seen.append(
            lesson.evaluate(
                """() => { let at = document.activeElement
                   while (at.shadowRoot?.activeElement) at = at.shadowRoot.activeElement
                   return at.getAttribute("aria-label") ?? at.textContent.slice(0, 40) }"""
            )
        )
        if "Value η" in seen[-1] or "Learning rate" in seen[-1]:
            break
    assert any("At the start" in name for name in seen), seen
    assert any("Learning rate" in name for name in seen), seen


def test_on_paper_the_picture_is_whole_and_the_player_away(lesson: Page) -> None:
    """As wide as a sheet between its margins, where nothing can be scrolled."""
    lesson.set_viewport_size({"width": 700, "height": 900})
    picture = lesson.locator(".diagram .scroll > svg")
    on_the_screen = picture.bounding_box()
    lesson.emulate_media(media="print")
    expect(lesson.locator(".player")).to_be_hidden()
    expect(picture).to_be_visible()
    found = picture.bounding_box()
    assert on_the_screen
    assert found
    assert found["x"] + found["width"] <= 700 < on_the_screen["x"] + on_the_screen["width"]
