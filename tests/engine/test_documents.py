"""Bad documents are refused with the field's path and a sentence; nothing but ProblemError ever comes out of one."""

import copy
import json
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import LESSON_LIMITS, Limits, Problem, ProblemError
from tests.engine.bad_documents import BAD, GOOD, OVER, changed
from tests.engine.networks import EXAMPLES, example


def _id(case):
    return f"{case[1] or 'document'}: {case[2]}"[:70]


def refused(doc, limits=None) -> ProblemError:
    with pytest.raises(ProblemError) as error:
        Problem.from_dict(doc) if limits is None else Problem.from_dict(doc, limits=limits)
    assert str(error.value) == (
        f"{error.value.field}: {error.value.reason}" if error.value.field else error.value.reason
    )
    assert len(str(error.value)) < 400
    return error.value


def test_the_good_document_is_good():
    problem = Problem.from_dict(GOOD)
    assert Problem.from_dict(problem.to_dict()).to_dict() == problem.to_dict()
    assert Problem.from_dict(GOOD, limits=LESSON_LIMITS).t == 3
    assert json.loads(json.dumps(problem.to_dict())) == problem.to_dict()


def test_enough_of_them():
    assert len(BAD) >= 40


@pytest.mark.parametrize("doc, field, sentence", BAD, ids=[_id(case) for case in BAD])
def test_a_bad_document_is_refused_by_field_and_sentence(doc, field, sentence):
    error = refused(doc)
    assert error.field == field
    assert sentence in error.reason


@pytest.mark.parametrize("doc, field, sentence", OVER, ids=[_id(case) for case in OVER])
def test_what_is_over_a_lessons_limits_is_refused_there(doc, field, sentence):
    error = refused(doc, LESSON_LIMITS)
    assert error.field == field
    assert sentence in error.reason


def test_limits_are_the_agreed_ones():
    assert Limits(layers=8, units=16, examples=64, magnitude=1e6) == LESSON_LIMITS
    assert Problem.from_dict(changed(["W", 0, 0, 0], 1e6), limits=LESSON_LIMITS).W[0][0, 0] == 1e6
    assert Problem.from_dict(changed(["W", 0, 0, 0], 1e300)).W[0][0, 0] == 1e300


def test_what_may_be_left_out():
    doc = copy.deepcopy(GOOD)
    for key in ("version", "penalty", "b", "frozen", "state"):
        del doc[key]
    problem = Problem.from_dict(doc)
    assert all(not b.any() for b in problem.b)
    assert (problem.spec.l1, problem.spec.l2, problem.spec.frozen, problem.t, dict(problem.state)) == (0, 0, (), 0, {})
    assert {"penalty", "frozen", "state"}.isdisjoint(problem.to_dict())


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_presets_fit_a_lesson_and_come_back_the_same(path):
    problem = Problem.from_dict(example(path.stem)["problem"], limits=LESSON_LIMITS)
    assert Problem.from_dict(problem.to_dict()).to_dict() == problem.to_dict()


NUMBERS = st.one_of(
    st.integers(-3, 5),
    st.floats(),
    st.booleans(),
    st.none(),
    st.just(10**400),
    st.builds(lambda: -(10**5000)),
    st.just(1e301),
)
TEXTS = st.one_of(
    st.text(max_size=4), st.sampled_from(["sgd", "W1", "b1[0,0]", "W1[9999999,0]", "W1[999999,0]", "sigmoid", "hinge"])
)
JUNK = st.recursive(
    NUMBERS | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)


def _nothing_but_problem_error(doc):
    try:
        problem = Problem.from_dict(doc)
    except ProblemError:
        return
    assert Problem.from_dict(problem.to_dict()).to_dict() == problem.to_dict()
    for value in problem.values.values():
        assert np.isfinite(value).all()


@given(JUNK | st.fixed_dictionaries(dict.fromkeys(GOOD, JUNK)))
@settings(max_examples=300, deadline=None)
def test_junk_is_refused(doc):
    _nothing_but_problem_error(doc)


def places(value, path=()):
    """Every place of a document, as a path."""
    yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in inner:
        yield from places(child, (*path, key))


PLACES = [path for path in places(GOOD) if path]


@given(st.sampled_from(PLACES), JUNK, st.sampled_from(["replace", "remove", "twice"]))
@settings(max_examples=600, deadline=None)
def test_a_good_document_with_one_change_is_read_or_refused(path, value, how):
    doc = copy.deepcopy(GOOD)
    place = doc
    for key in path[:-1]:
        place = place[key]
    if how == "remove":
        del place[path[-1]]
    elif how == "twice" and isinstance(place, list):
        place.append(place[path[-1]])
    else:
        place[path[-1]] = value
    _nothing_but_problem_error(doc)


def test_depth_is_no_danger():
    deep = []
    for _ in range(100_000):
        deep = [deep]
    for path in (["W"], ["X", 0, 0], ["layers"], ["frozen"], ["optimiser", "eta"]):
        refused(changed(path, deep))
    assert math.isfinite(Problem.from_dict(GOOD).eta)
