"""The docs held to the code: every kind is named, the README example runs and its numbers are true, links lead on."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from engine.activations import ACTIVATIONS
from engine.initialisers import INITIALISERS
from engine.losses import LOSSES
from engine.optimisers import OPTIMISERS
from explain import load_prose
from ui.pages import PAGES as LISTED

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = sorted(p.stem for p in (ROOT / "pages").glob("*.py"))
KINDS = [*ACTIVATIONS, *LOSSES, *OPTIMISERS, *INITIALISERS]
DOCUMENTS = sorted(
    [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")]
)


@pytest.mark.parametrize("name", KINDS)
def test_the_readme_names_every_kind(name: str) -> None:
    """Each activation, loss, optimiser and initialiser."""
    assert re.search(rf"\b{name}\b", README)


@pytest.mark.parametrize("name", PAGES)
def test_every_page_has_a_title_and_is_in_the_changelog(name: str) -> None:
    """A page is one file, one row and one title."""
    title = load_prose().say(f"page.{name}.title")
    assert title in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert name in LISTED


def test_the_readme_example_runs_and_its_numbers_are_true() -> None:
    """The Python block of the README, with the figures in its comments."""
    found = re.search(r"```python\n(.*?)```", README, re.DOTALL)
    assert found is not None
    names: dict[str, object] = {}
    exec(compile(found[1], "README.md", "exec"), names)
    steps, train = names["steps"], names["train"]
    printed = re.search(r'steps\["dW1"\]  # (\[\[.*?\]\])', found[1])
    assert printed is not None
    assert str([[round(float(v), 6) for v in row] for row in steps["dW1"]]) == printed[1]  # type: ignore[index]
    loss = re.search(r"losses\[-1\]  # ([\d.]+)", found[1])
    assert loss is not None
    assert f"{train(names['problem'], 100).losses[-1]:.4f}" == loss[1]  # type: ignore[operator]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_in_the_docs_lead_to_files(document: Path) -> None:
    """Every relative link and picture exists."""
    targets = re.findall(r"\]\((?!https?:)([^)#]+)", document.read_text(encoding="utf-8"))
    missing = [t for t in targets if not (document.parent / t).exists()]
    assert missing == []
