"""What a browser sent, each thing once and in its order: it repeats what it does not know to have arrived."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

MOST = 500
"""So many actions are read from one message; a learner who is cut off for minutes makes fewer."""


@dataclass(frozen=True)
class Heard:
    """The last action done, by its number; a browser counts from 1 each time that it draws the live part anew."""

    view: str = ""
    number: int = 0


Action = tuple[str, Mapping[str, Any]]


def unheard(message: Any, heard: Heard) -> tuple[list[Action], Heard]:
    """The actions of a message that are not done yet, oldest first, and what is heard once they are.

    A message is {"view": name, "acts": [[number, what, about], ...]}; what has another shape is not heard.
    """
    view, acts = (message.get("view"), message.get("acts")) if isinstance(message, Mapping) else (None, None)
    if not isinstance(view, str) or not 0 < len(view) <= 40 or not isinstance(acts, list):
        return [], heard
    last, found = heard.number if view == heard.view else 0, []
    for act in acts[:MOST]:
        match act:
            case [int(number), str(what), dict(about)] if number is not True and last < number < 2**53:
                found.append((what, about))
                last = number
    return found, Heard(view, last)
