"""Every planted bug is rejected, by exactly the checks that docs/planted-bugs.md names."""

import re

import pytest

from tests.engine.bugs import BUGS, Bug
from tests.engine.networks import ROOT
from tests.engine.torch_oracle import torch
from tests.engine.trials import CHECKS, caught_by

DOC = (ROOT / "docs" / "planted-bugs.md").read_text(encoding="utf-8")
ROWS = {name.strip(): (a, b) for name, a, b in re.findall(r"^\| (.+?) \| (.+?) \| (.+?) \|$", DOC, re.MULTILINE)}
NEEDS_TORCH = {"PyTorch", "torch.optim"}


def _names(cell: str) -> set[str]:
    return {name for name in cell.split(", ") if name in CHECKS or name in NEEDS_TORCH}


def _row(bug: Bug, caught: list[str]) -> str:
    return f"| {bug.name} | {', '.join(caught)} | {', '.join(c for c in CHECKS if c not in caught) or 'none'} |"


def test_the_right_program_passes_every_check():
    assert caught_by(Bug("none", {})) == []


def test_the_table_lists_every_bug():
    assert len(BUGS) >= 15
    assert set(ROWS) - {"planted bug", "---"} == {bug.name for bug in BUGS}


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.name.replace(" ", "-"))
def test_the_bug_is_caught_by_the_checks_named(bug):
    caught = caught_by(bug)
    row = f"the row should be\n{_row(bug, caught)}"
    caught_in_doc, not_caught_in_doc = (_names(cell) for cell in ROWS[bug.name])
    assert caught_in_doc | not_caught_in_doc == set(CHECKS) | NEEDS_TORCH, row
    assert not caught_in_doc & not_caught_in_doc, row
    assert caught_in_doc, f"no check rejects: {bug.name}"
    assert set(caught) == caught_in_doc - (set() if torch is not None else NEEDS_TORCH), row
