"""Keeps one part's failure to itself: a sentence stands in its place, the rest of the page works on."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from explain import Prose

log = logging.getLogger("gradwalk")


@contextmanager
def guarded(part: str, prose: Prose) -> Iterator[None]:
    """Draw a part of the page. What goes wrong in it is logged with its traceback and said in words.

    Streamlit's own control flow (rerun, stop) is no Exception and passes.
    """
    try:
        yield
    except Exception:
        log.exception("the part %r could not be drawn", part)
        st.error(prose.say("ui.broken", part=prose.say(f"part.{part}")))
