"""Every page, in the order of the course: its group in the navigation. Its file is pages/<name>.py."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "pages"

GROUPS: dict[str, tuple[str, ...]] = {
    "lesson": ("step_by_step",),
    "start": ("nudges", "neuron", "chain", "activations"),
    "network": ("shapes", "forward", "outputs", "backward"),
    "learning": ("update", "cycle", "trouble", "uses"),
    "lab": ("lab",),
    "look_up": ("glossary", "notation"),
}
"""Group -> its pages. A group's title is course.group.<name>, a page's page.<name>.title; the first is in front."""

COURSE = (*GROUPS["start"], *GROUPS["network"], *GROUPS["learning"])
"""The pages that are read one after the other."""


def written(names: tuple[str, ...]) -> tuple[str, ...]:
    """Those of the pages whose file is there."""
    return tuple(name for name in names if (FOLDER / f"{name}.py").is_file())


PAGES = tuple(name for names in GROUPS.values() for name in written(names))
"""Every page by name."""
