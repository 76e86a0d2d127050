"""Products the wrong way round: refused with the engine's message, or run with other numbers where sizes agree."""

from __future__ import annotations

import numpy as np
import pytest

from explain.size_mistakes import SIZE_MISTAKES, outcome
from explain.sizes import sized_network

REFUSED = {
    "forward": "step 1, Z(1): transpose(W(1)) is 3 x 4 and X is 3 x 5: a product needs the inner sizes to be the same",
    "order": "step 1, Z(1): X is 3 x 5 and W(1) is 4 x 3: a product needs the inner sizes to be the same",
    "rows": "step 1, Z(1): W(1) is 4 x 3 and transpose(X) is 5 x 3: a product needs the inner sizes to be the same",
    "gradient": "step 12, dJ/dW(1): dJ/dZ(1) is 4 x 5 and X is 3 x 5: a product needs the inner sizes to be the same",
    "down": "step 9, dJ/dA(1): W(2) is 1 x 4 and dJ/dZ(2) is 1 x 5: a product needs the inner sizes to be the same",
}


def test_every_mistake_is_tried() -> None:
    """A new one belongs into the table above."""
    assert REFUSED.keys() == SIZE_MISTAKES.keys()


@pytest.mark.parametrize("name", REFUSED)
def test_sizes_that_differ_are_refused_by_the_engine(name: str) -> None:
    """The learner reads the engine's own words, with both sizes."""
    found = outcome(name, sized_network((3, 4, 1), 5))
    assert found is not None
    assert found.refusal.startswith(REFUSED[name])
    assert found.numbers is found.weights is found.apart is None


@pytest.mark.parametrize("name", REFUSED)
def test_equal_sizes_let_it_through_with_other_numbers(name: str) -> None:
    """Only names tell the sizes apart; the wrong result and the wrong gradient differ from the right ones."""
    right = sized_network((3, 3, 3), 3)
    found = outcome(name, right)
    assert found is not None
    assert found.numbers is not None
    assert found.weights is not None
    assert not found.refusal
    assert "a product needs the inner sizes to be the same" in found.by_name
    assert np.array_equal(found.weights[0], right["dW1"])
    assert found.apart == np.abs(found.weights[0] - found.weights[1]).max() > 0.01
    assert np.abs(found.numbers[0] - found.numbers[1]).max() > 0.01


def test_the_wrong_numbers_are_those_of_the_wrong_product() -> None:
    """Against NumPy by hand."""
    right = sized_network((3, 3, 3), 3)
    wrong = {
        "forward": right["W1"].T @ right["X"] + right["b1"],
        "order": right["X"] @ right["W1"] + right["b1"],
        "rows": right["W1"] @ right["X"].T + right["b1"],
        "gradient": right["dZ1"] @ right["X"],
        "down": right["W2"] @ right["dZ2"],
    }
    for name, wanted in wrong.items():
        found = outcome(name, right)
        assert found is not None
        assert found.numbers is not None
        assert np.allclose(found.numbers[1], wanted, rtol=1e-14, atol=0), name


def test_a_network_without_the_step_has_no_outcome() -> None:
    """One layer passes nothing down."""
    assert outcome("down", sized_network((3, 2), 4)) is None
