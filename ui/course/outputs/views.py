"""What the page about outputs shows first: the curve of a loss, its formulas, the table of losses, and the map."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import streamlit as st

from engine import Trace, long_way
from engine.losses import LOSSES, Loss
from explain import Prose
from explain.loss_scale import map_of
from explain.numbers import plain
from explain.output_layer import output_layer, sweep
from ui.charts import loss_map
from ui.charts.loss_curve import loss_curve
from ui.course.chart import Numbers, chart
from ui.course.formula import formulas
from ui.course.outputs import CONTROLS, WIDE, chosen, example, mixes

DIGITS = 4
SURE = 6.0
"""A sum at which a sigmoid is sure of itself."""


def layer() -> Trace:
    """The trace of the output layer at the chosen sums."""
    output, loss, _ = chosen()
    z, y, _ = example(output, loss)
    return output_layer(output, loss, np.array(z)[:, None], np.array(y)[:, None])


def controls(prose: Prose) -> None:
    """The controls of the first section: those that the output has."""
    CONTROLS.draw(prose, "output", "loss")
    output, loss, said = chosen()
    if said:
        st.warning(prose.say("course.outputs.refused", message=said, output=prose.say(f"name.activation.{output}")))
    CONTROLS.draw(prose, *(("z1", "z2", "z3", "true_class") if mixes(output) else ("z1", "y")))
    if not mixes(output):
        target = example(output, loss)[1][0]
        if target != CONTROLS["y"]:
            st.caption(prose.say("course.outputs.target", target=plain(target, DIGITS)))


def curve(prose: Prose) -> None:
    """L and its gradient over the sum or the output of the moved unit."""
    output, loss, _ = chosen()
    z, y, unit = example(output, loss)
    over = "z" if mixes(output) else CONTROLS["over"]
    if not mixes(output):
        CONTROLS.draw(prose, "over")
    found, line = layer(), sweep(output, loss, z, y, unit, WIDE)
    at, gradient = (line.z, line.by_z) if over == "z" else (line.yhat, line.by_yhat)
    steps = {"z": (found["Z1"], found["dZ1"]), "yhat": (found["Yhat"], long_way(found)[0].value)}
    here = (*(float(value[unit, 0]) for value in steps[over]), float(found["J"][0, 0]))
    name = prose.say(f"course.outputs.axis.{over}") + ("₁₂₃"[unit] if mixes(output) else "")
    told = {"at": here[0], "loss": here[2], "gradient": here[1], "low": float(at[0]), "high": float(at[-1])}
    chart(
        loss_curve(at, line.loss, gradient, (here[0], here[2], here[1]), name, prose),
        "course_outputs_curve",
        prose,
        alt=prose.say("course.outputs.curve.alt", name=name, **{k: plain(v, DIGITS) for k, v in told.items()}),
        numbers=Numbers(
            (name, "L", f"dL/d{name}"), list(zip(*(a.tolist() for a in (at, line.loss, gradient)), strict=True))
        ),
    )


def steps(prose: Prose) -> None:
    """Output, loss and gradient of the example as formulas with their numbers."""
    found = layer()
    formulas(
        [found.step("Yhat"), found.step("J"), *(s for s in found.steps if s.key in ("dYhat", "slope1", "dZ1"))],
        prose,
        why=True,
    )


def losses(prose: Prose) -> None:
    """Every loss with the targets and the outputs it takes, and the output made for it."""
    heads = [prose.say(f"course.outputs.head.{name}") for name in ("loss", "targets", "outputs", "match")]
    rows = [
        [
            prose.say(f"name.loss.{record.name}"),
            prose.say(f"course.outputs.targets.{_kind(record)}"),
            _outputs(record, prose),
            ", ".join(prose.say(f"name.activation.{name}") for name in record.shortcuts),
        ]
        for record in LOSSES.values()
    ]
    st.markdown(table(heads, rows))


def _kind(record: Loss) -> str:
    """Which targets a loss takes, as a key."""
    wanted = record.targets
    if wanted.column_sum:
        return "shares"
    return "signs" if wanted.only else ("range" if wanted.low is not None else "any")


def _outputs(record: Loss, prose: Prose) -> str:
    names = record.allowed_outputs()
    if len(names) == len(all_outputs()):
        return prose.say("course.outputs.all")
    return ", ".join(prose.say(f"name.activation.{name}") for name in names)


def all_outputs() -> tuple[str, ...]:
    """Every output that some loss takes."""
    return LOSSES["squared_error"].allowed_outputs()


SHOWN = {"curve": curve, "formulas": steps, "losses": losses}


def pushes_harder() -> str:
    """Which loss has the larger gradient where a sigmoid is sure and wrong: the option that is right."""
    z, y = np.array([[SURE]]), np.array([[0.0]])
    push = {name: abs(float(output_layer("sigmoid", name, z, y)["dZ1"][0, 0])) for name in PUSHES.values()}
    return max(PUSHES, key=lambda option: push[PUSHES[option]])


PUSHES = {"squared": "squared_error", "entropy": "binary_cross_entropy"}


def the_map(prose: Prose) -> None:
    """The chosen map and its chart."""
    output, loss, _ = chosen()
    kind = CONTROLS["map"]
    found = map_of(kind, output, loss, CONTROLS["across"], CONTROLS["up"])
    names = (prose.say(f"course.outputs.axes.{kind}.across"), prose.say(f"course.outputs.axes.{kind}.up"))
    symbol = prose.say(f"course.outputs.axes.{kind}.loss")
    said = {
        "x": found.here[0],
        "y": found.here[1],
        "now": found.loss,
        "first": found.gradient[0],
        "second": found.gradient[1],
    }
    st.markdown(
        prose.say(
            f"course.outputs.map.{'said' if any(found.gradient) else 'level'}",
            one=names[0],
            other=names[1],
            loss=symbol,
            **{k: plain(v, DIGITS) for k, v in said.items()},
        )
    )
    surface = found.surface
    rows = [
        (x, y, float(surface.loss[i, j]))
        for i, y in enumerate(surface.up.tolist())
        for j, x in enumerate(surface.across.tolist())
    ]
    chart(
        loss_map.loss_map(found, names, symbol, prose),
        "course_outputs_map",
        prose,
        alt=loss_map.description(found, names, symbol, prose),
        numbers=Numbers((*names, symbol), rows),
    )


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table in Markdown."""
    return "\n".join(f"| {' | '.join(line)} |" for line in (heads, ["---"] * len(heads), *rows))
