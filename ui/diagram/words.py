"""The words of the diagram, spoken and written: read from the language's sentences, keys `diagram.*`."""

from __future__ import annotations

from explain.prose import Prose

ENGLISH = {
    "diagram.label": "Network diagram",
    "diagram.state": "{widths} network; step {number} of {count}, {phase}: computes {target} from {reads}.",
    "diagram.state_given": "{widths} network; step {number} of {count}, {phase}: computes {target}.",
    "diagram.updated": "{quantity} after the update",
    "diagram.part.input": "input {row}",
    "diagram.part.weight": "weight, layer {layer}, row {row}, column {column}",
    "diagram.part.bias": "bias, layer {layer}, unit {row}",
    "diagram.part.sum": "weighted sum z, layer {layer}, unit {row}",
    "diagram.part.activation": "activation a, layer {layer}, unit {row}",
    "diagram.part.output": "output {row}",
    "diagram.part.target": "target {row}",
    "diagram.part.loss": "loss J",
    "diagram.unknown": "not computed yet",
    "diagram.result": "computed in this step",
    "diagram.read": "read in this step",
    "diagram.head.input": "inputs",
    "diagram.head.hidden": "layer {layer} · {activation}",
    "diagram.head.output": "output · {activation}",
    "diagram.head.target": "targets",
    "diagram.head.loss": "loss",
    "diagram.key.result": "computed now",
    "diagram.key.read": "read for it",
    "diagram.key.forward": "forward",
    "diagram.key.backward": "backward",
    "diagram.key.unknown": "not computed yet",
    "diagram.key.negative": "negative",
    "diagram.key.selected": "chosen",
}


def say(prose: Prose, key: str, **names: object) -> str:
    """The words `key` in the language of `prose`."""
    return prose.texts.get(f"diagram.{key}", ENGLISH[f"diagram.{key}"]).format(**names)
