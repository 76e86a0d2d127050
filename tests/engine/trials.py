"""The small set of problems on which planted bugs are tried, and each kind of check as one call on a program maker."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from engine import NonFiniteError, PlanError, Problem, plan, run
from engine.activations import ACTIVATIONS
from engine.optimisers import OPTIMISERS
from engine.program import check
from tests.engine import checks, figures
from tests.engine.bugs import Bug
from tests.engine.checks import Make
from tests.engine.networks import problem_for, require_close
from tests.engine.test_z_grid import COARSE
from tests.engine.torch_oracle import torch, torch_training


def _probe(seed: int, widths: list[int], activations: str, loss: str, examples: int, **settings: float) -> Problem:
    return problem_for(np.random.default_rng(seed), widths, activations.split(), loss, examples, **settings)


PROBES = (
    _probe(1, [3, 2, 1], "sigmoid sigmoid", "binary_cross_entropy", 3),
    _probe(2, [3, 3, 3, 3], "tanh gelu identity", "half_squared_error", 4, l2=0.3, l1=0.02),
    _probe(3, [2, 4, 3], "relu softmax", "huber", 3),
    _probe(4, [3, 3, 3, 3], "leaky_relu softsign softmax", "cross_entropy", 4, l2=0.2),
    _probe(5, [2, 4, 3, 2], "softplus silu selu", "mean_squared_error", 3),
    _probe(6, [2, 2, 2], "sigmoid tanh", "hinge", 2),
    _probe(7, [2, 3, 2], "elu hard_sigmoid", "absolute_error", 5),
)
DROWNED = (*(checks.saturated_problem(seed, 400.0) for seed in range(1, 25)), checks.lever())


def _planning(bug: Bug) -> None:
    """The engine plans with named sizes, h1 and h2 apart even where both are 3, in an order that must be possible."""
    for problem in PROBES:
        program = plan(problem.spec)
        wrong = bug.rewrite(program)
        equations = tuple(wrong(e) for e in program.equations)
        check(type(program)(equations, program.layers, program.sizes, program.carried))


def _each_probe(one: Callable[[Problem, Make], float], problems: tuple[Problem, ...]) -> Callable[[Bug], None]:
    def tried(bug: Bug) -> None:
        for problem in problems:
            if _fits(bug, problem):
                one(problem, bug.make)

    return tried


def _fits(bug: Bug, problem: Problem) -> bool:
    try:
        bug.make(problem)
    except PlanError:
        return False
    return True


def _grid(bug: Bug) -> None:
    for activation, record in ACTIVATIONS.items():
        if not record.by_column:
            checks.on_grid(activation, COARSE, bug.make)


def _figures(bug: Bug) -> None:
    for name, figure in figures.ALL:
        if "after" not in figure["quantity"] and _fits(bug, figures.problem(name)):
            figures.require_exact(figures.value_of(name, figure, bug.make), figure["exact"])


def _updates(bug: Bug) -> None:
    for optimiser, record in OPTIMISERS.items():
        settings = {"weight_decay": 0.05} | ({"epsilon": 1e-3} if "epsilon" in record.defaults else {})
        problem = _probe(8, [2, 3, 2], "tanh sigmoid", "half_squared_error", 3, optimiser=optimiser, **settings)
        if not _fits(bug, problem):
            continue
        program, values = bug.make(problem), dict(problem.values)
        for _ in range(3):
            found = run(program, values)
            values |= {v.key: found[v.next.key] for v in program.carried}
        require_close(values, torch_training(problem, 3), 1e-10, optimiser)


CHECKS: dict[str, Callable[[Bug], None]] = {
    "planning": _planning,
    "complex step": _each_probe(checks.complex_step, PROBES),
    "scalar graph": _each_probe(checks.scalar_graph, PROBES),
    "PyTorch": _each_probe(checks.torch_parity, PROBES),
    "torch.optim": _updates,
    "saturated": _each_probe(checks.saturated, DROWNED),
    "z grid": _grid,
    "figures": _figures,
}
if torch is None:
    del CHECKS["PyTorch"], CHECKS["torch.optim"]


def caught_by(bug: Bug) -> list[str]:
    """The checks that reject a bug, by name."""
    return [name for name, reject in CHECKS.items() if _rejects(reject, bug)]


def _rejects(reject: Callable[[Bug], None], bug: Bug) -> bool:
    try:
        reject(bug)
    except (AssertionError, NonFiniteError, PlanError):
        return True
    return False
