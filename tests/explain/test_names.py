"""What quantities and their entries are called, and which parts of the diagram they are."""

import numpy as np
import pytest

from engine import trace
from engine.expr import Entry
from engine.optimisers import OPTIMISERS
from explain import Part, explain, explain_entry, load_prose
from explain import names as called
from tests.engine.networks import notes, problem_for

ONE = {"n": 2, "h1": 2, "m": 1, "d": 1}
MANY = {"n": 12, "h1": 2, "m": 1, "d": 3}
QUANTITIES = {
    "W1": "W^{(1)}",
    "b2": "b^{(2)}",
    "Yhat": r"\hat{Y}",
    "J": "J",
    "slope1": r"\sigma'\left(Z^{(1)}\right)",
    "dW1": r"\frac{\partial J}{\partial W^{(1)}}",
    "dZ2": r"\frac{\partial J}{\partial Z^{(2)}}",
    "M_W1": "M_{W^{(1)}}",
    "M_W1_next": r"M^{\text{new}}_{W^{(1)}}",
    "M_W1_hat": r"\hat{M}_{W^{(1)}}",
    "W1_next": r"W^{(1),\text{new}}",
    "t_next": r"t^{\text{new}}",
    "eta": r"\eta",
    "beta2": r"\beta_2",
}
ENTRIES = [
    ("W1", 0, 1, ONE, "w^{(1)}_{12}"),
    ("W1", 1, 0, MANY, "w^{(1)}_{21}"),
    ("W1", 1, 10, MANY, "w^{(1)}_{2,11}"),
    ("b1", 1, 0, ONE, "b^{(1)}_{2}"),
    ("X", 1, 0, ONE, "x_{2}"),
    ("X", 1, 2, MANY, "x_{23}"),
    ("Yhat", 0, 0, ONE, r"\hat{y}_{1}"),
    ("Yhat", 0, 2, MANY, r"\hat{y}_{13}"),
    ("dW1", 0, 1, ONE, r"\frac{\partial J}{\partial w^{(1)}_{12}}"),
    ("slope1", 1, 0, ONE, r"\sigma'\left(z^{(1)}_{2}\right)"),
    ("S_W1_hat", 0, 1, ONE, r"\hat{s}_{w^{(1)}_{12}}"),
    ("J", 0, 0, MANY, "J"),
]


def quantities():
    """Every quantity of the notes' network, trained by Adam."""
    rng = np.random.default_rng(0)
    problem = problem_for(rng, [2, 2, 1], ["sigmoid", "sigmoid"], "binary_cross_entropy", 1, "adam")
    return trace(problem).program.quantities


@pytest.mark.parametrize("key", QUANTITIES)
def test_quantities(key):
    assert called.quantity(quantities()[key]) == QUANTITIES[key]


@pytest.mark.parametrize("key, row, column, sizes, name", ENTRIES)
def test_entries(key, row, column, sizes, name):
    assert called.entry(Entry(quantities()[key], row, column), sizes) == name


@pytest.mark.parametrize("optimiser", OPTIMISERS)
def test_no_two_quantities_share_a_name(optimiser):
    """A quantity after the update is printed as itself with an arrow, and beside it as "new"; else names differ."""
    settings = {"l2": 0.1, "l1": 0.1, "frozen": ("W1[0,0]",), "weight_decay": 0.1}
    rng = np.random.default_rng(0)
    problem = problem_for(rng, [2, 2, 1], ["tanh", "sigmoid"], "half_squared_error", 2, optimiser, **settings)
    found = [called.quantity(var) for var in trace(problem).program.quantities.values()]
    assert sorted(set(found)) == sorted(found)


def test_a_raised_name_has_one_superscript():
    known = quantities()
    assert called.quantity(known["W2"], r"\top") == r"W^{(2)\top}"
    assert called.quantity(known["X"], r"\top") == r"X^{\top}"
    assert called.quantity(known["dZ2"], r"\top") == r"\left(\frac{\partial J}{\partial Z^{(2)}}\right)^{\top}"


# --- diagram parts --------------------------------------------------------------------------------------------------

PARTS = {
    "Z1": ("Z1.1 Z1.2", "W1.1.1 W1.1.2 W1.2.1 W1.2.2 X.1 X.2 b1.1 b1.2"),
    "A1": ("A1.1 A1.2", "Z1.1 Z1.2"),
    "Yhat": ("Yhat.1", "Z2.1"),
    "J": ("J", "Y.1 Yhat.1"),
    "dZ2": ("Z2.1", "Yhat.1 Y.1"),
    "dW2": ("W2.1.1 W2.1.2", "Z2.1 A1.1 A1.2"),
    "dA1": ("A1.1 A1.2", "W2.1.1 W2.1.2 Z2.1"),
    "slope1": ("Z1.1 Z1.2", "A1.1 A1.2"),
    "db1": ("b1.1 b1.2", "Z1.1 Z1.2"),
    "W1_next": ("W1.1.1 W1.1.2 W1.2.1 W1.2.2", ""),
}
ENTRY_PARTS = [
    ("Z1", 1, 0, "Z1.2", "W1.2.1 X.1 W1.2.2 X.2 b1.2"),
    ("dW1", 1, 0, "W1.2.1", "Z1.2 X.1"),
    ("dA1", 0, 0, "A1.1", "W2.1.1 Z2.1"),
    ("W2_next", 0, 1, "W2.1.2", ""),
]


def said(result, read):
    return [Part(name, "result") for name in result.split()] + [Part(name, "read") for name in read.split()]


@pytest.mark.parametrize("key", PARTS)
def test_parts_of_a_step(key):
    assert list(explain(trace(notes()).step(key), load_prose()).parts) == said(*PARTS[key])


@pytest.mark.parametrize("key, row, column, result, read", ENTRY_PARTS)
def test_parts_of_an_entry(key, row, column, result, read):
    assert list(explain_entry(trace(notes()).step(key), row, column).parts) == said(result, read)


@pytest.mark.parametrize("row, column", [(2, 0), (-1, 0), (0, 1)])
def test_an_entry_outside_is_refused(row, column):
    with pytest.raises(IndexError, match="2 x 1"):
        explain_entry(trace(notes()).step("Z1"), row, column)
