"""The problem document: reading it with every check, and writing it. The same for files, links, presets and tests."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.activations import ACTIVATIONS
from engine.expr import Array
from engine.losses import LOSSES, Loss
from engine.optimisers import OPTIMISERS
from engine.spec import FROZEN_ENTRY, LayerSpec, NetworkSpec, Problem, read_only


class ProblemError(ValueError):
    """A document does not describe a problem. `field` is where ("W[0][1][2]"), `reason` is why."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}" if field else reason)
        self.field = field
        self.reason = reason


@dataclass(frozen=True)
class Limits:
    """The largest problem that is accepted. `magnitude` bounds every number's size."""

    layers: int = 64
    units: int = 4096
    examples: int = 100_000
    magnitude: float = 1e300


LIMITS = Limits()
LESSON_LIMITS = Limits(layers=8, units=16, examples=64, magnitude=1e6)

REQUIRED = ("inputs", "layers", "loss", "optimiser", "W", "X", "Y")
OPTIONAL = ("b", "penalty", "frozen", "version", "state")


def read_problem(doc: Any, limits: Limits) -> Problem:
    """The problem a document describes. Raises ProblemError."""
    fields = _record(doc, "", REQUIRED, OPTIONAL)
    if _whole(fields.get("version", 1), "version", 1) != 1:
        raise ProblemError("version", f"this is version {fields['version']}; only version 1 can be read")
    spec, eta = _read_spec(fields, limits)
    w, b = _read_parameters(fields, spec, limits)
    x, y = _read_data(fields, spec, limits)
    state, t = _read_state(fields.get("state", {}), spec, w, b, limits)
    return Problem(spec, w, b, x, y, eta, state, t)


def _record(value: Any, path: str, required: Sequence[str], optional: Iterable[str] = ()) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise ProblemError(path, f"expected a record with {', '.join(required) or 'named values'}, got {_say(value)}")
    known = (*required, *optional)
    for key in value:
        if key not in known:
            raise ProblemError(f"{path}.{key}".strip("."), f"unknown key; known are {', '.join(known) or 'none'}")
    for key in required:
        if key not in value:
            raise ProblemError(f"{path}.{key}".strip("."), "is missing")
    return value


def _say(value: Any) -> str:
    """A value for an error message, short."""
    if isinstance(value, bool):
        return f"{str(value).lower()}, which is not a number"
    if isinstance(value, str):
        return f"the text {value[:40]!r}"
    if isinstance(value, int) and abs(value) >= 10**20:
        return f"an integer of {len(str(abs(value))) if abs(value) < 10**4000 else 'more than 4000'} digits"
    if isinstance(value, int | float):
        return str(value)
    return {list: "a list", dict: "a record", type(None): "nothing"}.get(type(value), f"a {type(value).__name__}")


def _number(value: Any, path: str, limit: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ProblemError(path, f"expected a number, got {_say(value)}")
    if not (isinstance(value, int) or math.isfinite(value)):
        raise ProblemError(path, f"{value} is not a finite number")
    if abs(value) > limit:
        raise ProblemError(path, f"{_say(value)} is too large: at most {limit:g}")
    return float(value)


def _whole(value: Any, path: str, least: int, most: int = 10**9) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise ProblemError(path, f"expected a whole number, got {_say(value)}")
    if not least <= value <= most:
        raise ProblemError(path, f"{_say(value)} is not between {least} and {most}")
    return value


def _name(value: Any, path: str, known: Iterable[str]) -> str:
    if not isinstance(value, str) or value not in known:
        raise ProblemError(path, f"{_say(value)} is not one of {', '.join(known)}")
    return value


def _list(value: Any, path: str, length: int | None, of: str) -> list[Any]:
    if not isinstance(value, list | tuple):
        raise ProblemError(path, f"expected a list of {of}, got {_say(value)}")
    if length is not None and len(value) != length:
        raise ProblemError(path, f"expected {length} {of}, got {len(value)}")
    return list(value)


def _matrix(value: Any, path: str, rows: int, columns: int, limits: Limits, shape: str) -> Array:
    """A rows x columns matrix; `shape` says in words which sizes those are."""
    lines = _list(value, path, None, "rows")
    if len(lines) != rows:
        raise ProblemError(path, f"expected {rows} rows ({shape}), got {len(lines)}")
    read = []
    for i, line in enumerate(lines):
        cells = _list(line, f"{path}[{i}]", None, "numbers")
        if len(cells) != columns:
            raise ProblemError(f"{path}[{i}]", f"expected {columns} numbers ({shape}), got {len(cells)}")
        read.append([_number(v, f"{path}[{i}][{j}]", limits.magnitude) for j, v in enumerate(cells)])
    return read_only(np.array(read, dtype=np.float64).reshape(rows, columns))


def _read_spec(fields: Mapping[str, Any], limits: Limits) -> tuple[NetworkSpec, float]:
    layers = []
    listed = _list(fields["layers"], "layers", None, "layers")
    if not 1 <= len(listed) <= limits.layers:
        raise ProblemError("layers", f"expected 1 to {limits.layers} layers, got {len(listed)}")
    for i, layer in enumerate(listed):
        record = _record(layer, f"layers[{i}]", ("units", "activation"))
        units = _whole(record["units"], f"layers[{i}].units", 1, limits.units)
        layers.append(LayerSpec(units, _name(record["activation"], f"layers[{i}].activation", ACTIVATIONS)))
    for i, layer in enumerate(layers[:-1]):
        if ACTIVATIONS[layer.activation].by_column:
            raise ProblemError(f"layers[{i}].activation", f"{layer.activation} belongs on the output layer only")
    loss = LOSSES[_name(fields["loss"], "loss", LOSSES)]
    if not loss.takes(layers[-1].activation):
        choices = ", ".join(loss.allowed_outputs())
        raise ProblemError(
            "loss", f"{loss.name} needs {loss.needs} ({choices}); the output layer is {layers[-1].activation}"
        )
    optimiser, constants, eta = _read_optimiser(fields["optimiser"], limits)
    penalty = _record(fields.get("penalty", {}), "penalty", (), ("l2", "l1"))
    l2, l1 = (_not_negative(penalty.get(k, 0.0), f"penalty.{k}", limits) for k in ("l2", "l1"))
    inputs = _whole(fields["inputs"], "inputs", 1, limits.units)
    spec = NetworkSpec(inputs, tuple(layers), loss.name, optimiser, constants, l2, l1)
    return _with_frozen(spec, fields.get("frozen", [])), eta


def _read_optimiser(value: Any, limits: Limits) -> tuple[str, tuple[tuple[str, float], ...], float]:
    if not isinstance(value, Mapping):
        raise ProblemError("optimiser", f"expected a record with name and eta, got {_say(value)}")
    record = OPTIMISERS[_name(value.get("name"), "optimiser.name", OPTIMISERS)]
    fields = _record(value, "optimiser", ("name", "eta"), record.defaults)
    eta = _number(fields["eta"], "optimiser.eta", limits.magnitude)
    if eta <= 0:
        raise ProblemError("optimiser.eta", f"the learning rate must be positive, got {eta:g}")
    constants = []
    for name, default in record.defaults.items():
        path = f"optimiser.{name}"
        constant = _not_negative(fields.get(name, default), path, limits)
        if name in ("momentum", "alpha", "beta1", "beta2") and constant >= 1:
            raise ProblemError(path, f"must be less than 1, got {constant:g}")
        constants.append((name, constant))
    return record.name, tuple(constants), eta


def _not_negative(value: Any, path: str, limits: Limits) -> float:
    found = _number(value, path, limits.magnitude)
    if found < 0:
        raise ProblemError(path, f"must not be negative, got {found:g}")
    return found


def parameter_shapes(spec: NetworkSpec) -> dict[str, tuple[int, int]]:
    """Rows and columns of W1, b1, W2, b2, ..."""
    shapes = {}
    for index, (before, units) in enumerate(zip(spec.widths, spec.widths[1:], strict=False), 1):
        shapes[f"W{index}"], shapes[f"b{index}"] = (units, before), (units, 1)
    return shapes


def _with_frozen(spec: NetworkSpec, value: Any) -> NetworkSpec:
    shapes = parameter_shapes(spec)
    names = _list(value, "frozen", None, "parameters")
    for i, name in enumerate(names):
        match = FROZEN_ENTRY.fullmatch(name) if isinstance(name, str) else None
        key = match[1] if match else name
        if not isinstance(key, str) or key not in shapes:
            raise ProblemError(f"frozen[{i}]", f"{_say(name)} is no parameter: write W1, b1 or one entry as W2[0,1]")
        rows, columns = shapes[key]
        if match and not (int(match[2]) < rows and int(match[3]) < columns):
            raise ProblemError(f"frozen[{i}]", f"{name} is outside {key}, which is {rows} x {columns} (counted from 0)")
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
    fields: Mapping[str, Any], spec: NetworkSpec, limits: Limits
) -> tuple[tuple[Array, ...], tuple[Array, ...]]:
    count = len(spec.layers)
    weights = _list(fields["W"], "W", count, "weight matrices, one a layer")
    biases = fields.get("b", [[0.0] * units for units in spec.widths[1:]])
    columns = _list(biases, "b", count, "bias lists, one a layer")
    w, b = [], []
    for i, (before, units) in enumerate(zip(spec.widths, spec.widths[1:], strict=False)):
        shape = f"layer {i + 1} has {units} units and reads {before} values"
        w.append(_matrix(weights[i], f"W[{i}]", units, before, limits, shape))
        column = _list(columns[i], f"b[{i}]", units, "biases, one a unit")
        numbers = [_number(v, f"b[{i}][{j}]", limits.magnitude) for j, v in enumerate(column)]
        b.append(read_only(np.array(numbers).reshape(units, 1)))
    return tuple(w), tuple(b)


def _read_data(fields: Mapping[str, Any], spec: NetworkSpec, limits: Limits) -> tuple[Array, Array]:
    first = _list(fields["X"], "X", spec.inputs, "rows, one an input")
    examples = len(_list(first[0], "X[0]", None, "numbers, one an example"))
    if not 1 <= examples <= limits.examples:
        raise ProblemError("X", f"expected 1 to {limits.examples} examples (columns), got {examples}")
    x = _matrix(fields["X"], "X", spec.inputs, examples, limits, "inputs x examples")
    y = _matrix(fields["Y"], "Y", spec.widths[-1], examples, limits, "outputs x examples")
    _check_targets(LOSSES[spec.loss], y)
    return x, y


def _check_targets(loss: Loss, y: Array) -> None:
    wanted = loss.targets
    for (i, j), value in np.ndenumerate(y):
        path = f"Y[{i}][{j}]"
        if wanted.only and value not in wanted.only:
            raise ProblemError(path, f"{loss.name} takes the targets -1 and 1, got {value:g}")
        if wanted.low is not None and wanted.high is not None and not wanted.low <= value <= wanted.high:
            raise ProblemError(path, f"{loss.name} takes targets from {wanted.low:g} to {wanted.high:g}, got {value:g}")
    if wanted.column_sum:
        for j, column_sum in enumerate(y.sum(axis=0)):
            if abs(column_sum - 1) > 1e-9:
                raise ProblemError(
                    "Y", f"{loss.name} needs the targets of an example to sum to 1; example {j + 1} has {column_sum:g}"
                )


STATE_KEY = re.compile(r"([VMS])_([Wb]\d+)")


def _read_state(
    value: Any, spec: NetworkSpec, w: tuple[Array, ...], b: tuple[Array, ...], limits: Limits
) -> tuple[dict[str, Array], int]:
    optimiser = OPTIMISERS[spec.optimiser]
    shapes = parameter_shapes(spec)
    known = {f"{symbol}_{key}": shape for symbol in optimiser.state for key, shape in shapes.items()}
    fields = _record(value, "state", (), ("t", *known))
    t = _whole(fields.get("t", 0), "state.t", 0)
    state = {}
    for key, (rows, columns) in known.items():
        if key in fields:
            state[key] = _matrix(fields[key], f"state.{key}", rows, columns, limits, f"as {key[2:]}")
        if key in fields and key.startswith("S") and (state[key] < 0).any():
            raise ProblemError(f"state.{key}", "a mean of squares cannot be negative")
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
