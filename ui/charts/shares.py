"""What each example of a batch adds to one gradient: a bar for each example, and one for their sum."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from explain import Prose
from explain.numbers import plain
from ui.charts.style import BLUE, ORANGE, axis, look

AT = "course.backward.batch"
HEIGHT = 280


def names(count: int, prose: Prose) -> list[str]:
    """What the bars are called: the examples, then the sum."""
    return [*(prose.say(f"{AT}.bar", example=k + 1) for k in range(count)), prose.say(f"{AT}.sum")]


def shares_chart(found: Sequence[float], total: float, name: str, digits: int, prose: Prose) -> go.Figure:
    """The figure; `name` is what the gradient is called on the axis. The sum is striped, every bar has its number."""
    values = [*found, total]
    bars = go.Bar(
        x=names(len(found), prose),
        y=values,
        text=[plain(value, digits) for value in values],
        textposition="outside",
        cliponaxis=False,
        marker={
            "color": [*[BLUE] * len(found), ORANGE],
            "pattern": {"shape": [*[""] * len(found), "/"]},
        },
        hovertemplate="%{x}: %{text}<extra></extra>",
    )
    return go.Figure([bars], look(axis(""), axis(name, zeroline=True, zerolinewidth=2), HEIGHT, showlegend=False))


def description(found: Sequence[float], total: float, name: str, digits: int, prose: Prose) -> str:
    """The figure in words."""
    listed = "; ".join(
        prose.say(f"{AT}.said", example=k + 1, share=plain(share, digits)) for k, share in enumerate(found)
    )
    return prose.say(f"{AT}.alt", name=name, shares=listed, total=plain(total, digits))
