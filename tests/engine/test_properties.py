"""What is true of every network: symmetry, averaging, collapse without activations, the same bits every time."""

import json
import threading

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import Problem, Workspace, plan, run, trace
from engine.run import WorkspaceError
from tests.engine.networks import gradients_of, problem_for, random_problem, require_close

SEEDS = st.integers(0, 10**6)
PROPERTY = settings(max_examples=60, deadline=None)


def same_bits(one, other) -> bool:
    """True where two traces hold the same numbers to the last bit."""
    return list(one) == list(other) and all(one[key].tobytes() == other[key].tobytes() for key in one)


def small(seed: int, **more) -> Problem:
    return random_problem([seed, 6], depth=4, width=8, examples=6, **more)


@given(SEEDS, st.data())
@PROPERTY
def test_permuting_hidden_units_permutes_gradients_and_leaves_j(seed, data):
    problem = small(seed)
    if len(problem.W) == 1:
        return
    layer = data.draw(st.integers(1, len(problem.W) - 1))
    order = data.draw(st.permutations(range(problem.spec.widths[layer])))
    w, b, after = f"W{layer}", f"b{layer}", f"W{layer + 1}"
    p = problem.parameters
    moved = problem.with_values({w: p[w][order], b: p[b][order], after: p[after][:, order]})
    was, now = trace(problem), trace(moved)
    require_close({"J": now["J"]}, {"J": was["J"]}, 1e-13)
    wanted = gradients_of(was, problem)
    wanted |= {f"d{w}": was[f"d{w}"][order], f"d{b}": was[f"d{b}"][order], f"d{after}": was[f"d{after}"][:, order]}
    require_close(gradients_of(now, moved), wanted, 1e-12)


@given(SEEDS)
@PROPERTY
def test_a_batchs_gradient_is_the_mean_of_its_examples(seed):
    problem = small(seed)
    singles = [problem.with_values({"X": problem.X[:, [j]], "Y": problem.Y[:, [j]]}) for j in range(problem.examples)]
    found = [gradients_of(trace(one), one) for one in singles]
    size = max(np.abs(g).max() for one in found for g in one.values()) or 1.0
    whole = trace(problem)
    for key in found[0]:
        assert np.abs(np.mean([one[key] for one in found], axis=0) - whole[key]).max() <= 1e-13 * size
    losses = [trace(one)["J"] for one in singles]
    assert np.mean(losses) == pytest.approx(whole["J"].item(), rel=1e-13)


@given(SEEDS)
@PROPERTY
def test_without_activations_the_stack_collapses_to_one_linear_map(seed):
    rng = np.random.default_rng(seed)
    widths = [int(w) for w in rng.integers(1, 6, rng.integers(2, 6))]
    problem = problem_for(rng, widths, ["identity"] * (len(widths) - 1), "half_squared_error", 4)
    w, b = np.eye(widths[0]), np.zeros((widths[0], 1))
    for matrix, column in zip(problem.W, problem.b, strict=True):
        w, b = matrix @ w, matrix @ b + column
    one = problem_for(rng, [widths[0], widths[-1]], ["identity"], "half_squared_error", 4)
    one = one.with_values({"W1": w, "b1": b, "X": problem.X, "Y": problem.Y})
    many, single = trace(problem), trace(one)
    require_close({k: many[k] for k in ("Yhat", "J")}, {k: single[k] for k in ("Yhat", "J")}, 1e-12)
    last = len(problem.W)
    require_close({"dZ": many[f"dZ{last}"]}, {"dZ": single["dZ1"]}, 1e-12)


@given(SEEDS)
@PROPERTY
def test_the_same_bits_twice(seed):
    problem = small(seed)
    first = trace(problem)
    trace(small(seed + 1))
    assert same_bits(first, trace(problem))
    program = plan(problem.spec)
    assert same_bits(first, run(program, problem.values, Workspace(program, problem.examples)))


@given(SEEDS)
@PROPERTY
def test_a_document_is_read_back_to_the_same_numbers(seed):
    problem = small(seed, frozen=("b1", "W1[0,0]"), optimiser="adam")
    after = trace(problem).after
    for one in (problem, after):
        doc = json.loads(json.dumps(one.to_dict()))
        again = Problem.from_dict(doc)
        assert again.to_dict() == one.to_dict()
        assert same_bits(trace(one), trace(again))
        assert again.t == one.t


@given(SEEDS)
@PROPERTY
def test_names_and_their_order_do_not_touch_the_numbers(seed):
    """A frozen entry and a penalty of nothing change no gradient."""
    free, held = small(seed), small(seed, frozen=("W1[0,0]",))
    require_close(gradients_of(trace(held), held), gradients_of(trace(free), free), 0.0)


def test_two_threads_at_once_do_not_mix_their_numbers():
    problems = [random_problem([9, 6], depth=3, width=8), random_problem([9, 6], depth=3, width=8)]
    problems[1] = problems[1].with_values({"X": problems[1].X + 1.0})
    assert plan(problems[0].spec) is plan(problems[1].spec)
    wanted = [trace(problem) for problem in problems]
    mixed, start = [], threading.Barrier(2)

    def work(which: int) -> None:
        start.wait()
        mixed.extend(which for _ in range(400) if not same_bits(trace(problems[which]), wanted[which]))

    threads = [threading.Thread(target=work, args=(which,)) for which in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not same_bits(*wanted)
    assert mixed == []


def test_a_workspace_of_another_thread_is_refused():
    problem = small(3)
    program = plan(problem.spec)
    workspace = Workspace(program, problem.examples)
    refused = []

    def work() -> None:
        with pytest.raises(WorkspaceError, match="belongs to another thread"):
            run(program, problem.values, workspace)
        refused.append(True)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert refused == [True]
    run(program, problem.values, workspace)


def test_a_workspace_of_another_program_or_size_is_refused():
    problem = small(3)
    program = plan(problem.spec)
    for workspace in (Workspace(program, problem.examples + 1), Workspace(plan(small(4).spec), problem.examples)):
        with pytest.raises(WorkspaceError, match="another program or another number"):
            run(program, problem.values, workspace)
    values = dict(problem.values) | {"W1": np.zeros((1, 99))}
    with pytest.raises(WorkspaceError, match=r"W1 is \(1, 99\), but"):
        run(program, values)


def test_a_trace_stays_true_when_the_callers_arrays_change():
    problem = small(3)
    values = {key: value.copy() for key, value in problem.values.items()}
    found = run(plan(problem.spec), values)
    before = found["W1"].copy()
    values["W1"][:] = 7.0
    assert np.array_equal(found["W1"], before)
    again = run(plan(problem.spec), values)
    assert not np.array_equal(found["dW1"], again["dW1"]) or not found["dW1"].any()
