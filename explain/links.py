r"""Ties the names and numbers of a formula to the parts of the diagram: `\link{W1.2.1}{0.8}`.

A link's target is a part ("W1.2.1"), a whole quantity ("W1"), or a matrix of its numbers ("W1:matrix").
"""

from __future__ import annotations

import re
from collections.abc import Callable

from engine.expr import Entry, Var
from explain.highlight import drawn

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
    at = drawn(leaf)
    return text if at.hyper else link("J" if at.symbol == "J" else at.key, text)


def link_cell(var: Var, row: int, column: int, text: str, link: Link, example: int | None) -> str:
    """One entry (0-based) of a quantity, tied to its part."""
    at = drawn(var)
    if at.hyper:
        return text
    if at.symbol == "J":
        return link("J", text)
    if at.shape[1] == "d":
        return link(f"{at.key}.{row + 1}", text) if example in (None, column) else text
    return link(f"{at.key}.{row + 1}" + ("" if at.shape[1] == "1" else f".{column + 1}"), text)
