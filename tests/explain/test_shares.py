"""A gradient's factors and its examples' shares: their product and their sum are the trace's numbers."""

from __future__ import annotations

import math

import numpy as np
import pytest

from engine import Problem, Step, Trace, trace
from explain.shares import contributions, factors, share
from tests.engine.networks import EXAMPLES, example
from tests.ui.test_diagram import network

TRACES = {
    **{path.stem: trace(Problem.from_dict(example(path.stem)["problem"])) for path in EXAMPLES},
    "batch with adam": network(3, 4, 2, optimiser="adam"),
}
STEPS = [pytest.param(step, id=f"{name}-{step.key}") for name, found in TRACES.items() for step in found.steps]


def entries(step: Step) -> list[tuple[int, int]]:
    """Every entry of a step's result."""
    return list(np.ndindex(step.value.shape))  # type: ignore[arg-type]


@pytest.mark.parametrize("step", STEPS)
def test_the_examples_shares_add_up_to_the_entry(step: Step) -> None:
    """J and the gradients of parameters are sums over examples; nothing else is."""
    d = step.trace.sizes["d"]
    for row, column in entries(step):
        found = contributions(step, row, column)
        if found:
            assert len(found) == d > 1
            scale = max(1.0, *map(abs, found))
            assert math.fsum(found) == pytest.approx(float(step.value[row, column]), rel=1e-12, abs=1e-13 * scale)
        elif d > 1:
            assert step.key[:2] not in ("dW", "db") or "penalty" in step.key or f"{step.key}_penalty" in step.trace


@pytest.mark.parametrize("step", STEPS)
def test_the_factors_multiply_to_an_examples_share(step: Step) -> None:
    """How wrong x is it listening x what came in, for every entry and example."""
    d = step.trace.sizes["d"]
    for row, column in entries(step):
        shares = contributions(step, row, column)
        by_example = step.equation.target.shape[1] == "d"
        for k in range(d):
            found = factors(step, row, column, k)
            if not found:
                continue
            roles = [factor.role for factor in found]
            assert roles[0] in ("wrong", "wrong_and_listening")
            if by_example:
                expected = float(step.value[row, k])
            elif shares:
                expected = shares[k]
            elif d == 1 and "penalty" not in str(step.trace.program.quantities.keys()):
                expected = float(step.value[row, column])
            else:
                continue  # a gradient with its penalty: the factors are the data's part, which has a step of its own
            assert share(found) == pytest.approx(expected, rel=1e-12, abs=1e-300)


def test_the_notes_example_tells_why_one_gradient_is_larger() -> None:
    """dW1[2,1] beats dW1[1,1] although its unit is the more saturated one: more than twice as wrong, 2/3 as awake."""
    step = _of("notes-2-2-1", "dW1")
    first, second = (factors(step, row, 0, 0) for row in (0, 1))
    assert [factor.role for factor in first] == ["wrong", "listening", "came_in"]
    assert second[0].value / first[0].value == pytest.approx(0.7 / 0.3)
    assert second[1].value < first[1].value
    assert abs(share(second)) > abs(share(first))


def _of(name: str, key: str) -> Step:
    found: Trace = TRACES[name]
    return found.step(key)
