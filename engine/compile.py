"""Turns a program into one flat buffer and a list of NumPy calls on views of it, made once and called for every run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from engine.expr import SCALAR, Array, Call, Constant, Expr, Number, SizeOf, Sizer, Var
from engine.joined import Place, joined, side_by_side
from engine.program import Program
from engine.tree import expand, is_setting, shape_of, sizes_or_names

NumpyCall = tuple[Callable[..., Any], tuple[Any, ...]]


class Layout:
    """Where each quantity lies: what an update carries, the other inputs, the carried after the update, the rest.

    The carried quantities stand in the same order before and after, so that training moves them with one copy. So do
    the parameters' gradients and whatever else there is of each of them, so that they are updated together.
    """

    def __init__(self, program: Program, sizes: Mapping[str, int]) -> None:
        self.sizes = dict(sizes)
        targets = dict.fromkeys(e.target for e in program.equations)
        carried = dict.fromkeys(program.carried)
        moved = dict.fromkeys(v.next for v in carried if v.next in targets)
        rest_in = [v for v in program.inputs if v not in carried]
        rest_out = side_by_side(program.parameters, (v for v in targets if v not in moved))
        self.places: dict[str, Place] = {}
        self.total = 0
        self.carried = self._place(list(carried))
        self._place(rest_in)
        self.carried_next = self._place(list(moved))
        rest = self._place(rest_out)
        self.recorded = slice(self.carried_next.start, rest.stop)
        start = self.recorded.start
        self.recorded_places = {
            v.key: (self.places[v.key][0] - start, *self.places[v.key][1:]) for v in (*moved, *rest_out)
        }

    def _place(self, quantities: list[Var]) -> slice:
        start = self.total
        for var in quantities:
            rows, columns = (1 if s == "1" else self.sizes[s] for s in var.shape)
            self.places[var.key] = (self.total, rows, columns)
            self.total += rows * columns
        return slice(start, self.total)

    def views(self, buffer: Array) -> dict[str, Array]:
        """Every quantity as a 2-D view of the buffer."""
        return {
            key: buffer[offset : offset + rows * columns].reshape(rows, columns)
            for key, (offset, rows, columns) in self.places.items()
        }


def number(node: Expr, sizes: Mapping[str, int]) -> float | None:
    """The value of what is made of numbers and sizes alone (1/d, 2/m); None for everything else."""
    if isinstance(node, Number):
        return float(node.value)
    if isinstance(node, SizeOf):
        return float(sizes[node.size])
    if isinstance(node, Call):
        values = [number(a, sizes) for a in node.args]
        if None not in values and node.op.aliases and node.op.real is not None:
            return float(node.op.real(*values))
    return None


class _Compiler:
    """Emits the calls of one program. `settings` holds what is known of them: compilers of one program share it."""

    def __init__(
        self,
        sizes: Mapping[str, int],
        views: Mapping[str, Array],
        dtype: np.dtype[Any],
        settings: dict[Expr, Array],
    ) -> None:
        self.sizes = sizes
        self.sizer: Sizer = sizes_or_names(sizes)
        self.views = views
        self.dtype = dtype
        self.calls: list[NumpyCall] = []
        self._scratch: dict[tuple[int, tuple[int, int]], Array] = {}
        self._used: dict[tuple[int, int], int] = {}
        self._settings = settings

    def equation(self, target: Array, expr: Expr) -> None:
        """The calls that put the value of `expr` into `target`."""
        self._used = {}
        self._into(expand(expr), target)

    def _shape(self, node: Expr) -> tuple[int, int]:
        rows, columns = shape_of(node, self.sizer)
        return int(rows), int(columns)

    def _temporary(self, shape: tuple[int, int]) -> Array:
        """A scratch array, shared between equations but never within one."""
        slot = self._used[shape] = self._used.get(shape, -1) + 1
        if (slot, shape) not in self._scratch:
            self._scratch[slot, shape] = np.empty(shape, self.dtype)
        return self._scratch[slot, shape]

    def _into(self, node: Expr, out: Array) -> None:
        if not isinstance(node, Call) or node.op.view is not None or number(node, self.sizes) is not None:
            self.calls.append((np.copyto, (out, self._operand(node, None))))
            return
        function = node.op.real if self.dtype.kind == "f" else node.op.complex
        assert function is not None, f"{node.op} has no computation of its own"
        free: Array | None = out if node.op.aliases else None
        operands = []
        for arg in node.args:
            operand = self._operand(arg, free)
            if operand is free:
                free = None
            operands.append(operand.reshape(()) if node.op.aliases and operand.shape == (1, 1) else operand)
        self.calls.append((function, (*operands, out)))

    def _operand(self, node: Expr, free: Array | None) -> Array:
        """The value of an operand: a view, a constant, or computed into `free` (if it fits) or into scratch."""
        value = number(node, self.sizes)
        if value is not None:
            return np.array(value, self.dtype)
        if isinstance(node, Var):
            view = self.views[node.key]
            return view.reshape(()) if node.shape == SCALAR else view
        if is_setting(node):
            return self._setting(node)
        if isinstance(node, Constant):
            return node.make(*self._shape(node)).astype(self.dtype)
        assert isinstance(node, Call)
        shape = self._shape(node)
        if node.op.view is not None:
            return node.op.view(self._operand(node.args[0], None), shape)
        # A single number is not computed into the place of an operand: NumPy takes four times as long to look at both.
        place = free if free is not None and free.shape == shape != (1, 1) else self._temporary(shape)
        self._into(node, place)
        return place

    def _setting(self, node: Expr) -> Array:
        """What is made of settings alone, such as 1 - beta1: computed once, where it is read first."""
        if node not in self._settings:
            self._settings[node] = np.empty((1, 1), self.dtype)
            self._into(node, self._settings[node])
        return self._settings[node].reshape(())


def compile_program(program: Program, layout: Layout, buffer: Array) -> list[NumpyCall]:
    """The NumPy calls that run `program` on the buffer of a layout, in order."""
    views, settings = layout.views(buffer), dict[Expr, Array]()
    compiler = _Compiler(layout.sizes, views, buffer.dtype, settings)
    single, joints = joined(program, layout.places)
    for equation in single:
        compiler.equation(views[equation.target.key], equation.expr)
    calls = compiler.calls
    for joint in joints:
        sizes = {**layout.sizes, **joint.sizes}
        rows, columns = (1 if size == "1" else sizes[size] for size in joint.equation.target.shape)
        long = {key: buffer[start : start + rows * columns] for key, start in joint.starts.items()}
        together = {**views, **{key: part.reshape(rows, columns) for key, part in long.items()}}
        compiler = _Compiler(sizes, together, buffer.dtype, settings)
        compiler.equation(together[joint.equation.target.key], joint.equation.expr)
        calls += compiler.calls
    return calls
