"""What a widget sends along in a run that the live part asked for is a change only where it is news."""

from __future__ import annotations

from typing import Any

import pytest

from ui import session

ASKED = {"acts": {"view": "a", "acts": []}}


@pytest.mark.parametrize(
    "asked, seeded, sent, news",
    [
        (ASKED, [0.1, 0.22, 0.38], 0.22, False),  # from some answers ago
        (ASKED, [0.1, 0.22, 0.38], 0.38, False),  # from the newest answer; the lesson may have gone on
        (ASKED, [0.1, 0.34], 0.33999999999999997, False),  # as a browser computes it
        (ASKED, ["0.1", "0.22"], "0.22", False),
        (ASKED, [0.1, 0.22], 0.5, True),  # slid, and the live part touched at once
        (ASKED, ["0.1"], "0.5", True),
        ({"acts": None}, [0.1, 0.22], 0.1, True),  # the widget's own run: slid back
        (None, [0.1, 0.22], 0.1, True),  # a page without a live part
    ],
)
def test_only_news_is_handed_on(asked: Any, seeded: list[Any], sent: Any, news: bool, monkeypatch: Any) -> None:
    """A callback runs for every value that differs from the last one the server knew, an old one too."""
    state = {session.SEEDS: {"slider": seeded}, "slider": sent, **({session.STAGE: asked} if asked else {})}
    monkeypatch.setattr(session.st, "session_state", state)
    used: list[Any] = []
    session.from_widget("slider", used.append)()
    assert used == ([sent] if news else [])
