"""The MathML of every formula that explain/ prints, written back as LaTeX, is that formula, sign by sign."""

import re
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import Problem, long_way, trace
from engine.activations import ACTIVATIONS
from explain import explain, explain_entry, load_prose, mathml, render
from explain.mathml import MathError, markup, text_runs, to_xml
from tests.engine.networks import EXAMPLES, example, notes, problem_for
from tests.explain.formulas import FORMULAS, SIZES

# --- a tree written back as LaTeX, from what MathML says of each tag -------------------------------------------------

LETTERS = {"σ": "sigma", "λ": "lambda", "η": "eta", "β": "beta", "α": "alpha", "ϵ": "epsilon", "μ": "mu", "π": "pi"}
LETTERS |= {"∂": "partial", "∞": "infty", "⊤": "top"}
SIGNS = {"⋅": "cdot", "×": "times", "⊙": "odot", "∘": "circ", "∑": "sum", "←": "leftarrow"}
SPACES = {"0.1667em": r"\,", "0.2778em": r"\;", "1em": r"\quad"}
UPRIGHT = {"fn": "operatorname", "bold": "mathbf"}


def inline(nodes):
    return "".join(map(written, nodes))


def grouped(node):
    """A node as an argument: its own braces are the argument's."""
    return f"{{{inline(node[2:]) if node[:2] == ['mrow', {}] else written(node)}}}"


def raised(node):
    """A superscript; leading primes stand bare."""
    parts = node[2:] if node[:2] == ["mrow", {}] else [node]
    primes = [part for part in parts if part == ["mo", {}, "′"]]
    rest = parts[len(primes) :]
    return "'" * len(primes) + (f"^{{{inline(rest)}}}" if rest else "")


def letter(look, text):
    if look:
        return rf"\{UPRIGHT[look['class']]}{{{text}}}"
    assert len(text) == 1
    return rf"\{LETTERS[text]} " if text in LETTERS else text


def sign(look, text):
    """A minus with blanks around it subtracts, one without is a sign."""
    if text == "−":
        return "-" if look == {"form": "prefix"} else " - "
    assert "form" not in look
    return rf"\{SIGNS[text]} " if text in SIGNS else text


def number(look, text):
    assert not look
    assert re.fullmatch(r"\d+(\.\d+)?", text)
    return text


def table(look, *rows):
    assert all(row[:2] == ["mtr", {}] and all(cell[:2] == ["mtd", {}] for cell in row[2:]) for row in rows)
    return r"\\".join("&".join(inline(cell[2:]) for cell in row[2:]) for row in rows)


def environment(name, tree):
    return rf"\begin{{{name}}}{table(*tree[1:])}\end{{{name}}}"


def fence(_, opening, *inside):
    *inside, closing = inside
    assert opening[0] == closing[0] == "mo"
    assert [part[1]["form"] for part in (opening, closing)] == ["prefix", "postfix"]
    return rf"\left{opening[2]}{inline(inside)}\right{closing[2]}"


ROWS = {
    None: lambda look, *nodes: f"{{{inline(nodes)}}}",
    "fence": fence,
    "brace": lambda look, *nodes: rf"\underbrace{{{inline(nodes)}}}",
    "term": lambda look, *nodes: inline(nodes),
    "matrix": lambda look, tree: environment("bmatrix", tree),
    "cases": lambda look, brace, tree: environment("cases", tree),
}
TABLES = {
    "aligned": lambda look, *rows: environment("aligned", ["mtable", look, *rows]),
    "sizes": lambda look, *rows: rf"\substack{{{table(look, *rows)}}}",
}
TAGS = {
    "mi": letter,
    "mo": sign,
    "mn": number,
    "mtext": lambda look, text: rf"\text{{{text.replace(mathml.NO_BREAK, ' ')}}}",
    "mspace": lambda look: SPACES[look["width"]],
    "mrow": lambda look, *nodes: ROWS[look.get("class")](look, *nodes),
    "mtable": lambda look, *rows: TABLES[look["class"]](look, *rows),
    "mfrac": lambda look, above, below: rf"\frac{grouped(above)}{grouped(below)}",
    "msqrt": lambda look, *nodes: rf"\sqrt{{{inline(nodes)}}}",
    "mover": lambda look, base, hat: rf"\hat{grouped(base)}",
    "munder": lambda look, base, under: f"{written(base)}_{grouped(under)}",
    "msub": lambda look, base, below: f"{written(base)}_{grouped(below)}",
    "msup": lambda look, base, above: f"{written(base)}{raised(above)}",
    "msubsup": lambda look, base, below, above: f"{written(base)}{raised(above)}_{grouped(below)}",
}


def written(node):
    tag, look, *children = node
    return TAGS[tag](look, *children)


BRACES = r"\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}"


def signs(latex):
    """LaTeX as a list of its signs, without what only spaces it and with one spelling for what has two."""
    latex = re.sub(r"(?<=\\\\)\[10pt\]", "", latex)
    latex = re.sub(r"\\(tanh|ln|max|min)(?![a-z])", r"\\operatorname{\1}", latex).replace("mathrm", "operatorname")
    latex = re.sub(r"_(\d)", r"_{\1}", latex).replace(" - ", "−")
    latex = re.sub(rf"(_{BRACES})(\^{BRACES})", r"\2\1", latex)
    return re.findall(r"\\[A-Za-z]+|\\.|\S", latex)


def require_same(latex):
    """The tree of a formula, written back, is the formula."""
    assert signs(inline(markup(latex))) == signs(latex)


# --- small cases ----------------------------------------------------------------------------------------------------


def mi(text):
    return ["mi", {}, text]


def mo(text):
    return ["mo", {}, text]


def mn(text):
    return ["mn", {}, text]


def row(*nodes, **look):
    return ["mrow", look, *nodes]


def cells(look, *lines):
    return ["mtable", look, *(["mtr", {}, *(["mtd", {}, *cell] for cell in line)] for line in lines)]


def matrix(*lines):
    return row(cells({}, *lines), **{"class": "matrix"})


def bracket(form, text):
    return ["mo", {"fence": "true", "form": form, "stretchy": "true"}, text]


def fenced(opening, *nodes_and_closing):
    *nodes, closing = nodes_and_closing
    return row(bracket("prefix", opening), *nodes, bracket("postfix", closing), **{"class": "fence"})


def term(reference, *nodes):
    return row(*nodes, **{"class": "term", "data-ref": reference})


OPEN, CLOSE = (["mo", {"stretchy": "false"}, sign] for sign in "()")
NEGATIVE = ["mo", {"form": "prefix"}, "−"]
THIN = ["mspace", {"width": "0.1667em"}]
LAYER = row(OPEN, mn("1"), CLOSE)
W = ["msup", {}, mi("W"), LAYER]
CASES = {
    "": [],
    "a + b = 0.25": [mi("a"), mo("+"), mi("b"), mo("="), mn("0.25")],
    "a - 2": [mi("a"), mo("−"), mn("2")],
    "-2 - a": [NEGATIVE, mn("2"), mo("−"), mi("a")],
    "a = -b": [mi("a"), mo("="), NEGATIVE, mi("b")],
    r"(a) - b": [OPEN, mi("a"), CLOSE, mo("−"), mi("b")],
    r"a,\, -b": [mi("a"), mo(","), THIN, NEGATIVE, mi("b")],
    r"\text{if } -1 < a": [["mtext", {}, "if\u00a0"], NEGATIVE, mn("1"), mo("<"), mi("a")],
    r"\text{undefined} - 1": [["mtext", {}, "undefined"], mo("−"), mn("1")],
    "W^{(1)}": [W],
    r"W^{(1)\top}": [["msup", {}, mi("W"), row(OPEN, mn("1"), CLOSE, mi("⊤"))]],
    "w^{(1)}_{12}": [["msubsup", {}, mi("w"), mn("12"), LAYER]],
    "w_{12}^{(1)}": [["msubsup", {}, mi("w"), mn("12"), LAYER]],
    r"\lambda_1 a": [["msub", {}, mi("λ"), mn("1")], mi("a")],
    "x_{ij}": [["msub", {}, mi("x"), row(mi("i"), mi("j"))]],
    r"10^{-6}": [["msup", {}, mn("10"), row(NEGATIVE, mn("6"))]],
    r"f'": [["msup", {}, mi("f"), mo("′")]],
    r"f'^{2}_i": [["msubsup", {}, mi("f"), mi("i"), row(mo("′"), mn("2"))]],
    r"\operatorname{ReLU}'\left(z\right)": [
        ["msup", {}, ["mi", {"class": "fn"}, "ReLU"], mo("′")],
        fenced("(", mi("z"), ")"),
    ],
    r"\frac{\partial J}{\partial a}": [["mfrac", {}, row(mi("∂"), mi("J")), row(mi("∂"), mi("a"))]],
    r"\sqrt{a + 1}": [["msqrt", {}, mi("a"), mo("+"), mn("1")]],
    r"\hat{Y}": [["mover", {"accent": "true"}, mi("Y"), ["mo", {"stretchy": "false"}, "^"]]],
    r"\mathbf{1}": [["mi", {"class": "bold"}, "1"]],
    r"\mathrm{id}\;\tanh": [["mi", {"class": "fn"}, "id"], ["mspace", {"width": "0.2778em"}], *markup(r"\tanh")],
    r"\max": [["mi", {"class": "fn"}, "max"]],
    r"a \odot b \to \infty": [mi("a"), mo("⊙"), mi("b"), mo("→"), mi("∞")],
    r"\left|-a\right|^{\circ 2}": [["msup", {}, fenced("|", NEGATIVE, mi("a"), "|"), row(mo("∘"), mn("2"))]],
    r"\left.a\right]_{ij}": [
        ["msub", {}, row(mi("a"), bracket("postfix", "]"), **{"class": "fence"}), row(mi("i"), mi("j"))]
    ],
    r"\sum_{i,j} a": [["munder", {}, mo("∑"), row(mi("i"), mo(","), mi("j"))], mi("a")],
    r"\begin{bmatrix} 1 & -2 \\ 3 & 4 \end{bmatrix}^{\top}": [
        ["msup", {}, matrix([[mn("1")], [NEGATIVE, mn("2")]], [[mn("3")], [mn("4")]]), mi("⊤")]
    ],
    r"\begin{bmatrix} 1 \\ \end{bmatrix}": [matrix([[mn("1")]])],
    r"\begin{cases} a & \text{if } a > 0 \\ 0 & \text{otherwise} \end{cases}": [
        row(
            bracket("prefix", "{"),
            cells(
                {},
                [[mi("a")], [["mtext", {}, "if\u00a0"], mi("a"), mo(">"), mn("0")]],
                [[mn("0")], [["mtext", {}, "otherwise"]]],
            ),
            **{"class": "cases"},
        )
    ],
    r"\begin{aligned} a &= b \\[10pt] &\leftarrow c \end{aligned}": [
        cells({"class": "aligned"}, [[mi("a")], [mo("="), mi("b")]], [[], [mo("←"), mi("c")]])
    ],
    r"\underbrace{a \, b}_{\substack{n \times d \\ 2 \times 3}}": [
        [
            "munder",
            {"class": "sized"},
            row(mi("a"), THIN, mi("b"), **{"class": "brace"}),
            cells({"class": "sizes"}, [[mi("n"), mo("×"), mi("d")]], [[mn("2"), mo("×"), mn("3")]]),
        ]
    ],
    r"\link{W1.1.2}{w_{12}}^{2}": [
        ["msup", {}, term("W1.1.2", ["msub", {}, mi("w"), mn("12")]), mn("2")],
    ],
    r"\begin{bmatrix} \link{X}{-1} & \link{Z1.1:old}{2} \end{bmatrix}": [
        matrix([[term("X", NEGATIVE, mn("1"))], [term("Z1.1:old", mn("2"))]])
    ],
    r"\underbrace{\link{W1}{W^{(1)}}}_{n}": [
        ["munder", {"class": "sized"}, row(term("W1", W), **{"class": "brace"}), mi("n")]
    ],
}


@pytest.mark.parametrize("latex, tree", CASES.items(), ids=CASES)
def test_small_formulas(latex, tree):
    assert markup(latex) == tree


REFUSED = [
    (r"a + \foo", r"what is this: a \+  >>>\\foo"),
    (r"\begin{matrix} 1 \end{matrix}", r"what is this:  >>>\\begin\{matrix\}"),
    ("a # b", "what is this: a  >>># b"),
    ("é", "what is this"),
    (r"a \\"[:-1], "what is this: a  >>>"),
    ("^{2}", "what is this"),
    (r"\text{a", "what is this"),
    (r"\text{}", "what is this"),
    (r"\link{}{x}", "what is this"),
    (r"\link{X}", r"\{ is missing"),
    (r"\frac{1}", r"\{ is missing"),
    (r"\frac{1}{2", r"\} is missing: \\frac\{1\}\{2 >>>$"),
    ("{a", r"\} is missing: \{a >>>$"),
    ("a}", "no place here: a >>>}"),
    ("a & b", "no place here: a  >>>& b"),
    (r"\left(a", r"\\right is missing"),
    (r"{\left(a}", r"\\right is missing"),
    (r"a\right)", "no place here"),
    (r"\begin{bmatrix} 1 \end{cases}", r"\\end\{bmatrix\} is missing"),
    ("a^", "something is missing"),
    ("a_{1}_{2}", "a second _ on one thing"),
    ("a^{1}^{2}", r"a second \^ on one thing"),
    ("a^{2}'", "a second ' on one thing"),
    ("a_12", "needs braces: a_ >>>12"),
]


@pytest.mark.parametrize("latex, why", REFUSED)
def test_what_is_refused(latex, why):
    with pytest.raises(MathError, match=why):
        markup(latex)


def test_a_tree_belongs_to_its_caller():
    """What one caller does to a tree reaches no other."""
    first = markup(r"- \, \eta'")
    for node in first:
        node[1]["class"] = "mine"
        node.append("mine")
    assert "mine" not in str(markup(r"- \, \eta'"))


# --- everything that is printed -------------------------------------------------------------------------------------


def network(widths, activations, loss, optimiser, **settings):
    """A maker of one random network."""
    return lambda: problem_for(np.random.default_rng(widths), widths, activations, loss, 2, optimiser, **settings)


PENALTY = {"l2": 0.1, "l1": 0.03, "frozen": ("W1", "b2[1,0]")}
NETWORKS = {
    **{path.stem: lambda path=path: Problem.from_dict(example(path.stem)["problem"]) for path in EXAMPLES},
    "adam": network([2, 3, 3, 2], ["relu", "gelu", "softmax"], "cross_entropy", "adam", **PENALTY),
    "adamw": network([2, 3, 2], ["leaky_relu", "softmax"], "half_squared_error", "adamw", weight_decay=0.02),
    "nesterov": network([1, 2, 2], ["selu", "softsign"], "hinge", "nesterov"),
    "wide": network([11, 12, 13, 1], ["elu", "silu", "sigmoid"], "binary_cross_entropy", "rmsprop"),
    "huber": network([2, 2, 2], ["hard_sigmoid", "identity"], "huber", "adagrad"),
    "absolute": network([2, 2, 2], ["softplus", "step"], "absolute_error", "momentum"),
}


def printed(problem):
    """Every formula and every sentence of every step and of the long way back."""
    values, formulas, sentences = trace(problem), set(), set()
    for step in (*values.steps, *(s for s in long_way(values) if s.trace is not values)):
        shown = explain(step, load_prose())
        entries = [explain_entry(step, i, j) for i, j in np.ndindex(step.value.shape)]
        for one in (shown, *entries):
            formulas |= {one.aligned, one.symbols, one.numbers, one.result}
        formulas |= {shown.name, shown.shapes, *shown.definitions, *(use.latex for use in shown.uses)}
        sentences |= {shown.title, shown.why, shown.note}
    return sorted(formulas - {None}), sorted(sentences)


@pytest.mark.parametrize("name", NETWORKS)
def test_every_formula_and_sentence(name):
    formulas, sentences = printed(NETWORKS[name]())
    assert len(formulas) > 50
    for latex in formulas:
        require_same(latex)
    for sentence in sentences:
        require_same_sentence(sentence)


def require_same_sentence(sentence):
    """Text runs are the sentence: text stays as it is, formulas are theirs."""
    runs = text_runs(sentence)
    back = "".join(run if isinstance(run, str) else f"${inline(run[2:])}$" for run in runs)
    assert back.split("$")[::2] == sentence.split("$")[::2]
    assert [signs(latex) for latex in back.split("$")] == [signs(latex) for latex in sentence.split("$")]


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_every_activation_has_a_name(name):
    require_same(rf"{ACTIVATIONS[name].symbol}'\left(Z^{{(1)}}\right)")


SENTENCES = {
    "": [],
    "No formula.": ["No formula."],
    "$b$ moves": [["math", {}, mi("b")], " moves"],
    "so $W^{(1)}$ and $b$": ["so ", ["math", {}, W], " and ", ["math", {}, mi("b")]],
}


@pytest.mark.parametrize("sentence, runs", SENTENCES.items())
def test_sentences(sentence, runs):
    assert text_runs(sentence) == runs


def test_a_sentence_with_half_a_formula_is_refused():
    with pytest.raises(MathError, match="dollar"):
        text_runs("costs $5")


# --- links ----------------------------------------------------------------------------------------------------------

PLACES = re.compile(
    r"\\(?:text|operatorname|mathrm|mathbf|begin|end|link)\{[^{}]*\}|\\\\(?:\[10pt\])?|\\substack\{"
    r"|(?P<atom>\\(?:sigma|beta|eta|infty|partial)(?![a-z])|(?<!\\)(?<![A-Za-z])[A-Za-z]|\d+(?:\.\d+)?)"
    r"|\\[A-Za-z]+|(?P<open>\{)"
)
PRINTED = st.deferred(lambda: st.sampled_from(printed(notes())[0]))
LOOKS = [render.symbols(SIZES), render.shapes(SIZES)]
REFERENCES = st.lists(st.sampled_from(["W1.1.2", "X", "Z1.2:after", "a\"<&'b"]), min_size=1, max_size=5)


def linkable(latex):
    """Where a link may stand: the whole, a letter or a number, and what is in braces."""
    spans = [(0, len(latex))]
    for found in PLACES.finditer(latex):
        if found["atom"]:
            spans.append(found.span())
        elif found["open"]:
            depth = np.cumsum([{"{": 1, "}": -1}.get(sign, 0) for sign in latex[found.start() :]])
            spans.append((found.end(), found.start() + int(np.argmin(depth > 0))))
    return spans


def references(node):
    """What the links in a tree point to, in the order of the text."""
    if isinstance(node, str):
        return []
    inside = [reference for child in node[2:] for reference in references(child)]
    return [node[1]["data-ref"], *inside] if node[1].get("class") == "term" else inside


@given(st.data(), REFERENCES)
def test_links_change_nothing_that_is_read(data, wanted):
    draw = data.draw
    latex = draw(st.one_of(PRINTED, st.builds(render.latex, FORMULAS, st.sampled_from(LOOKS))))
    linked = latex
    for reference in wanted:
        start, end = draw(st.sampled_from(linkable(linked)))
        linked = rf"{linked[:start]}\link{{{reference}}}{{{linked[start:end]}}}{linked[end:]}"
    tree = ["math", {}, *markup(linked)]
    assert signs(inline(tree[2:])) == signs(latex)
    assert sorted(references(tree)) == sorted(wanted)
    parsed = ElementTree.fromstring(to_xml(tree))
    assert [node.get("data-ref") for node in parsed.iter() if node.get("data-ref")] == references(tree)


# --- as XML ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "node, xml",
    [
        ("a < b & c", "a &lt; b &amp; c"),
        (["mspace", {"width": "1em"}], '<mspace width="1em"></mspace>'),
        (term('"<', mi("x")), '<mrow class="term" data-ref="&quot;&lt;"><mi>x</mi></mrow>'),
        (text_runs("$a<b$")[0], f'<math xmlns="{mathml.NAMESPACE}"><mi>a</mi><mo>&lt;</mo><mi>b</mi></math>'),
    ],
)
def test_xml(node, xml):
    assert to_xml(node) == xml


@pytest.mark.parametrize("latex", CASES, ids=CASES)
def test_xml_is_the_tree(latex):
    tree = ["math", {}, *markup(latex)]

    def same(node, element):
        tag, look, *children = node
        assert element.tag == f"{{{mathml.NAMESPACE}}}{tag}"
        assert dict(element.attrib) == look
        texts = [child for child in children if isinstance(child, str)]
        assert (element.text or "") == "".join(texts)
        for child, inner in zip(children[len(texts) :], element, strict=True):
            same(child, inner)

    same(tree, ElementTree.fromstring(to_xml(tree)))
