"""The glossary holds every symbol that a formula prints and every marked word; its page, and the words of a page."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from engine import long_way, trace
from engine.activations import ACTIVATIONS
from engine.expr import Mark
from engine.losses import LOSSES
from engine.optimisers import OPTIMISERS
from engine.tree import reads
from explain import explain, explain_entry, load_prose
from explain.glossary import entries, glossary, keys, symbols_in, symbols_of, word, words_in
from explain.glossary.entries import SYMBOLS, WORDS
from explain.mathml import markup
from explain.names import quantity
from tests.explain.test_prose import problem_for, problems
from tests.ui.lesson_page import MAIN, after, sound
from ui.course.glossary import FILTER, found
from ui.pages import GROUPS
from ui.words import explained, marked
from ui.words.marked import MARK
from ui.words.tip import meanings

PROSE = load_prose()
TOLD = {told.entry.key: told for told in glossary(PROSE)}  # of a word and a symbol with one key, the symbol
ORDINARY = set("()[],:+−=<>×⋅{|·") | {"if\xa0", "otherwise", "data", "penalty", "new", "i", "j", "", "0", "1"}
"""What school has taught: brackets, plus, minus, equals; and the words of a formula."""


@lru_cache(maxsize=1)
def steps():
    """Every step of every network that adds equations of its own, the long way included, each formula once."""
    found = {}
    for activations, loss, optimiser, settings in problems():
        problem = problem_for(np.random.default_rng(0), [2, 2, 2], activations, loss, 3, optimiser, **settings)
        values = trace(problem)
        for step in (*values.steps, *long_way(values)):
            found.setdefault(explain(step, PROSE).symbols, step)
    return tuple(found.values())


def variables():
    """Every quantity of those steps, with what it belongs to."""
    return {var for step in steps() for var in (step.equation.target, *reads(step.equation.expr))}


def leaves(nodes):
    """The letters and signs of a formula; numbers are left out."""
    for node in nodes:
        if isinstance(node, str):
            yield node
        elif node[0] != "mn":
            yield from leaves(node[2:])


def letters(latex):
    """The letters and signs of LaTeX. What only stands above or below needs a letter to stand at."""
    return set(leaves(markup("x" + latex if latex[0] in "^_" else latex)))


def test_every_quantity_of_a_trace_is_in_the_glossary():
    for var in variables():
        missing = keys(var) - TOLD.keys()
        assert not missing, f"{var.key}: {missing}"
        assert keys(var)


def test_every_letter_and_sign_that_a_step_prints_is_among_its_symbols():
    for step in steps():
        told = explain(step, PROSE)
        own = set().union(*(letters(one.entry.latex) for one in symbols_of(step, PROSE)))
        own |= {letter.lower() for letter in own if letter in "XYWZAMSV"}
        written = (told.symbols, told.shapes, *told.definitions, explain_entry(step, 0, 0).symbols)
        for latex in written:
            unknown = letters(latex) - own - ORDINARY
            assert not unknown, f"{latex}: {unknown}"


def test_a_symbol_is_printed_as_the_formulas_print_it():
    for var in variables():
        if var.mark in (Mark.VALUE, Mark.GRADIENT) and var.part not in ("data", "penalty"):
            key = f"d{var.of.symbol}" if var.mark is Mark.GRADIENT else var.symbol
            assert TOLD[key].entry.latex == re.sub(r"\(\d+\)", "(l)", quantity(var)), var.key


@pytest.mark.parametrize(
    "key, wanted",
    [
        ("Z1", {"W", "X", "b", "Z", "matmul", "n", "h", "d", "l"}),
        ("dW1", {"dW", "dZ", "X", "top", "matmul", "partial", "J"}),
        ("slope1", {"slope", "sigmoid", "exp"}),
        ("W1_next", {"W", "eta", "dW", "leftarrow"}),
    ],
)
def test_the_symbols_of_a_step(key, wanted):
    problem = problem_for(np.random.default_rng(0), [2, 2, 2], ["sigmoid", "sigmoid"], "binary_cross_entropy", 1)
    values = trace(problem)
    found = {one.entry.key for one in symbols_of(values.steps[values.index[key]], PROSE)}
    assert wanted <= found
    assert ("eta" in found) == (key == "W1_next")


@pytest.mark.parametrize("kind, table", [("word", WORDS), ("symbol", SYMBOLS)])
def test_every_entry_has_its_text_and_every_text_its_entry(kind, table):
    written = {key.split(".")[2] for key in PROSE.texts if key.startswith(f"glossary.{kind}.")}
    assert written == {entry.key for entry in entries() if entry.kind == kind}
    assert {f"glossary.group.{group}" for group in table} <= PROSE.texts.keys()


def test_entries_are_told_apart_and_lead_somewhere():
    pages = {page for names in GROUPS.values() for page in names}
    anchors = Counter(told.anchor for told in glossary(PROSE))
    ways = Counter(name.lower() for told in glossary(PROSE) for name in (told.name, *told.others))
    assert anchors.most_common(1)[0][1] == 1, anchors.most_common(1)
    assert ways.most_common(1)[0][1] == 1, ways.most_common(1)
    assert len({(entry.kind, entry.key) for entry in entries()}) == len(entries())
    for told in glossary(PROSE):
        assert told.entry.page in pages, told.entry
        assert not set(told.text) & set('"$[]'), f"{told.name}: a tip shows plain text"
        assert len(re.findall(r"[.?!](?: |$)", told.text)) <= 3, f"{told.name} says too much"


@pytest.mark.parametrize("group, kinds", [("activation", ACTIVATIONS), ("loss", LOSSES), ("optimiser", OPTIMISERS)])
def test_every_kind_is_a_word(group, kinds):
    for kind in kinds:
        name = PROSE.say(f"name.{group}.{kind}")
        assert any(one.entry.key == kind or kind == "sgd" for one in words_in([name, f"{name} function"], PROSE)), name


@pytest.mark.parametrize(
    "text, wanted",
    [
        ("A [[gradient]].", "A [gradient](glossary#gradient "),
        ("[[saturation|Hardly moves]] here", "[Hardly moves](glossary#saturation "),
        ("[[Weighted sums]]", "[Weighted sums](glossary#pre-activation "),
        ("a [link](x) and $W_{[1]}$", "a [link](x) and $W_{[1]}$"),
    ],
)
def test_a_marked_word_becomes_a_link_that_says_what_it_means(text, wanted):
    assert marked(text, PROSE).startswith(wanted)


def test_a_word_is_explained_where_a_page_uses_it_first():
    """Not a second time, in no formula and no link, and not where it is a part of another word."""
    met: set[str] = set()
    first = explained("A **bias**, two biases: [my bias](x) $bias$ [[gradient|how J grows]] biased.", PROSE, met)
    assert first.count("](glossary#bias ") == 1
    assert first.startswith("A **[bias](glossary#bias ")
    assert "two biases: [my bias](x) $bias$ [how J grows](glossary#gradient " in first
    again = explained("The bias and the Gradient of a hidden layer", PROSE, met)
    assert again.startswith("The bias and the Gradient of a [hidden layer](glossary#hidden-layer ")
    assert met == {"bias", "gradient", "hidden_layer"}


def test_the_texts_of_a_page_explain_their_words():
    text = "\n".join(block.value for block in opened("backward").markdown)
    assert text.count("](glossary#chain-rule ") == 1
    assert "[[" not in text


def test_a_word_that_is_not_there_is_an_error():
    with pytest.raises(KeyError, match="no word 'gradyent'"):
        marked("[[gradyent]]", PROSE)


def test_words_are_marked_only_where_they_become_links():
    drawn = (".about", ".text", ".summary", ".see", ".because")
    for key, text in PROSE.texts.items():
        if "[[" in text:
            assert key.startswith("course."), key
            assert key.endswith(drawn), f"{key} is not drawn through marked()"
            assert all(word(match[1], PROSE) for match in MARK.finditer(text))


def test_words_are_found_whole_and_formulas_are_not_read():
    found = [one.name for one in words_in(["Biases and a learning rate; $weight$, biased"], PROSE)]
    assert found == ["bias", "learning rate"]
    assert [one.entry.key for one in symbols_in(["the sum $z_1^{(2)}$ and $\\eta$, not z"], PROSE)] == ["z", "eta"]


def test_a_symbol_says_what_it_is_where_it_is_pointed_at():
    told = meanings(PROSE)
    assert told["symbols"]["dW"].startswith("gradient of W: ")
    assert told["signs"]["⊙"].startswith("circled dot")
    assert "W" in told["signs"]
    assert told["signs"]["λ"].count(" · ") == 2
    for step in steps():
        named = {one.entry.key for one in symbols_of(step, PROSE)}
        assert {key for key in named if TOLD[key].entry.kind == "symbol"} <= told["symbols"].keys()


@pytest.mark.parametrize(
    "typed, wanted, unwanted",
    [
        ("satur", "saturation", "bias"),
        ("W", "W, weights", "saturation"),
        ("η", "eta, learning rate", "X, inputs"),
        ("  Weighted   sum ", "pre-activation", "batch"),
        ("xyzzy", None, "bias"),
    ],
)
def test_the_filter_finds_words_and_symbols(typed, wanted, unwanted):
    names = [one.name for one in found(typed, PROSE)]
    assert wanted is None or wanted in names
    assert unwanted not in names
    assert bool(names) == (wanted is not None)


def opened(page):
    at = AppTest.from_file(MAIN, default_timeout=30)
    at.run()
    at.switch_page(f"../pages/{page}.py")
    return after(at)


def test_the_page_lists_everything_and_filters():
    at = opened("glossary")
    text = "\n".join(block.value for block in at.markdown)
    assert all(f"#### {told.name}\n" in text for told in glossary(PROSE))
    at.text_input(key=FILTER).set_value("saturated")
    at = after(at)
    text = "\n".join(block.value for block in at.markdown)
    assert "#### saturation\n" in text
    assert "#### bias\n" not in text
    at.text_input(key=FILTER).set_value("xyzzy")
    assert PROSE.say("glossary.nothing") in [caption.value for caption in after(at).caption]


def panel():
    """The words of the lesson's page, for AppTest, which cannot open a box that opens."""
    import streamlit as st

    from explain import load_prose
    from ui import session
    from ui.words import words_panel

    result, _ = session.run_lesson()
    words_panel(st.session_state["page"], [result.steps[11]], load_prose())


def test_a_page_tells_its_words_and_the_symbols_of_its_step(monkeypatch):
    monkeypatch.setattr("streamlit.page_link", lambda *_, **__: None)  # a script alone has no pages to link to
    at = AppTest.from_function(panel, default_timeout=30)
    at.session_state["page"] = "step_by_step"
    sound(at.run())
    text = at.markdown[0].value
    assert "**gradient**" in text
    assert TOLD["dW"].entry.latex in text
    assert TOLD["eta"].entry.latex not in text
