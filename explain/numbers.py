"""Numbers as a reader meets them: significant digits, no trailing zeros, and nothing but zero ever printed as 0."""

from __future__ import annotations

import math


def plain(value: float, digits: int) -> str:
    """`value` to `digits` significant digits as plain text: "0.43", "1.2e-05", "-3"."""
    if value == 0:
        return "0"
    text = f"{value:.{digits}g}"
    if "e" not in text or not math.isfinite(value):
        return text
    mantissa, exponent = text.split("e")
    return f"{mantissa}e{int(exponent)}"


def fewest(value: float) -> int:
    """The fewest significant digits that read back as `value`: 1 for 0.1, 17 at most."""
    return next(n for n in range(1, 18) if float(f"{value:.{n}g}") == value)


def latex(value: float, digits: int) -> str:
    r"""The same as LaTeX: "1.2 \times 10^{-5}"."""
    if not math.isfinite(value):
        return r"\text{undefined}" if math.isnan(value) else (r"\infty" if value > 0 else r"-\infty")
    text = plain(value, digits)
    if "e" not in text:
        return text
    mantissa, exponent = text.split("e")
    return rf"{mantissa} \times 10^{{{exponent}}}"


def bracketed(value: float, digits: int) -> str:
    """The LaTeX of a number as a factor: a negative one in brackets."""
    text = latex(value, digits)
    return rf"\left({text}\right)" if text.startswith("-") else text
