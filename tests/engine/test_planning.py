"""Named sizes refuse a wrong formula before any number exists, also where all sizes are equal; gradients add up."""

from dataclasses import replace

import numpy as np
import pytest

from engine import Equation, LayerSpec, NetworkSpec, Phase, PlanError, Program, plan, run, variant
from engine.activations import ACTIVATIONS
from engine.expr import OPS, Call, SizeError, Var, call, expr, ones
from engine.gradcheck import COMPLEX_STEP, numeric_gradients
from engine.layers import Dense, Gradients, J, Said, X, Y
from engine.losses import LOSSES
from engine.ops import spread, total
from engine.optimisers import ETA
from engine.plan import MEAN
from engine.program import check
from engine.tree import reads, rewrite, shape_of
from tests.engine.networks import mazur, problem_for, require_close

PROGRAM = plan(mazur().spec)
Q = PROGRAM.quantities
W1, W2, Z1, Z2, A1 = (Q[key] for key in ("W1", "W2", "Z1", "Z2", "A1"))
B1, B2, YHAT = Q["b1"], Q["b2"], Q["Yhat"]

# 2-2-2 with two examples: every size is 2. Target, wrong formula, the two sizes that the message names.
WRONG = [
    ("no transpose in the weight gradient", W2.grad, Z2.grad @ A1, ("m x d", "h1 x d")),
    ("swapped operands of the weight gradient", W2.grad, A1 @ Z2.grad.T, ("m x h1", "h1 x m")),
    ("no transpose on the way down", A1.grad, W2 @ Z2.grad, ("m x h1", "m x d")),
    ("swapped operands on the way down", A1.grad, Z2.grad @ W2.T, ("m x d", "h1 x m")),
    ("transposed weights forward", Z1, W1.T @ X + spread(B1), ("n x h1", "n x d")),
    ("swapped operands forward", Z1, X @ W1 + spread(B1), ("n x d", "h1 x n")),
    ("the other layer's weights", Z1, W2 @ X + spread(B1), ("m x h1", "n x d")),
    ("the other layer's bias", Z1, W1 @ X + spread(B2), ("h1 x d", "m x d")),
    ("the bias of every example its own", Z1, W1 @ X + B1, ("h1 x d", "h1 x 1")),
    ("a product entry by entry", W2.grad, Z2.grad * A1, ("m x d", "h1 x d")),
    ("a matrix product for an entry-by-entry one", Z1.grad, A1.grad @ Q["slope1"], ("h1 x d", "h1 x d")),
    ("the slope of another layer", Z1.grad, A1.grad * Q["slope2"], ("h1 x d", "m x d")),
    ("the bias gradient not summed", B2.grad, Z2.grad, ("m x 1", "m x d")),
    ("the bias gradient summed the wrong way", B2.grad, (ones("1", "m") @ Z2.grad).T, ("m x 1", "d x 1")),
    ("the gradient of another parameter", W1.next, W1 - ETA * W2.grad, ("h1 x n", "m x h1")),
    ("a transposed gradient in the update", W2.next, W2 - ETA * W2.grad.T, ("m x h1", "h1 x m")),
    ("targets by the layer below", YHAT.grad, MEAN * (YHAT - A1), ("m x d", "h1 x d")),
    ("a spread matrix", Z1, spread(W1), ("h1 x n", "only a single column")),
]


@pytest.mark.parametrize("target, wrong, sizes", [row[1:] for row in WRONG], ids=[row[0] for row in WRONG])
def test_a_wrong_formula_is_refused_though_all_sizes_are_equal(target, wrong, sizes):
    assert set(mazur().spec.sizes.values()) == {2}
    equations = tuple(replace(e, expr=wrong) if e.target == target else e for e in PROGRAM.equations)
    with pytest.raises(PlanError) as error:
        check(replace(PROGRAM, equations=equations))
    number = [e.target for e in PROGRAM.equations].index(target) + 1
    assert f"step {number}, {target}" in str(error.value)
    for size in sizes:
        assert size in str(error.value)


def _program(*equations):
    return Program(tuple(equations), (), {}, ())


def _equation(target, formula):
    return Equation(target, expr(formula), Phase.FORWARD, "test")


def test_an_equation_may_not_read_what_is_not_known_yet():
    with pytest.raises(PlanError, match=r"step 1, Z\(1\): it reads A\(1\), which is not known yet"):
        check(_program(_equation(Z1, A1 + A1), _equation(A1, Z1 * 2)))


def test_a_quantity_is_set_once():
    with pytest.raises(PlanError, match=r"step 2, Z\(1\): it is already known"):
        check(_program(_equation(Z1, W1 @ X), _equation(Z1, W1 @ X)))


def test_both_sizes_are_named_in_a_products_message():
    with pytest.raises(SizeError, match=r"W\(2\) is m x h1 and X is n x d.*h1 is not n"):
        shape_of(W2 @ X)
    with pytest.raises(SizeError, match=r"A\(1\) is h1 x d and Yhat is m x d: entry by entry"):
        shape_of(A1 + YHAT)


def test_the_right_programs_pass_and_read_only_what_they_show():
    for equation in PROGRAM.equations:
        for var in reads(equation.expr):
            assert var in Q.values()
    assert check(PROGRAM) is PROGRAM


def test_a_variant_moves_an_equation_behind_what_it_reads():
    def early(equation):
        if equation.target != A1.grad:
            return equation
        return replace(equation, expr=rewrite(equation.expr, lambda n: W2.next if n == W2 else n))

    wrong = variant(PROGRAM, early, 1)
    order = [e.target.key for e in wrong.equations]
    assert order.index("dA1") > order.index("W2_next")
    assert order.index("dZ1") > order.index("dA1")
    assert sorted(order) == sorted(e.target.key for e in PROGRAM.equations)
    assert (wrong.named, PROGRAM.named) == (False, True)


def test_a_variant_that_fits_no_real_size_or_needs_itself_is_refused():
    spec = NetworkSpec(2, (LayerSpec(3, "tanh"), LayerSpec(1, "tanh")), "huber")
    program = plan(spec)
    w, z = program.quantities["W1"], program.quantities["Z1"]
    with pytest.raises(PlanError, match=r"step 1, Z\(1\): transpose\(W\(1\)\) is 2 x 3 and X is 2 x 5"):
        variant(program, lambda e: replace(e, expr=w.T @ X) if e.target == z else e, 5)
    with pytest.raises(PlanError, match="would need its own value"):
        variant(program, lambda e: replace(e, expr=z + z) if e.target == z else e, 5)


def test_two_networks_that_differ_in_numbers_share_a_program():
    layers = (LayerSpec(3, "tanh"), LayerSpec(1, "sigmoid"))
    one, other = (
        NetworkSpec(2, layers, "huber", "adam", (("beta1", b), ("weight_decay", d)), l2=l2)
        for b, d, l2 in [(0.9, 0.1, 0.5), (0.5, 0.2, 0.7)]
    )
    assert plan(one) is plan(other)
    assert plan(one) is not plan(replace(one, l2=0.0))
    assert plan(one) is not plan(replace(one, loss="squared_error"))


def test_until_ends_with_the_equation_named():
    assert [e.target.key for e in PROGRAM.until("J").equations] == ["Z1", "A1", "Z2", "Yhat", "J"]


# --- gradients of what is used more than once -----------------------------------------------------------------------


def _said_twice(skip: bool):
    """A hand-written network whose layer 2 uses W1 again (shared), or also reads X past layer 1 (a skip connection)."""
    problem = problem_for(np.random.default_rng(5), [3, 3, 3], ["tanh", "sigmoid"], "half_squared_error", 4)
    first, second = Dense(1, X, "tanh", False), Dense(2, Dense(1, X, "tanh", False).A, "sigmoid", True)
    w, gradients = first.W, Gradients()
    sums = (w @ (first.A + X) if skip else w @ first.A) + spread(second.b)
    slopes = [ACTIVATIONS[layer.activation].slope_at(layer.Z, layer.A) for layer in (first, second)]
    lines = [*first.forward(), (second.Z, sums, "z"), (second.A, call("sigmoid", second.Z), "a")]
    lines.append((J, MEAN * total(LOSSES["half_squared_error"].terms(Y, second.A)), "j"))
    lines.append((second.Z.grad, MEAN * (second.A - Y) * slopes[1], "dz"))
    gradients.say(Said(w, second.Z.grad @ first.A.T, "again", "layer2"))
    if skip:
        gradients.say(Said(w, second.Z.grad @ X.T, "skip", "skip"))
    gradients.say(Said(second.b, second.Z.grad @ ones("d", "1"), "b", "data"))
    lines += [*gradients.settle(second.b), (first.A.grad, w.T @ second.Z.grad, "down")]
    lines.append((first.Z.grad, first.A.grad * slopes[0], "dz"))
    for said in first.backward():
        gradients.say(replace(said, part="layer1"))
    for parameter in (w, first.b):
        lines += gradients.settle(parameter)
    equations = tuple(Equation(*line[:2], Phase.BACKWARD, line[2]) for line in lines)
    return problem, Program(equations, (first, second), problem.spec.sizes, ())


@pytest.mark.parametrize("skip", [False, True])
def test_a_gradient_is_the_sum_of_everything_said_about_it(skip):
    problem, program = _said_twice(skip)
    parts = 3 if skip else 2
    assert sum(1 for e in program.equations if e.target.key.startswith("dW1_")) == parts
    check(program, lambda size: 1 if size == "1" else {**problem.spec.sizes, "d": 4}[size])
    values = run(program, {**problem.values, "W2": problem.W[1]})
    total_of_parts = sum(values[key] for key in values if key.startswith("dW1_"))
    assert np.allclose(values["dW1"], total_of_parts, rtol=1e-15)
    numeric = numeric_gradients(problem, replace(program, layers=(program.layers[0],)), "complex", COMPLEX_STEP)
    require_close({k: values[f"d{k}"] for k in numeric}, numeric, 1e-13)
    with pytest.raises(AssertionError):
        require_close({"W1": values["dW1_layer1"]}, {"W1": numeric["W1"]}, 1e-3)


def test_nothing_said_is_an_error():
    with pytest.raises(ValueError, match=r"nothing was said about the gradient of W\(1\): J does not depend on it"):
        list(Gradients().settle(W1))


def test_one_thing_said_is_one_equation():
    gradients = Gradients()
    gradients.say(Said(W1, Z1.grad @ X.T, "why", "data"))
    assert list(gradients.settle(W1)) == [(W1.grad, Z1.grad @ X.T, "why")]


# --- formulas -------------------------------------------------------------------------------------------------------


def test_a_quantity_says_its_name():
    assert [str(v) for v in (W1, W1.grad, W1.next, W1.state("V"), YHAT, Q["slope1"], W1.grad.only("data"))] == [
        "W(1)", "dJ/dW(1)", "W1_next", "V_W1", "Yhat", "f'(Z(1))", "dJ/dW(1) (data)",
    ]  # fmt: skip
    assert str(-(W1 @ X)) == "negative(matmul(W(1), X))"


def test_every_activation_is_an_operation_with_entries():
    for name in ACTIVATIONS:
        formula = ACTIVATIONS[name](Z1)
        assert isinstance(formula, Call)
        assert formula.op is OPS[name]
        assert shape_of(formula) == ("h1", "d")


def test_variables_are_equal_by_what_they_say():
    assert Var("W1", ("h1", "n"), "W", 1) == W1
    assert len({Var("W1", ("h1", "n"), "W", 1), W1}) == 1
