"""Formulas in Typst's notation, read off the MathML tree: one row for each tag."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from explain.mathml import Node

Attributes = dict[str, str]


def typst_math(nodes: list[Node]) -> str:
    """What stands between Typst's dollar signs. Every sign is escaped, so that none is taken as a command."""
    return " ".join(map(_node, nodes))


def quoted(text: str) -> str:
    """A text as a string of Typst's, with nothing in it that Typst would read."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _node(node: Node) -> str:
    if isinstance(node, str):
        return quoted(node)
    tag, attributes, *children = node
    return TAGS[tag](attributes, children)


def _letter(attributes: Attributes, children: list[Any]) -> str:
    look = LOOKS.get(attributes.get("class", ""))
    return look.format(quoted(children[0])) if look else _sign(attributes, children)


LOOKS = {"fn": "op({})", "bold": "upright(bold({}))", "upright": "upright({})"}


def _sign(_: Attributes, children: list[Any]) -> str:
    return "".join(f"\\{c}" if c.isascii() and not c.isalnum() else c for c in children[0])


def _row(attributes: Attributes, children: list[Any]) -> str:
    return ROWS.get(attributes.get("class", ""), typst_math)(children)


def _matrix(children: list[Any]) -> str:
    return f'mat(delim: "[", {_lines(children[0], ", ", "; ")})'


def _cases(children: list[Any]) -> str:
    return f"cases({_lines(children[1], ' & ', ', ')})"


def _fenced(children: list[Any]) -> str:
    """Brackets as high as what they hold; the sizes under a brace do not count, or they would be twice as high."""
    inside = typst_math(children)
    if "underbrace(" not in inside:
        return f"lr({inside})"
    return f"lr(size: #{'2.6em' if 'frac(' in inside else '1.4em'}, {inside})"


def _lines(table: list[Any], between: str, after: str) -> str:
    return after.join(between.join(typst_math(cell[2:]) for cell in line[2:]) for line in table[2:])


ROWS: dict[str, Callable[[list[Any]], str]] = {
    "matrix": _matrix,
    "cases": _cases,
    "fence": _fenced,
}


def _attached(*places: str) -> Callable[[Attributes, list[Any]], str]:
    def attached(_: Attributes, children: list[Any]) -> str:
        base, *others = map(_node, children)
        return f"attach({base}, {', '.join(f'{p}: {o}' for p, o in zip(places, others, strict=True))})"

    return attached


def _under(attributes: Attributes, children: list[Any]) -> str:
    if attributes.get("class") == "sized":
        return f"underbrace({_node(children[0])}, {_node(children[1])})"
    return _attached("b")(attributes, children)


def _call(name: str) -> Callable[[Attributes, list[Any]], str]:
    return lambda _, children: f"{name}({', '.join(map(_node, children))})"


TAGS: dict[str, Callable[[Attributes, list[Any]], str]] = {
    "mi": _letter,
    "mo": _sign,
    "mn": lambda _, children: children[0],
    "mtext": lambda _, children: quoted(children[0]),
    "mspace": lambda attributes, _: f"#h({attributes['width']})",
    "mrow": _row,
    "mtable": lambda _, children: f"inline(mat(delim: #none, {_lines(['', {}, *children], ', ', '; ')}))",
    "mfrac": _call("frac"),
    "msqrt": lambda _, children: f"sqrt({typst_math(children)})",
    "msup": _attached("t"),
    "msub": _attached("b"),
    "msubsup": _attached("b", "t"),
    "munder": _under,
    "munderover": _attached("b", "t"),
    "mover": lambda _, children: f"hat({_node(children[0])})",
    "math": lambda _, children: f"${typst_math(children)}$",
}
