"""The browser's half of the components, served once instead of with every edit.

An inline component is sent whole with each message. Here a component holds a few lines that load the rest by an address
that changes with its content, so a browser keeps it for good.
"""

from __future__ import annotations

import gzip
import hashlib
from functools import lru_cache

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

FOLDER = "live"
LARGE = 200_000
"""Characters. A larger file is sent compressed."""
TYPES = {"js": "text/javascript", "css": "text/css"}

_files: dict[str, str] = {}


def address(text: str, kind: str) -> str:
    """Where this script ("js") or style ("css") is served from now on, relative to the page."""
    name = f"{hashlib.sha256(text.encode()).hexdigest()[:16]}.{kind}"
    _files[name] = text
    return f"{FOLDER}/{name}"


async def _serve(request: Request) -> Response:
    """One of the files; any other name, an old digest too, is not there."""
    name = request.path_params["name"]
    if name not in _files:
        raise HTTPException(404)
    media = TYPES[name.rpartition(".")[2]]
    headers = {"cache-control": "public, max-age=31536000, immutable", "vary": "Accept-Encoding"}
    if len(_files[name]) < LARGE or "gzip" not in request.headers.get("accept-encoding", ""):
        return Response(_files[name], media_type=media, headers=headers)
    return Response(_packed(name), media_type=media, headers={**headers, "content-encoding": "gzip"})


@lru_cache(maxsize=8)
def _packed(name: str) -> bytes:
    return gzip.compress(_files[name].encode())


ROUTES = [Route(f"/{{prefix:path}}{FOLDER}/{{name}}", _serve)]
"""For the launcher. The prefix is whatever path the app is served under."""
