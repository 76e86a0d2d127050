"""How large the pieces of the picture are: one record each for a small, a middling and a large network."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

Slot = tuple[str, float, float]
"""One line of text in a part: what it says, how far below the part's top its baseline is, and its size."""

KINDS = {
    "X": "input",
    "W": "weight",
    "b": "bias",
    "Z": "sum",
    "A": "activation",
    "Yhat": "activation",
    "Y": "target",
    "J": "loss",
}
"""What a part is, by the symbol of the quantity that is drawn there."""


@dataclass(frozen=True)
class Metrics:
    """Sizes of one level of detail, in units of the picture. `slots` lists the lines of text of each kind of part.

    `row` is the room of one unit from top to top, `head` that of the titles; `thin` makes lines thinner. Biases and
    targets hang below a unit's halves (`tag` is their height); where units are many, `tag` is 0 and the bias stands in
    front of its unit.
    """

    card: float
    row: float
    tag: float
    size: float
    slots: Mapping[str, tuple[Slot, ...]]
    head: float = 42
    thin: float = 1

    def half(self, digits: int) -> float:
        """The width of half a unit: a number of that many digits with sign, point and three zeros."""
        return round(self.size * (0.5 * digits + 3))


_CARD = (("name", 16, 13), ("value", 33, 14))
_GRADIENT = (("later name", 66, 12), ("later", 82, 13))
_TAG = (("name = value", 15, 12), ("later name =", 31, 12))
ROOMY = Metrics(
    card=90,
    row=146,
    tag=38,
    size=14,
    slots=MappingProxyType(
        {
            "input": _CARD,
            "weight": (("name = value", 14, 13), ("later name =", 29, 12)),
            "bias": _TAG,
            "sum": (*_CARD, ("slope", 49, 12), *_GRADIENT),
            "activation": (*_CARD, *_GRADIENT),
            "target": (("name", 15, 12), ("value", 31, 13)),
            "loss": (*_CARD, ("later name =", 49, 12), ("first name =", 64, 12)),
        }
    ),
    head=30,
)
_NAMED = (("name", 14, 11), ("value", 29, 12), ("later", 45, 12))
MIDDLE = Metrics(
    card=52,
    row=64,
    tag=0,
    size=12,
    slots=MappingProxyType(
        {
            **dict.fromkeys(("input", "bias", "sum", "activation", "target", "loss"), _NAMED),
            "weight": (("value", 13, 12), ("later", 27, 12)),
        }
    ),
)
_LINES = (("value", 15, 12), ("later", 31, 12))
DENSE = Metrics(
    card=38,
    row=46,
    tag=0,
    size=12,
    slots=MappingProxyType(
        {
            **dict.fromkeys(("input", "bias", "sum", "activation", "target"), _LINES),
            "weight": (("value", 13, 12), ("later", 27, 12)),
            "loss": (("name", 15, 12), ("value", 31, 12)),
        }
    ),
    thin=0.35,
)
MOST_ROOMY_UNITS, MOST_NAMED_UNITS = 4, 8
MOST_NAMED_EDGES = 8
MOST_LABELLED_EDGES = 16
"""In one gap between two layers: up to the first number edges have names, up to the second they have numbers."""


def metrics(widths: tuple[int, ...]) -> Metrics:
    """The sizes that suit a network of these widths."""
    if max(widths) <= MOST_ROOMY_UNITS:
        return ROOMY
    return MIDDLE if max(widths) <= MOST_NAMED_UNITS else DENSE
