"""What makes a page something to do: prompts that prepare a state, and questions to answer before looking."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from explain import Prose
from ui import session
from ui.course.controls import Choice, Controls
from ui.session import Setting
from ui.words import marked

State = Mapping[str, Setting] | Callable[[], None]
"""A prepared state: settings of the page's controls, or what prepares it."""


def tries(
    page: str,
    states: Mapping[str, State],
    prose: Prose,
    controls: Controls | None = None,
    still: Callable[[str], bool] = lambda name: True,
) -> None:
    """Prompts as buttons. Each prepares its state; below them stands what is to be seen in it.

    The prompt is course.<page>.try.<name>.do, what to look at course.<page>.try.<name>.see.
    `still` says of a prompt (by name) whether the page is as it has prepared it, where `controls` cannot tell.
    """
    st.markdown(f"**{prose.say('course.try')}**")
    with st.container(horizontal=True, key=f"tries_{page}"):
        for name, state in states.items():
            st.button(
                prose.say(f"course.{page}.try.{name}.do"),
                key=f"try.{page}.{name}",
                on_click=_prepare,
                args=(page, name, state, controls),
            )
    seen = st.empty()  # there in any case: what is drawn anew, since it stands elsewhere in the page, loses the focus
    chosen = session.controls().get(f"{page}.tried")
    if isinstance(chosen, str) and chosen in states and _stands(states[chosen], controls) and still(chosen):
        seen.info(marked(prose.say(f"course.{page}.try.{chosen}.see"), prose))


def _stands(state: State, controls: Controls | None) -> bool:
    """True while the page is as the prompt has prepared it, where that is a matter of its controls."""
    return callable(state) or controls is None or controls.are(state)


def _prepare(page: str, name: str, state: State, controls: Controls | None) -> None:
    session.set_controls({f"{page}.tried": name})
    if callable(state):
        state()
    elif controls is not None:
        controls.reset(state)


def ask_anew(page: str, question: str, about: str) -> None:
    """Forget the answer to a question that was about something else (`about` is what it is about now)."""
    if session.controls().get(f"{page}.asked", about) != about:
        session.set_controls({f"{page}.{question}.answer": None})
    session.set_controls({f"{page}.asked": about})


def predict(page: str, question: str, options: tuple[str, ...], right: str, prose: Prose, **names: object) -> bool:
    """A question with one click for an answer, which is told right or wrong at once. True once it is answered.

    `right` comes from a trace. The texts are course.<page>.predict.<question>.ask, .option.<option> and .because, which
    is told `names`.
    """
    at = f"course.{page}.predict.{question}"
    answers = Controls(f"{page}.{question}", Choice("answer", "", ("", *options)))
    with st.container(border=True, key=f"predict_{page}_{question}"):
        given = answers["answer"]
        key = f"{at}.answer"
        session.seed(key, given or None)
        st.segmented_control(
            prose.say("course.predict", question=prose.say(f"{at}.ask")),
            options,
            format_func=lambda option: prose.say(f"{at}.option.{option}"),
            key=key,
            on_change=session.from_widget(key, lambda value: answers.set({"answer": value or ""})),
        )
        if given:
            verdict = prose.say("course.right" if given == right else "course.wrong")
            st.markdown(f"**{verdict}** {marked(prose.say(f'{at}.because', **names), prose)}")
    return bool(given)
