"""The lab's prompts: settings, and as many updates as it takes to see something."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from explain import Prose
from ui.course.prompts import tries
from ui.lab import runs
from ui.lab.controls import CONTROLS, PAGE
from ui.session import Setting
from ui.session import lab as state


@dataclass(frozen=True)
class Prepared:
    """What a prompt sets, and how many updates it makes."""

    settings: Mapping[str, Setting]
    updates: int = 0


PREPARED = {
    "spirals": Prepared({"data": "spirals"}),
    "straight": Prepared({"hidden": 0}, 300),
    "fast": Prepared({"hidden": 1, "activation1": "tanh", "optimiser": "sgd", "eta": 10.0}, 40),
    "same": Prepared({"hidden": 1, "units1": 4, "activation1": "tanh", "initialiser": "constant"}, 1000),
    "overfit": Prepared({"data": "moons", "examples": 60, "noise": 0.4, "share": 0.5}, 500),
    "sine": Prepared({"data": "sine"}),
}


def prompts(prose: Prose) -> None:
    """The prompts as buttons; what is to be seen stands as long as it is there to be seen."""
    states = {name: runs.prepared(found.settings, found.updates) for name, found in PREPARED.items()}
    tries(PAGE, states, prose, still=_stands)


def _stands(name: str) -> bool:
    run, found = state.lab().run, PREPARED[name]
    untouched = run is not None and (not found.updates or run.updates == found.updates)
    return untouched and CONTROLS.are(found.settings)
