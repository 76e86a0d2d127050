"""Which run the lab looks at: it follows the controls, goes on where it can, and begins anew where it must."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from engine import ProblemError
from explain import Prose
from explain.lab.comparison import KeptRun
from explain.lab.data import OWN
from explain.lab.log import LogError, length, replay, write_log
from explain.lab.run import Run
from explain.lab.setup import Setup
from ui import session
from ui.lab.controls import CONTROLS, PAGE, current_data, current_setup, settings_of
from ui.lab.own.state import take_back
from ui.session import lab as runs

LOG, AT = f"{PAGE}.log", f"{PAGE}.at"
"""The settings that keep how the run came about, and the update looked at; without the second it is the newest."""


def current_run(prose: Prose) -> Run | None:
    """The run of the present controls. None, with a sentence on the page, for settings that cannot be.

    A log that is not the last one written here came with a link, a file or from the browser's memory.
    """
    setup, data = current_setup(), current_data()
    run = runs.lab().run
    try:
        if run is None or not _is_its_log(run, session.controls().get(LOG)):
            stop()
            runs.arrive(_taken_up(setup) or Run(setup, data))
            remember()
        elif not run.data.same_as(data) or run.setup.start != setup.start:
            stop()
            _begin(Run(setup, data))
        else:
            run.data = data  # the same numbers, maybe under other names
            if run.setup != setup:
                run.go_on_with(setup)
                remember()
    except ProblemError as error:
        stop()
        st.error(prose.say("course.lab.impossible", field=error.field, reason=error.reason))
        return None
    return runs.lab().run


def _is_its_log(run: Run, log: session.Setting | None) -> bool:
    """Whether a log is the one kept last for this run, or would be kept now: a click may come between the two."""
    return log == runs.lab().log or log == _log(run)


def _log(run: Run) -> str | None:
    return write_log(run) if run.updates else None


def _taken_up(setup: Setup) -> Run | None:
    """The run that a link, a file or the browser's memory tells of; None for none, or for what is no log.

    It goes on under the present settings, which are others where the log does not reach to the end of the run.
    """
    log = session.controls().get(LOG)
    if not isinstance(log, str):
        return None
    try:
        run = replay(log, setup, current_data())
        run.go_on_with(setup)
        missing = length(log) - run.updates
    except (LogError, ProblemError):
        return None
    if missing > 0:
        session.say(f"course.{PAGE}.shortened", updates=run.updates, of=run.updates + missing)
    return run


def _begin(run: Run, name: str = "") -> None:
    runs.begin_run(run, name)
    session.set_controls({AT: None})
    remember()


def remember() -> None:
    """Keep how the present run came about where links, files and the browser's memory find it."""
    run = runs.lab().run
    log = _log(run) if run is not None else None
    session.set_controls({LOG: log})
    runs.set_lab(log=log)


def looked_at(run: Run) -> int:
    """The update that the learner looks at: the one chosen as far as it is there, else the newest."""
    kept = session.controls().get(AT)
    return kept if isinstance(kept, int) and not isinstance(kept, bool) and 0 <= kept <= run.updates else run.updates


def look_at(run: Run, update: int) -> None:
    """Look at another update; at the newest one, the view goes with the training."""
    session.set_controls({AT: None if update >= run.updates else update})


def stop() -> None:
    """Train no more."""
    runs.stop_running()


def start_again() -> None:
    """The same first weights once more, without any update."""
    stop()
    _begin(Run(current_setup(), current_data()))


def new_weights() -> None:
    """Other first weights."""
    stop()
    control = CONTROLS.by_name["weights_seed"]
    CONTROLS.set({"weights_seed": (CONTROLS["weights_seed"] + 1) % (control.high + 1)})  # type: ignore[union-attr]


def go_on_from(update: int) -> None:
    """Go on from an earlier update as the controls stand now; the run with the later ones is kept."""
    stop()
    run = runs.lab().run
    if run is not None:
        _begin(run.branch(update))


def take_up(run: Run, name: str) -> None:
    """Look at a run again, with the controls as they were set for it."""
    settings = settings_of(run.setup, run.data)
    CONTROLS.reset()
    session.set_controls(
        {
            f"{PAGE}.{name}": settings[name]
            for name, control in CONTROLS.by_name.items()
            if name in settings and settings[name] != control.usual
        }
    )
    if run.data.name == OWN:
        take_back(run.data.origin)
    _begin(run, name)


def restore(name: str) -> None:
    """Take up a run that was left."""
    found = [one for one in runs.lab().kept if one.name == name]
    if found:
        stop()
        take_up(found[0].run, name)


def forget(name: str) -> None:
    """Forget a run that was left."""
    runs.forget_run(name)


def all_runs() -> tuple[KeptRun, ...]:
    """The runs that were left and, last, the present one where it has made an update."""
    known = runs.lab()
    now = (KeptRun(known.name, known.run),) if known.run is not None and known.run.updates else ()
    return (*known.kept, *now)


def prepared(settings: dict[str, session.Setting], updates: int) -> Callable[[], None]:
    """What a prompt does: the controls so, and this many updates made."""

    def prepare() -> None:
        CONTROLS.reset(settings)
        stop()
        run = Run(current_setup(), current_data())
        run.recording.advance(updates)
        _begin(run)

    return prepare
