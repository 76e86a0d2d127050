"""A page of a running server in Chromium, with the probe in it: what it received, and when it last changed visibly."""

from __future__ import annotations

import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Locator, Page

from tests.browser.conftest import free_port

ROOT = Path(__file__).resolve().parent.parent
QUIET, LIMIT = 250, 20_000
"""Milliseconds without a change after which a page is at rest, and after which waiting for that is given up."""

BLUR = """() => {
  let active = document.activeElement
  while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement
  active?.blur()
}"""


@dataclass(frozen=True)
class Tab:
    """An open page and the WebSocket messages it has received."""

    page: Page
    frames: list[bytes] = field(default_factory=list)

    def rest(self) -> dict[str, float]:
        """Wait until nothing changes; what the probe saw since its reset, times in milliseconds."""
        found: dict[str, float] = self.page.evaluate(f"gradwalkProbe.settled({QUIET}, {LIMIT})")
        return found

    def reset(self) -> None:
        """Forget what was seen and received."""
        self.frames.clear()
        self.page.evaluate("gradwalkProbe.reset()")

    def blur(self) -> None:
        """No control has the keyboard."""
        self.page.evaluate(BLUR)

    def answered(self, make_input: Callable[[], Any], answer: Locator) -> dict[str, float]:
        """What the probe saw of one input, once the text of `answer` is another and all is at rest.

        Raises TimeoutError where the text stays.
        """
        before, start = answer.text_content(), time.monotonic()
        self.reset()
        make_input()
        while time.monotonic() - start < LIMIT / 1000:
            found = self.rest()
            if answer.text_content() != before:
                return found
        raise TimeoutError(f"no answer within {LIMIT} ms, still {before!r}")


@contextmanager
def served(script: str) -> Iterator[str]:
    """The address of a server that runs this script, started as a user starts it."""
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", script, "--server.port", str(port)]
    command += ["--server.address", "127.0.0.1"]
    server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
    try:
        _wait_for(f"http://127.0.0.1:{port}/_stcore/health", server)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=20)


def _wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(240):
        if server.poll() is not None:
            raise RuntimeError("the server stopped at start")
        try:
            urllib.request.urlopen(url, timeout=2).close()
        except (urllib.error.URLError, OSError):
            time.sleep(0.25)
        else:
            return
    raise RuntimeError("the server did not answer within a minute")


def opened(browser: Browser, address: str, first: Callable[[Page], Locator]) -> Tab:
    """A page with the probe in it, drawn to its end; `first` finds what it must show.

    With reduced motion: a colour that fades in for its looks would be the last pixel to change, long after the answer.
    """
    tab = Tab(browser.new_page(viewport={"width": 1280, "height": 900}, reduced_motion="reduce"))
    tab.page.add_init_script(path=ROOT / "benchmarks" / "page_probe.js")
    tab.page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: tab.frames.append(frame)))
    tab.page.goto(address)
    first(tab.page).wait_for(state="attached", timeout=30_000)
    tab.rest()
    return tab
