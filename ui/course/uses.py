"""What networks are for: cards that lead into the course, and one use that runs, colouring grey pictures."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import streamlit as st

from engine.expr import Array
from explain import Prose
from explain.colouring import (
    MOST,
    SEEN,
    SIZE,
    UNSEEN,
    Training,
    begun,
    coloured,
    constant_error,
    error,
    grey_of,
    problem,
    scene,
    weights,
)
from explain.numbers import plain
from ui.charts.lines import Line, lines
from ui.course.chart import Numbers, chart
from ui.course.controls import Choice, Controls
from ui.course.prompts import predict
from ui.pages import FOLDER, written
from ui.session import training as kept

PAGE = "uses"
PIECES = 25
"""Pieces of training for one click."""
EVERY = 0.2
"""Seconds from one piece to the next: slow enough to watch, and the server is free in between."""
WIDTH, ZOOM = 170, 8
"""How wide a picture is shown: two of them beside each other on a phone. A pixel is sent as a square of ZOOM."""
DIGITS = 3
SIDES = (1, 3, 5)
TRIED = {"one": 1, "five": 5}
"""The prompts, and the side of the patches of the network that each trains."""

CONTROLS = Controls(
    PAGE,
    Choice("side", 5, SIDES, "course.uses.side"),
    Choice("picture", UNSEEN[0], (SEEN, *UNSEEN), "course.uses.picture"),
)

CARDS = {
    "colouring": "forward",
    "voice": "chain",
    "translating": "outputs",
    "sound": "cycle",
    "objects": "outputs",
    "driving": "trouble",
}
"""Each use, and the page of the course that explains its core."""


def current() -> Training:
    """The network that is being trained; a new one where there is none for this size of patch."""
    found = kept.training()
    if isinstance(found, Training) and found.side == CONTROLS["side"]:
        return found
    kept.go_on(0)
    return _keep(begun(CONTROLS["side"]))


def _keep(found: Training) -> Training:
    kept.keep_training(found)
    return found


def trained(side: int) -> None:
    """Prepare a network with patches of this size that has been trained as long as one click trains it."""
    CONTROLS.reset({"side": side})
    kept.go_on(0)
    _keep(begun(side).further(PIECES))


def is_still(prompt: str) -> bool:
    """True while the network is the one that a prompt has trained."""
    found = current()
    return found.side == TRIED[prompt] and len(found.updates) == PIECES + 1


# --- the live picture -----------------------------------------------------------------------------------------------


def live(prose: Prose) -> None:
    """The buttons, and the part that is drawn again by itself while training is ahead, and at no other time."""
    _buttons(current(), prose)
    st.fragment(_piece, run_every=EVERY if kept.ahead() else None)(prose)


def _buttons(found: Training, prose: Prose) -> None:
    """They stand outside the part that runs by itself: a click on one runs the whole page, which starts or stops it."""
    running = kept.ahead() > 0
    with st.container(horizontal=True, key="training_buttons"):
        _button("train", kept.go_on, PIECES, prose, disabled=running or found.finished)
        _button("stop", kept.go_on, 0, prose, disabled=not running)
        _button("again", _afresh, found.side, prose)


def _button(name: str, act: Callable[[int], None], value: int, prose: Prose, disabled: bool = False) -> None:
    st.button(prose.say(f"course.uses.{name}"), key=f"uses_{name}", on_click=act, args=(value,), disabled=disabled)


def _piece(prose: Prose) -> None:
    """Do one piece of training if there is one ahead, and show where the network is."""
    found = current()
    if kept.ahead():
        found = _keep(found.further())
        kept.go_on(0 if found.finished else kept.ahead() - 1)
        if not kept.ahead():
            st.rerun()  # the whole page, so that this part is no longer drawn by itself
    st.markdown(prose.say("course.uses.made", updates=found.updates[-1], most=MOST))
    _pictures(found, prose)
    _errors(found, prose)


def _afresh(side: int) -> None:
    kept.go_on(0)
    _keep(begun(side))


def _pictures(found: Training, prose: Prose) -> None:
    """What goes in, what comes out, and what is right, beside each other."""
    true = scene(CONTROLS["picture"])
    grey = grey_of(true)
    shown = {"grey": np.broadcast_to(grey, true.shape), "network": coloured(found.network, grey), "true": true}
    data = problem(found.side, (CONTROLS["picture"],))
    off = plain(error(found.network, data), DIGITS)
    with st.container(horizontal=True, key="colouring"):
        for name, picture in shown.items():
            said = prose.say(f"course.uses.shown.{name}", error=off)
            alt = prose.say(f"course.uses.shown_alt.{name}", updates=found.updates[-1])
            st.image(_pixels(picture), caption=said, alt=alt, width=WIDTH, output_format="PNG")


def _pixels(picture: Array) -> Array:
    """A picture as bytes, height x width x 3, every pixel a square."""
    bytes_ = np.rint(255 * picture.transpose(1, 2, 0)).astype(np.uint8)
    return bytes_.repeat(ZOOM, 0).repeat(ZOOM, 1)


def _errors(found: Training, prose: Prose) -> None:
    """J over the updates, on the picture that is learned from and on the others."""
    level = constant_error(problem(found.side))
    named = {"seen": found.seen, "unseen": found.unseen}
    shown = [Line(prose.say(f"course.uses.line.{name}"), found.updates, values) for name, values in named.items()]
    told = {name: plain(values[-1], DIGITS) for name, values in named.items()}
    alt = prose.say("course.uses.alt", updates=found.updates[-1], level=plain(level, DIGITS), **told)
    across = prose.say("course.update.axis")
    heads = [across, *(line.name for line in shown)]
    rows = list(zip(found.updates, found.seen, found.unseen, strict=True))
    figure = lines(shown, across, "J", level=(prose.say("course.uses.line.level"), level), rangemode="tozero")
    chart(figure, "uses_errors", prose, alt=alt, numbers=Numbers(heads, rows))


def size_question(prose: Prose) -> None:
    """Whether a larger picture needs more weights; the answer is counted."""
    side = CONTROLS["side"]
    small, large = (weights(problem(side, (SEEN,), size)) for size in (SIZE, 2 * SIZE))
    right = "more" if large > small else "same"
    predict(PAGE, "size", ("same", "more"), right, prose, count=small, places=SIZE * SIZE)


# --- the cards ------------------------------------------------------------------------------------------------------


def cards(prose: Prose) -> None:
    """One card for each use: what it does, the kind of network, and the page that explains its core."""
    there = written(tuple(CARDS.values()))
    with st.container(horizontal=True, key="uses_cards"):
        for name, page in CARDS.items():
            with st.container(border=True, width=340, height="stretch", key=f"uses_card_{name}"):
                at = f"course.uses.card.{name}"
                title, text, kind = (prose.say(f"{at}.{part}") for part in ("title", "text", "kind"))
                st.markdown(f"**{title}**\n\n{text}\n\n{kind}")
                if page in there:
                    st.page_link(FOLDER / f"{page}.py", label=prose.say(f"page.{page}.title"))
