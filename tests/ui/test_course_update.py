"""The page on the update: its question, its sentences against the engine's numbers, and what its settings do."""

from __future__ import annotations

import math

import pytest
from streamlit.testing.v1 import AppTest

from engine import trace
from explain import load_prose
from explain.moves import move
from explain.numbers import plain
from tests.ui.lesson_page import MAIN, after, sound
from ui.course.chart import Numbers
from ui.course.update import EXAMPLE, PACES, REMEMBERED, TARGET, UPDATES, WEIGHTS, history
from ui.course.update.pace import losses, number_problem, pace
from ui.diagram.labels import plain_name
from ui.presets import presets
from ui.quantities import places

say = load_prose().say
PAGE = "course.update"


def opened() -> AppTest:
    """The page as somebody meets it."""
    at = AppTest.from_file(MAIN, default_timeout=30)
    at.switch_page("../pages/update.py")
    return after(at)


def text(at: AppTest) -> str:
    """All that is written on the page."""
    return "\n".join(element.value for element in at.markdown)


def choose(at: AppTest, name: str, value: object) -> AppTest:
    """Set a control that is a row of buttons."""
    at.segmented_control(key=f"{PAGE}.{name}").set_value(value)
    return after(at)


def guess(at: AppTest, option: str) -> AppTest:
    """Answer the question which way the weight goes."""
    at.segmented_control(key=f"{PAGE}.predict.way.answer").set_value(option)
    return after(at)


def start(optimiser: str, update: int, weight: str = "W2"):
    """An update of the page's first weight in the page's usual state."""
    return move(history(optimiser, 1.0, 0.5)[update - 1], weight, 0, 0)


def test_the_update_is_hidden_until_it_was_guessed() -> None:
    """Before the answer the gradient is there and the update is not; then both, with the numbers of the trace."""
    at, found = opened(), trace(presets()[EXAMPLE].problem)
    gradient, new = plain(found["dW2"][0, 0], 4), plain(found["W2_next"][0, 0], 4)
    mistake = say(f"{PAGE}.mistake", right=new, wrong=plain(found["W2"][0, 0] - found["dW2"][0, 0], 4))
    assert gradient in text(at)
    assert mistake not in text(at)
    guess(at, "up")
    assert mistake in text(at)
    values = [found["W2"], found["dW2"], found["W2_next"] - found["W2"], found["W2_next"]]
    assert Numbers(["x"], [[value[0, 0] for value in values]]).to_markdown().splitlines()[-1] in text(at)
    told = {"before": plain(found["J"][0, 0], 4), "after": plain(trace(found.after)["J"][0, 0], 4)}
    assert say(f"{PAGE}.gain", **told) in text(at)


def test_the_update_can_be_seen_without_a_guess() -> None:
    """The switch shows it at once."""
    at = opened()
    at.toggle(key=f"{PAGE}.unasked").set_value(True)
    assert say(f"{PAGE}.mistake", right="0.3677", wrong="0.4354") in text(after(at))


@pytest.mark.parametrize("part", WEIGHTS)
@pytest.mark.parametrize("target, right, wrong", [(1.0, "up", "down"), (0.0, "down", "up")])
def test_the_guess_is_judged_by_the_trace(part: str, target: float, right: str, wrong: str) -> None:
    """The weights of the example go up for target 1 and down for 0; each answer is told right or wrong."""
    at = choose(choose(opened(), "weight", part), "target", target)
    assert f"**{say('course.right')}**" in text(guess(at, right))
    assert f"**{say('course.wrong')}**" in text(guess(at, wrong))


@pytest.mark.parametrize("name, value", [("weight", "b1.1"), ("target", 0.0)])
def test_another_weight_is_asked_anew(name: str, value: object) -> None:
    """The answer was given for another gradient."""
    at = choose(guess(opened(), "up"), name, value)
    assert at.segmented_control(key=f"{PAGE}.predict.way.answer").value is None
    assert f"**{say('course.right')}**" not in text(at)


def test_another_learning_rate_keeps_the_answer() -> None:
    """It changes the step and not its direction."""
    at = choose(guess(opened(), "up"), "eta", 2.0)
    assert f"**{say('course.right')}**" in text(at)
    assert plain(trace(presets()[EXAMPLE].problem.with_values({"eta": 2.0}))["W2_next"][0, 0], 4) in text(at)


@pytest.mark.parametrize("part", WEIGHTS)
def test_weights_are_called_as_in_the_formulas(part: str) -> None:
    """The sentences' names are those that the equations give."""
    known = places(presets()[EXAMPLE].problem)
    latex = (known.get(part) or known[part.removesuffix(".1")]).latex
    assert say(f"{PAGE}.weight.{part}") == plain_name(latex)


@pytest.mark.parametrize("name", REMEMBERED)
def test_a_prompt_shows_its_state(name: str) -> None:
    """What is to be seen stands there, and the formulas are those of the prepared update."""
    at = opened()
    at.button(key=f"try.update.{name}").click()
    at = after(at)
    assert at.info[0].value == say(f"{PAGE}.try.{name}.see")
    state = REMEMBERED[name]
    assert plain(start(state["optimiser"], state["update"]).after, 4) in text(at)


def test_what_the_prompts_say_of_the_optimisers_holds() -> None:
    """Adam's first step is eta long; the velocity is more than twice the gradient; Adagrad's squares only grow."""
    adam = start("adam", REMEMBERED["adam"]["update"])
    assert abs(adam.gradient) < 0.2
    assert math.isclose(abs(adam.step), 0.5, rel_tol=1e-4)
    fast = start("momentum", REMEMBERED["momentum"]["update"])
    assert abs(fast.state["V"]) > 2 * abs(fast.gradient)
    assert abs(fast.step) > 2 * abs(0.5 * fast.gradient)
    every = [start("adagrad", update) for update in range(1, UPDATES + 1)]
    assert [one.state["S"] for one in every] == sorted(one.state["S"] for one in every)
    assert [abs(one.step) for one in every] == sorted((abs(one.step) for one in every), reverse=True)


@pytest.mark.parametrize("name, eta", PACES.items())
def test_what_the_prompts_say_of_the_step_holds(name: str, eta: float) -> None:
    """Too small stays near the start, about right goes nearly to the lowest place, too large lands above the start."""
    at = opened()
    at.button(key=f"try.update.pace.{name}").click()
    at = after(at)
    assert say(f"{PAGE}.pace.try.{name}.see") in [element.value for element in at.info]
    found = pace(eta)
    depth = found.before - min(found.loss)
    holds = {
        "small": found.verdict == "short" and found.before - found.after < depth / 4,
        "good": found.verdict == "good" and found.before - found.after > 0.99 * depth and found.predicted < found.after,
        "large": found.verdict == "uphill" and found.after > found.before,
    }
    assert holds[name]


def test_the_sentence_under_the_slice_has_its_numbers() -> None:
    """J before and after, and the verdict that fits."""
    at = opened()
    at.slider(key=f"{PAGE}.pace").set_value(0.9)
    found = pace(0.9)
    told = {
        "eta": "0.9",
        "before": plain(found.before, 4),
        "after": plain(found.after, 4),
        "best": plain(found.best, 2),
    }
    assert say(f"{PAGE}.verdict.long", **told) in text(after(at))


def test_what_is_said_of_many_steps_holds() -> None:
    """The small rate is slow, the good one soon done, and the large one throws J above its start; the target is 2."""
    small, good, large = (losses(PACES[name]) for name in ("small", "good", "large"))
    assert small[0] == good[0] == large[0] == trace(number_problem())["J"][0, 0]
    assert list(small) == sorted(small, reverse=True)
    assert small[3] > small[0] / 2
    assert good[2] < 0.001 * good[0]
    assert max(large) > large[0]
    assert number_problem().Y[0, 0] == TARGET == 2


def test_the_worked_example_has_no_step_that_is_too_long() -> None:
    """With one example, sigmoid and cross-entropy J falls for every length of the step, as the text says."""
    from explain.moves import loss_after

    found = [loss_after(presets()[EXAMPLE].problem, eta) for eta in (0.0, 0.5, 2.0, 10.0, 50.0)]
    assert found == sorted(found, reverse=True)


@pytest.mark.parametrize("name, value", [("weight", "W9.1.1"), ("update", 99), ("pace", float("nan")), ("eta", "x")])
def test_a_setting_that_cannot_be_counts_as_usual(name: str, value: object) -> None:
    """As it may come from somebody else's file."""
    at = AppTest.from_file(MAIN, default_timeout=30)
    at.session_state["controls"] = {f"update.{name}": value}
    at.switch_page("../pages/update.py")
    assert text(sound(at.run())) == text(opened())


def test_every_optimiser_is_shown() -> None:
    """Chosen and compared with itself, one line; its update written out."""
    at = opened()
    for name in at.selectbox(key=f"{PAGE}.optimiser").options:
        at.selectbox(key=f"{PAGE}.optimiser").select(name)
        at.selectbox(key=f"{PAGE}.other").select(name)
        after(at)
