"""A running app and a real Chromium. Without a browser these tests are skipped, and fail where CI=true."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

expect.set_options(timeout=15_000)  # a shared machine may be slow; no test says how fast the page is
ROOT = Path(__file__).resolve().parents[2]
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser_path() -> str:
    """The browser that tests/browser.sh finds."""
    found = subprocess.run(
        ["sh", str(ROOT / "tests" / "browser.sh")], capture_output=True, text=True, check=True, timeout=60
    ).stdout.strip()
    if not found:
        message = "no Chromium or Chrome on this machine: set GRADWALK_BROWSER to one"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    return found


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any], browser_path: str) -> dict[str, Any]:
    """Launch the machine's own browser."""
    return {**browser_type_launch_args, "executable_path": browser_path, "args": FLAGS}


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """The app, started as a user starts it; it can be killed and started again under the same address."""

    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers."""
        command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(self.port)]
        command += ["--server.address", "127.0.0.1"]
        self.process = subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT, text=True
        )
        _wait_for(self.url, self.process)

    def end(self, kill: bool = False) -> None:
        """Stop it, or kill it as a crash does."""
        if self.process is not None:
            (self.process.kill if kill else self.process.terminate)()
            self.process.wait(timeout=20)
            self.process = None


def _served() -> Iterator[Server]:
    server = Server()
    try:
        server.start()
        yield server
    finally:
        server.end()


@pytest.fixture
def own_server(browser_path: str) -> Iterator[Server]:
    """A server that a test may kill."""
    yield from _served()


@pytest.fixture(scope="session")
def address(browser_path: str) -> Iterator[str]:
    """The address of the app."""
    for server in _served():
        yield server.url


def _wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(240):
        if server.poll() is not None:
            raise RuntimeError(f"the app stopped at start with {server.returncode}")
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=2) as answer:
                if answer.read() == b"ok":
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.25)
    raise RuntimeError("the app did not answer within a minute")


@pytest.fixture
def page(page: Page) -> Iterator[Page]:
    """A page of a browser. A script that breaks in it, or in another tab, fails the test whatever else it looks at."""
    broken: list[str] = []
    page.context.on("weberror", lambda error: broken.append(str(error.error)))
    yield page
    assert broken == []


@pytest.fixture
def lesson(page: Page, address: str) -> Page:
    """The front page, drawn to its end."""
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(address)
    page.get_by_role("heading", name="Step by step").wait_for(timeout=30_000)
    page.get_by_text("· Step 1 of 17").wait_for(timeout=30_000)
    page.locator('[data-test-script-state="notRunning"]').wait_for(timeout=30_000)
    return page
