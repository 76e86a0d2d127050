"""Makes a large picture light to send: a weight without a label goes as its line, and the browser writes its words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

LEFT_OUT = ("kind", "lines", "box", "title", "spoken")
"""What `wholePart` in picture.js makes again from the line and the facts."""


def compact(picture: Mapping[str, Any]) -> dict[str, Any]:
    """The picture with its unlabelled weights stripped of what follows from the rest, and of what is not so."""
    return {
        **picture,
        "parts": [_stripped(part) if "line" in part and not part["lines"] else part for part in picture["parts"]],
    }


def _stripped(part: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in part.items() if key not in LEFT_OUT and value not in ("", False)}
