"""The figures of the worked examples as a page shows them: value, rounding and name, and what a slip makes of them."""

import numpy as np
import pytest

from engine import GradientCheckError, Problem, plan, run, trace
from engine.gradcheck import COMPLEX_STEP, compare, numeric_gradients
from explain import load_prose
from explain.figures import SLIPS, Figure, _after, figures, update_too_early
from tests.engine.bugs import BUGS
from tests.engine.figures import ALL, IDS, problem, require_exact, rounds_to
from tests.engine.networks import EXAMPLES, example, gradients_of, random_problem

NAMES = [path.stem for path in EXAMPLES]
SLIPPED = [name for name in NAMES if "as_printed" in example(name)]


def figure(name: str, record: dict, slip: str = "") -> Figure:
    """One figure of an example, computed without the exact value that its file notes."""
    (found,) = figures(problem(name), [{key: text for key, text in record.items() if key != "exact"}], slip)
    return found


@pytest.mark.parametrize("name, record", ALL, ids=IDS)
def test_every_figure(name, record):
    """Our number has the digits noted, and agrees with print exactly where the example says so."""
    found = figure(name, record)
    require_exact(found.value, record["exact"])
    assert float(found.full) == pytest.approx(found.value, rel=5e-15, abs=0)
    assert found.agrees == (record["status"] == "holds")
    assert (found.printed, found.status, found.note) == (
        record.get("printed", ""),
        record["status"],
        record.get("note", ""),
    )
    if found.printed:
        assert rounds_to(float(found.rounded), found.printed) == found.agrees


@pytest.mark.parametrize("name", NAMES)
def test_the_step_of_a_figure_computes_it(name):
    """A figure of the example's own trace names its step; one after updates has none there."""
    steps = trace(problem(name))
    for found in figures(problem(name), example(name)["figures"]):
        assert bool(found.step) == (found.updates == 0)
        assert found.updates or found.value in steps.step(found.step).value


@pytest.mark.parametrize(
    "name, quantity, latex, updates, step",
    [
        ("mazur", "J", "J", 0, "J"),
        ("mazur", "A2[1,0]", r"\hat{y}_{2}", 0, "Yhat"),
        ("mazur", "W1_next[0,1]", r"w^{(1),\text{new}}_{12}", 0, "W1_next"),
        ("mazur", "dYhat[0,0]", r"\frac{\partial J}{\partial \hat{y}_{1}}", 0, "dYhat"),
        ("mazur", "Yhat[0,0] after 10000 updates", r"\hat{y}_{1}", 10000, ""),
        ("mazur", "J after 1 update", "J", 1, ""),
        ("mazur", "W2[1,0]", "w^{(2)}_{21}", 0, ""),
        ("ng-exercise-4", "Z1[1,2]", "z^{(1)}_{23}", 0, "Z1"),
    ],
)
def test_what_a_figure_is_called(name, quantity, latex, updates, step):
    """1-based indices, the alias of an output, and no step for what is given or comes after updates."""
    found = figure(name, {"quantity": quantity, "status": "ours"})
    assert (found.name, found.updates, found.step) == (latex, updates, step)
    assert found.rounded == found.full
    assert not found.agrees


@pytest.mark.parametrize(
    "value, printed, rounded, agrees",
    [
        (0.298371108760003, "0.298371109", "0.298371109", True),
        (0.511301270238738, "0.511301270", "0.511301270", True),
        (1.24549899201542, "1.244", "1.245", False),
        (0.125, "0.12", "0.12", True),
        (0.375, "0.38", "0.38", True),
        (-0.179977, "-0.180", "-0.180", True),
        (-0.131169, "0.1312", "-0.1312", False),
        (19.473636522732416, "19.473636522732416", "19.4736365227324", True),
        (12.5, "12", "12", True),
        (0.00001234, "0.0000123", "0.0000123", True),
    ],
)
def test_as_many_decimals_as_are_printed(value, printed, rounded, agrees):
    """Half goes to even, and nothing is shown beyond the 15 digits of a float64."""
    found = Figure("x", 0, printed, value, "holds", "", "")
    assert (found.rounded, found.agrees) == (rounded, agrees)


@pytest.mark.parametrize("quantity", ["", "W1[0]", "W1[0,0] after", "J after one update", "W1[0,0];x"])
def test_a_quantity_that_cannot_be_read_is_named(quantity):
    """The error shows what was written."""
    with pytest.raises(ValueError, match="is no quantity such as"):
        figures(problem("mazur"), [{"quantity": quantity, "status": "ours"}])


@pytest.mark.parametrize(
    "quantity, exact",
    [
        ("J after 1 update", "0.291027923905442"),
        ("Yhat[0,0] after 10000 updates", "0.0159121963260343"),
        ("Yhat[1,0] after 10000 updates", "0.984065734485629"),
    ],
)
def test_an_update_too_early_gives_mazurs_totals(quantity, exact):
    """The figures that are wrong in print, and no others, come out with the slip."""
    (record,) = [record for record in example("mazur")["figures"] if record["quantity"] == quantity]
    found = figure("mazur", record, "update_too_early")
    require_exact(found.value, exact)
    assert found.agrees
    assert not figure("mazur", record).agrees


@pytest.mark.parametrize("name", SLIPPED)
def test_a_named_slip_explains_every_wrong_figure(name):
    """An example that names a slip is reproduced by it wherever it is wrong in print."""
    records, slip = example(name)["figures"], example(name)["as_printed"]
    assert slip in SLIPS
    wrong = [found for found in figures(problem(name), records, slip) if found.status == "wrong"]
    assert wrong
    assert all(found.agrees for found in wrong)


@pytest.mark.parametrize("name", NAMES)
def test_a_slip_that_a_note_names_is_data(name):
    """Whoever notes an update too early also says so where the page looks for it."""
    notes = " ".join(record.get("note", "") for record in example(name)["figures"])
    assert ("update too early" in notes) == (example(name).get("as_printed") == "update_too_early")


@pytest.mark.parametrize("seed", range(20))
def test_update_too_early_is_the_planted_bug(seed):
    """The same numbers as the tests' own program for this mistake, at any depth and with any penalty."""
    (bug,) = [bug for bug in BUGS if bug.name == "W already updated on the way down"]
    start = random_problem([seed, 77], depth=4, width=4, examples=3)
    got, wanted = (run(make(start), start.values) for make in (update_too_early, bug.make))
    assert all(np.array_equal(got[key], wanted[key]) for key in wanted)


def test_update_too_early_fails_the_gradient_check():
    """It is a mistake: the hidden layer's gradient is not the slope of J. The plan itself is left as it was."""
    start = problem("mazur")
    program = update_too_early(start)
    numeric = numeric_gradients(start, program, "complex", COMPLEX_STEP)
    for made, right in ((program, False), (plan(start.spec), True)):
        report = compare(start, gradients_of(run(made, start.values), start), "complex", numeric)
        if right:
            report.require(1e-13)
            continue
        with pytest.raises(GradientCheckError):
            report.require(1e-3)


def test_long_training_is_remembered_for_each_problem():
    """Asked again, nothing is trained; another learning rate is another problem."""
    record = [{"quantity": "J after 300 updates", "status": "ours"}]
    first = figures(problem("mazur"), record)
    before = _after.cache_info()
    assert figures(problem("mazur"), record) == first
    assert _after.cache_info().misses == before.misses
    doc = example("mazur")["problem"]
    other = Problem.from_dict({**doc, "optimiser": {"name": "sgd", "eta": 0.4}})
    assert figures(other, record)[0].value > first[0].value


@pytest.mark.parametrize(
    "group, wanted",
    [
        ("figures.status", {record["status"] for _, record in ALL}),
        ("figures.slip", {f"{slip}.{said}" for slip in SLIPS for said in ("label", "why")}),
    ],
)
def test_every_status_and_slip_has_its_words(group, wanted):
    """No words are missing, and none are left over."""
    texts = load_prose().texts
    assert {key.removeprefix(f"{group}.") for key in texts if key.startswith(f"{group}.")} == wanted
