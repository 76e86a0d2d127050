"""A Plotly figure that is drawn many times: it is changed in place, where Streamlit's own chart is made anew each time.

Plotly's script comes from the installed package, by an address of this server, and is loaded by pages that need it.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import plotly.io
import streamlit as st
from plotly.offline import get_plotlyjs

from ui import served

HERE = Path(__file__).resolve().parent
LIBRARY = served.address(get_plotlyjs(), "js")
_component = st.components.v2.component(
    "gradwalk_chart",
    html='<div class="live_chart" role="img"></div>\n',
    css=(HERE / "live_chart.css").read_text(encoding="utf-8"),
    js=(HERE / "live_chart.js").read_text(encoding="utf-8"),
    isolate_styles=False,
)


def live_chart(
    figure: Any, key: str, *, alt: str, unreachable: str, on_point: Callable[[Any], None] | None = None
) -> None:
    """Draw a Plotly figure, with a height in its layout. `alt` says in words what it shows.

    `unreachable` is said where Plotly cannot be loaded. `on_point` is told the `customdata` of a point that is clicked.
    """

    def clicked() -> None:
        point = st.session_state[key].get("point")
        if on_point is not None and point is not None:
            on_point(point)

    data = {
        "figure": plotly.io.to_json(figure, validate=False),
        "alt": alt,
        "library": LIBRARY,
        "unreachable": unreachable,
        "points": on_point is not None,
    }
    _component(key=key, data=data, on_point_change=clicked)
