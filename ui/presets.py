"""The worked examples of content/examples, in the order in which they are offered."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from engine import Problem

FOLDER = Path(__file__).resolve().parent.parent / "content" / "examples"
FIRST = ("notes-2-2-1", "mazur")
"""Offered first; the others follow by title."""


@dataclass(frozen=True)
class Preset:
    """One worked example. `figures` are the printed figures of its source, with the exact ones.

    `as_printed` names the slip of `explain.figures.SLIPS` that gives the figures printed wrong, "" where none is known.
    """

    name: str
    title: str
    source: str
    about: str
    problem: Problem
    figures: tuple[Mapping[str, Any], ...]
    as_printed: str = ""


@lru_cache
def presets() -> Mapping[str, Preset]:
    """Every worked example by name. Raises ProblemError for a file that does not describe a problem."""
    found = []
    for path in FOLDER.glob("*.json"):
        doc = json.loads(path.read_text(encoding="utf-8"))
        problem = Problem.from_dict(doc["problem"])
        figures, slip = tuple(doc["figures"]), doc.get("as_printed", "")
        found.append(Preset(path.stem, doc["title"], doc["source"], doc.get("about", ""), problem, figures, slip))
    found.sort(key=lambda p: (FIRST.index(p.name) if p.name in FIRST else len(FIRST), p.title))
    return {preset.name: preset for preset in found}
