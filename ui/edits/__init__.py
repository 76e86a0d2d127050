"""Edits of a network: each makes a new, checked problem out of one, or raises ProblemError with a reason to show.

Layers are counted from 1, as in W1; examples and entries from 0, as in W2[0,1]. No Streamlit here.
"""

from ui.edits.output import Also, changed_beside, fit_output, nearest_targets, set_activation, set_loss
from ui.edits.settings import (
    Cell,
    frozen_cells,
    is_frozen,
    new_weights,
    next_seed,
    set_constant,
    set_frozen,
    set_optimiser,
    set_penalty,
    toggle_frozen,
)
from ui.edits.sizes import add_example, add_layer, remove_example, remove_layer, set_inputs, set_units

__all__ = [
    "Also",
    "Cell",
    "add_example",
    "add_layer",
    "changed_beside",
    "fit_output",
    "frozen_cells",
    "is_frozen",
    "nearest_targets",
    "new_weights",
    "next_seed",
    "remove_example",
    "remove_layer",
    "set_activation",
    "set_constant",
    "set_frozen",
    "set_inputs",
    "set_loss",
    "set_optimiser",
    "set_penalty",
    "set_units",
    "toggle_frozen",
]
