"""What a quantity is called: its LaTeX name, whole or one entry, from its symbol and its marks."""

from __future__ import annotations

from collections.abc import Mapping

from engine.activations import ACTIVATIONS
from engine.expr import Entry, Mark, Var

SYMBOLS = {
    "Yhat": r"\hat{Y}",
    "eta": r"\eta",
    "l1": r"\lambda_1",
    "l2": r"\lambda_2",
    "momentum": r"\mu",
    "alpha": r"\alpha",
    "beta1": r"\beta_1",
    "beta2": r"\beta_2",
    "epsilon": r"\epsilon",
    "weight_decay": r"\lambda",
}
SIZES = {"1": "1", "n": "n", "m": "m", "d": "d"}


def size_name(size: str) -> str:
    """A named size: n, m, d, h_1."""
    return SIZES.get(size) or f"{size[0]}_{{{size[1:]}}}"


def quantity(var: Var, raised: str = "") -> str:
    r"""The name of a whole quantity, such as W^{(1)}; `raised` joins its superscript (\top)."""
    return _name(var, "", raised)


def entry(leaf: Entry, sizes: Mapping[str, int]) -> str:
    """The name of one entry, 1-based and in lower case: w^{(1)}_{12}. An index that can only be 1 is left out."""
    return _name(leaf.var, _indices(leaf, sizes), "")


def _indices(leaf: Entry, sizes: Mapping[str, int]) -> str:
    places = zip((leaf.row, leaf.column), leaf.var.shape, strict=True)
    numbers = [at + 1 for at, size in places if size != "1" and not (size == "d" and sizes["d"] == 1)]
    return ("," if max(numbers, default=0) > 9 else "").join(map(str, numbers))


def _name(var: Var, index: str, raised: str) -> str:
    if var.mark is Mark.GRADIENT and var.of is not None:
        whole = rf"\frac{{\partial {_loss_part(var.part)}}}{{\partial {_name(var.of, index, '')}}}"
        return rf"\left({whole}\right)^{{{raised}}}" if raised else whole
    if var.mark is Mark.SLOPE and var.of is not None:
        return rf"{ACTIVATIONS[var.function].symbol}'\left({_name(var.of, index, '')}\right)"
    if var.mark is Mark.STATE and var.of is not None:
        symbol = var.symbol.lower() if index else var.symbol
        hat = rf"\hat{{{symbol}}}" if var.part == "hat" else symbol
        return f"{hat}_{{{_name(var.of, index, '')}}}"
    if var.mark is Mark.NEXT and var.of is not None:
        return _updated(var.of, index)
    if var.mark is Mark.MASK and var.of is not None:
        return f"F_{{{_name(var.of, index, '')}}}"
    return _letter(var, index, raised)


def _letter(var: Var, index: str, raised: str) -> str:
    symbol = SYMBOLS.get(var.symbol, var.symbol)
    if var.part:
        symbol = rf"{symbol}_{{\text{{{var.part}}}}}"
    if index:
        symbol = r"\hat{y}" if var.symbol == "Yhat" else symbol.lower()
    upper = (f"({var.layer})" if var.layer is not None else "") + raised
    return symbol + (f"^{{{upper}}}" if upper else "") + (f"_{{{index}}}" if index else "")


def _updated(var: Var, index: str) -> str:
    """The quantity after the update, where it is read by another formula."""
    if var.mark is Mark.STATE and var.of is not None:
        symbol = var.symbol.lower() if index else var.symbol
        return rf"{symbol}^{{\text{{new}}}}_{{{_name(var.of, index, '')}}}"
    layer = f"({var.layer})," if var.layer is not None else ""
    symbol = var.symbol.lower() if index else var.symbol
    return rf"{symbol}^{{{layer}\text{{new}}}}" + (f"_{{{index}}}" if index else "")


def _loss_part(part: str) -> str:
    if not part:
        return "J"
    return rf"J_{{\text{{{part}}}}}" if part in ("data", "penalty") else rf"J^{{\text{{{part}}}}}"
