"""The long way through the output layer: the steps that the shortcut dZ = (Yhat - Y)/d leaves out."""

from __future__ import annotations

import numpy as np

from engine.plan import long_way_lines
from engine.program import Equation, Phase, Program
from engine.run import Step, Trace, Workspace
from engine.spec import NetworkSpec


def long_way(trace: Trace) -> tuple[Step, ...]:
    """dJ/dYhat, the slope and dZ of the output layer, as the chain rule has them, from the numbers of `trace`.

    In a saturated network a division by zero can make them infinite or undefined: that is what the shortcut avoids,
    and the numbers are given as they come. Where the trace already goes the long way, its own steps are returned.
    Raises ValueError for a trace without a problem.
    """
    if trace.problem is None:
        raise ValueError("this trace was run without a problem: use trace(problem)")
    spec, program = trace.problem.spec, trace.program
    out = program.layers[-1]
    if "dYhat" in trace:
        return tuple(trace.step(e.target.key) for e in _equations(spec, program) if e.target.key in trace.index)
    forward = program.until("J").equations
    longer = Program((*forward, *_equations(spec, program)), program.layers, program.sizes, program.carried)
    space = Workspace(longer, trace.problem.examples, np.float64)
    space.load(trace.problem.values)
    space.compute()
    result = Trace(longer, trace.problem.values, space.layout, space.recorded.copy())
    result.problem = trace.problem
    first = len(forward)
    assert result.steps[-1].key == out.Z.grad.key
    return result.steps[first:]


def _equations(spec: NetworkSpec, program: Program) -> tuple[Equation, ...]:
    return tuple(Equation(*line[:2], Phase.BACKWARD, line[2]) for line in long_way_lines(spec, program.layers))
