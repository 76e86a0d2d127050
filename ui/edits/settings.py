"""How the network learns: optimiser, constants, penalty, what is frozen, and weights drawn anew."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from engine import Problem, ProblemError
from engine.checked import one_of, whole
from engine.document import parameter_shapes
from engine.initialisers import INITIALISERS, draw
from engine.spec import FROZEN_ENTRY, NetworkSpec
from ui.edits.change import edited

Cell = tuple[str, int, int]


def set_optimiser(problem: Problem, name: str) -> Problem:
    """Choose an optimiser with its default constants and no memory; the learning rate stays. Raises ProblemError."""

    def make(doc: dict[str, Any]) -> None:
        doc["optimiser"] = {"name": name, "eta": problem.eta}
        doc.pop("state", None)

    return problem if name == problem.spec.optimiser else edited(problem, make)


def set_constant(problem: Problem, name: str, value: float) -> Problem:
    """Change eta or one of the optimiser's constants. Raises ProblemError."""
    return edited(problem, lambda doc: doc["optimiser"].update({name: value}))


def set_penalty(problem: Problem, l2: float | None = None, l1: float | None = None) -> Problem:
    """Change the penalty's factors; None leaves one as it is. Raises ProblemError."""
    both = {"l2": problem.spec.l2 if l2 is None else l2, "l1": problem.spec.l1 if l1 is None else l1}
    return edited(problem, lambda doc: doc.update(penalty=both))


def set_frozen(problem: Problem, names: Iterable[str]) -> Problem:
    """Freeze these parameters ("b1") and entries ("W2[0,1]"), and no others. Raises ProblemError."""
    checked = edited(problem, lambda doc: doc.update(frozen=list(names)))
    frozen, short = frozen_cells(checked.spec), []
    for key in parameter_shapes(checked.spec):
        own = _cells_of(checked.spec, key)
        short += [key] if own <= frozen else [f"{k}[{i},{j}]" for k, i, j in sorted(own & frozen)]
    return edited(checked, lambda doc: doc.update(frozen=short))


def toggle_frozen(problem: Problem, name: str) -> Problem:
    """Freeze a parameter or an entry, or let it go where all of it is frozen. Raises ProblemError."""
    edited(problem, lambda doc: doc.update(frozen=[name]))  # refuses a name that is no parameter's
    own, frozen = _cells_of(problem.spec, name), frozen_cells(problem.spec)
    kept = frozen - own if own <= frozen else frozen | own
    return set_frozen(problem, [f"{key}[{row},{column}]" for key, row, column in sorted(kept)])


def is_frozen(problem: Problem, name: str) -> bool:
    """Whether all of a parameter, or an entry, is frozen. Raises KeyError for what is neither."""
    return _cells_of(problem.spec, name) <= frozen_cells(problem.spec)


def frozen_cells(spec: NetworkSpec) -> set[Cell]:
    """Every frozen entry: its parameter, row and column."""
    return {cell for name in spec.frozen for cell in _cells_of(spec, name)}


def _cells_of(spec: NetworkSpec, name: str) -> set[Cell]:
    """The entries that a name stands for: all of "W1", or the one of "W2[0,1]"."""
    match = FROZEN_ENTRY.fullmatch(name)
    if match:
        return {(match[1], int(match[2]), int(match[3]))}
    rows, columns = parameter_shapes(spec)[name]
    return {(name, row, column) for row in range(rows) for column in range(columns)}


def new_weights(problem: Problem, scheme: str, seed: int) -> Problem:
    """Draw all weights anew, layer by layer, from one generator; biases 0, optimiser afresh. Raises ProblemError."""
    one_of(scheme, "scheme", INITIALISERS)
    rng = np.random.default_rng(whole(seed, "seed", 0))

    def make(doc: dict[str, Any]) -> None:
        doc["W"] = [draw(scheme, rng, *w.shape).tolist() for w in problem.W]
        doc["b"] = [[0.0] * len(b) for b in problem.b]
        doc.pop("state", None)

    return edited(problem, make)


def next_seed(problem: Problem, scheme: str, seed: int) -> int:
    """`seed`, or the one after it where its weights are there already, so that drawing again draws others."""
    try:
        drawn = new_weights(problem, scheme, seed)
    except ProblemError:  # drawing says why when it is tried
        return seed
    return seed + 1 if drawn.to_dict() == problem.to_dict() else seed
