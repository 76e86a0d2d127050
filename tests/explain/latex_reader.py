"""Reads the LaTeX that explain/ prints and computes its value, with the precedences a reader of mathematics expects.

It knows nothing of engine/ or explain/. Whatever a careful reader could take in two ways is refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from tests.explain.latex_values import CONSTANTS, FUNCTIONS, ReadError, Value, is_matrix, matmul, plain, together

NUMBER = re.compile(r"\d+(?:\.\d+)?(?: \\times 10\^\{(-?\d+)\})?")
SUBSTACK = re.compile(r"_\{\\substack\{(\S+) \\times (\S+) \\\\ (\d+) \\times (\d+)\}\}")


def read(
    text: str,
    names: Mapping[str, Value] | None = None,
    functions: Mapping[str, Callable[..., Any]] | None = None,
    sizes: Mapping[str, int] | None = None,
) -> Value:
    """The value of a formula. `names` are quantities by their LaTeX name, `functions` further functions by theirs,
    `sizes` the numbers behind the named sizes under a matrix. Raises ReadError.
    """
    return read_names(text, names, functions, sizes)[0]


def read_names(
    text: str,
    names: Mapping[str, Value] | None = None,
    functions: Mapping[str, Callable[..., Any]] | None = None,
    sizes: Mapping[str, int] | None = None,
) -> tuple[Value, set[str]]:
    """The value of a formula and the names that stand in it."""
    reader = _Reader(text, CONSTANTS | dict(names or {}), FUNCTIONS | dict(functions or {}), sizes or {})
    with np.errstate(all="ignore"):
        value = reader.sum()
    if reader.at != len(text):
        raise reader.error("the formula should end here")
    return value, reader.used


def sides(equation: str) -> tuple[str, str]:
    """The two sides of a step's equation or assignment."""
    left, sign, right = re.split(r" (=|\\leftarrow) ", equation, maxsplit=1)
    assert sign
    return left, right


def read_under(text: str, sizes: Mapping[str, int]) -> tuple[int, int] | None:
    """The sizes written under the left side of an equation, checked against their names; None where there are none."""
    found = SUBSTACK.search(text)
    return None if found is None else _sizes(found, sizes)


def _sizes(found: re.Match[str], sizes: Mapping[str, int]) -> tuple[int, int]:
    """The numbers under a matrix, after a check that they are the sizes named above them."""
    named = tuple(1 if name == "1" else sizes[re.sub(r"[_{}]", "", name)] for name in found.groups()[:2])
    written = int(found[3]), int(found[4])
    if named != written:
        raise ReadError(f"{found[0]}: {found[1]} x {found[2]} is {named}")
    return written


class _Reader:
    def __init__(
        self,
        text: str,
        names: Mapping[str, Value],
        functions: Mapping[str, Callable[..., Any]],
        sizes: Mapping[str, int],
    ) -> None:
        self.text, self.at, self.sizes = text, 0, sizes
        self.used: set[str] = set()
        self.names = sorted(names.items(), key=lambda item: -len(item[0]))
        self.functions = sorted(functions.items(), key=lambda item: -len(item[0]))

    def error(self, why: str) -> ReadError:
        return ReadError(f"{why}: {self.text[: self.at]} >>>{self.text[self.at :]}")

    def take(self, literal: str) -> bool:
        """Step over `literal` if it comes next, and over the blank after it."""
        if not self.text.startswith(literal, self.at):
            return False
        self.at += len(literal)
        while self.text.startswith(" ", self.at):
            self.at += 1
        return True

    def need(self, literal: str) -> None:
        if not self.take(literal):
            raise self.error(f"{literal} is missing")

    def refuse(self, literal: str, why: str) -> None:
        if self.text.startswith(literal, self.at):
            raise self.error(why)

    # --- sums, products, powers ------------------------------------------------------------------------------------

    def sum(self) -> Value:
        value = -self.product() if self.take("-") else self.product()
        while True:
            if self.take("+"):
                value = together(np.add, value, self.product())
            elif self.take("-"):
                value = together(np.subtract, value, self.product())
            else:
                return value

    def product(self) -> Value:
        self.refuse("-", "two signs follow each other without a bracket")
        value, signs = self.power(), set()
        while True:
            if self.take(r"\cdot") or self.take(r"\,"):
                self.refuse("-", "a sign follows a product without a bracket")
                right = self.power()
                if is_matrix(value) and is_matrix(right):
                    signs.add("matrix product")
                    value = matmul(value, right)
                else:
                    value = plain(np.multiply(value, right))
            elif self.take(r"\odot"):
                signs.add("product of entries")
                right = self.power()
                if not (is_matrix(value) and is_matrix(right)):
                    raise self.error("a circled dot stands between matrices")
                value = together(np.multiply, value, right)
            else:
                return value
            if len(signs) > 1:
                raise self.error("a matrix product and a product of entries without a bracket")

    def power(self) -> Value:
        start = self.at
        value, may_rise = self.atom()
        if not self.take("^{"):
            return value
        if not may_rise:
            raise self.error(f"what does this raise: {self.text[start : self.at]}")
        if self.take(r"\top}"):
            value, wanted = value.T if is_matrix(value) else value, True
        elif self.take(r"\circ 2}"):
            value, wanted = value * value, True
        else:
            exponent = self.sum()
            self.need("}")
            value, wanted = plain(np.power(value, exponent)), False
        if is_matrix(value) is not wanted:
            raise self.error(f"this power is for a {'matrix' if wanted else 'number'}")
        self.refuse("^", "two superscripts on one thing")
        return value

    # --- the parts --------------------------------------------------------------------------------------------------

    def atom(self) -> tuple[Value, bool]:
        """The next part and whether a superscript after it would be plain to read."""
        self.refuse("-", "a sign is inside a product")
        for name, value in self.names:
            if self.text.startswith(name, self.at) and not self.text[self.at + len(name) :].startswith(("'", "_")):
                self.take(name)
                self.used.add(name)
                return value, _may_rise(name)
        found = NUMBER.match(self.text, self.at)
        if found:
            self.take(found[0])
            return float(re.sub(r" \\times 10\^\{(-?\d+)\}", r"e\1", found[0])), found[1] is None
        for opening, part, may_rise in PARTS:
            if self.take(opening):
                return part(self), may_rise
        for name, function in self.functions:
            if self.take(name + r"\left("):
                args = [self.sum()]
                while self.take(","):
                    self.need(r"\,")
                    args.append(self.sum())
                self.need(r"\right)")
                return together(function, *args), False
        raise self.error("what is this")

    def until(self, closing: str) -> Value:
        value = self.sum()
        self.need(closing)
        return value

    def fraction(self) -> Value:
        above = self.until("}")
        self.need("{")
        return together(np.divide, above, self.until("}"))

    def total(self) -> Value:
        return float(np.sum(self.until(r"\right]_{ij}")))

    def absolute(self) -> Value:
        return together(np.abs, self.until(r"\right|"))

    def exponential(self) -> Value:
        return together(np.exp, self.until("}"))

    def root(self) -> Value:
        return together(np.sqrt, self.until("}"))

    def bracket(self) -> Value:
        return self.until(r"\right)")

    def matrix(self) -> Value:
        rows: list[list[float]] = [[]]
        while True:
            cell = self.sum()
            if is_matrix(cell):
                raise self.error("a matrix in a matrix")
            rows[-1].append(float(cell))
            if self.take(r"\end{bmatrix}"):
                return np.array(rows)
            if self.take(r"\\"):
                rows.append([])
            else:
                self.need("&")

    def cases(self) -> Value:
        first = self.sum()
        self.need(r"& \text{if }")
        switch = self.sum()
        if self.take("> 0"):
            holds = np.greater(switch, 0)
        else:
            self.need("= 1")
            holds = np.equal(switch, 1)
        self.need(r"\\")
        second = self.sum()
        self.need(r"& \text{otherwise} \end{cases}")
        return plain(np.where(holds, first, second))

    def sized(self) -> Value:
        """A matrix with its sizes under a brace."""
        value = self.until("}")
        found = SUBSTACK.match(self.text, self.at)
        if not found:
            raise self.error("the sizes are missing")
        if np.shape(value) != _sizes(found, self.sizes):
            raise self.error(f"{found[0]} stands under a matrix of {np.shape(value)}")
        self.take(found[0])
        return value


PARTS: tuple[tuple[str, Callable[[_Reader], Value], bool], ...] = (
    (r"\left(", _Reader.bracket, True),
    (r"\left|", _Reader.absolute, True),
    (r"\begin{bmatrix}", _Reader.matrix, True),
    (r"\sqrt{", _Reader.root, True),
    (r"\begin{cases}", _Reader.cases, False),
    (r"\frac{", _Reader.fraction, False),
    (r"\sum_{i,j} \left[", _Reader.total, False),
    (r"e^{", _Reader.exponential, False),
    (r"\underbrace{", _Reader.sized, False),
)
"""How a part begins, what reads the rest, and whether a superscript after it would be plain to read."""


def _may_rise(name: str) -> bool:
    """True for a name that takes a superscript: no fraction, nothing with one of its own outside its braces."""
    while "{" in name:
        name = re.sub(r"\{[^{}]*\}", "", name)
    return not ("^" in name or name.startswith(r"\frac") or name.endswith(r"\right)"))
