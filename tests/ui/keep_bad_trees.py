"""Lessons that are well-formed JSON and yet wrong, each with the key of the sentence it has to get; "" is harmless."""

from __future__ import annotations

from itertools import product
from typing import Any

P: dict[str, Any] = {
    "inputs": 2,
    "layers": [{"units": 2, "activation": "sigmoid"}, {"units": 1, "activation": "sigmoid"}],
    "loss": "binary_cross_entropy",
    "optimiser": {"name": "sgd", "eta": 0.5},
    "W": [[[0.1, 0.4], [0.8, 0.6]], [[0.3, 0.7]]],
    "b": [[0.3, 0.9], [0.5]],
    "X": [[0.5], [0.2]],
    "Y": [[1.0]],
}
TINY: dict[str, Any] = {
    "inputs": 1,
    "layers": [{"units": 1, "activation": "tanh"}],
    "loss": "half_squared_error",
    "optimiser": {"name": "sgd", "eta": 0.1},
    "W": [[[1.0]]],
    "X": [[1.0]],
    "Y": [[0.0]],
}
DEEP = {**TINY, "layers": [{"units": 1, "activation": "tanh"}] * 8, "W": [[[1.0]]] * 8}
WILD = {**TINY, "layers": [{"units": 1, "activation": "identity"}], "optimiser": {"name": "sgd", "eta": 1e6}}
"""Diverges: each update multiplies the weight by a million, until nothing finite is left."""
DROP = object()
BARE = {key: value for key, value in P.items() if key not in ("W", "b")}
NEEDED = ("inputs", "layers", "loss", "optimiser", "X", "Y")
CHANGE = {"name": "x", "preset": "mazur"}
MANY = [{"name": "x", "problem": [i, 200]} for i in range(100)]
"""20,000 updates."""
SHAPES = [
    {**DEEP, "layers": [{"units": 1, "activation": name} for name in (*names, "tanh")]}
    for names in product(("tanh", "relu", "elu"), repeat=7)
][:150]
"""A plan is made for each."""
NOWHERE = {"step": "dW9", "part": "W9.9.9", "example": 64, "entry": [64, 64], "tool": "gone"}


def doc(network: Any = P, /, **fields: Any) -> dict[str, Any]:
    """A lesson with this network."""
    return {"gradwalk": 1, "problems": [network], "problem": [0, 0], **fields}


def at(tree: Any, *path: Any, to: Any) -> Any:
    """The tree with one place changed, or dropped."""
    if not path:
        return to
    key, *rest = path
    items = dict(enumerate(tree)) if isinstance(tree, list) else dict(tree)
    items[key] = at(items.get(key), *rest, to=to) if rest else to
    items = {name: value for name, value in items.items() if value is not DROP}
    return list(items.values()) if isinstance(tree, list) else items


TREES: list[tuple[str, Any, str]] = [
    ("unknown field", doc(colour="red"), "unknown_field"),
    ("unknown field of a network", doc(at(P, "bias", to=1)), "unknown_field"),
    ("unknown field of a layer", doc(at(P, "layers", 0, "bias", to=True)), "unknown_field"),
    ("unknown field of the view", doc(view={"speed": 1}), "unknown_field"),
    ("unknown constant", doc(at(P, "optimiser", "momentum", to=0.5)), "field"),
    ("unknown penalty", doc(at(P, "penalty", to={"l3": 1})), "field"),
    *((f"without {name}", doc(at(P, name, to=DROP)), "missing") for name in NEEDED),
    ("weights missing, biases there", doc(at(P, "W", to=DROP)), "no_weights"),
    ("without eta", doc(at(P, "optimiser", "eta", to=DROP)), "field"),
    ("without an activation", doc(at(P, "layers", 0, "activation", to=DROP)), "missing"),
    ("units true", doc(at(P, "layers", 0, "units", to=True)), "wrong_type"),
    ("units 2.0", doc(at(P, "layers", 0, "units", to=2.0)), "wrong_type"),
    ("units '2'", doc(at(P, "layers", 0, "units", to="2")), "wrong_type"),
    ("units 0", doc(at(P, "layers", 0, "units", to=0)), "below"),
    ("units 17", doc(at(P, "layers", 0, "units", to=17)), "above"),
    ("units 10**400", doc(at(P, "layers", 0, "units", to=10**400)), "above"),
    ("inputs 17", doc(at(P, "inputs", to=17)), "above"),
    ("inputs 3 for 2", doc(at(P, "inputs", to=3)), "field"),
    ("9 layers", doc(at(P, "layers", to=[{"units": 1, "activation": "tanh"}] * 9)), "too_many"),
    ("no layers", doc(at(P, "layers", to=[])), "too_few"),
    ("65 examples", doc({**P, "X": [[0.5] * 65] * 2, "Y": [[1.0] * 65]}), "too_many"),
    ("no examples", doc({**P, "X": [[], []], "Y": [[]]}), "field"),
    ("ragged X", doc(at(P, "X", 1, to=[0.1, 0.2])), "field"),
    ("ragged W", doc(at(P, "W", 0, 1, to=[0.1])), "field"),
    ("a row too many", doc(at(P, "W", 1, to=[[1.0, 2.0], [3.0, 4.0]])), "field"),
    ("17 rows", doc(at(P, "W", 0, to=[[0.1, 0.2]] * 17)), "too_many"),
    ("Y of another size", doc(at(P, "Y", to=[[1.0, 0.0]])), "field"),
    ("Y that is no target", doc(at(P, "Y", to=[[7.0]])), "field"),
    ("b as a matrix", doc(at(P, "b", 0, to=[[0.3], [0.9]])), "wrong_type"),
    ("X beyond a million", doc(at(P, "X", to=[[1e7], [0.2]])), "above"),
    ("eta beyond a million", doc(at(P, "optimiser", "eta", to=1e7)), "above"),
    ("eta 0", doc(at(P, "optimiser", "eta", to=0)), "field"),
    ("eta as a text", doc(at(P, "optimiser", "eta", to="0.5")), "field"),
    ("eta as a list", doc(at(P, "optimiser", "eta", to=[1])), "wrong_type"),
    ("optimiser as a text", doc(at(P, "optimiser", to="sgd")), "wrong_type"),
    ("unknown optimiser", doc(at(P, "optimiser", "name", to="lion")), "field"),
    ("unknown activation", doc(at(P, "layers", 0, "activation", to="__import__('os')")), "field"),
    ("unknown loss", doc(at(P, "loss", to="![](http://x.example/y.png)")), "field"),
    ("loss that does not fit", doc(at(P, "loss", to="hinge")), "field"),
    ("frozen that is not there", doc(at(P, "frozen", to=["W9"])), "field"),
    ("frozen outside", doc(at(P, "frozen", to=["W1[-1,0]"])), "field"),
    ("5000 frozen", doc(at(P, "frozen", to=["W1"] * 5000)), "too_many"),
    ("memory of another optimiser", doc(at(P, "state", to={"V_W1": [[0.0, 0.0]]})), "field"),
    ("count of updates without end", doc(at(P, "state", to={"t": 10**12})), "above"),
    ("count of updates of 5000 digits", doc(at(P, "state", to={"t": 10**4000})), "above"),
    ("network of version 2", doc(at(P, "version", to=2)), "not_one_of"),
    ("network of version true", doc(at(P, "version", to=True)), "wrong_type"),
    ("problem -1", doc(problem=[-1, 0]), "below"),
    ("problem 1 of 1", doc(problem=[1, 0]), "no_problem"),
    ("problem 512", doc(problem=[512, 0]), "above"),
    ("problem as a number", doc(problem=0), "wrong_type"),
    ("problem of three", doc(problem=[0, 0, 0]), "wrong_count"),
    ("513 networks", doc(problems=[TINY] * 513), "too_many"),
    ("no network", {"gradwalk": 1}, "no_network"),
    ("unknown example", {"gradwalk": 1, "preset": "../../etc/passwd"}, "no_network"),
    ("unknown example with a network", doc(preset="gone"), ""),
    ("unknown example in a change", doc(past=[{"name": "x", "preset": "gone"}]), "no_network"),
    ("start that is not there", doc(start=[3, 0]), "no_problem"),
    ("start of another network", doc(problems=[P, TINY], start=[1, 0]), "other_network"),
    ("walk of a million", doc(TINY, walk=[[0, 0, 10**6]]), "updates"),
    ("walk from a million on", doc(TINY, walk=[[0, 10**6, 1]]), "updates"),
    ("walk of more than a million", doc(TINY, walk=[[0, 0, 10**6 + 1]]), "above"),
    ("walk of -1", doc(TINY, walk=[[0, 0, -1]]), "below"),
    ("walk of nothing", doc(TINY, walk=[[0, 0, 0]] * 200), ""),
    ("201 walks", doc(TINY, walk=[[0, 0, 1]] * 201), "too_many"),
    ("walk round and round", doc(TINY, walk=[[0, 0, 150], [0, 0, 150]]), "updates"),
    ("walk of 300", doc(TINY, walk=[[0, 0, 300]]), "updates"),
    ("walk over nothing", doc(TINY, walk=[[7, 0, 1]]), "no_problem"),
    ("walk over another network", doc(problems=[P, TINY], walk=[[1, 0, 2]]), "other_network"),
    ("walk over other data", doc(problems=[P, at(P, "X", 0, 0, to=0.6)], walk=[[1, 0, 2]]), "other_network"),
    ("walk that blows up", doc(WILD, walk=[[0, 0, 200]]), "stopped"),
    ("network that blows up", doc(WILD, problem=[0, 100]), "stopped"),
    ("network after 300 updates", doc(TINY, problem=[0, 300]), ""),
    ("network after 401 updates", doc(TINY, problem=[0, 401]), "updates"),
    ("forgotten without end", doc(forgotten=10**9), "above"),
    ("forgotten -1", doc(forgotten=-1), "below"),
    ("budget of updates", doc(problems=[TINY] * 100, past=MANY), "too_much"),
    ("budget of plans", doc(problems=SHAPES, walk=[[i, 0, 1] for i in range(150)]), "too_much"),
    ("101 changes", doc(past=[CHANGE] * 101), "too_many"),
    ("120 changes in both", doc(past=[CHANGE] * 60, future=[CHANGE] * 60), "changes"),
    ("change without a name", doc(past=[{"preset": "mazur"}]), "missing"),
    ("change with a long name", doc(past=[{"preset": "mazur", "name": "x" * 201}]), "too_long"),
    ("seed beyond", doc(BARE, drawn={"scheme": "zeros", "seed": 2**53}), "above"),
    ("seed -1", doc(drawn={"scheme": "zeros", "seed": -1}), "below"),
    ("unknown scheme to draw with", doc(BARE, drawn={"scheme": "eval"}), "field"),
    ("unknown scheme drawn with", doc(drawn={"scheme": "eval", "seed": 1}), ""),
    ("digits 99", doc(view={"digits": 99}), "above"),
    ("digits true", doc(view={"digits": True}), "wrong_type"),
    ("lens of glass", doc(view={"lens": "<img src=x onerror=alert(1)>"}), "not_one_of"),
    ("entry 0", doc(view={"entry": [0, 1]}), "below"),
    ("places that are not there", doc(view=NOWHERE), ""),
    ("hidden thing", doc(hidden=["everything"]), "not_one_of"),
    ("hidden three times", doc(hidden=["answers"] * 3), "too_many"),
    ("title too long", doc(title="x" * 10_000), "too_long"),
    ("title of markup", doc(title="<script>alert(1)</script> $\\frac ![](http://x) :red[a]"), ""),
    ("title turned round", doc(title="abc\u202edef\u0000\u2028"), ""),
    ("title as a list", doc(title=["a"]), "wrong_type"),
    ("title of half a sign", doc(title="\ud800"), "not_json"),
]  # fmt: skip
