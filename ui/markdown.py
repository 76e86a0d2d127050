"""Texts of learners inside our Markdown: what somebody typed, or a file says, is shown as it is."""

from __future__ import annotations

import re
import unicodedata

SIGNS = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>$~:&^=])")


def as_text(typed: str) -> str:
    """The text with every sign of markup escaped; signs that steer it, as those that turn its direction, are gone."""
    shown = "".join(sign for sign in typed if unicodedata.category(sign)[0] != "C")
    return SIGNS.sub(r"\\\1", shown)
