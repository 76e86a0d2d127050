"""What a widget sends along in a run that something else asked for is a change only where it is news."""

from __future__ import annotations

from typing import Any

import pytest

from ui.session import widgets

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
    state = {widgets.SEEDS: {"slider": seeded}, "slider": sent, **({widgets.STAGE: asked} if asked else {})}
    monkeypatch.setattr(widgets.st, "session_state", state)
    used: list[Any] = []
    widgets.from_widget("slider", used.append)()
    assert used == ([sent] if news else [])


@pytest.mark.parametrize(
    "others, news",
    [
        ({}, True),  # the widget's own run: put back to what it was before
        ({"tool": "network"}, False),  # another tool was opened
        ({"tool": "change"}, True),  # still the one that is open
        ({"reset": True}, False),  # a button was pressed
        ({"reset": False}, True),
        ({"lock": True}, True),  # a switch that was on before
        ({"lock": False}, False),  # it was turned off
    ],
)
def test_a_run_that_another_control_asked_for_brings_no_old_value(others: Any, news: bool, monkeypatch: Any) -> None:
    """The list of numbers still shows the one chosen before, while a press on something else is on its way."""
    state = {widgets.SEEDS: {"part": ["W1.1.1", "W2.1.1"]}, "part": "W1.1.1"}
    state |= {widgets.DRAWN: {"part": "W2.1.1", "tool": "change", "lock": True}, **others}
    monkeypatch.setattr(widgets.st, "session_state", state)
    used: list[Any] = []
    widgets.from_widget("part", used.append)()
    assert used == (["W1.1.1"] if news else [])
