"""Every formula that explain/ prints of a step, read back by the small LaTeX reader, has the step's value."""

import numpy as np
import pytest

from engine import Problem, Step, long_way, trace, train, variant
from engine.expr import Call
from engine.losses import LOSSES
from engine.optimisers import OPTIMISERS
from engine.plan import plan
from engine.run import run
from engine.tree import rewrite
from explain import explain, explain_entry, load_prose, render
from explain import names as called
from tests.engine.networks import EXAMPLES, HIDDEN, example, notes, problem_for
from tests.explain.latex_values import ReadError
from tests.explain.reading import check_entries, check_step

OUTPUTS = [(loss, output) for loss, record in LOSSES.items() for output in record.allowed_outputs()]


@pytest.fixture(autouse=True)
def _print_everything(monkeypatch):
    """17 digits make long formulas: here they are all read."""
    monkeypatch.setattr(render, "MAX_LENGTH", 10**6)


def check_problem(problem: Problem) -> float:
    """Read every formula of every step and of the long way back. Returns the largest difference."""
    values = trace(problem)
    steps = (*values.steps, *(s for s in long_way(values) if s.trace is not values))
    return max(max(check_step(step), check_entries(step)) for step in steps)


def seeded(*key: str) -> np.random.Generator:
    return np.random.default_rng(list("/".join(key).encode()))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_presets(path):
    check_problem(Problem.from_dict(example(path.stem)["problem"]))


@pytest.mark.parametrize("examples", [1, 3])
@pytest.mark.parametrize("depth", [1, 2, 3])
@pytest.mark.parametrize("loss, output", OUTPUTS)
def test_every_loss_and_output(loss, output, depth, examples):
    rng = seeded(loss, output, str(depth))
    hidden = rng.choice(HIDDEN, depth - 1).tolist()
    widths = [2, *rng.integers(1, 4, depth - 1).tolist(), 1 if output == "sigmoid" and depth == 2 else 2]
    check_problem(problem_for(rng, widths, [*hidden, output], loss, examples, gain=1.4))


@pytest.mark.parametrize("examples", [1, 3])
@pytest.mark.parametrize("hidden", HIDDEN)
def test_every_hidden_activation(hidden, examples):
    check_problem(problem_for(seeded(hidden), [2, 3, 2], [hidden, "identity"], "huber", examples, gain=1.5))


@pytest.mark.parametrize(
    "frozen", [(), ("b1", "W2[0,1]", "b2[1,0]"), ("W1", "b2", "W2")], ids=["free", "part", "whole"]
)
@pytest.mark.parametrize("decay", [0.0, 0.02])
@pytest.mark.parametrize("optimiser", OPTIMISERS)
def test_every_optimiser(optimiser, decay, frozen):
    penalty = {"l2": 0.1, "l1": 0.03} if decay else {}
    settings = {"weight_decay": decay, "frozen": frozen, **penalty}
    problem = problem_for(seeded(optimiser), [2, 2, 2], ["tanh", "softmax"], "cross_entropy", 2, optimiser, **settings)
    check_problem(train(problem, 2).after)


@pytest.mark.parametrize("penalty", [{"l2": 0.1}, {"l1": 0.03}], ids=str)
def test_one_penalty(penalty):
    check_problem(problem_for(seeded("penalty"), [2, 2, 1], ["relu", "sigmoid"], "binary_cross_entropy", 3, **penalty))


def test_saturated_long_way_prints_what_cannot_be_computed():
    problem = problem_for(seeded("saturated"), [1, 1], ["sigmoid"], "binary_cross_entropy", 1)
    values = trace(problem.with_values({"W1": [[800.0]], "b1": [[0.0]], "X": [[1.0]], "Y": [[0.0]]}))
    printed = {step.key: explain_entry(step, 0, 0).result.split(" = ")[1] for step in long_way(values)}
    assert printed == {"dYhat": r"\infty", "slope1": "0", "dZ1": r"\text{undefined}"}
    assert check_problem(values.problem) < 1e-12


def without_slope(equation):
    """A wrong program: the slope is left out."""

    def change(node):
        dropped = isinstance(node, Call) and node.op.name == "multiply" and "slope1" in str(node.args[1:])
        return node.args[0] if dropped else node

    return equation.__class__(equation.target, rewrite(equation.expr, change), equation.phase, equation.why)


def test_a_wrong_program_is_printed_as_it_computes():
    """A quiz shows wrong formulas beside the right one: they must not differ in notation."""
    problem = notes()
    right, wrong = plan(problem.spec), variant(plan(problem.spec), without_slope, 1)
    assert not wrong.named
    right_steps, wrong_steps = (run(program, problem.values).steps for program in (right, wrong))
    for step in wrong_steps:
        check_step(step)
        check_entries(step)
    differing = [a.key for a, b in zip(right_steps, wrong_steps, strict=True) if symbols(a) != symbols(b)]
    assert differing == ["dZ1"]


def symbols(step):
    return render.latex(step.equation.expr, render.symbols(step.trace.sizes))


UNDER, QUANTITY = render.under, called.quantity
LOST = {
    "sizes": (render, "under", lambda text, shape, sizes: UNDER(text, shape[::-1], sizes)),
    "a link": (Step, "uses", property(lambda self: ())),
    "signs": (render.numbers, "latex", lambda value, digits: f"{abs(value):.17g}"),
    "digits": (render.numbers, "latex", lambda value, digits: f"{value:.7f}"),
    "transposes": (render.called, "quantity", lambda var, raised="": QUANTITY(var)),
}


@pytest.mark.parametrize("what", LOST)
def test_what_is_lost_is_noticed(what, monkeypatch):
    step = trace(notes()).step("dW1")
    check_step(step)
    check_entries(step)
    with monkeypatch.context() as broken:
        broken.setattr(*LOST[what])
        with pytest.raises((AssertionError, ReadError)):
            check_step(step) + check_entries(step)


def test_the_block_holds_every_line():
    step = trace(notes()).step("dW2")
    for shown in (explain(step, load_prose()), explain_entry(step, 0, 1)):
        lines = [getattr(shown, "shapes", shown.symbols), shown.numbers, shown.result]
        assert all(line.split(f" {shown.sign} ", 1)[1] in shown.aligned for line in lines)
        assert shown.aligned.count(f"&{shown.sign} ") == 3
