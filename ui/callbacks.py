"""What a learner has done is done whole: a callback is not cut off by the next request.

In Streamlit 1.67 each look at the session's state is a place where a run gives way to a request that has come in
meanwhile, in callbacks too: one that was cut off is not called again, so that a press was lost, or half of it. Here
they are let through to their end. The run gives way right after them.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

from streamlit.runtime.state.safe_session_state import SafeSessionState


@contextmanager
def _undisturbed(state: SafeSessionState) -> Iterator[None]:
    gives_way = state._yield_callback
    object.__setattr__(state, "_yield_callback", lambda: None)  # setting it plainly would set a value of the session
    try:
        yield
    finally:
        object.__setattr__(state, "_yield_callback", gives_way)


def complete_callbacks() -> None:
    """Have every session take in what a request brings, and run its callbacks, without giving way. Once is enough."""
    take_in = SafeSessionState.on_script_will_rerun
    if hasattr(take_in, "__wrapped__"):
        return

    @wraps(take_in)
    def whole(self: SafeSessionState, *args: Any, **named: Any) -> None:
        with _undisturbed(self):
            take_in(self, *args, **named)

    SafeSessionState.on_script_will_rerun = whole  # type: ignore[method-assign]
