"""The page on uses: training by a click, in pieces and stoppable, what its prompts say, and its cards."""

from __future__ import annotations

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from explain import load_prose
from explain.colouring import MOST, SIZE, begun, coloured, constant_error, grey_of, problem, scene, weights
from explain.numbers import plain
from tests.ui.lesson_page import MAIN, after
from ui.course.uses import CARDS, PIECES, ZOOM, _pixels
from ui.pages import COURSE
from ui.session.training import AHEAD, TRAINING

say = load_prose().say
PAGE = "course.uses"


def opened() -> AppTest:
    """The page as somebody meets it."""
    at = AppTest.from_file(MAIN, default_timeout=30)
    at.switch_page("../pages/uses.py")
    return after(at)


def press(at: AppTest, name: str) -> AppTest:
    """Press one of the buttons of the training."""
    at.button(key=f"uses_{name}").click()
    return after(at)


def text(at: AppTest) -> str:
    """All that is written on the page."""
    return "\n".join(element.value for element in at.markdown)


def made(at: AppTest) -> int:
    """The updates made so far, as the page says."""
    updates = at.session_state[TRAINING].updates[-1]
    assert say(f"{PAGE}.made", updates=updates, most=MOST) in text(at)
    return int(updates)


def test_nothing_is_trained_before_it_is_asked_for() -> None:
    """However often the page is drawn."""
    at = after(opened())
    assert made(at) == 0
    assert at.button(key="uses_stop").disabled


def test_a_click_trains_piece_by_piece_and_then_ends() -> None:
    """Each run is one piece; after the last one nothing more happens, and a further click goes on from there."""
    at = press(opened(), "train")
    assert made(at) == 40
    assert at.button(key="uses_train").disabled
    while at.session_state[AHEAD]:
        at = after(at)
    assert made(at) == made(after(at)) == 40 * PIECES == 1000
    assert at.session_state[TRAINING].unseen == begun(5).further(PIECES).unseen
    assert made(press(at, "train")) == 1040


@pytest.mark.parametrize("name, updates", [("stop", 80), ("again", 0)])
def test_training_is_stopped(name: str, updates: int) -> None:
    """Stop keeps what was learned, start again forgets it; neither goes on by itself."""
    at = press(after(press(opened(), "train")), name)
    assert made(at) == made(after(at)) == updates


def test_another_patch_is_another_network() -> None:
    """It has learned nothing yet, and the training that was under way is over."""
    at = press(opened(), "train")
    at.segmented_control(key=f"{PAGE}.side").set_value(3)
    at = after(at)
    assert made(at) == made(after(at)) == 0
    assert at.session_state[TRAINING].side == 3


def test_another_picture_keeps_the_network() -> None:
    """It is coloured by what has been learned."""
    at = press(press(opened(), "train"), "stop")
    at.segmented_control(key=f"{PAGE}.picture").set_value(4)
    assert made(after(at)) == 40


@pytest.mark.parametrize("name, side", [("one", 1), ("five", 5)])
def test_a_prompt_loads_a_trained_network(name: str, side: int) -> None:
    """Trained as long as a click trains it, and not going on."""
    at = opened()
    at.button(key=f"try.uses.{name}").click()
    at = after(at)
    assert at.info[0].value == say(f"{PAGE}.try.{name}.see")
    assert made(at) == 40 * PIECES
    assert at.session_state[TRAINING].side == side
    assert not at.session_state[AHEAD]


@pytest.mark.parametrize("change", ["side", "again"])
def test_what_a_prompt_says_goes_with_its_network(change: str) -> None:
    """With patches of another size, and with a new network."""
    at = opened()
    at.button(key="try.uses.one").click()
    at = after(at)
    if change == "side":
        at.segmented_control(key=f"{PAGE}.side").set_value(5)
    else:
        press(at, "again")
    assert not after(at).info


def test_what_the_prompts_say_holds() -> None:
    """One pixel leaves the hills without green, whose greys sky and field have, too; 5 x 5 does far better."""
    one, five = (begun(side).further(PIECES) for side in (1, 5))
    true = scene(2)
    hill = (slice(None), slice(24, 28), slice(0, 8))
    assert (true[1][hill[1:]] > true[2][hill[1:]] + 0.2).all()
    greys = [grey_of(true)[rows, :8] for rows in (slice(0, 14), slice(24, 28), slice(36, 40))]
    assert all(values.min() < 0.56 < values.max() for values in greys[1:])
    assert greys[0].min() < 0.56 < greys[0].max()
    blind, seeing = (coloured(found.network, grey_of(true))[hill] for found in (one, five))
    assert np.mean(blind[1] - blind[2]) < 0.1 < 0.2 < np.mean(seeing[1] - seeing[2])
    assert 5 * five.unseen[-1] < one.unseen[-1]


def test_the_chart_says_its_numbers() -> None:
    """J on both kinds of pictures, and the level that one colour reaches."""
    at = press(press(opened(), "train"), "stop")
    found = at.session_state[TRAINING]
    numbers = {"seen": found.seen[-1], "unseen": found.unseen[-1], "level": constant_error(problem(5))}
    told = {name: plain(value, 3) for name, value in numbers.items()}
    spec = next(iter(at.get("plotly_chart"))).proto
    assert say(f"{PAGE}.alt", updates=40, **told) in str(spec)


def test_larger_pictures_need_no_more_weights() -> None:
    """The answer is counted, and told with the count."""
    at = opened()
    at.segmented_control(key=f"{PAGE}.predict.size.answer").set_value("same")
    shown = text(after(at))
    assert f"**{say('course.right')}**" in shown
    assert say(f"{PAGE}.predict.size.because", count=weights(problem(5)), places=SIZE * SIZE) in shown


def test_every_card_leads_to_a_page_of_the_course() -> None:
    """Each says what it is for and which kind of network it needs."""
    shown = text(opened())
    for name, page in CARDS.items():
        assert page in COURSE
        kind = say(f"{PAGE}.card.{name}.kind")
        assert kind in shown
        assert "convolutional" in kind or "recurrent" in kind


def test_a_picture_is_sent_as_bytes() -> None:
    """Every pixel a square, white 255 and black 0, red first."""
    picture = np.zeros((3, 2, 2))
    picture[0, 0, 1] = 1.0
    found = _pixels(picture)
    assert (found.dtype, found.shape) == (np.uint8, (2 * ZOOM, 2 * ZOOM, 3))
    assert found[0, -1].tolist() == [255, 0, 0]
    assert found.sum() == 255 * ZOOM * ZOOM
