"""How a script is set: statements that fit the page, comments in one column, matrices as literals that read back."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from engine import Step
from engine.expr import Array, Var
from engine.tree import reads
from explain import Prose, title
from explain import names as called

WIDTH = 100
GLUED = re.compile(r" ([-+*/@]) | (\*\*) |, (?=[^()]*\)\))")
TIE = "\0"


@dataclass(frozen=True)
class Line:
    """One statement with what is said beside it and, as a remark of its own, above it."""

    code: tuple[str, ...]
    beside: str = ""
    above: str = ""


def comment(text: str, indent: str = "") -> list[str]:
    """Text as comment lines of the page's width."""
    start = f"{indent}# "
    return textwrap.wrap(text, WIDTH, initial_indent=start, subsequent_indent=start, break_long_words=False)


def statement(target: str, expression: str) -> tuple[str, ...]:
    """`target = expression`, over several lines in brackets where it is too long; a line begins with its sign."""
    line = f"{target} = {expression}"
    if len(line) <= WIDTH:
        return (line,)
    tied = GLUED.sub(lambda found: found[0][0] + found[0][1:].replace(" ", TIE), expression)
    return (f"{target} = (", *_folded(tied), ")")


def listed(opening: str, items: Iterable[str], closing: str) -> list[str]:
    """Items between two brackets, as many a line as it holds; none is broken."""
    return [opening, *_folded(" ".join(item.replace(" ", TIE) + "," for item in items)), closing]


def in_lines(opening: str, items: Iterable[str], closing: str) -> list[str]:
    """Items between two brackets, each on lines of its own."""
    return [opening, *(line for item in items for line in _folded(f"{item},", " " * 8)), closing]


def _folded(text: str, indent: str = " " * 4) -> list[str]:
    lines = textwrap.wrap(
        text, WIDTH, initial_indent=" " * 4, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )
    return [line.replace(TIE, " ") for line in lines]


def literal(name: str, values: Array, module: str, more: str = "") -> list[str]:
    """A matrix as an assignment, row under row; a float's repr reads back to the same float."""
    function = {"np": "np.array", "torch": "torch.tensor"}[module]
    if values.size > 1 and not values.any() and not np.signbit(values).any():
        return [f"{name} = {module}.zeros(({values.shape[0]}, {values.shape[1]}){more})"]
    opening = f"{name} = {function}(["
    indent = " " * len(opening)
    rows = [f"[{', '.join(map(repr, row))}]" for row in values.tolist()]
    if len("".join(rows)) + len(indent) + 2 * len(rows) + len(more) <= WIDTH:
        return [f"{opening}{', '.join(rows)}]{more})"]
    text = ",\n".join(textwrap.fill(row, WIDTH - len(indent) - 3, subsequent_indent=" ") for row in rows)
    return [opening + textwrap.indent(text, indent).lstrip() + f"]{more})"]


def block(head: str, lines: Iterable[Line]) -> list[str]:
    """A paragraph of statements under its heading: the comments in one column, or all above where few lines fit."""
    lines = list(lines)
    column = _column(lines)
    written = comment(head) if head else []
    for line in lines:
        written += comment(line.above) if line.above else []
        beside = f"{line.code[0]:<{column}}  # {line.beside}"
        if len(line.code) == 1 and line.beside and column and len(beside) <= WIDTH:
            written.append(beside)
        else:
            written += [*(comment(line.beside) if line.beside else []), *line.code]
    return written


def _column(lines: list[Line]) -> int:
    """Where the comments of a paragraph begin; 0 where more than half of its lines are too long for one beside them."""
    fitting = [n for n in lines if len(n.code) == 1 and len(n.code[0]) + len(n.beside) + 4 <= WIDTH]
    return max(len(line.code[0]) for line in fitting) if 2 * len(fitting) > len(lines) else 0


def plain_title(step: Step, prose: Prose) -> str:
    """A step's title with the names of a script in place of formulas."""
    text, target = title(step, prose), step.equation.target
    named: list[Var] = [target, *reads(step.equation.expr)]
    while named[0].of is not None:
        named.insert(0, named[0].of)
    for var in named:
        text = text.replace(f"${called.quantity(var)}$", var.key)
    return text


def beside(step: Step, prose: Prose) -> str:
    """What is said beside a step's line: its size and its title."""
    rows, columns = (1 if size == "1" else step.trace.sizes[size] for size in step.equation.target.shape)
    return f"{f'{rows} x {columns}':<8} {plain_title(step, prose)}"


def matrices(variables: Iterable[Var]) -> list[Var]:
    """The given matrices: data first, then what an update carries."""
    order = {"X": 0, "Y": 1}
    return sorted((v for v in variables if not v.hyper), key=lambda v: order.get(v.key, 2))
