"""The problem document: reading it with every check, and writing it. The same for files, links, presets and tests."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import numpy as np

from engine import checked
from engine.activations import ACTIVATIONS
from engine.expr import Array
from engine.losses import LOSSES, Loss
from engine.optimisers import OPTIMISERS
from engine.spec import FROZEN_ENTRY, LayerSpec, NetworkSpec, Problem, read_only

REQUIRED = ("inputs", "layers", "loss", "optimiser", "W", "X", "Y")
OPTIONAL = ("b", "penalty", "frozen", "version", "state")


def read_problem(doc: Any, limits: checked.Limits) -> Problem:
    """The problem a document describes. Raises ProblemError."""
    fields = checked.record(doc, "", REQUIRED, OPTIONAL)
    if checked.whole(fields.get("version", 1), "version", 1) != 1:
        raise checked.ProblemError("version", f"this is version {fields['version']}; only version 1 can be read")
    spec, eta = _read_spec(fields, limits)
    w, b = _read_parameters(fields, spec, limits)
    x, y = _read_data(fields, spec, limits)
    state, t = _read_state(fields.get("state", {}), spec, w, b, limits)
    return Problem(spec, w, b, x, y, eta, state, t)


def _read_spec(fields: Mapping[str, Any], limits: checked.Limits) -> tuple[NetworkSpec, float]:
    layers = []
    listed = checked.listed(fields["layers"], "layers", None, "layers")
    if not 1 <= len(listed) <= limits.layers:
        raise checked.ProblemError("layers", f"expected 1 to {limits.layers} layers, got {len(listed)}")
    for i, layer in enumerate(listed):
        record = checked.record(layer, f"layers[{i}]", ("units", "activation"))
        units = checked.whole(record["units"], f"layers[{i}].units", 1, limits.units)
        layers.append(LayerSpec(units, checked.one_of(record["activation"], f"layers[{i}].activation", ACTIVATIONS)))
    for i, layer in enumerate(layers[:-1]):
        if ACTIVATIONS[layer.activation].by_column:
            raise checked.ProblemError(
                f"layers[{i}].activation", f"{layer.activation} belongs on the output layer only"
            )
    loss = LOSSES[checked.one_of(fields["loss"], "loss", LOSSES)]
    if not loss.takes(layers[-1].activation):
        choices = ", ".join(loss.allowed_outputs())
        raise checked.ProblemError(
            "loss", f"{loss.name} needs {loss.needs} ({choices}); the output layer is {layers[-1].activation}"
        )
    optimiser, constants, eta = _read_optimiser(fields["optimiser"], limits)
    penalty = checked.record(fields.get("penalty", {}), "penalty", (), ("l2", "l1"))
    l2, l1 = (_not_negative(penalty.get(k, 0.0), f"penalty.{k}", limits) for k in ("l2", "l1"))
    inputs = checked.whole(fields["inputs"], "inputs", 1, limits.units)
    spec = NetworkSpec(inputs, tuple(layers), loss.name, optimiser, constants, l2, l1)
    return _with_frozen(spec, fields.get("frozen", [])), eta


def _read_optimiser(value: Any, limits: checked.Limits) -> tuple[str, tuple[tuple[str, float], ...], float]:
    if not isinstance(value, Mapping):
        raise checked.ProblemError("optimiser", f"expected a record with name and eta, got {checked.said(value)}")
    record = OPTIMISERS[checked.one_of(value.get("name"), "optimiser.name", OPTIMISERS)]
    fields = checked.record(value, "optimiser", ("name", "eta"), record.defaults)
    eta = checked.number(fields["eta"], "optimiser.eta", limits.magnitude)
    if eta <= 0:
        raise checked.ProblemError("optimiser.eta", f"the learning rate must be positive, got {eta:g}")
    constants = []
    for name, default in record.defaults.items():
        path = f"optimiser.{name}"
        constant = _not_negative(fields.get(name, default), path, limits)
        if name in ("momentum", "alpha", "beta1", "beta2") and constant >= 1:
            raise checked.ProblemError(path, f"must be less than 1, got {constant:g}")
        constants.append((name, constant))
    return record.name, tuple(constants), eta


def _not_negative(value: Any, path: str, limits: checked.Limits) -> float:
    found = checked.number(value, path, limits.magnitude)
    if found < 0:
        raise checked.ProblemError(path, f"must not be negative, got {found:g}")
    return found


def parameter_shapes(spec: NetworkSpec) -> dict[str, tuple[int, int]]:
    """Rows and columns of W1, b1, W2, b2, ..."""
    shapes = {}
    for index, (before, units) in enumerate(zip(spec.widths, spec.widths[1:], strict=False), 1):
        shapes[f"W{index}"], shapes[f"b{index}"] = (units, before), (units, 1)
    return shapes


def _with_frozen(spec: NetworkSpec, value: Any) -> NetworkSpec:
    shapes = parameter_shapes(spec)
    names = checked.listed(value, "frozen", None, "parameters")
    for i, name in enumerate(names):
        match = FROZEN_ENTRY.fullmatch(name) if isinstance(name, str) else None
        key = match[1] if match else name
        if not isinstance(key, str) or key not in shapes:
            raise checked.ProblemError(
                f"frozen[{i}]", f"{checked.said(name)} is no parameter: write W1, b1 or one entry as W2[0,1]"
            )
        rows, columns = shapes[key]
        if match and not (int(match[2]) < rows and int(match[3]) < columns):
            raise checked.ProblemError(
                f"frozen[{i}]", f"{name} is outside {key}, which is {rows} x {columns} (counted from 0)"
            )
    return NetworkSpec(
        spec.inputs,
        spec.layers,
        spec.loss,
        spec.optimiser,
        spec.constants,
        spec.l2,
        spec.l1,
        tuple(dict.fromkeys(names)),
    )


def _read_parameters(
    fields: Mapping[str, Any], spec: NetworkSpec, limits: checked.Limits
) -> tuple[tuple[Array, ...], tuple[Array, ...]]:
    count = len(spec.layers)
    weights = checked.listed(fields["W"], "W", count, "weight matrices, one a layer")
    biases = fields.get("b", [[0.0] * units for units in spec.widths[1:]])
    columns = checked.listed(biases, "b", count, "bias lists, one a layer")
    w, b = [], []
    for i, (before, units) in enumerate(zip(spec.widths, spec.widths[1:], strict=False)):
        shape = f"layer {i + 1} has {units} units and reads {before} values"
        w.append(checked.matrix(weights[i], f"W[{i}]", units, before, limits, shape))
        column = checked.listed(columns[i], f"b[{i}]", units, "biases, one a unit")
        numbers = [checked.number(v, f"b[{i}][{j}]", limits.magnitude) for j, v in enumerate(column)]
        b.append(read_only(np.array(numbers).reshape(units, 1)))
    return tuple(w), tuple(b)


def _read_data(fields: Mapping[str, Any], spec: NetworkSpec, limits: checked.Limits) -> tuple[Array, Array]:
    first = checked.listed(fields["X"], "X", spec.inputs, "rows, one an input")
    examples = len(checked.listed(first[0], "X[0]", None, "numbers, one an example"))
    if not 1 <= examples <= limits.examples:
        raise checked.ProblemError("X", f"expected 1 to {limits.examples} examples (columns), got {examples}")
    x = checked.matrix(fields["X"], "X", spec.inputs, examples, limits, "inputs x examples")
    y = checked.matrix(fields["Y"], "Y", spec.widths[-1], examples, limits, "outputs x examples")
    _check_targets(LOSSES[spec.loss], y)
    return x, y


def _check_targets(loss: Loss, y: Array) -> None:
    wanted = loss.targets
    for (i, j), value in np.ndenumerate(y):
        path = f"Y[{i}][{j}]"
        if wanted.only and value not in wanted.only:
            raise checked.ProblemError(path, f"{loss.name} takes the targets -1 and 1, got {value:g}")
        if wanted.low is not None and wanted.high is not None and not wanted.low <= value <= wanted.high:
            raise checked.ProblemError(
                path, f"{loss.name} takes targets from {wanted.low:g} to {wanted.high:g}, got {value:g}"
            )
    if wanted.column_sum:
        for j, column_sum in enumerate(y.sum(axis=0)):
            if abs(column_sum - 1) > 1e-9:
                raise checked.ProblemError(
                    "Y", f"{loss.name} needs the targets of an example to sum to 1; example {j + 1} has {column_sum:g}"
                )


STATE_KEY = re.compile(r"([VMS])_([Wb]\d+)")


def _read_state(
    value: Any, spec: NetworkSpec, w: tuple[Array, ...], b: tuple[Array, ...], limits: checked.Limits
) -> tuple[dict[str, Array], int]:
    optimiser = OPTIMISERS[spec.optimiser]
    shapes = parameter_shapes(spec)
    known = {f"{symbol}_{key}": shape for symbol in optimiser.state for key, shape in shapes.items()}
    fields = checked.record(value, "state", (), ("t", *known))
    t = checked.whole(fields.get("t", 0), "state.t", 0)
    state = {}
    for key, (rows, columns) in known.items():
        if key in fields:
            state[key] = checked.matrix(fields[key], f"state.{key}", rows, columns, limits, f"as {key[2:]}")
        if key in fields and key.startswith("S") and (state[key] < 0).any():
            raise checked.ProblemError(f"state.{key}", "a mean of squares cannot be negative")
    return state, t


def write_problem(problem: Problem) -> dict[str, Any]:
    """The document of a problem; absent parts (no penalty, nothing frozen, fresh state) are left out."""
    spec = problem.spec
    doc: dict[str, Any] = {
        "version": 1,
        "inputs": spec.inputs,
        "layers": [{"units": layer.units, "activation": layer.activation} for layer in spec.layers],
        "loss": spec.loss,
        "optimiser": {"name": spec.optimiser, "eta": problem.eta, **dict(spec.constants)},
        "W": [w.tolist() for w in problem.W],
        "b": [b[:, 0].tolist() for b in problem.b],
        "X": problem.X.tolist(),
        "Y": problem.Y.tolist(),
    }
    if spec.penalised:
        doc["penalty"] = {"l2": spec.l2, "l1": spec.l1}
    if spec.frozen:
        doc["frozen"] = list(spec.frozen)
    if problem.state or problem.t:
        doc["state"] = {"t": problem.t, **{key: value.tolist() for key, value in problem.state.items()}}
    return doc
