"""The documents of a worked solution: every step in order, formulas that hold, and no text taken as markup."""

import re
import shutil
import subprocess
import tomllib
from itertools import cycle, islice
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
import typst
from hypothesis import given
from hypothesis import strategies as st

from engine import NonFiniteError, Problem, run, trace
from engine.optimisers import OPTIMISERS
from explain import explain, explain_entry, load_prose, render
from explain.export import parts
from explain.export.markdown import markdown
from explain.export.rows import ROW, in_rows, width
from explain.export.solution import APP, DETAILS, MOST_ENTRIES, solution
from explain.export.typst import pdf, typst_source
from explain.export.typst_math import typst_math
from explain.mathml import markup
from tests.engine.networks import EXAMPLES, HIDDEN, example, notes, problem_for
from tests.explain.documents import DOCUMENTS, formulas_in, spelled, spelled_formula
from tests.explain.latex_reader import read
from tests.explain.reading import FUNCTIONS, TOLERANCE, as_shown, names_in, off_by

ROOT = Path(__file__).resolve().parents[2]
PROSE = load_prose()
NAMES = [path.stem for path in EXAMPLES]
HOSTILE = [
    "<script>alert(1)</script>",
    "</style></title><b>&amp;",
    "$x$ and $$y$$ and \\( z \\)",
    r"\input{secret} \end{document}",
    '#import "a.typ" \\ "quoted"',
    '\\n \\u{41} \\" #x ends in \\',
    "*bold* _it_ `code` [a](b) ![c](d) | ~ ^ % {}",
    "## - not 'a' ``heading'' --- << >> 权重 λ₂ é 🙂",
]


def traced(name):
    """The trace of a worked example."""
    return trace(Problem.from_dict(example(name)["problem"]))


def random_trace(*widths, examples=2, hidden="tanh", optimiser="sgd"):
    """The trace of a network of these widths with random numbers."""
    kinds = [hidden] * (len(widths) - 2) + ["identity"]
    rng = np.random.default_rng(5)
    return trace(problem_for(rng, list(widths), kinds, "half_squared_error", examples, optimiser))


def stopped_run():
    """A run whose loss overflows, as its error."""
    problem = notes().to_dict() | {"loss": "half_squared_error"}
    problem["layers"][1]["activation"] = "identity"
    problem["W"][1] = [[1e200, 1e200]]
    with pytest.raises(NonFiniteError) as caught:
        trace(Problem.from_dict(problem))
    return caught.value


# --- every step, in order, with what explain() says of it ------------------------------------------------------------


@pytest.mark.parametrize("detail", DETAILS)
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_step_is_there_in_order(document, name, detail):
    values = traced(name)
    text, at = DOCUMENTS[document](solution(values, PROSE, detail=detail)), 0
    for step in values.steps:
        card = explain(step, PROSE)
        lines = (card.symbols, card.result) if detail == "short" else (card.shapes, card.numbers, card.result)
        wanted = [*spelled(document, card.title)]
        for right in dict.fromkeys(line.split(f" {card.sign} ", 1)[1] for line in lines):
            wanted += spelled_formula(document, right)
        wanted += [] if detail == "short" else spelled(document, card.why)
        for piece in wanted:
            found = text.find(piece, at)
            assert found >= 0, f"{step.key}: {piece!r} does not follow {text[max(0, at - 200) : at]!r}"
            at = found + len(piece)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("document", ["md", "tex"])
def test_formulas_read_back_to_the_numbers_of_the_trace(document, name, monkeypatch):
    """With all digits: the given numbers, every line of every step, and every entry."""
    monkeypatch.setattr(render, "MAX_LENGTH", 10**6)
    monkeypatch.setattr(parts, "MOST_WIDTH", 10**6)
    values = traced(name)
    text = DOCUMENTS[document](solution(values, PROSE, digits=17, detail="entries"))
    formulas = formulas_in(document, text)
    inputs = [var for var in values.program.inputs if not var.hyper]
    given_numbers = {left: read(rights[0]).tolist() for left, rights in islice(formulas, len(inputs))}
    assert given_numbers == {render.called.quantity(var): values[var.key].tolist() for var in inputs}
    assert list(given_numbers)[:2] == ["X", "Y"]
    for step in values.steps:
        card = explain(step, PROSE, 17)
        names = names_in(as_shown(step.equation.expr), values, values.sizes)
        value = float(step.value[0, 0]) if "matrix" not in card.result else step.value
        left, rights = next(formulas)
        assert card.name in left or card.sign == r"\leftarrow"
        for right in rights:
            got = read(right, names, FUNCTIONS, values.sizes)
            assert off_by(got, value, float(np.max(np.abs(value)))) <= TOLERANCE, f"{step.key}: {right} is not {value}"
        if explain_entry(step, 0, 0, 17).symbols != card.symbols:
            for place in islice(np.ndindex(step.value.shape), MOST_ENTRIES):
                _, rights = next(formulas)
                assert read(rights[-1]) == step.value[place]
                assert off_by(read(rights[1], {}, FUNCTIONS), step.value[place], 1.0) <= TOLERANCE
    assert next(formulas, None) is None


# --- each document as what it is --------------------------------------------------------------------------------------


@pytest.mark.parametrize("detail", DETAILS)
@pytest.mark.parametrize("name", NAMES)
def test_the_page_is_well_formed_and_asks_for_nothing(name, detail):
    values = traced(name)
    text = DOCUMENTS["html"](solution(values, PROSE, detail=detail))
    page = ElementTree.fromstring(text)
    assert page.get("lang") == "en"
    assert len(page.findall(".//article")) == len(page.findall(".//h3")) == len(values.steps)
    assert not page.findall(".//script")
    assert not [e for e in page.iter() if {"src", "href", "onclick"} & set(e.keys())]
    assert set(re.findall(r'[^\s"(]*//[^\s"]*', text)) == {"http://www.w3.org/1998/Math/MathML"}
    assert not re.search(r"url\(|@import", text)


@pytest.mark.parametrize("detail", DETAILS)
@pytest.mark.parametrize("name", NAMES)
def test_latex_environments_and_braces_are_closed(name, detail):
    text = DOCUMENTS["tex"](solution(traced(name), PROSE, detail=detail))
    stack = []
    for kind, which in re.findall(r"\\(begin|end)\{(\w+\*?)\}", text):
        assert kind == "begin" or stack.pop() == which
        stack += [which] if kind == "begin" else []
    assert not stack
    bare = re.sub(r"\\[{}%\\]|%.*", "", text)
    assert bare.count("{") == bare.count("}")


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="pdflatex is not installed")
@pytest.mark.parametrize("title", HOSTILE)
def test_pdflatex_compiles_it(title, tmp_path):
    (tmp_path / "a.tex").write_text(DOCUMENTS["tex"](solution(traced(NAMES[0]), PROSE, title=title)), encoding="utf-8")
    call = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "a.tex"]
    made = subprocess.run(call, cwd=tmp_path, capture_output=True, text=True, errors="replace")
    assert made.returncode == 0, made.stdout[-2000:]
    assert "Overfull" not in made.stdout


@pytest.mark.parametrize("name", NAMES)
def test_pdf_has_pages(name):
    made = pdf(solution(traced(name), PROSE))
    assert made.startswith(b"%PDF-")
    assert re.search(rb"/Type\s*/Pages", made)
    assert len(re.findall(rb"/Type\s*/Page\b", made)) > 1
    assert not re.search(rb"CreationDate|ModDate", made)


@pytest.mark.parametrize("hidden, optimiser", list(zip(HIDDEN, cycle(OPTIMISERS), strict=False)))
def test_every_formula_of_every_network_can_be_typeset(hidden, optimiser):
    values = random_trace(2, 2, 2, hidden=hidden, optimiser=optimiser)
    assert pdf(solution(values, PROSE, detail="entries")).startswith(b"%PDF-")


@pytest.mark.parametrize("name", NAMES)
def test_markdown_leaves_the_formulas_alone(name):
    """Markdown would read two backslashes as one, drop one before a comma, and take a bare _ as emphasis."""
    text = markdown(solution(traced(name), PROSE, detail="entries"))
    for formula in re.findall(r"\$+([^$]+)\$+", text):
        assert not re.search(r"\\[^A-Za-z]|[^ ]_|[*<`]", formula.replace("&", "")), formula


TYPST = {
    r"\frac{\partial J}{\partial W^{(1)}}": r"frac(∂ J, ∂ attach(W, t: \( 1 \)))",
    r"-0.25 \times 10^{-5}": r"− 0.25 × attach(10, t: − 5)",
    r"\begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix}": 'mat(delim: "[", 1, 2; 3, 4)',
    r"\begin{cases} z & \text{if } z > 0 \\ 0 & \text{otherwise} \end{cases}": (
        'cases(z & "if\N{NO-BREAK SPACE}" z \\> 0, 0 & "otherwise")'
    ),
    r"\sigma\left(z\right)": r"σ lr(\( z \))",
    r"\left|x\right|": r"lr(\| x \|)",
    r"\sum_{i,j} \left[x\right]_{ij}": r"attach(∑, b: i \, j) attach(lr(\[ x \]), b: i j)",
    r"\underbrace{Y}_{\substack{m \times d \\ 2 \times 3}}": "underbrace(Y, inline(mat(delim: #none, m × d; 2 × 3)))",
    r"\max\left(0,\, z\right)": r'op("max") lr(\( 0 \, #h(0.1667em) z \))',
    r"\sqrt{\hat{S}} + \epsilon": r"sqrt(hat(S)) \+ ϵ",
    r"\mathbf{1}^{\top} \odot \sigma'": 'attach(upright(bold("1")), t: ⊤) ⊙ attach(σ, t: ′)',
    r"\ln\left(\underbrace{Y}_{a}\right)": r'op("ln") lr(size: #1.4em, \( underbrace(Y, a) \))',
    r"w^{(1)}_{12}": r"attach(w, b: 12, t: \( 1 \))",
}


@pytest.mark.parametrize("latex", TYPST)
def test_typst_mathematics(latex):
    assert typst_math(markup(latex)) == TYPST[latex]


# --- texts that somebody typed ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("title", HOSTILE)
def test_a_title_is_a_text(title):
    made = solution(traced("notes-single-neuron"), PROSE, title=title)
    page = ElementTree.fromstring(DOCUMENTS["html"](made))
    assert page.find(".//h1").text == page.find(".//title").text == title
    source = typst_source(made).encode()
    heading = typst.query(source, "heading.where(level: 1)", field="body", one=True, ignore_system_fonts=True)
    assert '"' + title.replace("\\", "\\\\").replace('"', '\\"') + '"' in heading
    line = markdown(made).split("\n")[0]
    bare = re.sub(r"<span>(\$|&#92;)</span>", "", line.removeprefix("# "))
    assert not re.search(r"(?<!\\)[`*_{}\[\]#|~]|[$<>]|&(?!lt;|gt;|amp;)", bare), line
    tex = re.search(r"\\title\{(.*)\}\n", DOCUMENTS["tex"](made))[1]
    known = r"\\(?:text\w+|ensuremath)\{[^{}]*\}|\\[#$%&_{}]|\{\}"
    assert not re.search(r"[\\$#%&_^~{}]", re.sub(known, "", tex)), tex


@pytest.mark.parametrize("typed, shown", [("a\nb\t c", "a b c"), ("\x00\x07a\u202eb", "ab"), ("a\ud800", "a")])
def test_a_title_is_one_line_of_what_can_be_seen(typed, shown):
    assert solution(traced("notes-single-neuron"), PROSE, title=typed).title == shown


def test_a_solution_without_a_title_names_its_network():
    assert "2-2-1" in solution(trace(notes()), PROSE).title


# --- runs that stop, networks that are large, and what is asked wrongly -----------------------------------------------


@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_stopped_run_goes_as_far_as_it_went_and_says_so(document):
    error = stopped_run()
    made = solution(error.trace, PROSE, stopped=error)
    assert sum(len(section.steps) for section in made.sections) == error.cause.step
    assert f"Step {error.cause.step + 1} gave a number that is not finite" in made.stopped
    text = DOCUMENTS[document](made)
    assert all(piece in text for piece in spelled(document, made.stopped))
    assert not solution(trace(notes()), PROSE).stopped
    assert pdf(made).startswith(b"%PDF-")


@pytest.mark.parametrize("detail", DETAILS)
def test_what_is_too_large_is_left_out_and_said(detail):
    values = random_trace(14, 13, 2, examples=20)
    made = solution(values, PROSE, detail=detail)
    first = made.sections[0].steps[0]
    assert [row.kind for row in first.formula.rows] == ["symbols"]
    assert first.too_large
    assert any("$X$" in note for note in made.setup.notes)
    assert all(document(made) for document in DOCUMENTS.values())


def test_the_largest_lesson_is_exported():
    values = random_trace(*[16] * 9, examples=64, optimiser="adam")
    made = solution(values, PROSE, detail="entries")
    loss = next(step for section in made.sections for step in section.steps if step.title.startswith("How wrong"))
    assert loss.entries.note
    assert not loss.entries.formulas
    weights = made.sections[0].steps[0].entries
    assert f"{MOST_ENTRIES} of {16 * 64}" in weights.head
    assert len(weights.formulas) == MOST_ENTRIES
    assert all(len(document(made)) > 10**5 for document in DOCUMENTS.values())


@pytest.mark.parametrize("make", [*DOCUMENTS.values(), pdf])
def test_the_same_lesson_gives_the_same_document(make):
    assert make(solution(trace(notes()), PROSE)) == make(solution(trace(notes()), PROSE))


def test_wrong_questions_are_refused():
    values = trace(notes())
    with pytest.raises(ValueError, match="no level of detail is called 'long': there are short, full, entries"):
        solution(values, PROSE, detail="long")
    with pytest.raises(ValueError, match="without a problem"):
        solution(run(values.program, values.problem.values), PROSE)


def test_the_footer_names_this_version():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert APP.split() == [project["name"].title(), project["version"]]


# --- long formulas ----------------------------------------------------------------------------------------------------

TERMS = st.sampled_from(["0.25", r"w^{(1)}_{12} \, x_{1}", r"\left(-0.3 + 0.1\right) \cdot 0.7", r"\frac{1 + 2}{d}"])


@given(st.lists(st.tuples(st.sampled_from(["+", "-"]), TERMS), min_size=1, max_size=60))
def test_a_long_sum_is_broken_at_its_signs(terms):
    formula = "a " + " ".join(f"{sign} {term}" for sign, term in terms)
    rows = in_rows(formula)
    assert " ".join(rows) == formula
    assert all(width(row) <= ROW for row in rows)
    assert all(row.startswith(("+ ", "- ")) for row in rows[1:])
    assert len(rows) <= 2 * width(formula) / ROW + 1, "two rows that follow each other hold more than one"


def test_what_says_the_same_again_is_left_out():
    written = parts.formula("=", [("symbols", "J = 3"), ("numbers", "J = 3"), ("result", "J = 4")])
    assert written == parts.Formula("J", (parts.Row("symbols", "=", "3"), parts.Row("result", "=", "4")), True)
    assert not parts.formula("=", [("symbols", "J = 3"), ("numbers", None)]).complete


def test_what_has_no_sign_outside_its_brackets_stays_whole():
    inside = " + ".join(["x_{1}"] * 60)
    assert in_rows(rf"\frac{{1}}{{d}} \, \left({inside}\right)") == (rf"\frac{{1}}{{d}} \, \left({inside}\right)",)
