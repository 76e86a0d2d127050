"""The page on layers and shapes: it opens, what its prompts claim is so, and what it shows is the engine's."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from streamlit.testing.v1 import AppTest

from engine import Trace
from explain import load_prose
from explain.size_mistakes import SIZE_MISTAKES
from explain.sizes import LARGEST, MOST_LAYERS, grown, products, sized_network, sums
from tests.ui.lesson_page import MAIN, sound
from ui.charts.boxes import LEAST_SLOT, WIDTH, Box, boxes, cell_size
from ui.course.shapes import CONTROLS, SQUARE, TRIES, description, rows_of_boxes

prose = load_prose()
USUAL = {name: control.usual for name, control in CONTROLS.by_name.items()}


def network(**changed: object) -> Trace:
    """The network of the page with some controls changed."""
    set_to = {**USUAL, **changed}
    hidden = [set_to[f"h{i}"] for i in range(1, set_to["layers"])]
    return sized_network((set_to["n"], *hidden, set_to["m"]), set_to["d"])


@pytest.fixture
def opened() -> AppTest:
    """The page as it opens."""
    at = AppTest.from_file(MAIN, default_timeout=60).run()
    at.switch_page("../pages/shapes.py")
    return sound(at.run())


def refusals(at: AppTest) -> str:
    """All messages in red."""
    return " ".join(error.value for error in at.error)


def press(at: AppTest, name: str) -> AppTest:
    """Press the button of a prompt."""
    return sound(at.button(key=f"try.{name}").click().run())


def test_it_opens_with_what_goes_wrong_in_the_engines_words(opened: AppTest) -> None:
    """The wrong product and the wrong data are refused as the engine refuses them."""
    said = refusals(opened)
    assert "dJ/dZ(1) is 4 x 5 and X is 3 x 5: a product needs the inner sizes to be the same, 5 is not 3" in said
    assert "X: expected 3 rows, one an input, got 2" in said


def test_one_more_example_changes_sums_and_no_weight() -> None:
    """The prompt's claim: with one example less every Z and A loses a column, W and b are as they were."""
    after = network(**TRIES["examples"])
    before = network(**TRIES["examples"] | {"d": TRIES["examples"]["d"] - 1})
    assert not grown(before, after) & {"W", "b"}
    for layer in after.program.layers:
        for var in (layer.Z, layer.A):
            assert after[var.key].shape[1] == before[var.key].shape[1] + 1


def test_four_layers_fit_in_a_chain() -> None:
    """The prompt's claim: columns of W are the units of the layer before."""
    found = sums(network(**TRIES["deep"]))
    assert len(found) == MOST_LAYERS
    for below, above in pairwise(found):
        assert above.w.columns == below.w.rows


def test_the_inner_sizes_agree_in_every_line() -> None:
    """The prompt's claim, forward and back; and that no product fits with a transpose taken away."""
    found = products(network(**TRIES["back"]))
    assert all(p.left.columns == p.right.rows for p in found)
    turned = [(p.left.rows, p.right.rows) for p in found if r"\top" in p.left.name]
    turned += [(p.left.columns, p.right.columns) for p in found if r"\top" in p.right.name]
    assert len(turned) == 3
    assert all(one != other for one, other in turned)


@pytest.mark.parametrize("mistake", SIZE_MISTAKES)
def test_with_all_sizes_3_the_mistake_is_silent(opened: AppTest, mistake: str) -> None:
    """The prompt's claim, for every mistake: no refusal by size, other numbers, and a refusal by name."""
    press(opened, "shapes.wrong.square")
    found = network(**SQUARE["square"])
    assert all(found[f"{key}"].shape == (3, 3) for key in ("X", "W1", "Z1", "W2", "Z2", "Y"))
    opened.button_group(key="course.shapes.mistake").set_value(mistake).run()
    sound(opened)
    assert "a product needs" not in refusals(opened)
    assert any("wrong by up to" in warning.value for warning in opened.warning)
    assert any("Checked by name" in text.value and "a product needs" in text.value for text in opened.markdown)


@pytest.mark.parametrize("view", CONTROLS.by_name["view"].options)  # type: ignore[union-attr]
def test_every_view_can_be_drawn_at_every_depth(opened: AppTest, view: str) -> None:
    """Also the numbers of a layer that is no longer there."""
    opened.button_group(key="course.shapes.view").set_value(view).run()
    if view == "numbers":
        opened.button_group(key="course.shapes.layer").set_value(2).run()
    for layers in range(1, MOST_LAYERS + 1):
        opened.button_group(key="course.shapes.layers").set_value(layers).run()
        sound(opened)


@pytest.mark.parametrize("mistake", SIZE_MISTAKES)
def test_with_single_numbers_the_mistake_changes_nothing_and_that_is_said(opened: AppTest, mistake: str) -> None:
    """No warning of a wrong gradient where both results are equal."""
    for size in ("n", "h1", "m", "d"):
        opened.slider(key=f"course.shapes.{size}").set_value(1).run()
    opened.button_group(key="course.shapes.mistake").set_value(mistake).run()
    sound(opened)
    assert prose.say("course.shapes.slips_equal") in [info.value for info in opened.info]
    assert not opened.warning


def test_a_single_layer_passes_nothing_down(opened: AppTest) -> None:
    """The mistake has no place there, and the page says so."""
    opened.button_group(key="course.shapes.mistake").set_value("down").run()
    opened.button_group(key="course.shapes.layers").set_value(1).run()
    assert prose.say("course.shapes.no_such_product") in [info.value for info in sound(opened).info]


def test_data_that_fits_is_taken(opened: AppTest) -> None:
    """Three rows, any number of columns."""
    opened.slider(key="course.shapes.rows").set_value(3).run()
    assert "Yhat is 1 x 4" in sound(opened).success[0].value


@pytest.mark.parametrize("d", [1, 3, LARGEST])
def test_the_question_has_the_answer_of_the_engine(opened: AppTest, d: int) -> None:
    """More examples change the sums and not the weights, whatever d is."""
    opened.slider(key="course.shapes.d").set_value(d).run()
    opened.button_group(key="course.shapes.predict.example.answer").set_value("sums").run()
    assert any(prose.say("course.right") in text.value for text in sound(opened).markdown)


def test_a_control_refuses_what_it_cannot_be() -> None:
    """What a forged link says is not taken."""
    with pytest.raises(ValueError, match=r"shapes\.n"):
        CONTROLS.set({"n": LARGEST + 1})


def test_the_boxes_are_to_scale_and_fit_a_phone() -> None:
    """The largest network within the width; every box as many cells as its matrix has; the shared sides marked."""
    found = network(layers=4, n=LARGEST, h1=LARGEST, h2=LARGEST, h3=LARGEST, m=LARGEST, d=LARGEST)
    rows = rows_of_boxes(found)
    cell = cell_size(rows)
    assert 1 < cell < cell_size(rows_of_boxes(network()))
    for row in rows:
        assert sum(max(box.across * cell, LEAST_SLOT) for box in row) <= WIDTH
    drawn = boxes(rows, "a & b")
    assert drawn.count(f"width: {LARGEST * cell}px; height: {LARGEST * cell}px") == 3 * MOST_LAYERS
    assert drawn.count("border-bottom: 5px") == drawn.count("border-left: 5px") == MOST_LAYERS
    assert 'aria-label="a &amp; b"' in drawn


def test_the_shared_size_is_marked_where_it_stands() -> None:
    """Columns are the second number, rows the first."""
    left = Box("W", ("h₁", "n"), 4, 3, "columns")
    right = Box("X", ("n", "d"), 3, 5, "rows")
    drawn = boxes([(right, left, right, right)], "")
    assert "h₁ × <b><u>n</u></b>" in drawn
    assert "<b><u>3</u></b> × 5" in drawn


def test_the_words_for_the_boxes_have_the_sizes_of_the_trace() -> None:
    """Every size of every layer."""
    found = network(layers=3)
    said = description(found, prose)
    for layer in found.program.layers:
        for var in (layer.W, layer.Z, layer.b):
            assert " × ".join(map(str, found[var.key].shape)) in said
    assert len(re.findall("Layer", said)) == 3
