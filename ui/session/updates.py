"""Updates of gradient descent that are applied to the lesson, and the way back to the network before them."""

from __future__ import annotations

from dataclasses import replace

from engine import NonFiniteError, trace
from ui.lesson import Update
from ui.session.current import lesson, put


def apply_update(name: str) -> None:
    """Put the updated parameters in place of the old ones and go back to the first step."""
    apply_updates(1, name)


def apply_updates(count: int, name: str) -> None:
    """Make `count` updates as one change, or as many as there are before a number is not finite."""
    current = now = lesson()
    for _ in range(count):
        try:
            result = trace(now.problem)
        except NonFiniteError:
            break
        walked = now.walked(Update(now.problem, float(result["J"][0, 0]), result.after))
        now = replace(walked, problem=result.after, step=0)
    if now is not current:
        put(now, name)


def back_to_update(count: int, name: str) -> None:
    """Go back to the network as it was after `count` of the updates applied."""
    current = lesson()
    at = count - current.forgotten
    if 0 <= at < len(current.walk):
        put(replace(current, problem=current.walk[at].problem, step=0, walk=current.walk[:at]), name)
