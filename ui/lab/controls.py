"""Everything that is set in the lab, as records, and what a run is made of: the data and the setup they stand for."""

from __future__ import annotations

from functools import lru_cache

from engine.activations import ACTIVATIONS
from engine.datasets import DATASETS
from engine.initialisers import INITIALISERS
from engine.losses import LOSSES
from engine.optimisers import OPTIMISERS
from explain.lab.data import OWN, Data, generated
from explain.lab.setup import USUAL, Setup
from ui.course.controls import Choice, Controls, Slider, Switch, Whole
from ui.lab.own.state import own_data
from ui.session import Setting

PAGE = "lab"
MOST_HIDDEN = 7
"""Hidden layers; with the output layer as many as a lesson can have."""
MOST_UNITS = 16
ETAS = (0.0001, 0.0003, 0.001, 0.003, 0.01, 0.02, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
PENALTIES = (0.0, 0.0001, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3)
BATCHES = (1, 4, 8, 16, 32, 64, 0)
"""Examples of an update; 0 takes all at once."""
HIDDEN_ACTIVATIONS = tuple(name for name, record in ACTIVATIONS.items() if not record.by_column)
USUAL_UNITS, USUAL_HIDDEN, USUAL_ACTIVATION = 16, 2, "relu"
CONSTANTS = {
    "momentum": Slider("momentum", 0.9, 0.0, 0.99, 0.01),
    "alpha": Slider("alpha", 0.99, 0.5, 0.999, 0.001),
    "beta1": Slider("beta1", 0.9, 0.0, 0.99, 0.01),
    "beta2": Slider("beta2", 0.999, 0.5, 0.999, 0.001),
    "weight_decay": Choice("weight_decay", 0.0, PENALTIES),
}
"""The optimisers' constants that can be set here; each is offered where the optimiser has it."""

LAYERS = range(1, MOST_HIDDEN + 2)
CONTROLS = Controls(
    PAGE,
    Choice("data", "circles", (*DATASETS, OWN), "course.lab.dataset"),
    Whole("examples", 200, 10, 1000),
    Slider("noise", 0.0, 0.0, 0.5, 0.01),
    Whole("seed", 0, 0, 99),
    Slider("share", 0.2, 0.0, 0.9, 0.05),
    Switch("standardise"),
    Whole("hidden", USUAL_HIDDEN, 0, MOST_HIDDEN),
    *(Whole(f"units{layer}", USUAL_UNITS, 1, MOST_UNITS) for layer in LAYERS[:-1]),
    *(Choice(f"activation{layer}", USUAL_ACTIVATION, HIDDEN_ACTIVATIONS, "name.activation") for layer in LAYERS[:-1]),
    *(Switch(f"frozen{layer}") for layer in LAYERS),
    Choice("output", USUAL, (USUAL, *ACTIVATIONS), "name.activation", {USUAL: "course.lab.usual"}),
    Choice("loss", USUAL, (USUAL, *LOSSES), "name.loss", {USUAL: "course.lab.usual"}),
    Choice("initialiser", "xavier_normal", tuple(INITIALISERS), "panel.network.scheme"),
    Whole("weights_seed", 0, 0, 999),
    Choice("optimiser", "adam", tuple(OPTIMISERS), "name.optimiser"),
    *CONSTANTS.values(),
    Choice("eta", 0.02, ETAS),
    Choice("l2", 0.0, PENALTIES),
    Choice("l1", 0.0, PENALTIES),
    Choice("batch", 32, BATCHES, own={0: "course.lab.batch_all"}),
    Switch("in_order"),
    Whole("shuffle", 0, 0, 99),
)


def offered_constants() -> tuple[str, ...]:
    """The constants of the chosen optimiser that can be set."""
    return tuple(name for name in CONSTANTS if name in OPTIMISERS[CONTROLS["optimiser"]].defaults)


def current_setup() -> Setup:
    """What the controls say of the network and its training."""
    hidden = range(1, CONTROLS["hidden"] + 1)
    return Setup(
        hidden=tuple((CONTROLS[f"units{layer}"], CONTROLS[f"activation{layer}"]) for layer in hidden),
        output=CONTROLS["output"],
        loss=CONTROLS["loss"],
        initialiser=CONTROLS["initialiser"],
        weights_seed=CONTROLS["weights_seed"],
        optimiser=CONTROLS["optimiser"],
        constants={name: CONTROLS[name] for name in offered_constants()},
        eta=CONTROLS["eta"],
        l2=CONTROLS["l2"],
        l1=CONTROLS["l1"],
        frozen=tuple(layer for layer in range(1, len(hidden) + 2) if CONTROLS[f"frozen{layer}"]),
        batch_size=CONTROLS["batch"] or None,
        shuffle=None if CONTROLS["in_order"] else CONTROLS["shuffle"],
    )


@lru_cache(maxsize=32)
def made(name: str, examples: int, noise: float, seed: int, share: float, standardise: bool) -> Data:
    """Generated data; the same record as long as it is the same data."""
    return generated(name, examples=examples, noise=noise, seed=seed, share=share, standardise=standardise)


def current_data() -> Data:
    """The data that the controls say; of the learner's own, what was entered last that can be used."""
    if CONTROLS["data"] == OWN:
        return own_data(CONTROLS["seed"], CONTROLS["share"], CONTROLS["standardise"])
    return made(
        CONTROLS["data"],
        CONTROLS["examples"],
        CONTROLS["noise"],
        CONTROLS["seed"],
        CONTROLS["share"],
        CONTROLS["standardise"],
    )


def settings_of(setup: Setup, data: Data) -> dict[str, Setting]:
    """The controls as they are set for a run, by name."""
    layers = {}
    for layer, (units, activation) in enumerate(setup.hidden, 1):
        layers |= {f"units{layer}": units, f"activation{layer}": activation}
    frozen = {f"frozen{layer}": layer in setup.frozen for layer in LAYERS}
    return {
        **data.origin,
        "hidden": len(setup.hidden),
        **layers,
        **frozen,
        "output": setup.output,
        "loss": setup.loss,
        "initialiser": setup.initialiser,
        "weights_seed": setup.weights_seed,
        "optimiser": setup.optimiser,
        **setup.constants,
        "eta": setup.eta,
        "l2": setup.l2,
        "l1": setup.l1,
        "batch": setup.batch_size or 0,
        "in_order": setup.shuffle is None,
        "shuffle": setup.shuffle or 0,
    }
