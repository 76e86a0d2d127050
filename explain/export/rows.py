"""Long formulas over several rows: how wide a formula is in print, about, and where it can be broken."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from explain.mathml import Node, markup

ROW = 38.0
"""The widest row, in em of the formula's own size: what an A4 page has beside the left side of an equation."""

OPEN, CLOSE = r"\{|\\left(?![a-z])|\\begin\{[a-z]+\}", r"\}|\\right(?![a-z])|\\end\{[a-z]+\}"
LEVELS = re.compile(rf"(?P<open>{OPEN})|(?P<close>{CLOSE})|(?P<sum> [+-] )|(?P<product> \\(?:cdot|odot) )")
SMALL = 0.7
"""The size of an index beside that of its letter."""


def in_rows(latex: str, widest: float = ROW) -> tuple[str, ...]:
    """A formula's right side as rows that are no wider than `widest`, broken before a sign that no bracket holds.

    A part that has no such sign stays as wide as it is: the documents print it smaller.
    """
    if 0.6 * len(latex) <= widest:  # no character of LaTeX is wider in print
        return (latex,)
    parts = [part for term in _cut(latex, "sum") for part in _factors(term, widest)]
    return tuple(_packed(parts, widest))


def _factors(term: str, widest: float) -> list[str]:
    """A term that is too wide as its factors, if that helps: one factor that is too wide itself would gain nothing."""
    factors = list(_cut(term, "product")) if width(term) > widest else [term]
    return factors if max(map(width, factors)) <= widest else [term]


def _cut(latex: str, kind: str) -> Iterator[str]:
    """The parts of a formula between the signs of a kind that stand outside all brackets; each begins with its sign."""
    depth = start = 0
    for found in LEVELS.finditer(latex):
        depth += (found.lastgroup == "open") - (found.lastgroup == "close")
        if depth == 0 and found.lastgroup == kind:
            yield latex[start : found.start()]
            start = found.start() + 1
    yield latex[start:]


def _packed(parts: list[str], widest: float) -> Iterator[str]:
    """As many parts in a row as it holds."""
    row, used = parts[0], width(parts[0])
    for part in parts[1:]:
        wide = width(part)
        if used + wide > widest:
            yield row
            row, used = part, wide
        else:
            row, used = f"{row} {part}", used + wide
    yield row


@lru_cache(maxsize=4096)
def width(latex: str) -> float:
    """About how wide a formula is in print, in em."""
    return _row(markup(latex))


def _row(nodes: list[Node]) -> float:
    return sum(map(_width, nodes))


def _width(node: Node) -> float:
    if isinstance(node, str):
        return 0.5 * len(node)
    tag: str = node[0]
    attributes: dict[str, str] = node[1]
    children: list[Node] = node[2:]
    if tag == "mspace":
        return float(attributes["width"].removesuffix("em"))
    if tag == "mo":
        return 0.45 if "fence" in attributes or "stretchy" in attributes else 1.2
    if tag in ("msub", "msup", "msubsup"):
        return _width(children[0]) + SMALL * max(map(_width, children[1:]))
    if tag in ("munder", "mover", "munderover"):
        return max(_width(children[0]), *(SMALL * _width(child) for child in children[1:])) + 0.3
    if tag == "mfrac":
        return max(map(_width, children)) + 0.3
    if tag == "mtable":
        rows: list[Any] = children
        lines: list[list[float]] = [[_row(cell[2:]) for cell in row[2:]] for row in rows]
        widest: list[float] = [max(column) for column in zip(*lines, strict=False)]
        return sum(widest) + 0.7 * len(widest)
    drawn = tag == "msqrt" or attributes.get("class") in ("matrix", "cases")
    return _row(children) + (0.6 if drawn else 0.1)
