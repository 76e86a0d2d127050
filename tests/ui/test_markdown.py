"""What somebody typed is shown as it is, not as markup."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.markdown import as_text


@pytest.mark.parametrize(
    "typed, shown",
    [
        ("Week 3", "Week 3"),
        ("a*b", r"a\*b"),
        ("$x$", r"\$x\$"),
        (":red[x]", r"\:red\[x\]"),
        ("![](http)", r"\!\[\]\(http\)"),
        ("<b>", r"\<b\>"),
        ("a\u202eb\x00", "ab"),
        ("Ünit σ′", "Ünit σ′"),
        ("www.x.org", "www\u2060\\.x\\.org"),
        ("a@b", "a@\u2060b"),
    ],
)
def test_signs_of_markup_lose_their_meaning(typed: str, shown: str) -> None:
    """Each is escaped; signs that turn or hide the text are gone."""
    assert as_text(typed) == shown


@given(st.text())
def test_no_sign_is_lost_and_none_is_bare(typed: str) -> None:
    """Without the backslashes it is the text again."""
    shown = as_text(typed)
    assert not re.search(r"(?<!\\)(?:\\\\)*[*_\[\]$<`]", shown.replace("\\\\", ""))
    seen = "".join(sign for sign in typed if not unicodedata.category(sign).startswith("C"))
    assert re.sub(r"\\(.)", r"\1", shown.replace("\u2060", "")) == seen
