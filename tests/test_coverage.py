"""The checklist in docs/coverage.md: the pages, sections and tests that it names are there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from explain import load_prose
from ui.pages import COURSE, PAGES

ROOT = Path(__file__).resolve().parents[1]
ROWS = re.findall(
    r"^\| (?P<point>[^|]+) \| (?P<page>\w+) \| (?P<section>\w*) *\| `(?P<test>\w+)` \|$",
    (ROOT / "docs" / "coverage.md").read_text(encoding="utf-8"),
    re.MULTILINE,
)
TESTS = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py"))


@pytest.mark.parametrize("point, page, section, test", ROWS)
def test_each_point_has_its_page_its_section_and_its_test(point: str, page: str, section: str, test: str) -> None:
    """A row that leads nowhere is a gap in the course."""
    assert page in PAGES, point
    if page in COURSE:
        assert f"course.{page}.{section}.title" in load_prose().texts, point
        assert section, point
    assert f"def {test}(" in TESTS, point


def test_every_line_of_the_tables_is_a_row() -> None:
    """None is passed over because it is written in another way; every page of the course has one."""
    text = (ROOT / "docs" / "coverage.md").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line.startswith("| ") and not line.startswith("| point")]
    assert len(lines) == len(ROWS) > 50
    assert {page for _, page, _, _ in ROWS} >= set(COURSE)
