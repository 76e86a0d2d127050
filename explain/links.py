r"""Ties the names and numbers of a formula to the parts of the diagram: `\link{W1.2.1}{0.8}`.

A link's target is the part where a quantity is drawn ("W1.2.1"), or a whole quantity ("W1"). What is drawn in another's
place has its own name behind it ("W1.2.1@dW1.2.1"); a matrix of numbers says so ("W1:matrix").
"""

from __future__ import annotations

import re
from collections.abc import Callable

from engine.expr import Entry, Var
from explain.highlight import drawn, spot

Link = Callable[[str, str], str]
"""What a link does to its LaTeX, from target and text."""

MARKER = re.compile(r"\\link\{[^{}]*\}")


def unlinked(_target: str, text: str) -> str:
    """The text as it is: plain LaTeX."""
    return text


def linked(target: str, text: str) -> str:
    """The text with its target."""
    return rf"\link{{{target}}}{{{text}}}"


def plain_length(latex: str) -> int:
    """How long a formula is without its links."""
    found = MARKER.findall(latex)
    return len(latex) - sum(len(marker) + 2 for marker in found)


def link_to(leaf: Var | Entry, text: str, link: Link, example: int | None = None) -> str:
    """A name or a number, tied to the part where it is drawn; a setting has none.

    With an `example`, an entry of another example is tied to nothing: the picture shows another number there.
    """
    if isinstance(leaf, Entry):
        return link_cell(leaf.var, leaf.row, leaf.column, text, link, example)
    return text if drawn(leaf).hyper else link(_target(leaf, ""), text)


def _target(var: Var, place: str) -> str:
    """Where a quantity is drawn and, where that is another's place, what it is itself."""
    at = drawn(var)
    part = "J" if at.symbol == "J" else f"{at.key}{place}"
    return part if var.key == at.key else f"{part}@{var.key}{place}"


def link_cell(var: Var, row: int, column: int, text: str, link: Link, example: int | None) -> str:
    """One entry (0-based) of a quantity, tied to its part."""
    at = drawn(var)
    place, of_example = spot(at, row, column)
    if at.hyper or (of_example is not None and example not in (None, of_example)):
        return text
    return link(_target(var, place), text)
