"""The browser's half of the live part as files: what is served, under which address, and that both halves agree."""

from __future__ import annotations

import asyncio
import gzip
import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from plotly.offline import get_plotlyjs
from starlette.applications import Starlette

from ui.diagram.layout import layout
from ui.live_chart import LIBRARY
from ui.served import ROUTES, TYPES
from ui.stage import ACTIONS
from ui.stage.assets import ADDRESS, CONTENT, HERE, HTML, LOADER, SCRIPTS, STYLES
from ui.stage.compact import LEFT_OUT, compact


def asked(path: str, takes: str = "") -> tuple[int, dict[str, str], str]:
    """Status, headers and text of an answer of the routes, without a server. `takes` is what encodings are taken."""
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b""}

    async def send(message: Any) -> None:
        sent.append(message)

    given = [(b"accept-encoding", takes.encode())]
    scope = {"type": "http", "method": "GET", "path": path, "headers": given, "query_string": b"", "root_path": ""}
    with ThreadPoolExecutor(1) as apart:  # a browser test before this one leaves a loop running in its own thread
        apart.submit(asyncio.run, Starlette(routes=ROUTES)(scope, receive, send)).result()
    headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    body = b"".join(message.get("body", b"") for message in sent[1:])
    if headers.get("content-encoding") == "gzip":
        body = gzip.decompress(body)
    return sent[0]["status"], headers, body.decode()


@pytest.mark.parametrize("prefix", ["/", "/learn/", "/a/b/"])
@pytest.mark.parametrize("kind", ["js", "css"])
def test_the_files_are_served_for_good_under_any_base_path(prefix: str, kind: str) -> None:
    """Content, type, and a year in the cache, since the address changes with the content."""
    status, headers, text = asked(f"{prefix}{ADDRESS[kind]}")
    assert status == 200
    assert text == CONTENT[kind]
    assert headers["content-type"].startswith(TYPES[kind])
    assert "immutable" in headers["cache-control"]


@pytest.mark.parametrize("takes, packed", [("gzip, br", True), ("br", False), ("", False)])
def test_a_large_file_is_packed_for_browsers_that_take_it(takes: str, packed: bool) -> None:
    """Plotly's script arrives whole either way, at less than a third of its size where it may."""
    status, headers, text = asked(f"/{LIBRARY}", takes)
    assert status == 200
    assert text == get_plotlyjs()
    assert ("content-encoding" in headers) is packed
    assert headers["vary"] == "Accept-Encoding"
    assert (int(headers["content-length"]) < len(text) / 3) is packed


@pytest.mark.parametrize(
    "path", ["/live/0123456789abcdef.js", f"/{ADDRESS['js']}.py", f"/{ADDRESS['js'][:-3]}", "/live/"]
)
def test_nothing_else_is_served(path: str) -> None:
    """An old digest, another kind, another folder."""
    assert asked(path)[0] == 404


def test_the_component_asks_for_what_is_served() -> None:
    """Both addresses, relative to the page."""
    assert f'href="{ADDRESS["css"]}"' in HTML
    assert f'"{ADDRESS["js"]}"' in LOADER
    assert "ADDRESS" not in HTML + LOADER


def test_every_file_beside_it_is_part_of_it() -> None:
    """No script or style is forgotten, and none writes what it was given as HTML."""
    files = {path.name for path in HERE.glob("*.js")} | {path.name for path in HERE.glob("*.css")}
    assert files == {*SCRIPTS, *STYLES, "loader.js"}
    for word in ("innerHTML", "insertAdjacentHTML", "outerHTML", "document.write", "eval("):
        assert word not in CONTENT["js"], word


def test_the_browser_sends_what_the_server_answers() -> None:
    """Every action sent has a handler's name, and every handler is sent something."""
    sent = set(re.findall(r'(?:\.send\(|post\(view, )"(\w+)"', CONTENT["js"]))
    turned = {"undo", "redo"}  # sent by the name of their button
    assert sent | turned == set(ACTIONS)


def test_a_light_picture_leaves_out_only_what_follows_from_the_rest() -> None:
    """Unlabelled weights lose their words; everything else is as it was."""
    from tests.ui.test_diagram import PROSE, network

    picture = layout(network(9, 9, 1).steps[-1], PROSE, 4)
    light = compact(picture)
    for whole, sent in zip(picture["parts"], light["parts"], strict=True):
        if "line" in whole and not whole["lines"]:
            assert not set(sent) & set(LEFT_OUT)
            assert {key: value for key, value in whole.items() if key in sent} == sent
            assert all(not whole[key] for key in set(whole) - set(sent) - set(LEFT_OUT))
        else:
            assert sent == whole
    assert any("lines" not in sent for sent in light["parts"])
