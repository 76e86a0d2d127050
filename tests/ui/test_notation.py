"""The page on notation, and the lesson shown with rows as examples: what is claimed is so, and the switch is kept."""

import re
from dataclasses import replace

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from engine import Phase, plan, trace, variant
from engine.expr import Call, Number, SizeError, SizeOf, call
from engine.losses import LOSSES
from engine.run import run
from engine.tree import rewrite, shape_of
from explain import explain, load_prose
from explain.paths import paths
from explain.rows import ENTRIES, RowsTrace, equation_in_rows, in_rows, turned
from tests.engine.networks import problem_for
from tests.engine.torch_oracle import need_torch
from tests.ui.lesson_page import MAIN, act, after, formulas, go, lesson, opened, sound, stage
from ui.course import notation as page
from ui.keep.reading import read
from ui.keep.writing import write
from ui.lesson import LENSES, Lesson
from ui.presets import presets
from ui.session import LESSON

PROSE = load_prose()


def batch(seed=0, examples=3, **settings):
    """A 2-3-2 network with a few examples."""
    rng = np.random.default_rng(seed)
    return problem_for(rng, [2, 3, 2], ["tanh", "softmax"], "cross_entropy", examples, **settings)


PROBLEMS = {name: preset.problem for name, preset in presets().items()} | {"batch": batch(), "penalty": batch(l2=0.1)}
TRACES = {name: trace(problem) for name, problem in PROBLEMS.items()}


def at_page(problem=None, **fields):
    """The page, for the opening lesson or another one."""
    at = AppTest.from_file(MAIN, default_timeout=30)
    if problem is not None:
        at.session_state[LESSON] = Lesson("", problem, **fields)
    at.switch_page("../pages/notation.py")
    return sound(at.run())


def texts(at):
    return "\n".join(one.value for one in at.markdown)


# --- the page -------------------------------------------------------------------------------------------------------


def test_the_page_opens():
    at = at_page()
    said = texts(at)
    for name in ("both", "switch", "table", "indices", "books"):
        assert PROSE.say(f"course.notation.{name}.title") in said
    assert said.count(r"\begin{aligned}") == 2


def test_every_step_is_shown_in_both_conventions():
    at = at_page(batch())
    for step in TRACES["batch"].steps:
        at.selectbox("course.notation.step").set_value(step.key)
        said = texts(after(at))
        assert explain(step, PROSE).aligned in said
        assert explain(in_rows(step), PROSE).aligned in said


def test_the_step_is_the_lesson_s_until_one_is_chosen():
    at = at_page(batch(), step=4)
    assert at.selectbox("course.notation.step").value == TRACES["batch"].steps[4].key
    at.selectbox("course.notation.step").set_value("Z1")
    assert lesson(after(at)).step == 4


def test_where_answers_are_hidden_no_number_of_a_result_is_told():
    at = at_page(batch(), hidden=("answers",), step=0)
    at.selectbox("course.notation.step").set_value("dW1")
    said = texts(after(at))
    assert PROSE.say("course.notation.veiled") in said
    assert explain(TRACES["batch"].step("dW1"), PROSE).shapes in said
    assert "bmatrix" not in said


def test_a_lesson_whose_numbers_stopped_shows_the_steps_before():
    problem = batch()
    at = at_page(problem.with_values({"W1": np.full((3, 2), 1e308)}))
    assert PROSE.say("course.notation.books.title") in texts(at)


# --- what is claimed ------------------------------------------------------------------------------------------------


def equation(values, name):
    """The equation that a prompt shows, as it is and rewritten."""
    found = values.step(page.prepared(values)[name]).equation
    return found, equation_in_rows(found)


@pytest.mark.parametrize("name", TRACES)
def test_what_the_prompts_say_is_so(name):
    values = TRACES[name]
    assert set(page.prepared(values)) == {"sums", "gradient", "update"}
    columns, rows = equation(values, "sums")
    first = values.program.layers[0]
    assert columns.expr.args[0].args == (first.W, first.a_in)
    assert rows.expr.args[0].args == (turned(first.a_in), first.W.T)
    assert (RowsTrace(values)["Z1"] == values["Z1"].T).all()
    columns, rows = equation(values, "gradient")
    assert [a.op.name if isinstance(a, Call) else "" for a in columns.expr.args] == ["", "transpose"]
    assert [a.op.name if isinstance(a, Call) else "" for a in rows.expr.args] == ["transpose", ""]
    assert columns.target == rows.target
    columns, rows = equation(values, "update")
    assert columns == rows


@pytest.mark.parametrize("name", ["sums", "gradient", "update"])
def test_a_prompt_shows_its_step(name):
    at = at_page(batch())
    at.button(f"try.notation.{name}").click()
    said = after(at)
    assert at.selectbox("course.notation.step").value == page.prepared(TRACES["batch"])[name]
    assert PROSE.say(f"course.notation.try.{name}.see") in [one.value for one in said.info]
    at.selectbox("course.notation.step").set_value("Yhat")
    assert not after(at).info


@pytest.mark.parametrize("name", TRACES)
def test_one_answer_is_right_and_the_others_do_not_fit(name):
    first = TRACES[name].program.layers[0]
    right = page.right_product(TRACES[name])
    assert right == "x_wt"
    for other, how in page.PRODUCTS.items():
        if other != right:
            with pytest.raises(SizeError):
                shape_of(page._product(first.W, first.a_in, *how))


def test_the_question_is_answered_on_the_page():
    at = at_page()
    (question,) = [one for one in at.button_group if "predict" in (one.key or "")]
    question.set_value("x_wt")
    assert PROSE.say("course.right") in texts(after(at))


@pytest.mark.parametrize("name", TRACES)
def test_the_table_names_every_quantity_once_with_its_size(name):
    values = TRACES[name]
    found = [var for kind in page.KINDS for var in page.quantities(values.program, kind)]
    assert {var.key for var in found} == set(values.program.quantities)
    assert len(found) == len(values.program.quantities)
    rows = RowsTrace(values)
    for kind in page.KINDS:
        lines = page.table(values, kind, PROSE).splitlines()[2:]
        for var, line in zip(page.quantities(values.program, kind), lines, strict=True):
            sizes = re.findall(r"\((\d+) x (\d+)\)", line)
            assert [tuple(map(int, size)) for size in sizes] == [values[var.key].shape, rows[var.key].shape]
            assert all(key in values for key in re.findall("`(.+?)`", line))


@pytest.mark.parametrize("name", TRACES)
def test_the_index_in_code_reads_the_number_on_the_page(name):
    told = page.an_index(TRACES[name], 6)
    key, row, column = re.fullmatch(r'`trace\["(\w+)"\]\[(\d+), (\d+)\]`', told["code"]).groups()
    value = TRACES[name][key][int(row), int(column)]
    assert f"{int(row) + 1}{int(column) + 1}" in told["name"]
    assert float(told["value"]) == pytest.approx(value, rel=1e-5)


@pytest.mark.parametrize("loss, output", [(n, o) for n, r in LOSSES.items() for o in r.allowed_outputs()[-1:]])
def test_the_mean_stands_in_the_loss_and_where_the_way_back_begins(loss, output):
    values = trace(problem_for(np.random.default_rng(1), [2, 2, 2], ["tanh", output], loss, 3, l2=0.1))
    found = page.with_mean(values)
    assert [step.phase for step in found] == [Phase.LOSS, Phase.BACKWARD]
    assert found[1] == next(step for step in values.steps if step.phase is Phase.BACKWARD)


def test_without_the_mean_gradients_are_d_times_as_large():
    problem = batch()
    mean = call("divide", 1, SizeOf("d"))

    def summed(one):
        return replace(one, expr=rewrite(one.expr, lambda node: Number(1) if node == mean else node))

    other = run(variant(plan(problem.spec), summed, 3), problem.values)
    assert np.allclose(other["dW1"], 3 * TRACES["batch"]["dW1"], rtol=1e-12)


def test_pytorch_has_this_layout():
    need_torch()
    import torch

    rows = RowsTrace(TRACES["batch"])
    linear = torch.nn.Linear(2, 3, dtype=torch.float64)
    assert tuple(linear.weight.shape) == rows["W1"].shape == (3, 2)
    x, w, b = (torch.tensor(rows[key].copy()) for key in ("X", "W1", "b1"))
    linear.weight.data, linear.bias.data = w, b[0]
    assert np.allclose(linear(x).detach().numpy(), rows["Z1"], rtol=1e-14)
    assert np.allclose((x @ w.T + b).numpy(), rows["Z1"], rtol=1e-14)


# --- the switch -----------------------------------------------------------------------------------------------------


def test_the_switch_turns_the_lesson():
    at = at_page()
    (switch,) = [one for one in at.button_group if one.key == "course.notation.convention"]
    switch.set_value("rows")
    assert lesson(after(at)).convention == "rows"
    at.switch_page("../pages/step_by_step.py")
    lines = stage(after(at))["card"]["lines"]
    assert formulas(lines[0][2]).startswith("X")
    at = act(at, "look", convention="columns")
    assert formulas(stage(at)["card"]["lines"][0][2]).startswith("W")


@pytest.mark.parametrize("bad", ["diagonal", 1, None, ["rows"], ""])
def test_what_is_no_convention_changes_nothing(bad):
    at = act(opened(), "look", convention=bad)
    assert lesson(at).convention == "columns"
    page.show_in(str(bad))


def test_another_example_keeps_the_convention():
    at = act(opened(), "look", convention="rows")
    at.selectbox("preset").set_value(list(presets())[1])
    assert lesson(after(at)).convention == "rows"
    at = act(at, "undo")
    assert lesson(at).convention == "rows"


@pytest.mark.parametrize("lens", LENSES)
def test_every_step_can_be_looked_at_in_rows(lens):
    at = AppTest.from_file(MAIN, default_timeout=30)
    at.session_state[LESSON] = Lesson("", batch(), convention="rows", lens=lens, example=1, entry=(1, 0))
    sound(at.run())
    for step in TRACES["batch"].steps[::3]:
        data = stage(go(at, step.index))
        if lens == "matrix":
            told = explain(in_rows(step), PROSE, 4)
            assert len(data["card"]["lines"]) == len({told.shapes, told.numbers, told.result} - {None})


def test_names_in_the_picture_and_the_card_agree():
    """In rows, the example comes first: input 1 of example 2 is x with the indices 21, in the picture as in factors."""
    names = {}
    for convention in ("columns", "rows"):
        at = AppTest.from_file(MAIN, default_timeout=30)
        at.session_state[LESSON] = Lesson("", batch(), convention=convention, lens="entry", example=1)
        data = stage(go(sound(at.run()), TRACES["batch"].index["dW1"]))
        picture = data["picture"]["parts"]
        names[convention] = str(picture), formulas(data["card"]["lens"]["factors"]["factors"][-1]["name"])
        assert formulas(data["card"]["lens"]["entry"]["lines"][0][2]).count(names[convention][1]) == 1
    assert "x₁₂" in names["columns"][0]
    assert "x₁₂" not in names["rows"][0]
    assert "x₂₁" in names["rows"][0]
    assert (names["columns"][1], names["rows"][1]) == ("x12", "x21")


def test_paths_name_their_factors_in_the_convention():
    """Their numbers and their places in the picture are the same."""
    values = TRACES["batch"]
    one, two = (paths(values, "W1", 0, 1, 2, written).paths for written in ENTRIES.values())
    assert [path.factors[0].latex for path in (one[0], two[0])] == ["x_{23}", "x_{32}"]
    assert [[(f.value, f.part) for f in p.factors] for p in one] == [
        [(f.value, f.part) for f in p.factors] for p in two
    ]
    lesson_in_rows = Lesson("", batch(), convention="rows", lens="paths", example=2, entry=(0, 1))
    at = AppTest.from_file(MAIN, default_timeout=30)
    at.session_state[LESSON] = replace(lesson_in_rows, step=values.index["dW1"])
    assert formulas(stage(sound(at.run()))["card"]["lens"]["paths"]["rows"][0]["factors"][0]) == "x32"


def test_the_column_of_a_turned_quantity_is_called_so():
    """The unit that is chosen is a row with columns as examples, and a column with rows."""
    labels = {}
    for convention in ("columns", "rows"):
        at = AppTest.from_file(MAIN, default_timeout=30)
        at.session_state[LESSON] = Lesson("", batch(), convention=convention, lens="entry")
        labels[convention] = stage(sound(at.run()))["card"]["lens"]["entry"]["row"][0]
    assert labels == {"columns": PROSE.say("lens.row"), "rows": PROSE.say("lens.column")}


def test_the_lesson_document_keeps_the_convention():
    found, _ = read(write(Lesson("", batch(), convention="rows")))
    assert found.convention == "rows"
    assert write(Lesson("", batch())).view.convention == "columns"
