"""The sentences: one for every step that any network can plan, filled in, and none that nothing uses."""

import json
import re
from itertools import product
from string import Formatter
from typing import get_args

import numpy as np
import pytest

from engine import Phase, long_way, trace
from engine.activations import ACTIVATIONS
from engine.evaluate import Cause
from engine.expr import OPS
from engine.losses import LOSSES
from engine.optimisers import OPTIMISERS
from explain import Prose, ProseError, explain, load_prose
from explain import prose as prose_module
from tests.engine.networks import HIDDEN, problem_for

PENALTIES = [{}, {"l2": 0.1}, {"l1": 0.1}, {"l2": 0.1, "l1": 0.1}]
FROZEN = [(), ("W1", "b2"), ("W2[0,0]", "b1[1,0]")]


def problems():
    """A network for everything that adds equations of its own: every loss and output, optimiser, penalty, freezing."""
    for loss, record in LOSSES.items():
        for output in record.allowed_outputs():
            yield [HIDDEN[0], output], loss, "sgd", {}
    for hidden in HIDDEN:
        yield [hidden, "sigmoid"], "half_squared_error", "sgd", {}
    for optimiser, penalty, frozen, decay in product(OPTIMISERS, PENALTIES, FROZEN, (0.0, 0.1)):
        yield ["tanh", "sigmoid"], "huber", optimiser, {**penalty, "frozen": frozen, "weight_decay": decay}


def steps():
    """Every step of those networks, the long way included, one for each key and quantity."""
    found = {}
    for activations, loss, optimiser, settings in problems():
        problem = problem_for(np.random.default_rng(0), [2, 2, 2], activations, loss, 1, optimiser, **settings)
        values = trace(problem)
        for step in (*values.steps, *long_way(values)):
            found.setdefault((step.equation.why, step.key), step)
    return found


STEPS = steps()
WHYS = {why for why, _ in STEPS}


def keys_under(group):
    return {key.removeprefix(f"{group}.") for key in load_prose().texts if key.startswith(f"{group}.")}


@pytest.mark.parametrize("key", STEPS, ids=lambda key: "-".join(key))
def test_every_step_has_its_sentences(key):
    shown = explain(STEPS[key], load_prose())
    for text in (shown.title, shown.why):
        words = re.sub(r"\$[^$]+\$", "FORMULA", text)
        assert not set(words) & set("{}$\\"), text
        assert "None" not in words.split(), text


@pytest.mark.parametrize("group", ["title", "why"])
def test_no_step_sentence_is_missing_or_unused(group):
    assert keys_under(group) == WHYS


@pytest.mark.parametrize(
    "group, wanted",
    [
        ("name.activation", set(ACTIVATIONS)),
        ("name.loss", set(LOSSES)),
        ("name.optimiser", set(OPTIMISERS)),
        ("phase", {phase.value for phase in Phase}),
        ("cause", set(get_args(Cause))),
        ("operation", {name for name, op in OPS.items() if op.body is None}),
        ("note", {"stable"}),
    ],
)
def test_everything_with_a_name_is_named(group, wanted):
    assert keys_under(group) == wanted


def test_every_sentence_is_text_with_plain_names():
    for key, text in load_prose().texts.items():
        assert isinstance(text, str), key
        assert text.strip(), f"{key} is empty"
        assert text.strip() == text, key
        for _, name, spec, conversion in Formatter().parse(text):
            assert name is None or name.isidentifier(), f"{key} asks for {name!r}"
            assert not spec, key
            assert not conversion, key


def test_a_missing_sentence_is_an_error():
    values = next(iter(STEPS.values()))
    texts = dict(load_prose().texts)
    for key in ("title.", "why."):
        lacking = Prose("en", {k: v for k, v in texts.items() if k != key + values.equation.why})
        with pytest.raises(ProseError, match=rf"content/en has no sentence '{key}{values.equation.why}'"):
            explain(values, lacking)


def test_a_missing_name_is_an_error():
    prose = Prose("en", {"greeting": "Hello {who}, {also}"})
    assert prose.say("greeting", who="A", also="B", more="C") == "Hello A, B"
    with pytest.raises(ProseError, match="'greeting' asks for also, who"):
        prose.say("greeting")
    step = STEPS["dense.weighted_sum", "Z1"]
    wrong = {**load_prose().texts, "why.dense.weighted_sum": "{weather}"}
    with pytest.raises(ProseError, match=r"'why\.dense\.weighted_sum' asks for weather"):
        explain(step, Prose("en", wrong))


def test_a_language_is_one_folder(tmp_path, monkeypatch):
    (tmp_path / "xx" / "more").mkdir(parents=True)
    (tmp_path / "xx" / "more" / "one.toml").write_text("[a.b]\nc = " + json.dumps("{n} is ½") + "\n", encoding="utf-8")
    monkeypatch.setattr(prose_module, "CONTENT", tmp_path)
    load_prose.cache_clear()
    assert load_prose("xx").say("a.b.c", n=1) == "1 is ½"
    with pytest.raises(ProseError, match="no language 'yy': there are xx"):
        load_prose("yy")
    (tmp_path / "xx" / "two.toml").write_text('a.b.c = "again"', encoding="utf-8")
    load_prose.cache_clear()
    with pytest.raises(ProseError, match=r"two\.toml has 'a\.b\.c', which another file has, too"):
        load_prose("xx")
    load_prose.cache_clear()
