"""Launcher: `streamlit run app.py` serves ui/main.py with security headers, warmed up before the first visitor.

It stands apart from the script it serves so that Streamlit does not take `pages/` beside it for its own page list.
"""

import base64
import gc
import hashlib
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import numpy as np
import plotly.graph_objects as go
import streamlit as st
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

import engine
from ui.served import ROUTES

ROOT = Path(__file__).resolve().parent


def content_security_policy() -> str:
    """Only this server may send code or be called. Framing stays allowed: courses embed the app.

    `blob:` runs components, whose JavaScript Streamlit imports that way; inline styles are Streamlit's and KaTeX's.
    The one inline script of Streamlit's page is allowed by its hash, so no other inline script runs.
    """
    page = (Path(st.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    scripts = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    digests = [base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts]
    hashes = " ".join(f"'sha256-{digest}'" for digest in digests)
    return "; ".join(
        [
            "default-src 'self'",
            f"script-src 'self' blob: {hashes}",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "worker-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
        ]
    )


HEADERS = [
    (name.encode(), value.encode())
    for name, value in {
        "content-security-policy": content_security_policy(),
        "referrer-policy": "same-origin",
        "x-content-type-options": "nosniff",
    }.items()
]


class SecurityHeaders:
    """Adds HEADERS to every HTTP response; a plain ASGI wrapper, so WebSockets and streams pass untouched."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", []), *HEADERS]
            await send(message)

        await self.app(scope, receive, send_with_headers)


def warm_up() -> None:
    """Load what the pages need and compute one lesson, then take it all out of the garbage collector's sight.

    Streamlit collects fully after every run; without this each edit pays 40 to 100 ms for objects that never die.
    """
    from explain import load_prose
    from ui import tools  # every module of the pages; here, since the components need a running server
    from ui.lesson import Journal, opening
    from ui.presets import presets
    from ui.stage.live import live_data

    assert tools.TOOLS
    go.Figure(go.Scatter(x=np.arange(2.0), y=np.arange(2.0))).to_json()
    lesson = opening(next(iter(presets())))
    live_data(engine.trace(lesson.problem), None, lesson, Journal(), load_prose())
    gc.collect()
    gc.freeze()


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    """Warm up when the server starts, not when this module is imported."""
    warm_up()
    yield


app = st.App(ROOT / "ui" / "main.py", lifespan=lifespan, routes=ROUTES, middleware=[Middleware(SecurityHeaders)])

if __name__ == "__main__":
    app.run()
