"""Pieces of a page that the browser asks for by themselves, and the presses that come along with them."""

from __future__ import annotations

from streamlit.runtime.scriptrunner import get_script_run_ctx

from ui.session.lab import lab
from ui.session.training import ahead


def in_piece() -> bool:
    """True while a piece of the page is drawn, and not the whole page."""
    context = get_script_run_ctx()
    return context is not None and bool(context.fragment_ids_this_run)


def comes_again() -> bool:
    """True for a press that is not to be done yet: a piece of training brought it along, and it follows by itself.

    Where nothing trains, a press comes with a piece only if something in that piece was changed in the same moment,
    and does not follow.
    """
    return in_piece() and (lab().running or ahead() > 0)
