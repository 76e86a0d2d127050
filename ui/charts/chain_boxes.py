"""The chain as a row of boxes: what each number was before a nudge and is after it, and the slopes between them.

It is HTML and not a drawing: a row that breaks on a phone, and text for those who listen.
"""

from __future__ import annotations

from html import escape

from explain import Prose
from explain.chain import ChainNudge, Stage
from explain.nudge import digits_to_tell
from explain.numbers import plain
from ui.charts.style import BLUE, ORANGE
from ui.diagram.labels import plain_name

ROW = "list-style:none;margin:0;padding:0;display:flex;flex-wrap:wrap;gap:0.9rem 0;font-size:0.9rem;line-height:1.45"
ITEM = "margin:0;padding:0;display:flex;align-items:center"
BOX = (
    "border:1.5px solid rgba(128,128,128,0.6);border-radius:6px;padding:0.35rem 0.6rem;min-width:8.6rem;"
    "font-variant-numeric:tabular-nums"
)
ARROW = "min-width:6.2rem;padding:0 0.3rem;text-align:center"
PAIR = "display:flex;justify-content:space-between;gap:0.8rem"
QUIET = "font-size:0.8rem"
LEAST = 1.0
"""A bar is at least so wide, in percent, that a small change can be told from none."""


def chain_boxes(found: ChainNudge, prose: Prose, digits: int) -> str:
    """The row as HTML: what is nudged, then each stage with its slope before it."""
    largest = max(abs(found.h), *(abs(stage.change) for stage in found.stages))
    first = _box(found.name, found.at, found.moved, found.h, largest, prose, digits)
    items = [first, *(_arrow(s, prose, digits) + _stage(s, largest, prose, digits) for s in found.stages)]
    label = prose.say("course.nudges.box.label", start=plain_name(found.name), end=plain_name(found.stages[-1].name))
    listed = "".join(f'<li style="{ITEM}">{item}</li>' for item in items)
    return f'<ol role="list" aria-label="{escape(label)}" style="{ROW}">{listed}</ol>'


def _stage(stage: Stage, largest: float, prose: Prose, digits: int) -> str:
    return _box(stage.name, stage.before, stage.after, stage.change, largest, prose, digits)


def _box(name: str, before: float, after: float, change: float, largest: float, prose: Prose, digits: int) -> str:
    """One number: its name, before, after, and its change as a number and as the length of a bar."""
    told = max(digits, digits_to_tell(before, after, 2))
    numbers = {"before": plain(before, told), "after": plain(after, told), "change": signed(change, digits)}
    lines = "".join(
        f'<div style="{PAIR}"><span>{escape(prose.say(f"course.nudges.box.{key}"))}</span>'
        f"<span>{'<b>' if key == 'change' else ''}{number}{'</b>' if key == 'change' else ''}</span></div>"
        for key, number in numbers.items()
    )
    width = max(LEAST, 100 * abs(change) / largest) if change else 0.0
    bar = f'<div style="height:6px;margin-top:0.25rem;width:{width:.1f}%;background:{_colour(change)}"></div>'
    return f'<div style="{BOX}"><div><b>{escape(plain_name(name))}</b></div>{lines}{bar}</div>'


def _arrow(stage: Stage, prose: Prose, digits: int) -> str:
    """The slope from the number before, by name, and by what the change was really multiplied."""
    name = prose.say("course.nudges.box.factor", name=plain_name(stage.factor_name))
    if stage.ratio is None:
        really = prose.say("course.nudges.box.nothing")
    else:
        really = prose.say("course.nudges.box.really", ratio=plain(stage.ratio, digits))
    times = f"<div><b>× {plain(stage.factor, digits)}</b> →</div>"
    around = (f'<div style="{QUIET}">{escape(text)}</div>' for text in (name, really))
    return f'<div style="{ARROW}">{times.join(around)}</div>'


def signed(value: float, digits: int) -> str:
    """A change as text, with its sign: "+0.1", "-0.02", "0"."""
    text = plain(value, digits)
    return f"+{text}" if value > 0 else text


def _colour(change: float) -> str:
    return BLUE if change > 0 else ORANGE
