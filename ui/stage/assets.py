"""The browser's half of the live part, put together from its files and served once instead of with every edit.

An inline component is sent whole with each message. Here the component holds a few lines that load the rest by an
address that changes with its content, so a browser keeps it for good.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

HERE = Path(__file__).resolve().parent / "browser"
SCRIPTS = ("dom.js", "outbox.js", "picture.js", "drag.js", "links.js", "player.js", "card.js", "curve.js", "stage.js")
STYLES = ("colours.css", "picture.css", "card.css", "player.css")


def _joined(*names: str) -> str:
    return "\n".join((HERE / name).read_text(encoding="utf-8") for name in names)


CONTENT = {"js": (_joined(*SCRIPTS), "text/javascript"), "css": (_joined(*STYLES), "text/css")}
DIGEST = hashlib.sha256("".join(text for text, _ in CONTENT.values()).encode()).hexdigest()[:16]
FOLDER = "live"


async def _serve(request: Request) -> Response:
    """One of the two files; any other name, an old digest too, is not there."""
    digest, _, kind = request.path_params["name"].partition(".")
    if digest != DIGEST or kind not in CONTENT:
        raise HTTPException(404)
    text, media = CONTENT[kind]
    return Response(text, media_type=media, headers={"cache-control": "public, max-age=31536000, immutable"})


ROUTES = [Route(f"/{{prefix:path}}{FOLDER}/{{name}}", _serve)]
"""For the launcher. The prefix is whatever path the app is served under."""

HTML = (HERE / "stage.html").read_text(encoding="utf-8").replace("STYLE_ADDRESS", f"{FOLDER}/{DIGEST}.css")
LOADER = (HERE / "loader.js").read_text(encoding="utf-8").replace("SCRIPT_ADDRESS", f"{FOLDER}/{DIGEST}.js")
