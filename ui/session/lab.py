"""The runs of the training lab: the one that is looked at, those that were left, and whether training goes on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from explain.lab.comparison import KeptRun
from explain.lab.run import Run

LAB_PAGE, LAB = "lab", "lab_runs"
MOST_KEPT = 6
"""Runs that were left; of more the oldest are forgotten."""


@dataclass(frozen=True)
class Lab:
    """`run` is the present one, `name` what it is called; `kept` are those that were left, the oldest first.

    `begun` counts the runs, for their names. `running` is true while training goes on by itself. `log` is the present
    run's, as it was kept last. `arrived` is how many updates the present run had when it came with a link, a file or
    from the browser's memory.
    """

    run: Run | None = None
    name: str = ""
    kept: tuple[KeptRun, ...] = ()
    begun: int = 0
    running: bool = False
    log: str | None = None
    arrived: int | None = None


def lab() -> Lab:
    """The runs as they are."""
    found: Lab = st.session_state.get(LAB, Lab())
    return found


def set_lab(**fields: Any) -> Lab:
    """Replace some of it."""
    st.session_state[LAB] = replace(lab(), **fields)
    return lab()


def begin_run(run: Run, name: str = "") -> None:
    """Look at another run; the one before is kept where it has made an update. `name` "" is the next number."""
    known = lab()
    kept = known.kept
    if known.run is not None and known.run.updates:
        kept = (*kept, KeptRun(known.name, known.run))
    kept = tuple(one for one in kept if one.run is not run)[-MOST_KEPT:]
    begun = known.begun + (not name)
    st.session_state[LAB] = replace(known, run=run, name=name or str(begun), kept=kept, begun=begun, arrived=None)


def arrive(run: Run) -> None:
    """Look at a run that came with a link, a file or from the browser's memory, in place of one that came just so."""
    known = lab()
    if known.run is not None and known.arrived == known.run.updates:
        set_lab(run=None, begun=known.begun - 1)
    begin_run(run)
    set_lab(arrived=run.updates)


def stop_running() -> None:
    """Train no more."""
    if lab().running:
        set_lab(running=False)


def forget_run(name: str) -> None:
    """Forget a run that was left."""
    set_lab(kept=tuple(one for one in lab().kept if one.name != name))
