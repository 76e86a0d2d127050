"""Layers and shapes: its controls, the network of the chosen sizes, and what is shown of its matrices."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from engine import Trace
from explain import Prose
from explain.numbers import latex
from explain.render import matrix
from explain.size_mistakes import SIZE_MISTAKES, outcome
from explain.sizes import LARGEST, MOST_LAYERS, Sized, broadcast, feed, grown, products, sized_network, sums
from ui.charts.boxes import Box, Row, boxes
from ui.course.controls import Choice, Controls, Whole
from ui.course.formula import formulas
from ui.diagram.labels import plain_name

PAGE = "shapes"
DIGITS = 4
HIDDEN = tuple(f"h{i}" for i in range(1, MOST_LAYERS))
LAYERS = tuple(range(1, MOST_LAYERS + 1))

CONTROLS = Controls(
    PAGE,
    Choice("layers", 2, LAYERS),
    Whole("n", 3, 1, LARGEST),
    *(Whole(name, usual, 1, LARGEST) for name, usual in zip(HIDDEN, (4, 2, 3), strict=True)),
    Whole("m", 1, 1, LARGEST),
    Whole("d", 5, 1, LARGEST),
    Choice("view", "boxes", ("boxes", "numbers", "products"), "course.shapes.view"),
    Choice("layer", 1, LAYERS),
    Choice("mistake", "gradient", tuple(SIZE_MISTAKES), "course.shapes.mistake"),
    Whole("rows", 2, 1, LARGEST),
    Whole("columns", 4, 1, LARGEST),
)

TRIES = {
    "examples": {"d": LARGEST},
    "deep": {"layers": MOST_LAYERS},
    "back": {"view": "products"},
}
SQUARE = {"square": {"n": 3, "h1": 3, "m": 3, "d": 3, "mistake": "down"}}


def hidden() -> tuple[str, ...]:
    """The controls of the hidden layers that the network has."""
    return HIDDEN[: CONTROLS["layers"] - 1]


def network(more: int = 0) -> Trace:
    """The trace of the network that the controls say, with `more` examples."""
    widths = tuple(CONTROLS[name] for name in ("n", *hidden(), "m"))
    return sized_network(widths, CONTROLS["d"] + more)


def what_grows() -> str:
    """Which option is right when one example comes in: what has another size then."""
    one = -1 if CONTROLS["d"] == LARGEST else 1
    changed = grown(network(), network(one))
    return {(True, True): "both", (True, False): "weights", (False, True): "sums"}["W" in changed, "Z" in changed]


def view(found: Trace, prose: Prose) -> None:
    """The weighted sums as the learner wants to look at them."""
    VIEWS[CONTROLS["view"]](found, prose)


def _boxes(found: Trace, prose: Prose) -> None:
    st.html(boxes(rows_of_boxes(found), description(found, prose)))


def rows_of_boxes(found: Trace) -> list[Row]:
    """Z, W, A and b of every layer as boxes; b is drawn again for every example."""
    return [
        (_box(s.z), _box(s.w, "columns"), _box(s.a, "rows"), _box(s.b, copies=found.sizes["d"])) for s in sums(found)
    ]


def _box(of: Sized, inner: str = "", copies: int = 1) -> Box:
    rows, columns = (plain_name(size) for size in of.named)
    return Box(plain_name(of.name), (rows, columns), of.rows, of.columns, inner, copies)


def description(found: Trace, prose: Prose) -> str:
    """The boxes in words."""
    told = []
    for s in sums(found):
        sizes = {key: f"{of.rows} × {of.columns}" for key, of in (("z", s.z), ("w", s.w), ("a", s.a), ("b", s.b))}
        told.append(
            prose.say("course.shapes.alt", layer=s.layer, name=plain_name(s.a.name), shared=s.w.columns, **sizes)
        )
    return " ".join(told)


def _numbers(found: Trace, prose: Prose) -> None:
    if len(found.program.layers) > 1:
        CONTROLS.draw(prose, "layer")
    layer = found.program.layers[min(CONTROLS["layer"], len(found.program.layers)) - 1]
    formulas([found.step(layer.Z.key)], prose, digits=DIGITS)


def _products(found: Trace, prose: Prose) -> None:
    heads = [prose.say(f"course.shapes.head.{name}") for name in ("step", "computes", "product", "sizes", "result")]
    lines = [heads, ["---"] * len(heads)]
    for p in products(found):
        left, right = (
            rf"{p.left.rows} \times \mathbf{{{p.left.columns}}}",
            rf"\mathbf{{{p.right.rows}}} \times {p.right.columns}",
        )
        product = rf"{p.left.name} \cdot {p.right.name}"
        lines.append(
            [
                str(p.step),
                f"${p.target}$",
                f"${product}$",
                rf"${left} \cdot {right}$",
                f"${p.result[0]} \\times {p.result[1]}$",
            ]
        )
    st.markdown("\n".join(f"| {' | '.join(line)} |" for line in lines))


VIEWS: dict[str, Callable[[Trace, Prose], None]] = {"boxes": _boxes, "numbers": _numbers, "products": _products}


def bias(found: Trace) -> None:
    """The first layer's sum with the bias as a column, then once for every example."""
    st.markdown(f"$$\n{broadcast(found.step('Z1')).latex(DIGITS)}\n$$")


def mistake(found: Trace, prose: Prose) -> None:
    """The chosen mistake in this network: the formulas, and the engine's message or both numbers."""
    said = outcome(CONTROLS["mistake"], found)
    if said is None:
        st.info(prose.say("course.shapes.no_such_product"))
        return
    st.markdown(
        prose.say("course.shapes.right_formula")
        + f"\n\n$$\n{said.right}\n$$\n\n"
        + prose.say("course.shapes.wrong_formula")
        + f"\n\n$$\n{said.wrong}\n$$"
    )
    if said.numbers is None:
        st.error(prose.say("course.shapes.refused", message=said.refusal))
        return
    if not said.apart:
        st.info(prose.say("course.shapes.slips_equal"))
        return
    st.warning(prose.say("course.shapes.slips_through", name=f"${said.name}$", apart=f"${latex(said.apart, DIGITS)}$"))
    names = ("right", "wrong")
    told = [
        rf"\text{{{prose.say(f'course.shapes.word.{n}')}: }} {said.name} &= {matrix(m, DIGITS)}"
        for n, m in zip(names, said.numbers, strict=True)
    ]
    st.markdown("$$\n" + r"\begin{aligned} " + r" \\[8pt] ".join(told) + r" \end{aligned}" + "\n$$")
    st.markdown(prose.say("course.shapes.by_name", message=said.by_name))


def new_data(found: Trace, prose: Prose) -> None:
    """What becomes of data of the chosen size in the network as it stands."""
    assert found.problem is not None
    rows, columns = CONTROLS["rows"], CONTROLS["columns"]
    fed = feed(found.problem, rows, columns)
    n = found.sizes["n"]
    if fed.size is None:
        st.error(prose.say("course.shapes.new_refused", rows=rows, columns=columns, n=n, message=fed.refusal))
    else:
        st.success(
            prose.say("course.shapes.new_fits", rows=rows, columns=columns, height=fed.size[0], width=fed.size[1])
        )
