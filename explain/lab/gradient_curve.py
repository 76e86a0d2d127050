"""The gradients of a network checked by nudges of single weights, and how far off a nudge is for every step size h."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from engine import Problem, Workspace, plan, trace
from engine.activations import ACTIVATIONS
from engine.expr import Array, Entry
from engine.gradcheck import COMPLEX_STEP, CheckedEntry, Differences
from explain.names import entry

MOST_EXAMPLES = 64
"""Examples that take part: every nudge is a forward pass of all of them."""
MOST_WORK = 1_000_000
"""Sums computed for the entries that are checked; where all of them would take more, as many are drawn at random."""
CURVE_ENTRIES = 12
"""Entries that are nudged by every h, drawn at random from all."""
STEPS = tuple(10.0**-power for power in range(1, 16))
"""The step sizes h, the largest first."""
SEED = 0

Place = tuple[str, int, int]
"""A parameter, row and column (0-based)."""

LOSS_KINKS: Mapping[str, Callable[[Array, Array], Array]] = {
    "absolute_error": lambda y, yhat: yhat - y,
    "hinge": lambda y, yhat: 1 - y * yhat,
}
"""What a loss with a kink has its kink at 0 of."""


@dataclass(frozen=True)
class Step:
    """One step size h: the largest difference of each method, relative to the network's largest gradient.

    None where a number was not finite. `kinks` is how many entries' central steps cross a kink.
    """

    h: float
    central: float | None
    complex: float | None
    kinks: int


@dataclass(frozen=True)
class Checked:
    """A check on `examples` of `all_examples`. `entries`, the worst first, are `len(entries)` of `all_entries`; `names`
    are their names in LaTeX. `curve` has every step size, measured on `nudged` entries.
    """

    examples: int
    all_examples: int
    entries: tuple[CheckedEntry, ...]
    names: tuple[str, ...]
    all_entries: int
    curve: tuple[Step, ...]
    nudged: int

    @property
    def best(self) -> Step | None:
        """The step with the smallest error of the central difference."""
        finite = [step for step in self.curve if step.central is not None]
        return min(finite, key=lambda step: step.central or 0.0, default=None)

    @property
    def kinked(self) -> tuple[Step, ...]:
        """The steps at which some entry crosses a kink."""
        return tuple(step for step in self.curve if step.kinks)


def check(problem: Problem) -> Checked:
    """Check the gradients of a network on its first MOST_EXAMPLES examples. Raises NonFiniteError."""
    few = problem.with_values({"X": problem.X[:, :MOST_EXAMPLES], "Y": problem.Y[:, :MOST_EXAMPLES]})
    gradients = trace(few)
    program = gradients.program
    scale = max(float(np.abs(gradients[f"d{key}"]).max()) for key in few.parameters) or 1.0
    places = [(key, *at) for key, value in few.parameters.items() for at in np.ndindex(value.shape)]
    methods = {method: Differences(few, program, method) for method in ("complex", "central")}
    entries = []
    for key, i, j in drawn(places, MOST_WORK // (few.examples * sum(few.spec.widths[1:]))):
        analytic, numeric = float(gradients[f"d{key}"][i, j]), methods["complex"].by(key, (i, j), COMPLEX_STEP)
        entries.append(CheckedEntry(key, i, j, analytic, numeric, abs(analytic - numeric) / scale))
    entries.sort(key=lambda one: -one.difference)
    variables = {var.key: var for var in program.parameters}
    names = tuple(entry(Entry(variables[one.parameter], one.row, one.column), program.sizes) for one in entries)
    nudged, crossing = drawn(places, CURVE_ENTRIES), Crossing(few)

    def worst(method: str, h: float) -> float | None:
        found = [methods[method].by(key, (i, j), h) - float(gradients[f"d{key}"][i, j]) for key, i, j in nudged]
        largest = float(np.abs(found).max()) / scale
        return largest if np.isfinite(largest) else None

    curve = tuple(
        Step(h, worst("central", h), worst("complex", h), sum(crossing.at(place, h) for place in nudged)) for h in STEPS
    )
    return Checked(few.examples, problem.examples, tuple(entries), names, len(places), curve, len(nudged))


def drawn(places: list[Place], most: int) -> list[Place]:
    """At most so many of the places, drawn at random: for the same network always the same ones."""
    if len(places) <= most:
        return places
    chosen = np.random.default_rng(SEED).choice(len(places), most, replace=False)
    return [places[i] for i in sorted(chosen.tolist())]


class Crossing:
    """Tells whether a step up and one down lie on two sides of a kink of an activation, the loss or the L1 penalty."""

    def __init__(self, problem: Problem) -> None:
        self.spec = problem.spec
        self.layers = plan(problem.spec).layers
        self._smooth = not any(True for _ in self._kinks()) and not self.spec.l1
        self._space = Workspace(plan(problem.spec).until("J"), problem.examples)
        self._space.load(problem.values)

    def _kinks(self) -> Iterator[tuple[int, float]]:
        """Each layer whose activation has a kink, and where; layer 0 stands for the loss."""
        for layer in self.layers:
            for kink in ACTIVATIONS[layer.activation].kinks:
                yield layer.index, kink
        if self.spec.loss in LOSS_KINKS:
            yield 0, 0.0

    def at(self, place: Place, h: float) -> bool:
        """Whether the steps of +h and -h at one entry see different sides."""
        if self._smooth:
            return False
        key, i, j = place
        view = self._space.views[key]
        middle = view[i, j]
        sides = []
        for moved in (middle + h, middle - h):
            view[i, j] = moved
            self._space.compute()
            sides.append([self._side(layer) > kink for layer, kink in self._kinks()])
        view[i, j] = middle
        by_penalty = bool(self.spec.l1) and key.startswith("W") and bool(abs(middle) < h)
        return by_penalty or any(bool((up != down).any()) for up, down in zip(*sides, strict=True))

    def _side(self, layer: int) -> Array:
        views = self._space.views
        return views[f"Z{layer}"] if layer else LOSS_KINKS[self.spec.loss](views["Y"], views["Yhat"])
