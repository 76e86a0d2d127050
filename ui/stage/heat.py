"""A matrix too large for a formula as a map of cells: how large each entry is and whether it is negative."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine import Step
from explain import Prose
from explain.numbers import plain


def heat_map(step: Step, digits: int, prose: Prose) -> dict[str, Any]:
    """The result of a step, row by row: each cell its share of the largest size (-1 to 1) and its number in print."""
    value = step.value
    largest = float(np.abs(value).max()) or 1.0
    rows, columns = value.shape
    return {
        "label": prose.say("card.heat", rows=rows, columns=columns, largest=plain(largest, digits)),
        "cells": [[[round(v / largest, 3), plain(v, digits)] for v in row] for row in value.tolist()],
    }
