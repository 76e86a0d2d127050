"""What updates do to one weight: the first one by gradient descent, and many by any two optimisers."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from engine import History, trace
from explain import EntryExplanation, Prose, explain_entry
from explain.moves import Move, move, moves, update_entries, update_steps
from explain.numbers import plain
from ui.charts.lines import Line, lines
from ui.course.chart import Numbers, chart
from ui.course.picture import picture
from ui.course.prompts import ask_anew, predict
from ui.course.update import CONTROLS, DIGITS, PAGE, chosen, place
from ui.quantities import ETA


def first_step(prose: Prose) -> None:
    """The gradient of the weight, the question which way it goes, and then the update of gradient descent."""
    at, found = place(), chosen("sgd")
    start = found[0]
    made = move(start, at.key, at.row, at.column)
    written = explain_entry(start.step(f"d{at.key}"), at.row, at.column, DIGITS)
    picture(start.step(f"d{at.key}"), prose, lit=written.parts)
    _blocks([written])
    ask_anew(PAGE, "way", f"{at.part} {CONTROLS['target']}")
    told = {"gradient": plain(made.gradient, DIGITS), "step": plain(made.step, DIGITS)}
    answered = predict(PAGE, "way", ("up", "down"), made.direction, prose, **told)
    CONTROLS.draw(prose, "unasked")
    if answered or CONTROLS["unasked"]:
        _blocks(update_entries(start, at.key, at.row, at.column, DIGITS))
        _summed_up(made, found, prose)


def _summed_up(made: Move, found: History, prose: Prose) -> None:
    """Before, gradient, step and after in one line, J, and where the gradient itself as a step would lead."""
    at, problem = place(), found.problem
    wrong = move(trace(problem.with_values({ETA: 1.0})), at.key, at.row, at.column)
    heads = ("before", "gradient", "step", "after")
    values = (made.before, made.gradient, made.step, made.after)
    named = [prose.say(f"course.update.head.{head}") for head in heads]
    st.markdown(Numbers(named, [values]).to_markdown(DIGITS))
    losses = {"before": plain(made.loss, DIGITS), "after": plain(float(found.losses[1]), DIGITS)}
    st.markdown(prose.say("course.update.gain", **losses))
    st.markdown(prose.say("course.update.mistake", right=plain(made.after, DIGITS), wrong=plain(wrong.after, DIGITS)))


def _blocks(entries: Iterable[EntryExplanation]) -> None:
    st.markdown("\n\n".join(f"$$\n{entry.aligned}\n$$" for entry in entries))


def walked(optimiser: str) -> tuple[Move, ...]:
    """The updates of the chosen weight by an optimiser."""
    at = place()
    return moves(chosen(optimiser), at.key, at.row, at.column)


def one_update(prose: Prose) -> None:
    """The chosen update by the chosen optimiser as formulas of the one weight, each with why it is done."""
    at, start = place(), chosen(CONTROLS["optimiser"])[CONTROLS["update"] - 1]
    steps = update_steps(start, at.key)
    blocks = []
    for step, entry in zip(steps, update_entries(start, at.key, at.row, at.column, DIGITS), strict=True):
        blocks += [prose.say(f"why.{step.equation.why}"), f"$$\n{entry.aligned}\n$$"]
    st.markdown("\n\n".join(blocks))


def paths(prose: Prose) -> None:
    """One weight over the updates by both optimisers, and every number of the chosen one's updates."""
    one, other = CONTROLS["optimiser"], CONTROLS["other"]
    name = prose.say(f"course.update.weight.{CONTROLS['weight']}")
    shown = [_path(optimiser, prose) for optimiser in dict.fromkeys((one, other))]
    ends = f" {prose.say('course.update.and')} ".join(
        prose.say("course.update.path_end", optimiser=line.name, value=plain(float(line.y[-1] or 0), DIGITS))
        for line in shown
    )
    alt = prose.say("course.update.path_alt", name=name, start=plain(float(shown[0].y[0] or 0), DIGITS), ends=ends)
    figure = lines(shown, prose.say("course.update.axis"), name)
    chart(figure, "update_paths", prose, alt=alt, numbers=_table(walked(one), prose))


def _path(optimiser: str, prose: Prose) -> Line:
    made = walked(optimiser)
    values = [made[0].before, *(each.after for each in made)]
    return Line(prose.say(f"name.optimiser.{optimiser}"), range(len(values)), values)


def _table(made: tuple[Move, ...], prose: Prose) -> Numbers:
    memory = tuple(made[0].state)
    heads = ("update", "before", "gradient", *(f"state.{symbol}" for symbol in memory), "step", "after", "loss_before")
    rows = [(m.update, m.before, m.gradient, *m.state.values(), m.step, m.after, m.loss) for m in made]
    return Numbers([prose.say(f"course.update.head.{head}") for head in heads], rows)
