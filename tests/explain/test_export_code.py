"""The exported scripts and notebooks: run by themselves, they print the numbers of the trace."""

import ast
import json
import os
import subprocess
import sys

import nbformat
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import NonFiniteError, trace
from engine.activations import ACTIVATIONS
from engine.evaluate import evaluate
from engine.expr import OPS, Number, SizeOf, Stable, Var, call, ones, others, zeros
from engine.losses import LOSSES
from engine.optimisers import OPTIMISERS
from explain import explain, load_prose
from explain.export import export, torch_calls
from explain.export.listing import WIDTH, literal
from explain.export.source import NUMPY, source
from tests.engine.checks import saturated_problem
from tests.engine.networks import EXAMPLES, notes, problem_for
from tests.engine.test_non_finite import CASES
from tests.engine.torch_oracle import need_torch
from tests.explain.scripts import PROBLEMS, cells, executed, printed

PROSE = load_prose()
WORKED = [path.stem for path in EXAMPLES]
HOSTILE = 'x"""\nraise SystemExit\r\nraise SystemExit\x0b\u2028raise <b> $y$ \x00\ud800'
NEEDS = {"nbclient": "pip install nbclient ipykernel", "ipykernel": "pip install nbclient ipykernel"}


def made(name, problem, **options):
    """A problem's script or notebook, as text."""
    return export(trace(problem), name, PROSE, **options).decode("utf-8")


def require_same(got, values, keys, tolerance=1e-12):
    """Every named quantity, with the trace's shape, to 1e-12 of its largest number."""
    assert list(got) == list(keys)
    for key, found in got.items():
        wanted = values[key]
        assert found.shape == wanted.shape, key
        off = np.abs(found - wanted).max() / (np.abs(wanted).max() or 1.0)
        assert off <= tolerance, f"{key}: {found} against {wanted}, {off:.3g} of the largest"


def largest_gradient(values, problem):
    return max(float(np.abs(values[f"d{key}"]).max()) for key in problem.parameters) or 1.0


# --- NumPy ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PROBLEMS)
def test_numpy_prints_the_numbers_of_the_trace(name):
    values = trace(PROBLEMS[name])
    require_same(printed(executed(made("py", PROBLEMS[name]))), values, values.index)


@pytest.mark.parametrize("seed", range(20))
def test_numpy_keeps_its_digits_in_saturation(seed):
    problem = saturated_problem(seed)
    values = trace(problem)
    require_same(printed(executed(made("py", problem))), values, values.index)


@pytest.mark.parametrize("name", ["mazur", "ng-exercise-4-l2", "hidden-gelu", "adamw-decay-0.05-locked-later"])
def test_numpy_runs_by_itself(name, tmp_path):
    values = trace(PROBLEMS[name])
    (tmp_path / "lesson.py").write_text(made("py", PROBLEMS[name]), encoding="utf-8")
    run = subprocess.run([sys.executable, "-I", "lesson.py"], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert run.stderr == ""
    require_same(printed(run.stdout), values, values.index)


@pytest.mark.parametrize("name", PROBLEMS)
@pytest.mark.parametrize("format, modules", [("py", {"numpy", "math"}), ("torch", {"torch"})])
def test_a_script_imports_what_it_says(name, format, modules):
    tree = ast.parse(made(format, PROBLEMS[name]))
    imported = {a.name.split(".")[0] for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names}
    assert imported <= modules
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]


@pytest.mark.parametrize("name", PROBLEMS)
@pytest.mark.parametrize("format", ["py", "torch"])
def test_a_script_fits_the_page(name, format):
    lines = made(format, PROBLEMS[name]).splitlines()
    assert max(map(len, lines)) <= (WIDTH if format == "py" else WIDTH + len(", requires_grad=True"))
    assert not [line for line in lines if line != line.rstrip() or not line.isascii()]


ZEROS = [
    [[-0.0]],
    [[-0.0, 0.0]],
    [[0.0, 0.0]],
    [[-0.0] * 40] * 2,
    [[0.0] * 40, [-0.0] * 40],
    [[-0.0, 1.5], [0.0, -2.0]],
]


@pytest.mark.parametrize("module", ["np", "torch"])
@pytest.mark.parametrize("rows", ZEROS, ids=lambda rows: f"{len(rows)}x{len(rows[0])}, {rows[0][0]} first")
def test_a_zero_keeps_its_sign(rows, module):
    library = np
    if module == "torch":
        need_torch()
        import torch as library
    more = ", dtype=torch.float64" if module == "torch" else ""
    names = {module: library}
    exec("\n".join(literal("W1", np.array(rows), module, more)), names)
    assert np.asarray(names["W1"]).tobytes() == np.array(rows).tobytes()


def test_a_script_reads_like_the_book():
    text = made("py", notes())
    for line in (
        "Z1 = W1 @ X + b1 ",
        "dW1 = dZ1 @ X.T ",
        "W1_next = W1 - eta * dW1 ",
        "# textbook form: A1 * (1 - A1)",
    ):
        assert f"\n{line}" in text, line


@pytest.mark.parametrize("format", ["py", "torch"])
def test_a_hostile_title_is_a_comment(format):
    tree = ast.parse(made(format, notes(), title=HOSTILE))
    assert ast.dump(tree) == ast.dump(ast.parse(made(format, notes())))


A, B, C = (Var(key, ("n", "n"), key) for key in "ABC")
VALUES = {key: np.random.default_rng([ord(key)]).normal(size=(3, 3)) for key in "ABC"}
LEAVES = st.sampled_from([A, B, C, ones("n", "n"), zeros("n", "n"), others("n")])
SCALARS = st.sampled_from([Number(2), Number(-3), Number(0.1), 1 / SizeOf("n"), call("negative", SizeOf("n"))])
TWO, ONE = (
    ["add", "subtract", "multiply", "matmul", "maximum", "minimum"],
    ["negative", "square", "transpose", "abs", "sign"],
)


def grown(parts):
    """Formulas one operation larger."""
    two = st.builds(call, st.sampled_from(TWO), parts, parts)
    one = st.builds(call, st.sampled_from(ONE), parts)
    scaled = st.builds(call, st.sampled_from(["multiply", "divide"]), parts, SCALARS)
    chosen = st.builds(lambda a, b, c: call("cases", a, b, c), parts, parts, parts)
    return two | one | scaled | chosen | st.builds(lambda s, a: call("multiply", s, a), SCALARS, parts)


@given(st.recursive(LEAVES, grown, max_leaves=8))
def test_brackets_stand_where_they_must(expr):
    with np.errstate(all="ignore"):
        value = eval(source(expr, NUMPY), {"np": np, "n": 3, **VALUES})  # noqa: S307
    np.testing.assert_array_equal(value, evaluate(expr, VALUES, {"n": 3}))


def test_what_is_computed_is_written():
    assert source(Stable(A - B, -B + A), NUMPY) == "-B + A"


@pytest.mark.parametrize(
    "written, known",
    [
        (NUMPY.rows, OPS),
        (torch_calls.ACTIVATION, ACTIVATIONS),
        (torch_calls.LOSS, LOSSES),
        (torch_calls.OPTIMISER, OPTIMISERS),
    ],
    ids=["operations", "activations", "losses", "optimisers"],
)
def test_everything_can_be_written(written, known):
    assert set(written) == set(known)


# --- PyTorch --------------------------------------------------------------------------------------------------------


@pytest.fixture
def torch_settings():
    """PyTorch, its default type put back afterwards: the scripts change it."""
    need_torch()
    import torch

    yield
    torch.set_default_dtype(torch.float32)


@pytest.mark.parametrize("name", PROBLEMS)
def test_torch_prints_the_numbers_of_the_trace(name, torch_settings):
    problem = PROBLEMS[name]
    values, got = trace(problem), printed(executed(made("torch", problem)))
    scale = largest_gradient(values, problem)
    gradients = {f"d{key}" for key in (*problem.parameters, *(f"Z{i}" for i in range(1, len(problem.W) + 1)))}
    assert gradients | {"J", "Yhat"} | {f"{key}_next" for key in problem.parameters} <= set(got)
    for key, found in got.items():
        assert found.shape == values[key].shape, key
        largest = scale if key in gradients else max(scale, float(np.abs(values[key]).max()))
        off = np.abs(found - values[key]).max() / largest
        assert off <= 1e-12, f"{key}: {found} against {values[key]}, {off:.3g} of the largest"


@pytest.mark.parametrize("name", ["mazur", "adam-decay-0.05-locked-later"])
def test_torch_runs_by_itself(name, tmp_path):
    need_torch()
    (tmp_path / "lesson.py").write_text(made("torch", PROBLEMS[name]), encoding="utf-8")
    run = subprocess.run([sys.executable, "-I", "lesson.py"], cwd=tmp_path, capture_output=True, text=True, check=True)
    got = printed(run.stdout)
    assert got["J"][0, 0] == pytest.approx(trace(PROBLEMS[name])["J"][0, 0], rel=1e-12)


def test_torch_says_where_it_loses_digits():
    said = PROSE.say("export.code.saturated").split(":")[0]
    assert said not in made("torch", notes())
    assert said in made("torch", notes().with_values({"b2": [[40.0]]}))


# --- the notebook ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PROBLEMS)
def test_a_notebook_prints_the_numbers_of_the_trace(name):
    values, book = trace(PROBLEMS[name]), made("ipynb", PROBLEMS[name])
    output = executed(*cells(book, "code"))
    require_same(printed(output), values, values.index)
    assert float(output.rsplit(": ", 1)[1]) <= 1e-12


@pytest.mark.parametrize("key", trace(notes()).index)
@pytest.mark.parametrize("wrong", ["+ 0.01", "* float('nan')"])
def test_a_notebook_sees_a_wrong_number(key, wrong):
    *code, comparison = cells(made("ipynb", notes()), "code")
    output = executed(*code, f"{key} = {key} {wrong}", comparison)
    largest = float(output.rsplit(": ", 1)[1])
    scale = np.abs(trace(notes())[key]).max()
    assert np.isnan(largest) if "nan" in wrong else largest == pytest.approx(0.01 / scale)


@pytest.mark.parametrize("name", WORKED)
def test_a_notebook_is_valid_without_outputs_and_the_same_every_time(name):
    book = made("ipynb", PROBLEMS[name])
    assert book == made("ipynb", PROBLEMS[name])
    read = nbformat.reads(book, as_version=4)
    nbformat.validate(read)
    assert (read.nbformat, read.nbformat_minor) == (4, 5)
    ids = [cell.id for cell in read.cells]
    assert len(set(ids)) == len(ids)
    assert all(cell.outputs == [] and cell.execution_count is None for cell in read.cells if cell.cell_type == "code")


@pytest.mark.parametrize("name", WORKED)
def test_a_notebook_has_a_text_and_a_line_for_every_step(name):
    values = trace(PROBLEMS[name])
    kinds = [cell["cell_type"] for cell in json.loads(made("ipynb", PROBLEMS[name]))["cells"]]
    assert kinds == ["markdown", "code"] * (len(values.steps) + 2)
    texts = cells(made("ipynb", PROBLEMS[name]), "markdown")[1:-1]
    for step, text in zip(values.steps, texts, strict=True):
        assert explain(step, PROSE).why in text
        assert text.count("$$") == 2


def test_digits_of_a_notebook_are_asked_for():
    assert "0.78" in made("ipynb", notes(), digits=2)
    assert "0.7765" not in "".join(cells(made("ipynb", notes(), digits=2), "markdown"))
    assert "0.776520" not in "".join(cells(made("ipynb", notes(), digits=4), "markdown"))


def test_a_formula_too_large_for_a_notebook_is_said():
    problem = problem_for(np.random.default_rng(0), [13, 13, 1], ["tanh", "sigmoid"], "binary_cross_entropy", 14)
    texts = "".join(cells(made("ipynb", problem), "markdown"))
    assert PROSE.say("export.code.too_large") in texts


def test_a_hostile_title_is_text_in_a_notebook():
    first = cells(made("ipynb", notes(), title=HOSTILE), "markdown")[0].splitlines()[0]
    assert r"\<b\> \$y\$" in first
    assert "\x00" not in first


@pytest.mark.parametrize("name", ["mazur", "adamw-decay-0.05-locked-later"])
def test_a_notebook_runs_in_jupyter(name):
    for package, how in NEEDS.items():
        try:
            __import__(package)
        except ImportError:
            if os.environ.get("CI") == "true":
                pytest.fail(f"{package} is not installed ({how}); with CI=true it must be", pytrace=False)
            pytest.skip(f"{package} is not installed: {how}")
    import nbclient
    import nbformat

    book = nbformat.reads(made("ipynb", PROBLEMS[name]), as_version=4)
    nbclient.NotebookClient(book, timeout=120, kernel_name="python3").execute()
    output = "".join(out.text for out in book.cells[-1].outputs if out.output_type == "stream")
    values = trace(PROBLEMS[name])
    require_same(printed(output), values, values.index)


# --- a run that stops -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("problem, key", [case[1:3] for case in CASES], ids=[case[0] for case in CASES])
def test_a_stopped_run_is_written_as_far_as_it_goes(problem, key):
    with pytest.raises(NonFiniteError) as error:
        trace(problem)
    stopped = error.value
    script, torch_script, book = (
        export(stopped.trace, format, PROSE, stopped=stopped).decode("utf-8") for format in ("py", "torch", "ipynb")
    )
    for text in (script, torch_script, "".join(cells(book, "markdown"))):
        assert f"Step {stopped.cause.step + 1} gave a number" in text.replace("\n# ", " ")
    assert f"\n{key} = " not in script
    require_same(printed(executed(script)), stopped.trace, stopped.trace.index)
    require_same(printed(executed(*cells(book, "code"))), stopped.trace, stopped.trace.index)


@pytest.mark.parametrize("problem", [case[1] for case in CASES], ids=[case[0] for case in CASES])
def test_a_stopped_run_has_a_torch_script_that_runs(problem, torch_settings):
    with pytest.raises(NonFiniteError) as error:
        trace(problem)
    got = printed(executed(export(error.value.trace, "torch", PROSE, stopped=error.value).decode("utf-8")))
    assert set(got) <= set(error.value.trace.index)
