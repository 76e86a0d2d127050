"""The steps of one neuron with short names: the right names, the right numbers, and a refusal of anything larger."""

import numpy as np
import pytest

from engine import Problem, trace
from explain.curves import one_unit
from explain.one_neuron import one_neuron
from tests.engine.networks import notes


def neuron(*inputs, activation="sigmoid"):
    """The trace of one unit; each input is a pair of x and w, the bias is -0.5."""
    x, w = zip(*inputs, strict=True)
    layers, loss = [{"units": 1, "activation": activation}], "half_squared_error"
    doc = {"inputs": len(x), "layers": layers, "loss": loss, "optimiser": {"name": "sgd", "eta": 0.1}}
    numbers = {"W": [[list(w)]], "b": [[-0.5]], "X": [[v] for v in x], "Y": [[1.0]]}
    return trace(Problem.from_dict({**doc, **numbers}))


@pytest.mark.parametrize(
    "inputs, key, parts",
    [
        ([(2, 0.25)], "Z1", [r"z &= w_{1} \, x_{1} + b", r"&= 0.25 \cdot 2 + \left(-0.5\right)", "&= 0"]),
        (
            [(2, 0.25), (-1, 3)],
            "Z1",
            [r"w_{1} \, x_{1} + w_{2} \, x_{2} + b", r"3 \cdot \left(-1\right)", "&= -3"],
        ),
        ([(2, 0.25)], "Yhat", [r"a &= \sigma\left(z\right)", r"&= \sigma\left(0\right)", "&= 0.5"]),
        ([(2, 0.25)], "slope1", [r"\sigma'(z) &= a \, \left(1 - a\right)", "&= 0.25"]),
    ],
)
def test_names_numbers_and_result(inputs, key, parts):
    """Each line says what the trace says."""
    text = one_neuron(neuron(*inputs).step(key), 4)
    for part in parts:
        assert part in text, text


def test_the_result_is_the_traces():
    """With all digits, for a z that nobody chose."""
    found = one_unit("tanh", (0.7310001,))
    assert repr(np.tanh(0.7310001).item())[:14] in one_neuron(found.step("Yhat"), 17)


@pytest.mark.parametrize(
    "found, key", [(trace(notes()), "Z1"), (one_unit("tanh", (1.0, 2.0)), "Z1"), (one_unit("tanh", (1.0,)), "J")]
)
def test_what_is_no_neuron_is_refused(found, key):
    """More layers, more examples, and a quantity without a short name."""
    with pytest.raises(ValueError, match=r"neuron|short name"):
        one_neuron(found.step(key), 4)
