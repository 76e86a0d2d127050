"""The controls of a page, as records: what each can be set to and what it is called. Their settings are the session's.

A page's controls are made once, when its module is imported; a prompt ("try this") sets several of them at once.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from explain import Prose
from explain.numbers import plain
from ui import session
from ui.session import Setting

MOST_SEGMENTS = 6
"""A choice of more is a list that opens."""


@dataclass(frozen=True)
class Slider:
    """A number from `low` to `high` in steps."""

    name: str
    usual: float
    low: float
    high: float
    step: float

    def allows(self, value: object) -> bool:
        """True for a number in range."""
        return isinstance(value, int | float) and not isinstance(value, bool) and self.low <= value <= self.high

    def near(self, value: float) -> float:
        """The setting that is nearest to a number, as when it was dragged in a picture."""
        return min(max(value, self.low), self.high) if math.isfinite(value) else self.usual

    def draw(self, label: str, key: str, change: Callable[[], None], _: Prose) -> None:
        """The widget."""
        places = max(0, -math.floor(math.log10(self.step) + 1e-9))
        st.slider(
            label, float(self.low), float(self.high), step=self.step, format=f"%.{places}f", key=key, on_change=change
        )


@dataclass(frozen=True)
class Whole:
    """A whole number from `low` to `high`."""

    name: str
    usual: int
    low: int
    high: int

    def allows(self, value: object) -> bool:
        """True for a whole number in range."""
        return isinstance(value, int) and not isinstance(value, bool) and self.low <= value <= self.high

    def draw(self, label: str, key: str, change: Callable[[], None], _: Prose) -> None:
        """The widget."""
        st.slider(label, self.low, self.high, step=1, key=key, on_change=change)


@dataclass(frozen=True)
class Choice:
    """One of some options. `names` is the key under which each option has its name; "" shows numbers as they are.

    `own` are names of single options that stand elsewhere, by option. With `row` they are a row of buttons however many
    they are.
    """

    name: str
    usual: Any
    options: tuple[Any, ...]
    names: str = ""
    own: Mapping[Any, str] = field(default_factory=dict)
    row: bool = False

    def allows(self, value: object) -> bool:
        """True for one of the options."""
        return any(type(value) is type(option) and value == option for option in self.options)

    def draw(self, label: str, key: str, change: Callable[[], None], prose: Prose) -> None:
        """The widget: a row of buttons, or a list where they are many."""

        def called(option: Any) -> str:
            if option in self.own:
                return prose.say(self.own[option])
            return prose.say(f"{self.names}.{option}") if self.names else plain(option, 6)

        if self.row or len(self.options) <= MOST_SEGMENTS:
            st.segmented_control(label, self.options, format_func=called, key=key, on_change=change, required=True)
        else:
            st.selectbox(label, self.options, format_func=called, key=key, on_change=change, width=320)


@dataclass(frozen=True)
class Switch:
    """On or off."""

    name: str
    usual: bool = False

    def allows(self, value: object) -> bool:
        """True for on and off."""
        return isinstance(value, bool)

    def draw(self, label: str, key: str, change: Callable[[], None], _: Prose) -> None:
        """The widget."""
        st.toggle(label, key=key, on_change=change)


Control = Slider | Whole | Choice | Switch

REGISTERED: dict[str, Controls] = {}
"""The controls of every page that has been imported, by page."""


class Controls:
    """All controls of one page. Their labels are course.<page>.control.<name>."""

    def __init__(self, page: str, *controls: Control) -> None:
        self.page = page
        self.by_name: Mapping[str, Control] = {control.name: control for control in controls}
        REGISTERED[page] = self

    def __getitem__(self, name: str) -> Any:
        """What a control is set to. What it cannot be, as when somebody else's file says so, counts as the usual."""
        control = self.by_name[name]
        kept = session.controls().get(f"{self.page}.{name}", control.usual)
        return kept if control.allows(kept) else control.usual

    def set(self, settings: Mapping[str, Setting]) -> None:
        """Set some controls. Raises ValueError for what a control cannot be set to."""
        for name, value in settings.items():
            if not self.by_name[name].allows(value):
                raise ValueError(f"{self.page}.{name} cannot be {value!r}")
        session.set_controls({f"{self.page}.{name}": value for name, value in settings.items()})

    def reset(self, settings: Mapping[str, Setting] | None = None) -> None:
        """All controls as usual, but for some settings."""
        session.set_controls({f"{self.page}.{name}": None for name in self.by_name})
        self.set(settings or {})

    def are(self, settings: Mapping[str, Setting]) -> bool:
        """True where all controls are as `reset` would set them."""
        return all(self[name] == settings.get(name, control.usual) for name, control in self.by_name.items())

    def draw(self, prose: Prose, *names: str) -> None:
        """Draw some of the controls."""
        for name in names:
            key = f"course.{self.page}.{name}"
            session.seed(key, self[name])
            self.by_name[name].draw(
                prose.say(f"course.{self.page}.control.{name}"), key, session.from_widget(key, self._taker(name)), prose
            )

    def _taker(self, name: str) -> Callable[[Any], None]:
        """What takes a widget's new value; one that the widget does not offer, which only a forged message has, not."""
        return lambda value: self.set({name: value}) if self.by_name[name].allows(value) else None
