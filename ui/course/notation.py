"""The page on notation: a step in both conventions, every quantity with its key and its size, and where 1/d stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

import streamlit as st

from engine import Program, Step, Trace
from engine.expr import Entry, Expr, Mark, SizeOf, Var
from engine.tree import walk
from explain import Prose, explain, title
from explain.names import entry, quantity, size_name
from explain.numbers import plain
from explain.rows import CONVENTIONS, equation_in_rows, turned
from ui import session
from ui.course.controls import Choice, Controls
from ui.diagram.labels import plain_title
from ui.stage.veil import veil_of

PAGE = "notation"
STEP = f"{PAGE}.step"
KINDS = ("values", "gradients", "updates")
CONTROLS = Controls(PAGE, Choice("kind", "values", KINDS, "course.notation.kind"))
BOOKS = ("numpy", "pytorch", "transposed", "delta", "brackets", "folded", "sum")
"""What is written otherwise elsewhere, each one sentence."""

PRODUCTS: Mapping[str, tuple[bool, bool]] = {"w_x": (True, False), "x_w": (False, False), "x_wt": (False, True)}
"""The answers to the question for the product in Z: whether W comes first, and whether it is transposed."""


# --- one step in both conventions -----------------------------------------------------------------------------------


def chosen_step(trace: Trace) -> Step:
    """The step that is compared: the one chosen here, else the one where the lesson is."""
    known = trace.index.get(str(session.controls().get(STEP)))
    return session.current_step(trace) if known is None else trace.steps[known]


def choose(key: str) -> None:
    """Compare the step that computes a quantity."""
    session.set_controls({STEP: key})


def prepared(trace: Trace) -> dict[str, str]:
    """The steps that the prompts show, by prompt: a layer's sums, a weight's gradient, an update."""
    first = trace.program.layers[0]
    data = first.W.grad.only("data").key
    keys = {
        "sums": first.Z.key,
        "gradient": data if data in trace.index else first.W.grad.key,
        "update": first.W.next.key,
    }
    return {name: key for name, key in keys.items() if key in trace.index}


def step_choice(trace: Trace, prose: Prose) -> Step:
    """The choice of the step, as a list of all steps of the lesson's network."""
    step, key = chosen_step(trace), "course.notation.step"
    session.seed(key, step.key)
    st.selectbox(
        prose.say("course.notation.control.step"),
        [one.key for one in trace.steps],
        format_func=lambda name: _listed(trace.step(name), prose),
        key=key,
        on_change=session.from_widget(key, lambda name: choose(name) if name in trace.index else None),
        width=520,
    )
    return step


def _listed(step: Step, prose: Prose) -> str:
    return f"{step.index + 1}. {plain_title(title(step, prose))}"


def side_by_side(step: Step, prose: Prose) -> None:
    """The step's formula in both conventions, with sizes and numbers; sizes only where a lesson veils the numbers."""
    lesson = session.lesson()
    over = veil_of(step.trace, lesson)
    veiled = over is not None and over.covers(step.key)
    for place, (name, convert) in zip(st.columns(2), CONVENTIONS.items(), strict=True):
        told = explain(convert(step), prose, lesson.digits)
        with place, st.container(key=f"convention_{name}"):
            heading = prose.say(f"course.notation.convention.{name}")
            st.markdown(f"**{heading}**\n\n$$\n{told.shapes if veiled else told.aligned}\n$$")
    if veiled:
        st.markdown(prose.say("course.notation.veiled"))


def right_product(trace: Trace) -> str:
    """The answer to the question, read off the rewritten equation of the first layer's sums."""
    first = trace.program.layers[0]
    whole = equation_in_rows(trace.program.equations[0]).expr
    return next(
        name
        for name, (w_first, flipped) in PRODUCTS.items()
        if _product(first.W, first.a_in, w_first, flipped) in set(walk(whole))
    )


def _product(w: Var, a_in: Var, w_first: bool, flipped: bool) -> Expr:
    weights: Expr = w.T if flipped else w
    return weights @ turned(a_in) if w_first else turned(a_in) @ weights


# --- the switch -----------------------------------------------------------------------------------------------------


def switch(prose: Prose) -> None:
    """Which convention the lesson is shown in."""
    key = "course.notation.convention"
    session.seed(key, session.lesson().convention)
    st.segmented_control(
        prose.say("course.notation.control.convention"),
        list(CONVENTIONS),
        format_func=lambda name: prose.say(f"course.notation.convention.{name}"),
        key=key,
        required=True,
        on_change=session.from_widget(key, show_in),
    )


def show_in(convention: str) -> None:
    """Show the lesson in a convention; what is none changes nothing."""
    if convention in CONVENTIONS:
        session.look(convention=convention)


# --- the table ------------------------------------------------------------------------------------------------------


def kind_of(var: Var) -> str:
    """Which of KINDS a quantity belongs to; settings such as eta belong to the update."""
    if var.hyper or var.mark in (Mark.NEXT, Mark.STATE, Mark.MASK):
        return "updates"
    return "gradients" if var.mark in (Mark.GRADIENT, Mark.SLOPE) else "values"


@lru_cache(maxsize=64)
def quantities(program: Program, kind: str) -> tuple[Var, ...]:
    """The quantities of one kind, inputs first, then in the order in which they are computed."""
    first = sorted(program.inputs, key=lambda var: var.layer or 0)
    computed = (equation.target for equation in program.equations)
    return tuple(var for var in dict.fromkeys((*first, *computed)) if kind_of(var) == kind)


def table(trace: Trace, kind: str, prose: Prose) -> str:
    """The quantities of one kind as a Markdown table: name, key in a trace, size, and size where rows are examples."""
    heads = [prose.say(f"course.notation.head.{head}") for head in ("name", "key", "size", "rows")]
    lines = [heads, ["---"] * len(heads)]
    lines += [list(_row(var, trace)) for var in quantities(trace.program, kind)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _row(var: Var, trace: Trace) -> Iterator[str]:
    aliases = (alias for alias, key in trace.program.aliases.items() if key == var.key)
    yield f"${quantity(var)}$"
    yield ", ".join(f"`{key}`" for key in (var.key, *aliases))
    for shape in (var.shape, turned(var).shape):
        named = r" \times ".join(size_name(size) for size in shape)
        real = " x ".join("1" if size == "1" else str(trace.sizes[size]) for size in shape)
        yield f"${named}$ ({real})"


# --- indices and 1/d ------------------------------------------------------------------------------------------------


def an_index(trace: Trace, digits: int) -> dict[str, str]:
    """One weight as the page names it and as code reads it."""
    var = trace.program.layers[0].W
    row, column = (size - 1 for size in trace[var.key].shape)
    return {
        "name": f"${entry(Entry(var, row, column), trace.sizes)}$",
        "code": f'`trace["{var.key}"][{row}, {column}]`',
        "value": plain(float(trace[var.key][row, column]), digits),
    }


def with_mean(trace: Trace) -> tuple[Step, ...]:
    """The steps whose formula has 1/d."""
    return tuple(step for step in trace.steps if any(_is_d(node) for node in walk(step.equation.expr)))


def _is_d(node: Expr) -> bool:
    return isinstance(node, SizeOf) and node.size == "d"


def books(prose: Prose) -> str:
    """What other books write, as a list."""
    return "\n".join(f"- {prose.say(f'course.notation.book.{name}')}" for name in BOOKS)
