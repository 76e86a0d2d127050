"""What is known of the browser's tab."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import uuid4

import streamlit as st

from ui.lesson import Lesson
from ui.session.controls import Setting

TAB = "tab"


@dataclass(frozen=True)
class Tab:
    """What is known of the browser's tab: the lesson and the settings of controls (`set_as`) that it was first shown,
    while nothing else has been done.

    `met` says that the browser has told what it remembers; `offer` is a lesson that it remembers and that could be
    taken up again; `unkept` says that it remembers nothing, `unread` that what it remembers could not be read.
    """

    name: str
    opened: Lesson | None
    set_as: Mapping[str, Setting] = field(default_factory=dict)
    offer: Any = None
    unkept: bool = False
    met: bool = False
    unread: bool = False


def tab() -> Tab:
    """What is known of the browser's tab."""
    if TAB not in st.session_state:
        st.session_state[TAB] = Tab(uuid4().hex, None)
    known: Tab = st.session_state[TAB]
    return known


def know(**fields: Any) -> None:
    """Replace what is known of the tab."""
    st.session_state[TAB] = replace(tab(), **fields)
