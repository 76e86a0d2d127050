"""A thousand random edits and steps on the lesson page: nothing breaks, and what is shown stays true."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Checkbox, NumberInput, Selectbox

from engine import LESSON_LIMITS, Problem, gradient_check, trace
from engine.activations import ACTIVATIONS
from engine.losses import LOSSES
from engine.optimisers import OPTIMISERS
from explain.mathml import markup
from explain.numbers import latex
from tests.ui.lesson_page import act, after, formulas, has_stage, lesson, opened, stage
from ui.lesson import LENSES, ZOOMS
from ui.presets import presets
from ui.quantities import places
from ui.tools import TOOLS

Move = Callable[[AppTest, random.Random], object]


def _go(at: AppTest, rng: random.Random) -> None:
    player = stage(at)["player"]
    act(at, "go", place=rng.randrange(player["count"]), zoom=player["zoom"])


def _drag(at: AppTest, rng: random.Random) -> None:
    settable = [part["name"] for part in stage(at)["picture"]["parts"] if "value" in part]
    act(at, "edit", part=rng.choice(settable), value=round(rng.uniform(-3, 3), 2), group=f"drag-{rng.randrange(50)}")


def _type(at: AppTest, rng: random.Random) -> None:
    part = rng.choice(list(places(lesson(at).problem)))
    at.segmented_control(key="tool").set_value("change")
    after(at)
    at.selectbox(key="part").set_value(part)
    after(at)
    text = rng.choice(["0.5", "-1.25", "1", "0", "abc", "1e9", "", "2.5e-3"])
    at.text_input(key=f"one_text_{part}").set_value(text)
    after(at)


def _select(at: AppTest, rng: random.Random) -> None:
    act(at, "select", part=rng.choice(stage(at)["picture"]["parts"])["name"])


def _look(at: AppTest, rng: random.Random) -> None:
    act(
        at,
        "look",
        lens=rng.choice(LENSES),
        zoom=rng.choice(ZOOMS),
        digits=rng.randint(2, 8),
        example=rng.randrange(5),
        entry=[rng.randrange(4), rng.randrange(4)],
    )


def _simple(action: str) -> Move:
    return lambda at, rng: act(at, action)


def _back_to(at: AppTest, rng: random.Random) -> None:
    act(at, "back_to", count=rng.randrange(4))


def _preset(at: AppTest, rng: random.Random) -> None:
    at.selectbox(key="preset").set_value(rng.choice(list(presets())))
    after(at)


def _tool(at: AppTest, rng: random.Random) -> None:
    quick = [tool for tool in TOOLS if tool not in ("derivation", "long_way", "figures")]
    at.segmented_control(key="tool").set_value(rng.choice(quick))
    after(at)


KINDS = {"net_loss": list(LOSSES), "net_optimiser": list(OPTIMISERS)}
HIDDEN = [name for name, record in ACTIVATIONS.items() if not record.by_column]


def _structure(at: AppTest, rng: random.Random) -> None:
    """One control of the network panel: a size, an activation, the loss, the optimiser, a lock, new weights."""
    at.segmented_control(key="tool").set_value("network")
    after(at)
    found = (*at.selectbox, *at.number_input, *at.button, *at.checkbox)
    controls = [one for one in found if (one.key or "").startswith("net_") and not one.disabled]
    control = rng.choice([one for one in controls if one.key not in ("net_place", "net_scheme")])
    if isinstance(control, Selectbox):
        control.set_value(rng.choice(KINDS.get(control.key, HIDDEN)))
    elif isinstance(control, NumberInput):
        control.set_value(min(max(control.value + rng.choice([-1, 1]), control.min), control.max, 5))
    elif isinstance(control, Checkbox):
        control.set_value(not control.value)
    else:
        control.click()
    after(at)


MOVES: dict[Move, int] = {
    _go: 8,
    _drag: 8,
    _select: 4,
    _look: 4,
    _type: 3,
    _structure: 6,
    _simple("undo"): 2,
    _simple("redo"): 1,
    _simple("apply"): 2,
    _back_to: 1,
    _preset: 1,
    _tool: 1,
}


def _holds(at: AppTest) -> None:
    """The document is valid, the gradients are right, and the card shows the trace's own number."""
    problem = lesson(at).problem
    again = Problem.from_dict(problem.to_dict(), LESSON_LIMITS)
    assert again.to_dict() == problem.to_dict()
    result = trace(problem)
    told = stage(at)
    step = result.steps[lesson(at).step]
    lens = told["card"].get("lens")
    if lens and lens["chosen"] == "entry":
        row, column = lens["entry"]["row"][1], lens["entry"]["column"][1]
        column = lesson(at).example if step.equation.target.shape[1] == "d" else column
        number = markup(latex(float(step.value[row, column]), lesson(at).digits))
        assert formulas(number) in formulas(lens["entry"]["lines"][-1][2])
    smooth = all(
        layer.activation in ("sigmoid", "tanh", "identity", "softmax", "softplus", "silu")
        for layer in problem.spec.layers
    )
    if smooth and problem.spec.loss not in ("absolute_error", "hinge", "huber") and not problem.spec.l1:
        gradient_check(problem).require(1e-9)


@pytest.mark.timeout(900)
@pytest.mark.parametrize("seed", range(4))
def test_a_random_walk_breaks_nothing(seed: int) -> None:
    """4 walks of 250 moves: after every one the page is drawn, valid and true."""
    rng = random.Random(seed)
    at = opened()
    moves, weights = list(MOVES), list(MOVES.values())
    for _ in range(250):
        (move,) = rng.choices(moves, weights)
        if not has_stage(at):
            act_back(at)
            continue
        move(at, rng)
        if has_stage(at) and not at.error:
            _holds(at)


def act_back(at: AppTest) -> None:
    """Where the first step already has no finite number, the button that is offered is the way back."""
    at.button(key="stopped_undo").click()
    after(at)
