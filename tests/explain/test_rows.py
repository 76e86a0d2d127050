"""The other convention: what the rewritten formulas print, read back, is the trace's own value, transposed."""

import re

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from engine import Problem, long_way, plan, trace, train
from engine.evaluate import evaluate
from engine.expr import OPS, SCALAR, Call, Entry, SizeError, Stable, Var, call
from engine.losses import LOSSES
from engine.optimisers import OPTIMISERS
from engine.program import check
from engine.tree import reads, shape_of, walk
from explain import explain, explain_entry, load_prose, render
from explain.highlight import part_of
from explain.links import linked
from explain.rows import CONVENTIONS, RULES, RowsTrace, in_rows, program_in_rows, push, turned, turned_entry, turns
from tests.engine.networks import EXAMPLES, HIDDEN, example, notes, problem_for
from tests.explain.formulas import FORMULAS, SIZES, steady
from tests.explain.reading import check_entries, check_step, off_by

PROSE = load_prose()
OUTPUTS = [(loss, output) for loss, record in LOSSES.items() for output in record.allowed_outputs()]


@pytest.fixture(autouse=True)
def _print_everything(monkeypatch):
    """17 digits make long formulas: here they are all read."""
    monkeypatch.setattr(render, "MAX_LENGTH", 10**6)


def seeded(*key):
    return np.random.default_rng(list("/".join(key).encode()))


def all_steps(problem):
    """Every step of a network, the long way included."""
    values = trace(problem)
    return (*values.steps, *(s for s in long_way(values) if s.trace is not values))


def check_problem(problem):
    """Every formula of every step and of the long way, rewritten and read back."""
    check(program_in_rows(plan(problem.spec)))
    for step in all_steps(problem):
        turned_step = in_rows(step)
        target = turned_step.equation.target
        other = step.value.T if turns(step.equation.target) else step.value
        assert (turned_step.value == other).all()
        assert turned_step.value.shape == tuple(1 if s == "1" else step.trace.sizes[s] for s in target.shape)
        check_step(turned_step)
        check_entries(turned_step)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_presets(path):
    check_problem(Problem.from_dict(example(path.stem)["problem"]))


@pytest.mark.parametrize("examples", [1, 3])
@pytest.mark.parametrize("depth", [1, 3])
@pytest.mark.parametrize("loss, output", OUTPUTS)
def test_every_loss_and_output(loss, output, depth, examples):
    rng = seeded(loss, output, str(depth))
    hidden = rng.choice(HIDDEN, depth - 1).tolist()
    widths = [2, *rng.integers(1, 4, depth - 1).tolist(), 2]
    check_problem(problem_for(rng, widths, [*hidden, output], loss, examples, gain=1.4))


@pytest.mark.parametrize("hidden", HIDDEN)
def test_every_hidden_activation(hidden):
    check_problem(problem_for(seeded(hidden), [2, 3, 2], [hidden, "identity"], "huber", 3, gain=1.5))


@pytest.mark.parametrize("frozen", [(), ("b1", "W2[0,1]", "b2[1,0]")], ids=["free", "part"])
@pytest.mark.parametrize("optimiser", OPTIMISERS)
def test_every_optimiser(optimiser, frozen):
    settings = {"weight_decay": 0.02, "frozen": frozen, "l2": 0.1, "l1": 0.03}
    problem = problem_for(seeded(optimiser), [2, 2, 2], ["tanh", "softmax"], "cross_entropy", 2, optimiser, **settings)
    check_problem(train(problem, 2).after)


# --- the rewrite itself ---------------------------------------------------------------------------------------------


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(FORMULAS, st.integers(0, 2**32 - 1), st.booleans())
def test_any_formula_has_its_value_transposed(formula, seed, flip):
    rng = np.random.default_rng(seed)
    values = {v.key: rng.normal(size=[1 if s == "1" else SIZES[s] for s in v.shape]) for v in reads(formula)}
    try:
        shape_of(formula)
    except SizeError:  # a single number that is not a setting stands beside no matrix
        assume(False)
    assume(steady(formula, values))
    other = {v.key: values[v.key].T if turns(v) else values[v.key] for v in reads(formula)}
    want = evaluate(formula, values, SIZES)
    got = evaluate(push(formula, flip), other, SIZES)
    largest = max(float(np.abs(evaluate(node, values, SIZES)).max()) for node in walk(formula))
    assert off_by(got, want.T if flip else want, largest) <= 1e-9
    for node in walk(push(formula, flip)):
        if isinstance(node, Call) and node.op.name == "transpose":
            assert not isinstance(node.args[0], Call | Stable), "a transpose is left above a leaf"


VALUES = {"A": np.array([[0.3, -0.4], [1.5, 0.2], [-2.0, 0.7]]), "b": np.array([[0.5], [-1.0], [2.0]])}
A, B = Var("A", ("h1", "d"), "A"), Var("b", ("h1", "1"), "b")
OPERANDS = {
    "matmul": (A.T, A),
    "spread": (B,),
    **dict.fromkeys(("log", "sqrt"), (A**2,)),
    "power": (A**2, A),
}


@pytest.mark.parametrize("name", OPS)
def test_every_operation_goes_through_a_transpose(name):
    """One that does not work entry by entry and has no rule is noticed here."""
    sizes = {"h1": 3, "d": 2}
    count = {"cases": 3, "keep": 3}.get(name, 2 if name in BINARY else 1)
    formula = call(name, *OPERANDS.get(name, (A,) * count))
    got = evaluate(push(formula, True), {key: value.T for key, value in VALUES.items()}, sizes)
    assert np.allclose(got, evaluate(formula, VALUES, sizes).T, rtol=1e-14)


BINARY = ("add", "subtract", "multiply", "divide", "maximum", "minimum")


def test_each_rule_is_for_an_operation():
    assert set(RULES) <= set(OPS)


# --- what is printed ------------------------------------------------------------------------------------------------

WRITTEN = {
    "Z1": r"Z^{(1)} = X \, W^{(1)\top} + b^{(1)}",
    "A1": r"A^{(1)} = \sigma\left(Z^{(1)}\right)",
    "dW2": r"\frac{\partial J}{\partial W^{(2)}} = "
    r"\left(\frac{\partial J}{\partial Z^{(2)}}\right)^{\top} \, A^{(1)}",
    "db1": r"\frac{\partial J}{\partial b^{(1)}} = \mathbf{1}^{\top} \, \frac{\partial J}{\partial Z^{(1)}}",
    "dA1": r"\frac{\partial J}{\partial A^{(1)}} = \frac{\partial J}{\partial Z^{(2)}} \, W^{(2)}",
    "W2_next": r"W^{(2)} \leftarrow W^{(2)} - \eta \, \frac{\partial J}{\partial W^{(2)}}",
}


@pytest.mark.parametrize("key", WRITTEN)
def test_the_formulas_of_numpy_and_pytorch(key):
    assert explain(in_rows(trace(notes()).step(key)), PROSE).symbols == WRITTEN[key]


@pytest.mark.parametrize(
    "key, under",
    [
        ("Z1", [("d", "h_{1}", 3, 4), ("d", "n", 3, 2), ("n", "h_{1}", 2, 4), ("1", "h_{1}", 1, 4)]),
        ("db1", [("1", "h_{1}", 1, 4), ("1", "d", 1, 3), ("d", "h_{1}", 3, 4)]),
        ("dW1", [("h_{1}", "n", 4, 2), ("h_{1}", "d", 4, 3), ("d", "n", 3, 2)]),
    ],
)
def test_sizes_follow(key, under):
    problem = problem_for(seeded("sizes"), [2, 4, 1], ["tanh", "sigmoid"], "binary_cross_entropy", 3)
    shown = explain(in_rows(trace(problem).step(key)), PROSE).shapes
    found = re.findall(r"substack\{(\S+) \\times (\S+) \\\\ (\d+) \\times (\d+)\}", shown)
    assert [(a, b, int(r), int(c)) for a, b, r, c in found] == under


def test_no_entry_of_the_first_example_names_it_where_there_is_one():
    """Of one example, the entries are called the same in both conventions; of more, the example comes first."""
    step = trace(notes()).step("Z1")
    assert explain_entry(in_rows(step), 0, 1).symbols == (
        r"z^{(1)}_{2} = x_{1} \, w^{(1)}_{21} + x_{2} \, w^{(1)}_{22} + b^{(1)}_{2}"
    )
    many = problem_for(seeded("many"), [2, 1], ["tanh"], "huber", 3)
    written = explain_entry(in_rows(trace(many).step("Z1")), 2, 0).symbols
    assert written == r"z^{(1)}_{31} = x_{31} \, w^{(1)}_{11} + x_{32} \, w^{(1)}_{12} + b^{(1)}_{1}"


def test_sentences_fit_the_convention():
    problem = problem_for(seeded("words"), [2, 2, 2], ["tanh", "softmax"], "half_squared_error", 3)
    for key, word in (("dA1", "transposed"), ("dZ2", "column")):
        step = trace(problem).step(key)
        said, other = explain(step, PROSE).why, explain(in_rows(step), PROSE).why
        assert word in said
        assert word not in other
    own = {key.removeprefix("why_in_rows.") for key in PROSE.texts if key.startswith("why_in_rows.")}
    assert own == {"dense.pass_down", "output.softmax_jacobian"}
    assert (
        explain(in_rows(trace(problem).step("Yhat")), PROSE).definitions
        == explain(trace(problem).step("Yhat"), PROSE).definitions
    )


# --- links and parts ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("examples", [1, 3])
def test_the_picture_is_the_same(examples):
    """A formula lights what it lights with columns as examples, and every number is tied to the same part."""
    problem = problem_for(seeded("parts"), [2, 3, 2], ["tanh", "softmax"], "cross_entropy", examples, "adam", l2=0.1)
    for step in all_steps(problem):
        other = in_rows(step)
        one, two = (explain(s, PROSE, link=linked, example=examples - 1) for s in (step, other))
        assert {(p.name, p.role) for p in one.parts} == {(p.name, p.role) for p in two.parts}
        assert {use.key for use in one.uses} == {use.key for use in two.uses}
        assert links(one.result) == links(two.result)
        assert set(links(one.numbers)) == set(links(two.numbers))
        for i, j in np.ndindex(step.value.shape):
            leaf = Entry(step.equation.target, i, j)
            assert part_of(turned_entry(leaf)) == part_of(leaf)
            a, b = explain_entry(step, i, j), explain_entry(other, turned_entry(leaf).row, turned_entry(leaf).column)
            assert {p.name for p in a.parts} == {p.name for p in b.parts}
            assert a.result.split(" = ")[-1] == b.result.split(" = ")[-1]


def links(text):
    """Every linked number with its target, sorted."""
    return sorted(re.findall(r"\\link\{([^{}]*)\}\{(-?[\d.]+)", text))


# --- traces ---------------------------------------------------------------------------------------------------------


def test_a_trace_in_rows_holds_the_trace_s_own_numbers():
    values = trace(notes())
    rows = RowsTrace(values)
    for key in values:
        assert np.shares_memory(rows[key], values[key])
    assert rows["A0"].shape == (1, 2)
    assert rows["A2"] is not None
    with pytest.raises(KeyError, match="long_way"):
        rows["dYhat"]
    assert [s.key for s in rows.steps] == [s.key for s in values.steps]


def test_a_trace_that_was_cut_stays_cut():
    values = trace(notes()).stopped_before(4)
    assert len(RowsTrace(values).steps) == 4


def test_turning():
    program = plan(notes().spec)
    for key, var in program.quantities.items():
        assert turned(var).shape == (var.shape if key[0] in "WJelt" or "W" in key else var.shape[::-1])
    assert turned(Var("t", SCALAR, "t", hyper=True)).shape == SCALAR
    assert set(CONVENTIONS) == {"columns", "rows"}
