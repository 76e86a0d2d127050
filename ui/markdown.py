"""Texts of learners inside our Markdown: what somebody typed, or a file says, is shown as it is."""

from __future__ import annotations

import re
import unicodedata

SIGNS = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>$~:&^=])")
ADDRESS = re.compile(r"(?<=:)(?=//)|(?<=www)(?=\\?\.)|(?<=@)", re.IGNORECASE)
WORD_JOINER = "\u2060"
"""Has no width; within an address it keeps Markdown from making a link of it, which escaping alone does not."""


def as_text(typed: str) -> str:
    """The text with every sign of markup escaped; signs that steer it, as those that turn its direction, are gone."""
    shown = "".join(sign for sign in typed if unicodedata.category(sign)[0] != "C")
    return ADDRESS.sub(WORD_JOINER, SIGNS.sub(r"\\\1", shown))
