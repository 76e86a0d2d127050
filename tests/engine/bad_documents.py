"""A good document, and the ways to spoil it: what is wrong, the field that must be named, a part of the sentence."""

import copy

GOOD = {
    "version": 1,
    "inputs": 2,
    "layers": [{"units": 2, "activation": "sigmoid"}, {"units": 1, "activation": "sigmoid"}],
    "loss": "binary_cross_entropy",
    "optimiser": {"name": "adam", "eta": 0.5, "beta1": 0.9},
    "penalty": {"l2": 0.1, "l1": 0.0},
    "W": [[[0.1, 0.4], [0.8, 0.6]], [[0.3, 0.7]]],
    "b": [[0.3, 0.9], [0.5]],
    "X": [[0.5, 1], [0.2, -2]],
    "Y": [[1.0, 0]],
    "frozen": ["b1", "W2[0,1]"],
    "state": {"t": 3, "M_W1": [[0, 0], [0, 0]], "S_b1": [[0.5], [0.25]]},
}
MISSING = object()


def changed(path, value):
    """GOOD with one place replaced, added or (MISSING) taken away. A path is keys and indices."""
    doc = copy.deepcopy(GOOD)
    place = doc
    for key in path[:-1]:
        place = place[key]
    if value is MISSING:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return doc


def both(*changes):
    doc = copy.deepcopy(GOOD)
    for path, value in changes:
        place = doc
        for key in path[:-1]:
            place = place[key]
        place[path[-1]] = value
    return doc


SIGMOID, SOFTMAX = {"units": 2, "activation": "sigmoid"}, {"units": 2, "activation": "softmax"}
NAN, INF = float("nan"), float("inf")

# What is wrong, the field's path, a part of the sentence.
BAD = [
    ([], "", "expected a record with inputs"),
    (None, "", "got nothing"),
    ("inputs", "", "got the text 'inputs'"),
    (7, "", "expected a record"),
    ({}, "inputs", "is missing"),
    (changed(["W"], MISSING), "W", "is missing"),
    (changed(["Y"], MISSING), "Y", "is missing"),
    (changed(["loss"], MISSING), "loss", "is missing"),
    (changed(["optimiser", "eta"], MISSING), "optimiser.eta", "is missing"),
    (changed(["optimiser", "name"], MISSING), "optimiser.name", "not one of sgd"),
    (changed(["layers", 0, "units"], MISSING), "layers[0].units", "is missing"),
    (changed(["weights"], []), "weights", "unknown key; known are inputs"),
    (changed(["layers", 1, "bias"], True), "layers[1].bias", "unknown key; known are units, activation"),
    (changed(["optimiser", "momentum"], 0.9), "optimiser.momentum", "unknown key"),
    (changed(["penalty", "l3"], 0.1), "penalty.l3", "unknown key"),
    (changed(["state", "V_W1"], [[0, 0], [0, 0]]), "state.V_W1", "unknown key"),
    (changed(["version"], 2), "version", "only version 1 can be read"),
    (changed(["version"], True), "version", "expected a whole number, got true"),
    (changed(["version"], 1.0), "version", "expected a whole number"),
    (changed(["inputs"], 0), "inputs", "0 is not between 1 and"),
    (changed(["inputs"], 2.0), "inputs", "expected a whole number, got 2.0"),
    (changed(["inputs"], "2"), "inputs", "got the text '2'"),
    (changed(["inputs"], 3), "W[0][0]", "expected 3 numbers (layer 1 has 2 units and reads 3 values), got 2"),
    (changed(["inputs"], 10**400), "inputs", "an integer of 401 digits is not between"),
    (changed(["layers"], []), "layers", "expected 1 to 64 layers, got 0"),
    (changed(["layers"], {}), "layers", "expected a list of layers, got a record"),
    (changed(["layers", 0], "sigmoid"), "layers[0]", "expected a record with units, activation"),
    (changed(["layers", 0, "units"], -1), "layers[0].units", "-1 is not between 1 and 4096"),
    (changed(["layers", 0, "units"], 3), "W[0]", "expected 3 rows (layer 1 has 3 units and reads 2 values), got 2"),
    (
        changed(["layers", 0, "activation"], "sigmiod"),
        "layers[0].activation",
        "the text 'sigmiod' is not one of identity",
    ),
    (changed(["layers", 0, "activation"], None), "layers[0].activation", "nothing is not one of"),
    (changed(["layers", 0], SOFTMAX), "layers[0].activation", "softmax belongs on the output layer only"),
    (changed(["loss"], "mse"), "loss", "the text 'mse' is not one of half_squared_error"),
    (changed(["loss"], ["hinge"]), "loss", "a list is not one of"),
    (changed(["loss"], "hinge"), "loss", "hinge needs an output that can be negative and positive (identity, tanh"),
    (changed(["loss"], "cross_entropy"), "loss", "cross_entropy needs a softmax output"),
    (
        both((["layers", 1, "activation"], "relu")),
        "loss",
        "binary_cross_entropy needs a sigmoid output, so that every output is a probability (sigmoid); the output "
        "layer is relu",
    ),
    (changed(["optimiser"], "sgd"), "optimiser", "expected a record with name and eta, got the text 'sgd'"),
    (changed(["optimiser", "name"], "Adam"), "optimiser.name", "the text 'Adam' is not one of sgd"),
    (changed(["optimiser", "eta"], 0), "optimiser.eta", "must be positive, got 0"),
    (changed(["optimiser", "eta"], -0.5), "optimiser.eta", "must be positive, got -0.5"),
    (changed(["optimiser", "eta"], NAN), "optimiser.eta", "nan is not a finite number"),
    (changed(["optimiser", "eta"], True), "optimiser.eta", "got true, which is not a number"),
    (changed(["optimiser", "beta1"], 1), "optimiser.beta1", "must be less than 1"),
    (changed(["optimiser", "beta1"], -0.1), "optimiser.beta1", "must not be negative"),
    (changed(["optimiser", "epsilon"], "1e-8"), "optimiser.epsilon", "expected a number, got the text"),
    (changed(["penalty"], 0.1), "penalty", "expected a record with named values"),
    (changed(["penalty", "l2"], -1), "penalty.l2", "must not be negative, got -1"),
    (changed(["penalty", "l1"], None), "penalty.l1", "expected a number, got nothing"),
    (changed(["W"], [[[0.1, 0.4], [0.8, 0.6]]]), "W", "expected 2 weight matrices, one a layer, got 1"),
    (changed(["W", 1], [[0.3]]), "W[1][0]", "expected 2 numbers (layer 2 has 1 units and reads 2 values), got 1"),
    (changed(["W", 0], [0.1, 0.4]), "W[0][0]", "expected a list of numbers, got 0.1"),
    (changed(["W", 0, 1], [0.8]), "W[0][1]", "expected 2 numbers"),
    (changed(["W", 0, 1, 0], [0.8]), "W[0][1][0]", "expected a number, got a list"),
    (changed(["W", 0, 1, 1], NAN), "W[0][1][1]", "nan is not a finite number"),
    (changed(["W", 0, 1, 1], -INF), "W[0][1][1]", "-inf is not a finite number"),
    (changed(["W", 0, 1, 1], True), "W[0][1][1]", "got true, which is not a number"),
    (changed(["W", 0, 1, 1], "0.6"), "W[0][1][1]", "got the text '0.6'"),
    (changed(["W", 0, 1, 1], None), "W[0][1][1]", "got nothing"),
    (changed(["W", 0, 1, 1], 1j), "W[0][1][1]", "got a complex"),
    (changed(["W", 0, 1, 1], 10**400), "W[0][1][1]", "an integer of 401 digits is too large"),
    (changed(["W", 0, 1, 1], -(10**5000)), "W[0][1][1]", "an integer of more than 4000 digits is too large"),
    (changed(["W", 0, 1, 1], 2e300), "W[0][1][1]", "2e+300 is too large: at most 1e+300"),
    (changed(["b"], [[0.3, 0.9]]), "b", "expected 2 bias lists, one a layer, got 1"),
    (changed(["b", 0], [0.3]), "b[0]", "expected 2 biases, one a unit, got 1"),
    (changed(["b", 0], 0.3), "b[0]", "expected a list of biases"),
    (changed(["b", 0], None), "b[0]", "got nothing"),
    (changed(["b", 0, 1], [0.9]), "b[0][1]", "expected a number, got a list"),
    (changed(["b"], None), "b", "got nothing"),
    (changed(["X"], [[0.5, 1]]), "X", "expected 2 rows, one an input, got 1"),
    (changed(["X", 1], [0.2]), "X[1]", "expected 2 numbers (inputs x examples), got 1"),
    (changed(["X"], [[], []]), "X", "expected 1 to 100000 examples (columns), got 0"),
    (changed(["X"], [0.5, 0.2]), "X[0]", "expected a list of numbers, one an example, got 0.5"),
    (changed(["Y"], [[1.0]]), "Y[0]", "expected 2 numbers (outputs x examples), got 1"),
    (changed(["Y"], [[1.0, 0], [0, 0]]), "Y", "expected 1 rows (outputs x examples), got 2"),
    (changed(["Y", 0, 1], 1.5), "Y[0][1]", "binary_cross_entropy takes targets from 0 to 1, got 1.5"),
    (changed(["Y", 0, 0], -0.1), "Y[0][0]", "takes targets from 0 to 1, got -0.1"),
    (
        both((["loss"], "hinge"), (["layers", 1, "activation"], "tanh")),
        "Y[0][1]",
        "hinge takes the targets -1 and 1, got 0",
    ),
    (
        both(
            (["loss"], "cross_entropy"),
            (["layers", 1], SOFTMAX),
            (["W", 1], [[1, 2], [3, 4]]),
            (["b", 1], [0, 0]),
            (["Y"], [[1, 0.5], [0, 0.4]]),
        ),
        "Y",
        "cross_entropy needs the targets of an example to sum to 1; example 2 has 0.9",
    ),
    (changed(["frozen"], "b1"), "frozen", "expected a list of parameters, got the text 'b1'"),
    (changed(["frozen", 0], "b3"), "frozen[0]", "the text 'b3' is no parameter"),
    (changed(["frozen", 1], "W2[1,0]"), "frozen[1]", "W2[1,0] is outside W2, which is 1 x 2 (counted from 0)"),
    (changed(["frozen", 1], "W2[0, 1]"), "frozen[1]", "is no parameter"),
    (changed(["frozen", 1], "W2[" + "9" * 5000 + ",0]"), "frozen[1]", "is no parameter"),
    (changed(["frozen", 1], "W2[0,\u0661]"), "frozen[1]", "is no parameter"),
    (changed(["frozen", 1], 2), "frozen[1]", "2 is no parameter"),
    (changed(["frozen", 1], ["b1"]), "frozen[1]", "a list is no parameter"),
    (changed(["state"], []), "state", "expected a record"),
    (changed(["state", "t"], -1), "state.t", "-1 is not between 0 and"),
    (changed(["state", "t"], 1.5), "state.t", "expected a whole number"),
    (changed(["state", "M_W1"], [[0, 0]]), "state.M_W1", "expected 2 rows (as W1), got 1"),
    (changed(["state", "S_b1", 1, 0], -0.1), "state.S_b1", "a mean of squares cannot be negative"),
    (changed(["state", "S_b1", 1, 0], NAN), "state.S_b1[1][0]", "nan is not a finite number"),
]

# Good in itself, and more than a lesson takes.
OVER = [
    (changed(["layers"], [SIGMOID] * 9), "layers", "expected 1 to 8 layers, got 9"),
    (changed(["layers", 0, "units"], 17), "layers[0].units", "17 is not between 1 and 16"),
    (changed(["inputs"], 17), "inputs", "17 is not between 1 and 16"),
    (both((["X"], [[0] * 65] * 2), (["Y"], [[0] * 65])), "X", "expected 1 to 64 examples (columns), got 65"),
    (changed(["W", 0, 0, 0], 1000001), "W[0][0][0]", "1000001 is too large: at most 1e+06"),
    (changed(["b", 0, 0], -1.1e6), "b[0][0]", "is too large"),
    (changed(["X", 0, 0], 1e7), "X[0][0]", "is too large"),
    (changed(["optimiser", "eta"], 1e7), "optimiser.eta", "is too large"),
]
