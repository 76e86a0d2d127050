"""The cycle: many updates at once, the network as it was before any of them, and the four stages of its round."""

from __future__ import annotations

from functools import lru_cache

import streamlit as st

from engine import NonFiniteError, Phase, Problem, Trace, trace
from explain import Prose
from explain.cycle import Round, round_of
from explain.numbers import plain
from ui import edits, session
from ui.charts.updates import description, updates_chart
from ui.course.chart import Numbers, chart
from ui.course.controls import Choice, Controls
from ui.course.passes import batch_of_three, first_network
from ui.course.picture import picture
from ui.course.prompts import ask_anew, predict
from ui.diagram.labels import plain_name
from ui.lesson import Lesson

PAGE = "cycle"
STAGES = tuple(phase.value for phase in Phase)
CONTROLS = Controls(PAGE, Choice("stage", STAGES[0], STAGES, "phase"))
AT_UPDATE = f"{PAGE}.at"
"""The setting that keeps the update looked at; not set, it is the newest."""
COUNTS = (1, 10, 50)
TOO_FAST = 20.0
"""A learning rate at which J of the batch of three jumps up and down."""


@lru_cache
def too_fast() -> Problem:
    """The batch of three with a learning rate that is much too large."""
    return edits.set_constant(batch_of_three(), "eta", TOO_FAST)


PREPARED = {"example": first_network, "batch": batch_of_three, "fast": too_fast}


def more(count: int, prose: Prose) -> None:
    """Make updates, and look at the newest."""
    session.apply_updates(count, prose.say(f"course.{PAGE}.more", count=count))
    session.set_controls({AT_UPDATE: None})


def going_on(lesson: Lesson, prose: Prose) -> None:
    """The buttons that make updates, and undo and redo; none where nothing may change."""
    if lesson.fixed:
        return
    past, future = session.journal().past, session.journal().future
    with st.container(horizontal=True, key="more_updates"):
        for count in COUNTS:
            label = prose.say(f"course.{PAGE}.more" if count > 1 else f"course.{PAGE}.one_more", count=count)
            st.button(label, key=f"more.{count}", on_click=more, args=(count, prose))
        st.button(prose.say("ui.undo"), key="cycle.undo", on_click=session.undo, disabled=not past)
        st.button(prose.say("ui.redo"), key="cycle.redo", on_click=session.redo, disabled=not future)


def problem_at(lesson: Lesson, count: int) -> Problem:
    """The network after `count` updates. Raises IndexError for one that is forgotten or not made yet."""
    if not lesson.forgotten <= count <= lesson.updates:
        raise IndexError(f"updates {lesson.forgotten} to {lesson.updates} are known, not {count}")
    return lesson.problem if count == lesson.updates else lesson.walk[count - lesson.forgotten].problem


def looked_at(lesson: Lesson) -> int:
    """The update that the learner looks at: the one chosen, as far as it is there, else the newest."""
    kept = session.controls().get(AT_UPDATE)
    known = isinstance(kept, int) and lesson.forgotten <= kept <= lesson.updates
    return int(kept) if known and kept is not None else lesson.updates


def history(lesson: Lesson, newest: Trace, prose: Prose) -> None:
    """J over the updates, the slider that goes back and forth among them, and the way to go on from there."""
    if not lesson.walk:
        st.markdown(prose.say(f"course.{PAGE}.back.none"))
        return
    at, key = looked_at(lesson), f"course.{PAGE}.at"
    session.seed(key, at)
    st.slider(
        prose.say(f"course.{PAGE}.back.slider"),
        lesson.forgotten,
        lesson.updates,
        key=key,
        on_change=session.from_widget(key, lambda count: session.set_controls({AT_UPDATE: count})),
    )
    losses = [update.loss for update in lesson.walk]
    losses += newest["J"][0].tolist() if "J" in newest else []
    counts = range(lesson.forgotten, lesson.forgotten + len(losses))
    shown = min(at, counts[-1])
    chart(
        updates_chart(counts, losses, shown, lesson.digits, prose),
        f"{PAGE}_losses",
        prose,
        alt=description(counts, losses, shown, lesson.digits, prose),
        numbers=Numbers([prose.say(f"course.{PAGE}.back.axis"), "J"], list(zip(map(str, counts), losses, strict=True))),
    )
    if lesson.forgotten:
        st.caption(prose.say(f"course.{PAGE}.back.forgotten", count=lesson.forgotten))
    if at < lesson.updates and not lesson.fixed:
        st.button(
            prose.say(f"course.{PAGE}.back.go_on", count=at),
            key="cycle.go_on",
            on_click=session.back_to_update,
            args=(at, prose.say("updates.back", count=at)),
        )


def stages(lesson: Lesson, prose: Prose) -> None:
    """The four stages of the chosen round with their numbers, and the network at the end of one of them."""
    count = looked_at(lesson)
    try:
        result = trace(problem_at(lesson, count))
    except NonFiniteError:
        st.markdown(prose.say("derivation.stopped"))
        return
    example = min(lesson.example, lesson.problem.examples - 1)
    told = round_of(result, example)
    st.markdown(prose.say(f"course.{PAGE}.round.at", count=count, next=count + 1))
    for column, name in zip(st.columns(len(STAGES)), STAGES, strict=True):
        with column.container(border=True, height="stretch"):
            st.markdown(_stage(name, told, example, lesson, prose))
    st.markdown(_again(told, lesson.digits, prose))
    CONTROLS.draw(prose, "stage")
    last = [step for step in result.steps if step.phase.value == CONTROLS["stage"]][-1]
    picture(last, prose, digits=lesson.digits, example=example)


def _stage(name: str, told: Round, example: int, lesson: Lesson, prose: Prose) -> str:
    """One stage in words: what it does, and its numbers."""

    def number(value: float) -> str:
        return plain(value, lesson.digits)

    said = prose.say(
        f"course.{PAGE}.round.{name}",
        example=example + 1,
        outputs=", ".join(map(number, told.outputs)),
        targets=", ".join(map(number, told.targets)),
        loss=number(told.loss),
        weight=plain_name(told.weight),
        gradient=plain_name(told.gradient),
        before=number(told.before),
        slope=number(told.slope),
        after=number(told.after),
        eta=number(lesson.problem.eta),
    )
    return f"**{STAGES.index(name) + 1}. {prose.say(f'phase.{name}')}**\n\n{said}"


def _again(told: Round, digits: int, prose: Prose) -> str:
    """What the next round starts from."""
    if told.loss_after is None:
        return prose.say(f"course.{PAGE}.round.broken")
    way = "down" if told.loss_after < told.loss else "up" if told.loss_after > told.loss else "same"
    return prose.say(
        f"course.{PAGE}.round.{way}", before=plain(told.loss, digits), after=plain(told.loss_after, digits)
    )


def ask(lesson: Lesson, prose: Prose) -> None:
    """The question which way J goes in the first update; none where it does not go either way."""
    try:
        told = round_of(trace(lesson.start))
    except NonFiniteError:
        return
    if told.loss_after is not None and told.loss_after != told.loss:
        right = "down" if told.loss_after < told.loss else "up"
        ask_anew(PAGE, "first", f"{told.loss} {told.loss_after}")
        before, after = (plain(loss, lesson.digits) for loss in (told.loss, told.loss_after))
        predict(PAGE, "first", ("down", "up"), right, prose, before=before, after=after)
