"""The runs that were left beside the present one: what differs, what became of them, and the way back to each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from explain import Prose
from explain.lab.comparison import Course, KeptRun, Outcome, curve, differences, outcome, same_data, same_loss
from explain.numbers import plain
from ui.charts.lab.comparison import Curve, description, figure, rows
from ui.course.chart import Numbers, chart
from ui.course.controls import Choice, Controls
from ui.markdown import as_text
from ui.session.lab import MOST_KEPT, lab

AT, PAGE = "course.lab.compare", "lab_compare"
DIGITS = 4
CONTROLS = Controls(PAGE, Choice("across", "updates", ("updates", "epochs"), f"course.{PAGE}.across"))

Say = Callable[[Any, Prose], str]


def draw(
    kept: Sequence[KeptRun], prose: Prose, *, restore: Callable[[str], None], forget: Callable[[str], None]
) -> None:
    """A table, the losses, and for each run but the present one a button to take it up and one to remove it."""
    if len(kept) < 2:
        st.markdown(prose.say(f"{AT}.one" if kept else f"{AT}.none"))
    else:
        st.markdown("\n\n".join(_said(kept, prose)))
        _losses(kept, prose)
    if len(kept) >= MOST_KEPT:
        st.caption(prose.say(f"{AT}.most", most=MOST_KEPT))
    for one in kept:
        if one.run is not lab().run:
            _buttons(one.name, restore, forget, prose)


def _buttons(name: str, restore: Callable[[str], None], forget: Callable[[str], None], prose: Prose) -> None:
    with st.container(horizontal=True, key=f"lab_compare_{name}"):
        for act, what in ((restore, "restore"), (forget, "forget")):
            label = prose.say(f"{AT}.{what}", name=as_text(name))
            st.button(label, key=f"lab_{what}_{name}", on_click=act, args=(name,))


def _said(kept: Sequence[KeptRun], prose: Prose) -> list[str]:
    """The table, and what is to be kept in mind with it."""
    runs = [one.run for one in kept]
    found = differences(runs)
    heads = [prose.say(f"{AT}.head.setting"), *(as_text(_name(one, prose)) for one in kept)]
    lines = [
        [prose.say(f"{AT}.field.{one.name}"), *(_course(one.name, course, prose) for course in one.courses)]
        for one in found
    ]
    outcomes = [outcome(run) for run in runs]
    lines += [
        [prose.say(f"{AT}.outcome.{name}"), *(say(one, prose) for one in outcomes)] for name, say in OUTCOMES.items()
    ]
    said = [prose.say(f"{AT}.{'differ' if found else 'alike'}"), _table(heads, lines)]
    judged = all(one.training.accuracy is not None for one in outcomes)
    other_loss = "other_loss" if judged else "other_loss_alone"
    warnings = {other_loss: same_loss(runs), "other_data": same_data(runs)}
    return said + [prose.say(f"{AT}.{name}") for name, fine in warnings.items() if not fine]


def _table(heads: list[str], lines: list[list[str]]) -> str:
    ruled = [heads, ["--"] * len(heads), *lines]
    return "\n".join(f"| {' | '.join(line)} |" for line in ruled)


def _name(one: KeptRun, prose: Prose) -> str:
    return prose.say(f"{AT}.{'present' if one.run is lab().run else 'run'}", name=one.name)


def _losses(kept: Sequence[KeptRun], prose: Prose) -> None:
    CONTROLS.draw(prose, "across")
    across = CONTROLS["across"]
    curves = []
    for one in kept:
        moments = curve(one.run)
        x = [one.run.recording.epoch(m.update) if across == "epochs" else m.update for m in moments]
        curves.append(Curve(_name(one, prose), x, [m.training for m in moments], [m.validation for m in moments]))
    heads = [prose.say(f"{AT}.head.{head}") for head in ("run", across, "training", "validation")]
    alt, numbers = description(curves, prose), Numbers(heads, rows(curves))
    chart(figure(curves, across, prose), PAGE, prose, alt=alt, numbers=numbers)
    st.caption(prose.say(f"{AT}.legend"))


# --- how a value is said --------------------------------------------------------------------------------------------


def _course(name: str, course: Course, prose: Prose) -> str:
    """A setting of a run: its value, and later ones where it was changed on the way."""
    (_, value), *later = course
    said = _value(name, value, prose)
    for first, after in later:
        said = prose.say(f"{AT}.changed", before=said, first=first, after=_value(name, after, prose))
    return said


def _value(name: str, value: Any, prose: Prose) -> str:
    if value is None and name not in NONE:
        return prose.say(f"{AT}.nothing")
    return prose.say(NONE[name]) if value is None else SAID.get(name, _plainly)(value, prose)


def _plainly(value: Any, prose: Prose) -> str:
    if isinstance(value, bool):
        return prose.say(f"{AT}.{'yes' if value else 'no'}")
    return plain(value, DIGITS + 2)


def _called(names: str) -> Say:
    return lambda value, prose: prose.say(f"{names}.{value}")


def _layers(value: Any, prose: Prose) -> str:
    layers = (
        prose.say(f"{AT}.layer", units=units, activation=prose.say(f"name.activation.{activation}"))
        for units, activation in value
    )
    return ", ".join(layers) or prose.say(f"{AT}.no_hidden")


def _frozen(value: Any, prose: Prose) -> str:
    return ", ".join(map(str, value)) or prose.say(f"{AT}.nothing")


NONE = {"batch": f"{AT}.all_examples", "shuffle": f"{AT}.in_order"}
"""What None says, where it is not that there is no such setting."""
SAID: Mapping[str, Say] = {
    "data": _called("course.lab.dataset"),
    "hidden": _layers,
    "output": _called("name.activation"),
    "loss": _called("name.loss"),
    "initialiser": _called("panel.network.scheme"),
    "optimiser": _called("name.optimiser"),
    "frozen": _frozen,
}
"""How the value of a setting is said, where it is no number."""


def _number(value: float | None, prose: Prose) -> str:
    return prose.say(f"{AT}.nothing") if value is None else plain(value, DIGITS)


def _share(value: float | None, prose: Prose) -> str:
    return prose.say(f"{AT}.nothing") if value is None else f"{plain(100 * value, DIGITS)}%"


def _updates(one: Outcome, prose: Prose) -> str:
    return prose.say(f"{AT}.updates_stopped", updates=one.updates) if one.stopped else str(one.updates)


def _lowest(one: Outcome, prose: Prose) -> str:
    if one.lowest is None:
        return prose.say(f"{AT}.nothing")
    return prose.say(f"{AT}.lowest_at", loss=_number(one.lowest.validation.loss, prose), update=one.lowest.update)


OUTCOMES: Mapping[str, Callable[[Outcome, Prose], str]] = {
    "updates": _updates,
    "epochs": lambda one, prose: _number(one.epochs, prose),
    "training_loss": lambda one, prose: _number(one.training.loss, prose),
    "validation_loss": lambda one, prose: _number(one.validation.loss, prose),
    "training_accuracy": lambda one, prose: _share(one.training.accuracy, prose),
    "validation_accuracy": lambda one, prose: _share(one.validation.accuracy, prose),
    "lowest": _lowest,
}
"""What became of a run, row by row."""
