"""Runs an exported script or notebook in a fresh namespace and reads the numbers it prints."""

from __future__ import annotations

import ast
import contextlib
import io
import json
from itertools import product
from typing import Any

import numpy as np

from engine import Problem, train
from engine.activations import ACTIVATIONS
from engine.losses import LOSSES
from engine.optimisers import OPTIMISERS
from tests.engine.networks import EXAMPLES, HIDDEN, example, problem_for, random_problem

Numbers = dict[str, np.ndarray]


def printed(text: str) -> Numbers:
    """The lines `name = numbers` of an output, as 2-D arrays by name."""
    pairs = (line.split(" = ", 1) for line in text.splitlines() if " = " in line)
    return {name: np.atleast_2d(np.array(ast.literal_eval(numbers), float)) for name, numbers in pairs}


def executed(*sources: str) -> str:
    """What sources print, run one after the other in one namespace; settings they change are put back."""
    output, names = io.StringIO(), {"__name__": "__main__"}
    with np.errstate(), contextlib.redirect_stdout(output):
        for source in sources:
            exec(compile(source, "<exported>", "exec"), names)
    return output.getvalue()


def cells(notebook: str, kind: str) -> list[str]:
    """The sources of a notebook's cells of a kind."""
    return ["".join(cell["source"]) for cell in json.loads(notebook)["cells"] if cell["cell_type"] == kind]


def _net(seed: Any, activations: list[str], loss: str, examples: int = 3, **settings: Any) -> Problem:
    widths = [*[3, 4, 2][: len(activations)], 3]
    return problem_for(np.random.default_rng(seed), widths, activations, loss, examples, **settings)


def _updates() -> dict[str, Problem]:
    """Every optimiser with each kind of penalty, with and without decay, fresh and after two updates, partly locked."""
    found = {}
    penalties = ({}, {"l2": 0.1}, {"l1": 0.03, "l2": 0.2})
    frozen = ((), ("W1", "b2", "W2[0,1]", "b1[0,0]"))
    for (i, optimiser), (k, locked), decay in product(enumerate(OPTIMISERS), enumerate(frozen), (0.0, 0.05)):
        settings = {**penalties[(i + k) % 3], "frozen": locked, "weight_decay": decay}
        fresh = _net([i, k], ["tanh", "silu"], "half_squared_error", optimiser=optimiser, **settings)
        name = f"{optimiser}-decay-{decay:g}" + ("-locked" if locked else "")
        found |= {name: fresh, f"{name}-later": train(fresh, 2).after}
    return found


def _kinks() -> dict[str, Problem]:
    """Weighted sums exactly at 0, 3 and -3, and at 21, where a softplus is nearly straight.

    Differences exactly at 0, 1 and -1; a penalised weight of exactly 0.
    """
    found = {}
    for name in HIDDEN:
        start = problem_for(np.random.default_rng(0), [1, 1, 1], [name, "identity"], "half_squared_error", 5, l1=0.1)
        found[f"kink-{name}"] = start.with_values({"X": [[0, 3, -3, 1, 21]], "W1": [[1]], "b1": [[0]]})
    for name, record in LOSSES.items():
        if "identity" in record.allowed_outputs():
            start = problem_for(np.random.default_rng(0), [2, 1], ["identity"], name, 4, l1=0.1)
            targets = [[1, 1, -1, -1]] if record.targets.only else [[0, 0, 0, 2]]
            data = {"X": [[0, 1, -1, 2], [1, 1, 1, 1]], "W1": [[1, 0]], "b1": [[0]], "Y": targets}
            found[f"kink-{name}"] = start.with_values(data)
    return found


def problems() -> dict[str, Problem]:
    """By name: the worked examples, every activation, loss and optimiser, and random networks."""
    found = {path.stem: Problem.from_dict(example(path.stem)["problem"]) for path in EXAMPLES}
    found |= {f"hidden-{name}": _net([1, i], [name, "tanh"], "squared_error") for i, name in enumerate(HIDDEN)}
    outputs = [(loss, name) for loss, record in LOSSES.items() for name in record.allowed_outputs()]
    found |= {f"{loss}-{name}": _net([2, i], ["elu", name], loss) for i, (loss, name) in enumerate(outputs)}
    found |= _updates() | _kinks()
    everything = ("W1", "b1", "W2", "b2")
    found["all-locked"] = _net(3, ["relu", "sigmoid"], "binary_cross_entropy", frozen=everything, optimiser="adamw")
    for seed in range(60):
        optimiser = list(OPTIMISERS)[seed % len(OPTIMISERS)]
        found[f"random-{seed}"] = random_problem([seed, 9], depth=6, width=10, examples=8, optimiser=optimiser)
    return found


PROBLEMS = problems()
assert {layer.activation for p in PROBLEMS.values() for layer in p.spec.layers} == set(ACTIVATIONS)
