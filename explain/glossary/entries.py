"""What the glossary has: every word and symbol, the group it stands in, and the page that explains it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from engine.activations import ACTIVATIONS
from explain.names import SYMBOLS as SETTINGS


@dataclass(frozen=True)
class Entry:
    """One entry: a word, or a symbol with its LaTeX. A function is a word that has a symbol."""

    kind: str
    key: str
    group: str
    page: str
    latex: str = ""


def _named(keys: str) -> dict[str, str]:
    """The symbols of settings as formulas write them."""
    return {key: SETTINGS[key] for key in keys.split()}


WORDS: dict[str, dict[str, str]] = {
    "neuron": {
        "neuron": "neuron dendrite soma axon synapse input weight bias pre_activation activation",
        "activations": "activation_function linear decision_boundary linearly_separable kink",
    },
    "functions": {"activations": " ".join(name for name in ACTIVATIONS if name != "softmax"), "outputs": "softmax"},
    "network": {
        "shapes": "network layer hidden_layer output_layer depth parameter example data",
        "outputs": "target prediction class regression one_hot",
        "forward": "forward_pass",
        "uses": "convolutional recurrent",
    },
    "matrices": {
        "shapes": "matrix entry vector shape matrix_product transpose broadcasting",
        "backward": "entry_by_entry vector_of_ones",
    },
    "losses": {
        "outputs": "loss probability logarithm half_squared_error squared_error mean_squared_error absolute_error "
        "huber hinge binary_cross_entropy cross_entropy outlier"
    },
    "backward": {
        "nudges": "slope partial_derivative gradient chain_rule nudge tangent quotient factor",
        "backward": "backpropagation backward_pass path jacobian shortcut long_way",
        "trouble": "gradient_check",
    },
    "learning": {
        "update": "update learning_rate gradient_descent frozen",
        "cycle": "training batch epoch",
    },
    "optimisers": {
        "update": "optimiser momentum velocity nesterov adagrad rmsprop adam adamw weight_decay moment",
    },
    "trouble": {
        "trouble": "saturation dead_unit vanishing_gradient exploding_gradient initialisation symmetry xavier he "
        "lecun orthogonal deviation seed overfitting validation penalty regularisation l1 l2 noise overflow "
        "multiplications",
    },
    "screen": {"step_by_step": "trace lesson_step significant_digits worked_example", "notation": "notation"},
}
"""Group -> page -> the words that it explains."""

SYMBOLS: dict[str, dict[str, dict[str, str]]] = {
    "symbols": {
        "shapes": {
            "X": "X",
            "W": "W^{(l)}",
            "b": "b^{(l)}",
            "n": "n",
            "m": "m",
            "d": "d",
            "h": "h_{l}",
            "L": "L",
            "l": "^{(l)}",
            "index": "_{ij}",
        },
        "forward": {"Z": "Z^{(l)}", "z": "z", "A": "A^{(l)}", "Yhat": r"\hat{Y}"},
        "outputs": {"Y": "Y", "J": "J"},
        "trouble": {"J_data": r"J_{\text{data}}", "J_penalty": r"J_{\text{penalty}}"},
    },
    "gradients": {
        "backward": {
            "dW": r"\frac{\partial J}{\partial W^{(l)}}",
            "db": r"\frac{\partial J}{\partial b^{(l)}}",
            "dZ": r"\frac{\partial J}{\partial Z^{(l)}}",
            "dA": r"\frac{\partial J}{\partial A^{(l)}}",
            "dYhat": r"\frac{\partial J}{\partial \hat{Y}}",
        },
        "nudges": {"partial": r"\partial"},
        "activations": {"slope": r"\sigma'\left(Z^{(l)}\right)"},
    },
    "settings": {
        "update": {
            **_named("eta momentum alpha beta1 beta2 epsilon weight_decay"),
            "t": "t",
            "V": "V_{W^{(l)}}",
            "M": "M_{W^{(l)}}",
            "S": "S_{W^{(l)}}",
            "hat": r"\hat{M}_{W^{(l)}}",
            "new": r"W^{(l),\text{new}}",
            "F": "F_{W^{(l)}}",
        },
        "trouble": _named("l1 l2"),
    },
    "signs": {
        "shapes": {"matmul": r"W^{(l)} \, X"},
        "backward": {"odot": r"\odot", "top": r"^{\top}", "ones": r"\mathbf{1}"},
        "update": {"leftarrow": r"\leftarrow", "circ": r"^{\circ 2}", "sqrt": r"\sqrt{S}"},
        "outputs": {
            "sum": r"\sum",
            "ln": r"\ln",
            "exp": "e^{z}",
            "abs": r"\left|z\right|",
            "sign": r"\operatorname{sign}",
        },
        "activations": {
            "cases": r"\begin{cases} z & \text{if } z > 0 \\ 0 & \text{otherwise} \end{cases}",
            "max": r"\max,\, \min",
            "erf": r"\operatorname{erf}",
            "pi": r"\pi",
        },
    },
}
"""Group -> page -> the symbols that it explains, with their LaTeX for any layer l."""


@lru_cache(maxsize=1)
def entries() -> tuple[Entry, ...]:
    """Every entry, group by group."""
    words = (
        Entry("word", key, group, page, ACTIVATIONS[key].symbol if key in ACTIVATIONS else "")
        for group, pages in WORDS.items()
        for page, keys in pages.items()
        for key in keys.split()
    )
    symbols = (
        Entry("symbol", key, group, page, text)
        for group, pages in SYMBOLS.items()
        for page, texts in pages.items()
        for key, text in texts.items()
    )
    return (*words, *symbols)
