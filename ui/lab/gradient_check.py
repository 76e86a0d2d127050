"""The gradient check of the network that is looked at: at a press, since it takes longer than a view may."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import log10
from weakref import WeakKeyDictionary

import streamlit as st

from engine import NonFiniteError
from explain import Prose
from explain.lab.gradient_curve import Checked, Step, check
from explain.lab.run import Run
from explain.lab.setup import Setup
from explain.numbers import plain
from ui.charts.lab.gradient_curve import description, figure, rows
from ui.course.chart import Numbers, chart

AT = "course.lab.check"
DIGITS, ENTRY_DIGITS = 2, 6
SHOWN = 8
"""The entries that are shown, those that differ most."""
AGREE = 1e-10
"""The complex step reaches 1e-15; a wrong gradient is off by far more than this."""


@dataclass(frozen=True)
class Done:
    """A check of the network before an update, under the settings of then; None where it was not finite."""

    update: int
    setup: Setup
    checked: Checked | None


_DONE: WeakKeyDictionary[Run, Done] = WeakKeyDictionary()
"""The last check of each run; it goes when the run goes."""


def draw(run: Run, look: Callable[[], int], prose: Prose) -> None:
    """The button, and what the last check of this run found.

    `look` tells the update that is looked at when the button is pressed: the scrubber moves without drawing this.
    """
    st.button(prose.say(f"{AT}.button"), key="lab_check", on_click=lambda: _check(run, look()))
    done = _DONE.get(run)
    if done is None or done.setup != run.setup:
        st.markdown(prose.say(f"{AT}.not_yet"))
    elif done.checked is None:
        st.markdown(prose.say(f"{AT}.not_finite", update=done.update))
    else:
        _entries(done.update, done.checked, prose)
        _steps(done.checked, prose)


def _check(run: Run, update: int) -> None:
    try:
        checked = check(run.problem(update))
    except NonFiniteError:
        checked = None
    _DONE[run] = Done(update, run.setup, checked)


def _entries(update: int, found: Checked, prose: Prose) -> None:
    """Whether they agree, what took part, and the entries that differ most."""
    worst = found.entries[0].difference
    counts = {"checked": len(found.entries), "entries": found.all_entries}
    said = [
        prose.say(
            f"{AT}.{'agree' if worst <= AGREE else 'differ'}", update=update, worst=plain(worst, DIGITS), **counts
        )
    ]
    part = "all" if found.examples == found.all_examples else "part"
    said.append(prose.say(f"{AT}.{part}", examples=found.examples, all_examples=found.all_examples))
    if len(found.entries) < found.all_entries:
        said.append(prose.say(f"{AT}.sample", **counts))
    shown = [
        [
            f"${name}$",
            plain(one.analytic, ENTRY_DIGITS),
            plain(one.numeric, ENTRY_DIGITS),
            plain(one.difference, DIGITS),
        ]
        for name, one in zip(found.names[:SHOWN], found.entries[:SHOWN], strict=True)
    ]
    heads = [prose.say(f"{AT}.head.{head}") for head in ("entry", "analytic", "numeric", "difference")]
    table = Numbers(heads, shown).to_markdown()
    st.markdown(f"{' '.join(said)}\n\n{prose.say(f'{AT}.worst_first')}\n\n{table}")


def _steps(found: Checked, prose: Prose) -> None:
    """The error over the step size, where it is smallest and why, and the kinks."""
    st.markdown(prose.say(f"{AT}.steps", nudged=found.nudged))
    heads = [prose.say(f"{AT}.head.{head}") for head in ("h", "central", "complex", "kinks")]
    numbers = Numbers(heads, rows(found))
    chart(figure(found, prose), "lab_gradient_curve", prose, alt=description(found, prose), numbers=numbers)
    st.markdown("\n".join(_read(found, prose)))


def _read(found: Checked, prose: Prose) -> list[str]:
    """Where the central difference is best, and what makes it worse on both sides of that."""
    best, kinked = found.best, found.kinked
    if best is None or not best.central:
        return [prose.say(f"{AT}.exact")]
    said = [prose.say(f"{AT}.best", h=_power(best), error=plain(best.central, DIGITS))]
    longer = next((step for step in reversed(found.curve) if step.h > best.h), None)
    if longer is None:
        said.append(prose.say(f"{AT}.parabola"))
    elif not longer.kinks:
        said.append(prose.say(f"{AT}.truncation"))
    said.append(prose.say(f"{AT}.rounding"))
    if kinked:
        most = max(kinked, key=lambda step: step.kinks)
        counts = {"most": most.kinks, "nudged": found.nudged}
        smallest = _power(min(kinked, key=lambda step: step.h))
        said += ["", prose.say(f"{AT}.kinks", smallest=smallest, largest=_power(most), **counts)]
    return said


def _power(step: Step) -> str:
    """A step size in LaTeX: all of them are powers of 10."""
    return f"10^{{{round(log10(step.h))}}}"
