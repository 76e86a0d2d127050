"""The sizes of a network's matrices: products whose inner sizes agree, the bias spread, and data of another size."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.run import Trace
from explain.sizes import LARGEST, MOST_LAYERS, broadcast, feed, grown, products, sized_network, sums

SIZES = st.integers(1, LARGEST)
WIDTHS = st.lists(SIZES, min_size=2, max_size=MOST_LAYERS + 1).map(tuple)


@given(WIDTHS, SIZES)
def test_every_product_fits_and_is_as_large_as_its_outer_sizes(widths: tuple[int, ...], examples: int) -> None:
    """Forward one product a layer; back two a layer and one for each that passes down: none with other inner sizes."""
    found = products(sized_network(widths, examples))
    layers = len(widths) - 1
    assert len(found) == layers + 2 * layers + (layers - 1)
    for product in found:
        assert product.left.columns == product.right.rows
        assert product.left.named[1] == product.right.named[0] == product.inner
        assert product.result == (product.left.rows, product.right.columns)


@given(WIDTHS, SIZES)
def test_weights_have_a_row_for_each_unit_and_a_column_for_each_value_read(widths: tuple[int, ...], d: int) -> None:
    """Against the list of widths itself."""
    for s, (before, units) in zip(sums(sized_network(widths, d)), pairwise(widths), strict=True):
        assert (s.w.rows, s.w.columns) == (units, before)
        assert (s.a.rows, s.a.columns) == (before, d)
        assert (s.b.rows, s.b.columns) == (units, 1)
        assert (s.z.rows, s.z.columns) == (units, d)


def test_sizes_have_the_names_of_the_book() -> None:
    """n, h1, ..., m and d."""
    first, second = sums(sized_network((3, 4, 1), 5))
    assert first.w.named == ("h_{1}", "n")
    assert second.w.named == ("m", "h_{1}")
    assert first.a.named == ("n", "d")
    assert first.b.named == ("h_{1}", "1")


@pytest.mark.parametrize("widths, examples", [((0, 1), 1), ((1, LARGEST + 1), 1), ((1, 1), 0), ((1,) * 6, 1)])
def test_a_size_out_of_range_is_refused(widths: tuple[int, ...], examples: int) -> None:
    """Too small, too large, too many layers."""
    with pytest.raises(ValueError, match=r"1 to|at most"):
        sized_network(widths, examples)


@given(WIDTHS, SIZES)
def test_the_bias_is_added_to_every_example(widths: tuple[int, ...], examples: int) -> None:
    """The two terms make the sum, to the last digit; every column of the spread bias is the bias."""
    found = sized_network(widths, examples)
    for layer in found.program.layers:
        shown = broadcast(found.step(layer.Z.key))
        assert np.array_equal(shown.product + shown.spread, shown.result)
        assert np.array_equal(shown.column, found[layer.b.key])
        assert (shown.spread == shown.column).all()
        assert shown.spread.shape == shown.result.shape


def test_a_number_keeps_its_value_when_sizes_change() -> None:
    """What fits stays, whatever is added."""
    small, large = sized_network((2, 2, 1), 2), sized_network((5, 4, 3, 2), 6)
    for key in ("W1", "b1", "X"):
        rows, columns = small[key].shape
        assert np.array_equal(small[key], large[key][:rows, :columns])


@pytest.mark.parametrize("rows, columns, refusal", [
    (3, 1, ""), (3, 6, ""), (2, 4, "X: expected 3 rows, one an input, got 2"), (4, 4, "expected 3 rows"),
])  # fmt: skip
def test_new_data_needs_as_many_rows_as_there_are_inputs(rows: int, columns: int, refusal: str) -> None:
    """Any number of columns does; the message is the engine's."""
    problem = sized_network((3, 4, 2), 5).problem
    assert problem is not None
    fed = feed(problem, rows, columns)
    assert refusal in fed.refusal
    assert fed.size == (None if refusal else (2, columns))


def test_another_example_changes_no_weight() -> None:
    """And another input changes W and X, but no sum."""
    start: Trace = sized_network((3, 4, 1), 5)
    assert {"X", "Z", "A"} <= grown(start, sized_network((3, 4, 1), 6))
    assert not grown(start, sized_network((3, 4, 1), 6)) & {"W", "b"}
    assert grown(start, sized_network((4, 4, 1), 5)) == {"W", "X"}
