"""The diagnosis as a calm list: what is conspicuous about the network that is looked at, what it means, what to try."""

from __future__ import annotations

from typing import Any

import streamlit as st

from engine import NonFiniteError
from explain import Prose
from explain.lab.diagnosis import SIGNS, Flag, Group, flags
from explain.lab.run import Run
from explain.numbers import plain
from explain.stopping import stop_sentence

AT = "course.lab.diagnosis"
DIGITS = 3


def draw(run: Run, update: int, prose: Prose) -> None:
    """The flags before update number `update`; style.css keeps their box as high where there are none."""
    found = flags(run, update)
    lines = [f"- {sentence(flag, prose)}" for flag in found] or [nothing(update, prose)]
    with st.container(border=True, key="lab_diagnosis"):
        st.markdown("\n".join([f"**{prose.say(f'{AT}.title')}**\n", *lines]))


def nothing(update: int, prose: Prose) -> str:
    """What is said where there is no flag: that there is none, and which there could be."""
    names = (prose.say(f"{AT}.flag.{sign.name}.name") for sign in SIGNS)
    watched = prose.say(f"{AT}.watched", names=", ".join(name[:1].lower() + name[1:] for name in names))
    return f"{prose.say(f'{AT}.none', update=update)}\n\n{watched}"


def sentence(flag: Flag, prose: Prose) -> str:
    """What is seen, with its numbers, what it means, and what to try."""
    numbers = {name: _said(value, prose) for name, value in flag.evidence.items()}
    at = f"{AT}.flag.{flag.name}"
    name, seen, means, try_this = (prose.say(f"{at}.{part}", **numbers) for part in ("name", "seen", "means", "try"))
    return prose.say(f"{AT}.flag_line", name=name, seen=seen, means=means, try_this=try_this)


def _said(value: Any, prose: Prose) -> str:
    if isinstance(value, NonFiniteError):
        return stop_sentence(value, prose)
    if isinstance(value, tuple):
        return "; ".join(_group(group, prose) for group in value)
    return str(value) if isinstance(value, int) else plain(value, DIGITS)


def _group(group: Group, prose: Prose) -> str:
    count = len(group.units)
    kind = "only" if group.of == 1 else "all" if count == group.of else "some"
    which = ", ".join(str(unit + 1) for unit in group.units)
    return prose.say(f"{AT}.group.{kind}", layer=group.layer, of=group.of, count=count, which=which)
