r"""Formulas as MathML: a tree, as data, read off the LaTeX that explain/ prints, so that the two cannot disagree.

A node is a string or a list [tag, attributes, *children]. What a style sheet has to know are the classes: `term`
(something that can be linked; its `data-ref` is what `\link{REF}{BODY}` says), `matrix` (its brackets are drawn by the
style sheet), `cases`, `fence`, `sized` with `brace` and `sizes` (a matrix over its sizes), `aligned`, and `fn` and
`bold` (letters that stay upright).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape
from typing import Any

from explain.signs import FENCES, SYMBOLS

Node = str | list[Any]

NAMESPACE = "http://www.w3.org/1998/Math/MathML"
NO_BREAK = "\u00a0"
"""A blank that a browser keeps at the edge of a text."""


class MathError(ValueError):
    """The LaTeX holds something that is not known or not closed; the message shows the place."""


def markup(latex: str) -> list[Node]:
    """The nodes of a formula, built anew at each call, to be put into one mrow. Raises MathError."""
    reader = _Reader(latex)
    nodes = reader.row()
    if reader.tokens[reader.at]:
        raise reader.error("this has no place here")
    return nodes


def text_runs(sentence: str) -> list[Node]:
    """A sentence with $formulas$ in it: plain strings, and ["math", {}, *nodes] for each formula. Raises MathError."""
    pieces = sentence.split("$")
    if len(pieces) % 2 == 0:
        raise MathError(f"a dollar sign is missing: {sentence}")
    return [["math", {}, *markup(piece)] if i % 2 else piece for i, piece in enumerate(pieces) if i % 2 or piece]


def to_xml(node: Node) -> str:
    """A node as XML text, escaped; a `math` node names the MathML namespace."""
    if isinstance(node, str):
        return escape(node, quote=False)
    tag, attributes, *children = node
    named = {"xmlns": NAMESPACE, **attributes} if tag == "math" else attributes
    written = "".join(f' {name}="{escape(value)}"' for name, value in named.items())
    return f"<{tag}{written}>{''.join(map(to_xml, children))}</{tag}>"


TOKEN = re.compile(
    r"\\(?:text|mathrm|operatorname|mathbf|begin|end|link)\{[^{}]+\}"
    r"|\\(?:left|right)(?:\\[{}]|[()\[\]|.])"
    r"|\\\\(?:\[[\d.]+[a-z]+\])?|\\[A-Za-z]+|\\.|\d+(?:\.\d+)?|\S",
    re.ASCII,
)
SCRIPTS = ("'", "_", "^")
ENDS = ("}", "&", "\\\\", r"\end{", r"\right")
"""How a token begins that ends a row; the empty one, which ends the text, does too."""

Tags = tuple[str, str, str, dict[str, str]]
BESIDE: Tags = ("msub", "msup", "msubsup", {})
LIMITS: dict[str, Tags] = {
    r"\sum": ("munder", "mover", "munderover", {}),
    r"\underbrace": ("munder", "mover", "munderover", {"class": "sized"}),
}
"""Commands that take what follows _ and ^ under and over them, not beside."""


Lines = list[list[list[Node]]]


class _Reader:
    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0
        self.tokens: list[str] = TOKEN.findall(text)
        self.tokens.append("")

    def error(self, why: str, back: int = 0) -> MathError:
        """The error at the next token, or `back` tokens before it."""
        starts = [*(found.start() for found in TOKEN.finditer(self.text)), len(self.text)]
        place = starts[self.at - back]
        return MathError(f"{why}: {self.text[:place]} >>>{self.text[place:]}")

    def need(self, token: str) -> None:
        if self.tokens[self.at] != token:
            raise self.error(f"{token} is missing")
        self.at += 1

    def row(self) -> list[Node]:
        """The nodes up to what ends the row, which is not stepped over."""
        nodes: list[Node] = []
        tokens = self.tokens
        while True:
            token = tokens[self.at]
            if _ends(token):
                return nodes
            self.at += 1
            node = self.atom(token, nodes)
            if tokens[self.at] in SCRIPTS:
                node = self.scripts(node, LIMITS.get(token, BESIDE))
            nodes.append(node)

    def atom(self, token: str, before: list[Node]) -> list[Any]:
        """What a token, already stepped over, begins; `before` is what stands to its left."""
        made = SYMBOLS.get(token)
        if made:
            return [made[0], made[1].copy(), *made[2:]]
        if token[0].isdecimal():
            return ["mn", {}, token]
        part = PARTS.get(token[: token.find("{") + 1] or token)
        if part is None:
            raise self.error("what is this", back=1)
        return part(self, token, before)

    def group(self) -> list[Node]:
        self.need("{")
        nodes = self.row()
        self.need("}")
        return nodes

    def one(self) -> Node:
        return _single(self.group())

    def scripts(self, base: Node, tags: Tags) -> list[Any]:
        """The base with what follows ', _ and ^ in any order. A second one of a kind is refused, as in TeX."""
        raised: list[Node] = []
        lowered: Node | None = None
        full = False
        while (sign := self.tokens[self.at]) in SCRIPTS:
            if (sign == "_" and lowered is not None) or (sign != "_" and full):
                raise self.error(f"a second {sign} on one thing")
            self.at += 1
            if sign == "'":
                raised.append(["mo", {}, "′"])
            elif sign == "_":
                lowered = _single(self.script())
            else:
                raised, full = [*raised, *self.script()], True
        under, over, both, attributes = tags
        attributes = attributes.copy()
        if lowered is None:
            return [over, attributes, base, _single(raised)]
        return [both, attributes, base, lowered, _single(raised)] if raised else [under, attributes, base, lowered]

    def script(self) -> list[Node]:
        """A group or one sign."""
        token = self.tokens[self.at]
        if token == "{":
            return self.group()
        if _ends(token):
            raise self.error("something is missing")
        if token[0].isdecimal() and len(token) > 1:
            raise self.error("more than one digit needs braces")
        self.at += 1
        return [self.atom(token, [])]

    # --- the parts, each with its first token and what stands before it --------------------------------------------

    def minus(self, _: str, before: list[Node]) -> list[Any]:
        return ["mo", {} if _is_operand(before) else {"form": "prefix"}, "−"]

    def plain_group(self, _: str, __: list[Node]) -> list[Any]:
        self.at -= 1
        return ["mrow", {}, *self.group()]

    def fenced(self, token: str, _: list[Node]) -> list[Any]:
        nodes, closing = self.row(), self.tokens[self.at]
        if not closing.startswith(r"\right") or closing[6:] not in FENCES:
            raise self.error(r"\right is missing")
        self.at += 1
        return ["mrow", {"class": "fence"}, *_fence(token[5:], "prefix"), *nodes, *_fence(closing[6:], "postfix")]

    def text_box(self, token: str, _: list[Node]) -> list[Any]:
        text = _inside(token)
        left, right = len(text) - len(text.lstrip()), len(text) - len(text.rstrip())
        return ["mtext", {}, NO_BREAK * left + text.strip() + NO_BREAK * right]

    def stack(self, _: str, __: list[Node]) -> list[Any]:
        self.need("{")
        return _table(self.lines("}"), {"class": "sizes"})

    def environment(self, token: str, _: list[Node]) -> list[Any]:
        if _inside(token) not in ENVIRONMENTS:
            raise self.error("what is this", back=1)
        return ENVIRONMENTS[_inside(token)](self.lines(rf"\end{{{_inside(token)}}}"))

    def lines(self, closing: str) -> Lines:
        """Lines of cells up to `closing`; an empty last line counts for nothing."""
        lines: Lines = [[]]
        while True:
            lines[-1].append(self.row())
            token = self.tokens[self.at]
            if token.startswith("\\\\"):
                lines.append([])
            elif token != "&":
                self.need(closing)
                return lines[:-1] if len(lines) > 1 and lines[-1] == [[]] else lines
            self.at += 1


def _single(nodes: list[Node]) -> Node:
    return nodes[0] if len(nodes) == 1 else ["mrow", {}, *nodes]


def _ends(token: str) -> bool:
    return token not in SYMBOLS and (not token or token.startswith(ENDS))


def _inside(token: str) -> str:
    return token[token.find("{") + 1 : -1]


def _is_operand(before: list[Node]) -> bool:
    """True where a minus would subtract from what stands before it."""
    last = next((node for node in reversed(before) if node[0] != "mspace"), None)
    if last is None or (last[0] == "mtext" and last[2].endswith(NO_BREAK)):
        return False
    return last[0] != "mo" or last[2] in ")]}|!"


def _fence(sign: str, form: str) -> list[Node]:
    return [["mo", {"fence": "true", "form": form, "stretchy": "true"}, FENCES[sign]]] if FENCES[sign] else []


def _table(lines: Lines, attributes: dict[str, str]) -> list[Any]:
    return ["mtable", attributes, *(["mtr", {}, *(["mtd", {}, *cell] for cell in line)] for line in lines)]


Part = Callable[[_Reader, str, list[Node]], list[Any]]


def _upright(look: str) -> Part:
    return lambda _, token, __: ["mi", {"class": look}, _inside(token)]


ENVIRONMENTS: dict[str, Callable[[Lines], list[Any]]] = {
    "bmatrix": lambda lines: ["mrow", {"class": "matrix"}, _table(lines, {})],
    "cases": lambda lines: ["mrow", {"class": "cases"}, *_fence(r"\{", "prefix"), _table(lines, {})],
    "aligned": lambda lines: _table(lines, {"class": "aligned"}),
}
PARTS: dict[str, Part] = {
    "-": _Reader.minus,
    "{": _Reader.plain_group,
    r"\frac": lambda reader, _, __: ["mfrac", {}, reader.one(), reader.one()],
    r"\sqrt": lambda reader, _, __: ["msqrt", {}, *reader.group()],
    r"\hat": lambda reader, _, __: ["mover", {"accent": "true"}, reader.one(), ["mo", {"stretchy": "false"}, "^"]],
    r"\underbrace": lambda reader, _, __: ["mrow", {"class": "brace"}, *reader.group()],
    r"\link{": lambda reader, token, _: ["mrow", {"class": "term", "data-ref": _inside(token)}, *reader.group()],
    r"\substack": _Reader.stack,
    r"\begin{": _Reader.environment,
    r"\text{": _Reader.text_box,
    r"\mathrm{": _upright("fn"),
    r"\operatorname{": _upright("fn"),
    r"\mathbf{": _upright("bold"),
    **dict.fromkeys((rf"\left{sign}" for sign in FENCES), _Reader.fenced),
}
"""What each token begins that is more than itself; a brace at its end stands for a text that belongs to the token."""
