"""The browser's half of the live part, put together from its files."""

from __future__ import annotations

from pathlib import Path

from ui import served

HERE = Path(__file__).resolve().parent / "browser"
SCRIPTS = (
    "dom.js",
    "outbox.js",
    "picture.js",
    "drag.js",
    "links.js",
    "player.js",
    "card.js",
    "curve.js",
    "present.js",
    "stage.js",
)
STYLES = ("colours.css", "picture.css", "card.css", "player.css", "presenting.css")


def _joined(*names: str) -> str:
    return "\n".join((HERE / name).read_text(encoding="utf-8") for name in names)


CONTENT = {"js": _joined(*SCRIPTS), "css": _joined(*STYLES)}
ADDRESS = {kind: served.address(text, kind) for kind, text in CONTENT.items()}

HTML = (HERE / "stage.html").read_text(encoding="utf-8").replace("STYLE_ADDRESS", ADDRESS["css"])
LOADER = (HERE / "loader.js").read_text(encoding="utf-8").replace("SCRIPT_ADDRESS", ADDRESS["js"])
