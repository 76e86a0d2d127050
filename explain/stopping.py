"""What is said of a run that stopped at a number that is not finite."""

from __future__ import annotations

from engine import NonFiniteError
from explain.prose import Prose


def stop_sentence(stopped: NonFiniteError, prose: Prose) -> str:
    """Which step made the first number that is not finite, and why."""
    cause = stopped.cause
    return prose.say(
        "ui.stopped",
        number=cause.step + 1,
        quantity=cause.quantity,
        row=cause.row + 1,
        column=cause.column + 1,
        cause=prose.say(f"cause.{cause.cause}"),
        operation=prose.say(f"operation.{cause.operation}"),
    )
