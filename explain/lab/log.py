"""How a run came about, as a short text: what it began with, what was changed on the way, and how far it went.

The numbers of a run are never written down: from the same data they are computed anew, every bit the same.
"""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import pairwise
from time import monotonic
from typing import Any

from engine.optimisers import OPTIMISERS
from explain.lab.data import Data
from explain.lab.run import Run
from explain.lab.setup import Setup

GOING = ("constants", "eta", "l2", "l1", "frozen", "batch_size", "shuffle")
"""What can be changed on the way."""
MOST_STRETCHES = 40
MOST_UPDATES = 100_000
PIECE = 200
"""Updates computed anew before the clock is looked at."""


class LogError(ValueError):
    """A text is no log of a run."""


def write_log(run: Run) -> str:
    """The log of a run: a JSON list of [first update, settings] and, at the end, the number of updates.

    Of a run that was changed more often than MOST_STRETCHES, it has what was before the first change too many.
    """
    entries = [[first, {name: _plain(getattr(setup, name)) for name in GOING}] for first, setup in run.settings]
    until = [*(first for first, _ in run.settings), run.updates][min(len(entries), MOST_STRETCHES)]
    return json.dumps([*entries[:MOST_STRETCHES], until], separators=(",", ":"))


def _plain(value: Any) -> Any:
    return dict(value) if hasattr(value, "items") else value


def replay(text: str, setup: Setup, data: Data, seconds: float = 5.0) -> Run:
    """The run that a log tells of, or as much of it as can be computed in `seconds`.

    `setup` says all that cannot be changed on the way. Raises LogError for a text that is no log, ProblemError for
    settings that cannot be.
    """
    entries, updates = _read(text)
    setups = [_setup(found, setup) for _, found in entries]
    run, end = Run(setups[0], data), monotonic() + seconds
    ends = [first for first, _ in entries[1:]] + [updates]
    for known, until in zip(setups, ends, strict=True):
        run.go_on_with(known)
        while run.updates < until and monotonic() < end:
            if not run.recording.advance(min(PIECE, until - run.updates)):
                return run
        if run.updates < until:
            break
    return run


def length(text: str) -> int:
    """How many updates the run of a log has. Raises LogError for a text that is no log."""
    return _read(text)[1]


def _read(text: str) -> tuple[list[tuple[int, dict[str, Any]]], int]:
    try:
        *entries, updates = json.loads(text)
        found = [(first, dict(settings)) for first, settings in entries]
        counts = [*(first for first, _ in found), updates]
        good = bool(found) and counts[0] == 0 and len(found) <= MOST_STRETCHES
        whole = all(type(count) is int and 0 <= count <= MOST_UPDATES for count in counts)
    except (ValueError, TypeError, RecursionError) as error:
        raise LogError("this is no log of a run") from error
    if not (good and whole and all(a <= b for a, b in pairwise(counts))):
        raise LogError("this is no log of a run")
    return found, updates


def _setup(settings: dict[str, Any], setup: Setup) -> Setup:
    if settings.keys() - set(GOING):
        raise LogError("a log has settings that nobody knows")
    frozen = settings.get("frozen", ())
    whole = isinstance(frozen, list | tuple) and all(type(layer) is int for layer in frozen)
    constants = settings.get("constants", {})
    if not whole or not isinstance(constants, dict) or constants.keys() - set(OPTIMISERS[setup.optimiser].defaults):
        raise LogError("this is no log of a run")
    batch, shuffle = settings.get("batch_size", 32), settings.get("shuffle", 0)
    if any(not (value is None or (type(value) is int and value >= 0)) for value in (batch, shuffle)) or batch == 0:
        raise LogError("this is no log of a run")
    return replace(setup, **{**settings, "frozen": tuple(frozen)})
