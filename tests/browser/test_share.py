"""Sharing and taking away in a real browser: the link opens elsewhere, every file arrives, a saved one opens again."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_lesson import part, settled, step_is
from ui.keep.packing import from_file, unpack
from ui.keep.reading import read

pytestmark = pytest.mark.browser
HEADS = {
    "Worked solution (PDF)": (".pdf", b"%PDF"),
    "Worked solution (web page to print)": (".html", b"<!doctype html>"),
    "Worked solution (Markdown)": (".md", b"#"),
    "Worked solution (LaTeX)": (".tex", b"% "),
    "NumPy script": (".py", b"# "),
    "PyTorch script": ("_torch.py", b"# "),
    "Jupyter notebook": (".ipynb", b"{"),
    "All numbers (JSON)": ("-numbers.json", b"{"),
    "All numbers (CSV table)": ("-numbers.csv", b"step,"),
    "The picture (SVG)": (".svg", b"<svg"),
    "The picture (PNG)": (".png", b"\x89PNG"),
}


def opened(page: Page, tab: str) -> None:
    """The dialog at one of its tabs."""
    page.get_by_role("button", name="Share, save, export").click()
    page.get_by_role("tab", name=tab).click()


def edited(page: Page) -> None:
    """Another weight, at step 3."""
    part(page, "W1.2.1").focus()
    page.keyboard.press("+")
    expect(part(page, "W1.2.1")).to_have_attribute("aria-valuenow", "0.9")
    for number in (2, 3):
        page.get_by_role("button", name="Next", exact=True).click()
        step_is(page, number)
    settled(page)


def taken_away(page: Page, name: str, suffix: str) -> Path:
    """The file of a format."""
    page.get_by_role("combobox", name="Take it away as").click()
    page.get_by_role("option", name=name).click()
    with page.expect_download() as waiting:
        page.get_by_role("button", name=f"Save gradwalk-notes-2-2-1{suffix}", exact=True).click()
    return Path(waiting.value.path())


def test_each_format_arrives(lesson: Page) -> None:
    """The file that is saved begins as its format does."""
    opened(lesson, "Export")
    for name, (suffix, head) in HEADS.items():
        found = taken_away(lesson, name, suffix).read_bytes()
        assert found.lower().startswith(head.lower()), (name, found[:40])
        assert len(found) > 500


def test_the_script_of_an_edited_network_runs_and_prints_its_numbers(lesson: Page) -> None:
    """What is taken away is what is on the screen."""
    edited(lesson)
    opened(lesson, "Export")
    script = taken_away(lesson, "NumPy script", ".py")
    ran = subprocess.run([sys.executable, "-I", script], capture_output=True, text=True, check=True, timeout=60)
    assert "0.9" in script.read_text()
    assert "Z1" in ran.stdout


def test_the_shared_link_opens_the_same_elsewhere(lesson: Page, browser: Browser) -> None:
    """Copied out of the dialog, with a name."""
    edited(lesson)
    opened(lesson, "Link")
    lesson.get_by_label("A name for it").fill("Week 3")
    lesson.keyboard.press("Enter")
    settled(lesson)
    link = lesson.get_by_role("dialog").locator("code").first.inner_text()
    elsewhere = browser.new_context().new_page()
    elsewhere.goto(link)
    step_is(elsewhere, 3)
    expect(part(elsewhere, "W1.2.1")).to_have_attribute("aria-valuenow", "0.9")
    elsewhere.context.close()


def test_what_is_left_out_of_the_link_is_not_left_out_here(lesson: Page) -> None:
    """The boxes are about the link; the name, too, is only said to those who open it."""
    opened(lesson, "Link")
    link = lesson.get_by_role("dialog").locator("code").first
    whole = link.inner_text()
    lesson.get_by_text("Hide each result").click()
    expect(link).not_to_have_text(whole)
    settled(lesson)
    shared = unpack(parse_qs(urlsplit(link.inner_text()).query)["lesson"][0])
    assert shared.hidden == ["answers"]
    lesson.keyboard.press("Escape")
    expect(lesson.get_by_role("radio", name="Derivation")).to_be_visible()


def test_a_collection_is_one_file(lesson: Page) -> None:
    """Two lessons, each as it was when it was added."""
    opened(lesson, "File")
    lesson.get_by_role("button", name="Add it to a collection").click()
    expect(lesson.get_by_role("button", name="Save all 1 in one file")).to_be_visible()
    lesson.keyboard.press("Escape")
    edited(lesson)
    opened(lesson, "File")
    lesson.get_by_role("button", name="Add it to a collection").click()
    with lesson.expect_download() as waiting:
        lesson.get_by_role("button", name="Save all 2 in one file").click()
    one, other = (read(document)[0] for document in from_file(Path(waiting.value.path()).read_bytes()))
    assert [one.problem.W[0][1, 0], other.problem.W[0][1, 0]] == [0.8, 0.9]
    assert [one.step, other.step] == [0, 2]


def test_a_saved_file_opens_again_and_undo_leads_back(lesson: Page, tmp_path: Path) -> None:
    """Save, change, open: the saved network; undo: the changed one."""
    edited(lesson)
    opened(lesson, "File")
    with lesson.expect_download() as waiting:
        lesson.get_by_role("button", name="Save this lesson").click()
    saved = tmp_path / "lesson.json"
    waiting.value.save_as(saved)
    assert json.loads(saved.read_text())["gradwalk"] == 1
    lesson.keyboard.press("Escape")
    part(lesson, "W1.2.1").focus()
    lesson.keyboard.press("-")
    expect(part(lesson, "W1.2.1")).to_have_attribute("aria-valuenow", "0.8")
    settled(lesson)
    opened(lesson, "File")
    lesson.locator('input[type="file"]').set_input_files(saved)
    lesson.get_by_role("button", name="Open “").click()
    expect(part(lesson, "W1.2.1")).to_have_attribute("aria-valuenow", "0.9")
    settled(lesson)
    lesson.locator("button.undo").click()
    expect(part(lesson, "W1.2.1")).to_have_attribute("aria-valuenow", "0.8")


def test_a_bad_file_is_refused_in_words(lesson: Page, tmp_path: Path) -> None:
    """One sentence with the file's name and the place in it; nothing changes."""
    bad = tmp_path / "bad.json"
    bad.write_text('{"gradwalk": 1, "view": {"digits": true}}')
    opened(lesson, "File")
    lesson.locator('input[type="file"]').set_input_files(bad)
    expect(lesson.get_by_text("cannot be opened: in view.digits")).to_be_visible()


@pytest.mark.parametrize("width, scheme", [(1280, "light"), (1280, "dark"), (390, "light"), (390, "dark")])
def test_the_dialog_has_no_serious_violation(lesson: Page, width: int, scheme: str) -> None:
    """axe, in both themes, wide and narrow, at each tab."""
    lesson.emulate_media(color_scheme=scheme)
    lesson.set_viewport_size({"width": width, "height": 900})
    opened(lesson, "Link")
    for tab in ("Link", "File", "Export"):
        lesson.get_by_role("tab", name=tab).click()
        lesson.wait_for_timeout(600)
        found = Axe().run(lesson, context="[role=dialog]").response["violations"]
        assert [v["id"] for v in found if v["impact"] in ("serious", "critical")] == [], tab
