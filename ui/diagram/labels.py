"""What a part of the diagram is called, in plain text: the formulas' own LaTeX name, turned into Unicode.

Nothing is named here: one quantity has one name, and `explain.names` writes it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from engine.expr import Entry, Mark, Var
from explain import names as called

SUBSCRIPT = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
SUPERSCRIPT = str.maketrans("0123456789()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁽⁾")
INDICES = re.compile("[₀-₉⁰-⁹¹²³⁽⁾]+(?:,[₀-₉]+)*")
OWNER = re.compile(r"\([^()]*\)")
WORDS = (
    (re.compile(r"\\hat\{y\}|\\hat\{Y\}"), "ŷ"),
    (re.compile(r"\\hat\{(\w)\}"), "\\1\u0302"),
    (re.compile(r"\\(?:text|mathrm|operatorname)\{([^{}]*)\}"), r"\1"),
    (re.compile(r"\\(?:left|right)"), ""),
    (re.compile(r"\\partial\s*"), "∂"),
    (re.compile(r"\\sigma"), "σ"),
    (re.compile(r"\\eta"), "η"),
    (re.compile(r"\\([A-Za-z]+)"), r"\1"),
    (re.compile("'"), "′"),
)
SCRIPTS = re.compile(r"(?:\^\{([^{}]*)\})?_\{([^{}]*)\}|\^\{([^{}]*)\}")
FRACTION = re.compile(r"frac\{([^{}]*)\}\{([^{}]*)\}")


def entry_label(var: Var, row: int, column: int, sizes: Mapping[str, int]) -> str:
    """The name of one entry (0-based), such as w₁₂⁽¹⁾ or ∂J/∂w₁₂⁽¹⁾; a quantity after its update keeps its name."""
    if var.mark is Mark.NEXT and var.of is not None:
        var = var.of
    return plain_name(called.entry(Entry(var, row, column), sizes))


@lru_cache(maxsize=65536)
def plain_name(latex: str) -> str:
    """A LaTeX name as Unicode text."""
    for pattern, text in WORDS:
        latex = pattern.sub(text, latex)
    while True:
        plainer = FRACTION.sub(r"\1/\2", SCRIPTS.sub(_scripts, latex))
        if plainer == latex:
            return latex.replace("{", "").replace("}", "")
        latex = plainer


def _scripts(found: re.Match[str]) -> str:
    above, below = found[1] or found[3] or "", found[2] or ""
    low = below.translate(SUBSCRIPT) if re.fullmatch(r"[\d,]*", below) else f"({below})"
    return low + above.translate(SUPERSCRIPT)


@lru_cache(maxsize=65536)
def short(label: str) -> str:
    """The name without its place, for where the picture shows the place: ∂J/∂w, σ′."""
    return OWNER.sub("", INDICES.sub("", label))


def text_width(text: str, size: float) -> float:
    """About how wide a text is, on the safe side for the fonts that pages use; a component cannot measure before."""
    return sum(WIDTHS.get(character, 0.53) for character in text) * size


WIDTHS = {
    **dict.fromkeys(".,:;'′|⁽⁾()", 0.3),
    **dict.fromkeys("₀₁₂₃₄₅₆₇₈₉⁰¹²³⁴⁵⁶⁷⁸⁹", 0.36),
    **dict.fromkeys("wmM", 0.78),
    **dict.fromkeys("/ -–", 0.36),
    "\u0302": 0.0,
}
"""Widths in em of what is not as wide as a digit."""


def plain_title(title: str) -> str:
    """A sentence for places that show plain text only: its LaTeX names in Unicode."""
    return re.sub(r"\$(.+?)\$", lambda found: plain_name(found[1]), title)
