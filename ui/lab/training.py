"""Training on the page: the buttons, the pieces that are done one after the other, and the scrubber over all updates.

The browser asks for a piece of training, sees what came of it and asks for the next. So nothing trains that nobody
looks at, and between two pieces the server answers clicks.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from time import monotonic

import streamlit as st

from engine.recording import Recording
from explain import Prose
from explain.lab.log import MOST_UPDATES
from explain.lab.run import Run
from explain.numbers import plain
from ui import session
from ui.course.controls import Choice, Controls
from ui.keep.memory import keep_up
from ui.lab import runs
from ui.lab.controls import PAGE
from ui.session import lab as state
from ui.session import pieces

LONGEST, CHUNK = 0.4, 50
"""Seconds that a piece of training may take, and the updates made before the clock is looked at."""
EVERY = 0.2
"""Seconds from one piece to the next; at full speed the next one follows at once."""
EVERY_KEPT = 2.0
"""Seconds after which the browser is told again of a run that goes on."""
EPOCHS = {"epoch": 1, "ten": 10}
PACE = Controls(f"{PAGE}_pace", Choice("pace", "ten", ("update", *EPOCHS, "full"), "course.lab.pace"))


def wanted(recording: Recording) -> int:
    """How many updates the next piece has at most."""
    pace = PACE["pace"]
    if pace == "update":
        return 1
    if pace in EPOCHS:
        return recording.to_next_epoch() + (EPOCHS[pace] - 1) * recording.stretches[-1].per_epoch
    return MOST_UPDATES


def advance(run: Run, updates: int, seconds: float = LONGEST) -> None:
    """Make this many updates, or as many as there is time for."""
    end = monotonic() + seconds
    until = min(run.updates + updates, MOST_UPDATES)
    while run.updates < until and run.recording.advance(min(CHUNK, until - run.updates)):
        if monotonic() > end:
            break
    runs.look_at(run, run.updates)
    runs.remember()


def is_over(run: Run) -> bool:
    """True where no more updates can be made."""
    return run.recording.stopped is not None or run.updates >= MOST_UPDATES


def buttons(run: Run, prose: Prose) -> None:
    """What makes updates, and what begins anew. A press on any of them ends the training that goes on by itself."""
    running, over = state.lab().running, is_over(run)
    with st.container(horizontal=True, vertical_alignment="bottom", key="lab_buttons"):
        _button("pause" if running else "run", lambda: _go(not running), prose, disabled=over, primary=True)
        _button("update", lambda: _once(1), prose, disabled=over)
        _button("epoch", lambda: _once(_run().recording.to_next_epoch()), prose, disabled=over)
        _button("again", runs.start_again, prose, disabled=not run.updates)
        _button("weights", runs.new_weights, prose)
    PACE.draw(prose, "pace")
    if run.updates >= MOST_UPDATES:
        st.caption(prose.say(f"course.{PAGE}.most.text", most=MOST_UPDATES))


def _button(name: str, act: Callable[[], None], prose: Prose, disabled: bool = False, primary: bool = False) -> None:
    label, told = prose.say(f"course.{PAGE}.do.{name}"), prose.say(f"course.{PAGE}.help.{name}")
    kind = "primary" if primary else "secondary"
    # Run and Pause are one button, so that the focus stays on it.
    key = f"lab_{'run' if primary else name}"
    st.button(label, key=key, help=told, on_click=_pressed, args=(act,), type=kind, disabled=disabled)


def _pressed(act: Callable[[], None]) -> None:
    """Do what a button does, once, and draw the whole page. Done twice, an epoch would be two."""
    if pieces.comes_again():
        return
    act()
    if pieces.in_piece():
        st.rerun()


def _run() -> Run:
    found = state.lab().run
    if found is None:
        raise LookupError("there is no run")
    return found


def _go(running: bool) -> None:
    state.set_lab(running=running)


def _once(updates: int) -> None:
    runs.stop()
    advance(_run(), updates, math.inf)  # all of an epoch, which is what the button says; it has at most 1000


def scrubber(run: Run, prose: Prose) -> int:
    """The slider over all updates; gives the one looked at.

    While training goes on it only shows how far: what a browser then sends is where the slider stood some pieces ago.
    """
    at = runs.looked_at(run)
    with st.container(gap="xsmall", key="lab_moment"):
        _where(run, at, prose)
        key, running = f"{PAGE}.scrubber", state.lab().running
        session.seed(key, at)
        st.slider(
            prose.say(f"course.{PAGE}.scrubber"),
            0,
            max(1, run.updates),
            key=key,
            disabled=running or not run.updates,
            on_change=None if running else session.from_widget(key, lambda update: runs.look_at(run, update)),
        )
    return at


def _where(run: Run, at: int, prose: Prose) -> None:
    """Which update it is, and the way on from it; that is there at the newest one, too, so that nothing moves."""
    where = prose.say(
        f"course.{PAGE}.at",
        update=at,
        updates=run.updates,
        epoch=plain(run.recording.epoch(at), 4),
        epochs=plain(run.recording.epoch(run.updates), 4),
    )
    label, told = prose.say(f"course.{PAGE}.go_on_from", update=at), prose.say(f"course.{PAGE}.help.go_on_from")
    newest = at == run.updates
    with st.container(
        horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", key="lab_branch"
    ):
        st.markdown(where, width="content")
        st.button(label, key="lab_go_on_from", help=told, on_click=runs.go_on_from, args=(at,), disabled=newest)


def going_on(run: Run, draw: Callable[[Run, int], None], prose: Prose) -> None:
    """The scrubber and what shows the moment that it stands at, drawn again after every piece of training."""
    running = state.lab().running
    every = None if not running else 0.05 if PACE["pace"] == "full" else EVERY
    st.fragment(_piece, run_every=every)(run, draw, prose, running)


def _piece(run: Run, draw: Callable[[Run, int], None], prose: Prose, began_running: bool) -> None:
    if state.lab().run is not run:
        st.rerun()  # another run was begun: within this piece ("go on from"), or after it was asked for
    if state.lab().running:
        advance(run, wanted(run.recording))
        if is_over(run):
            runs.stop()
    if began_running and not state.lab().running:
        st.rerun()  # the whole page: it is no longer drawn again by itself, and the browser remembers it
    draw(run, scrubber(run, prose))
    if pieces.in_piece():
        keep_up(PAGE, EVERY_KEPT if state.lab().running else 0.0)
