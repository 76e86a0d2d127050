"""Paths of a gradient: their products add up to the gradient, whole or grouped, for every parameter and example."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from engine import Problem, trace
from explain.paths import MOST, paths


def wide(units: tuple[int, ...]) -> Problem:
    """A random tanh network of these widths, inputs first."""
    rng = np.random.default_rng(5)
    pairs = list(pairwise(units))
    return Problem.from_dict(
        {
            "inputs": units[0],
            "layers": [{"units": h, "activation": "tanh"} for _, h in pairs],
            "loss": "half_squared_error",
            "optimiser": {"name": "sgd", "eta": 0.1},
            "W": [rng.normal(size=(h, n)).tolist() for n, h in pairs],
            "X": rng.normal(size=(units[0], 2)).tolist(),
            "Y": rng.normal(size=(units[-1], 2)).tolist(),
        }
    )


EXAMPLES = (Path(__file__).resolve().parents[2] / "content" / "examples").glob("*.json")
NETWORKS = {
    **{
        p.stem: trace(Problem.from_dict(json.loads(p.read_text(encoding="utf-8"))["problem"])) for p in sorted(EXAMPLES)
    },
    "2-3-4-2": trace(wide((2, 3, 4, 2))),
}


@pytest.mark.parametrize("name", list(NETWORKS))
def test_the_paths_of_every_weight_add_up_to_its_gradient(name: str) -> None:
    """Over all examples; of a gradient with a penalty, to its data part."""
    found = NETWORKS[name]
    for var in found.program.parameters:
        key = f"d{var.key}_data" if f"d{var.key}_data" in found else f"d{var.key}"
        for (i, j), gradient in np.ndenumerate(found[key]):
            total = sum(paths(found, var.key, i, j, e).total for e in range(found.sizes["d"]))
            assert total == pytest.approx(gradient, rel=1e-12, abs=1e-14), (var.key, i, j)


@pytest.mark.parametrize("name, parameter, count", [("notes-2-2-1", "W1", 1), ("mazur", "W1", 2), ("2-3-4-2", "W1", 8)])
def test_there_is_one_path_for_each_chain_of_units(name: str, parameter: str, count: int) -> None:
    """The fan-out multiplies; each path passes one unit of every layer."""
    found = paths(NETWORKS[name], parameter, 0, 0)
    assert len({p.units for p in found.paths}) == len(found.paths) == count
    assert not found.grouped


def test_many_paths_are_grouped_by_the_next_unit() -> None:
    """Nine units in each of three layers above make 729 paths: shown are nine groups with the same sum."""
    found = trace(wide((2, 3, 9, 9, 9)))
    together = paths(found, "W1", 1, 0)
    assert MOST < 9**3
    assert together.grouped
    assert len(together.paths) == 9
    assert sum(paths(found, "W1", 1, 0, e).total for e in (0, 1)) == pytest.approx(found["dW1"][1, 0], rel=1e-12)


@pytest.mark.parametrize(
    "parameter, row, column, error", [("Z1", 0, 0, KeyError), ("W1", 2, 0, IndexError), ("b1", 0, 1, IndexError)]
)
def test_what_is_no_weight_is_refused(parameter: str, row: int, column: int, error: type[Exception]) -> None:
    """With the names or the sizes that there are."""
    with pytest.raises(error, match=r"there are|2 x"):
        paths(NETWORKS["notes-2-2-1"], parameter, row, column)
