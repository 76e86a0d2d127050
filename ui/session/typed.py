"""Numbers that a learner types or slides."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from engine import ProblemError
from ui.diagram.labels import plain_name
from ui.quantities import ETA, OUT_OF_RANGE, BadNumber, Place, format_exact, parse_number, value_at, with_value
from ui.session.current import JOURNAL, LESSON, journal, lesson, put
from ui.session.notices import say


def set_number(place: Place, text: str, group: str = "") -> None:
    """Change one number to what was typed or slid; what cannot be used leaves a notice and changes nothing."""
    current = lesson()
    kept = format_exact(value_at(current.problem, place))
    name = plain_name(place.latex)
    try:
        value = parse_number(text)
        if value != value_at(current.problem, place):
            start = _start_of(group, place, kept)
            changed = replace(current, problem=with_value(current.problem, place, value))
            put(changed, f"{name}: {start} → {format_exact(value)}", group)
            if start == format_exact(value):
                # A drag that ended where it began: the walk that it interrupted is there again, too.
                st.session_state[JOURNAL], st.session_state[LESSON] = journal().without_last(lesson())
    except BadNumber as error:
        refuse(text, error, name, kept, positive=place.part == ETA)
    except ProblemError as error:
        say("ui.refused", reason=f"{error.reason}.", name=name, kept=kept)


def _start_of(group: str, place: Place, kept: str) -> str:
    """What a number was before the drag that is going on."""
    past = journal().past
    if group and past and past[-1].group == group:
        return format_exact(value_at(past[-1].lesson.problem, place))
    return kept


def refuse(text: str, error: BadNumber, name: str, kept: str, positive: bool = False) -> None:
    """Leave a notice that says why a typed number cannot be used, and what the number `name` still is.

    `positive` says that it has to be above 0 at any rate.
    """
    typed = text.replace("`", "'").strip()[:40]
    reason = f"ui.{error}_positive" if positive and str(error) == OUT_OF_RANGE else f"ui.{error}"
    say("ui.bad_number" if typed else "ui.no_number", text=typed, reason_key=reason, name=name, kept=kept)
