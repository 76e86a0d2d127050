"""The learner's state: one frozen Lesson, replaced as a whole. Only this package touches Streamlit's session state."""

from __future__ import annotations

from ui.session.controls import Setting, controls, controls_of, replace_controls, set_controls
from ui.session.current import (
    JOURNAL,
    LESSON,
    back_to_own,
    begin,
    change,
    current_step,
    has_lesson,
    has_own,
    is_fresh,
    journal,
    lesson,
    look,
    open_lesson,
    open_preset,
    open_tool,
    put,
    redo,
    run_lesson,
    tool,
    undo,
)
from ui.session.messages import confirmation, heard, newly_heard
from ui.session.notices import SAID, said, say, say_again, take_notice
from ui.session.scope import scope, show_only
from ui.session.shelves import MOST_ON_SHELF, SHELF, clear_shelf, put_on_shelf, shelf
from ui.session.tabs import know, tab
from ui.session.typed import refuse, set_number
from ui.session.updates import apply_update, apply_updates, back_to_update
from ui.session.widgets import STAGE, forget, from_widget, seed, seed_once

__all__ = [
    "JOURNAL",
    "LESSON",
    "MOST_ON_SHELF",
    "SAID",
    "SHELF",
    "STAGE",
    "Setting",
    "apply_update",
    "apply_updates",
    "back_to_own",
    "back_to_update",
    "begin",
    "change",
    "clear_shelf",
    "confirmation",
    "controls",
    "controls_of",
    "current_step",
    "forget",
    "from_widget",
    "has_lesson",
    "has_own",
    "heard",
    "is_fresh",
    "journal",
    "know",
    "lesson",
    "look",
    "newly_heard",
    "open_lesson",
    "open_preset",
    "open_tool",
    "put",
    "put_on_shelf",
    "redo",
    "refuse",
    "replace_controls",
    "run_lesson",
    "said",
    "say",
    "say_again",
    "scope",
    "seed",
    "seed_once",
    "set_controls",
    "set_number",
    "shelf",
    "show_only",
    "tab",
    "take_notice",
    "tool",
    "undo",
]
