"""The reader itself: what it reads, and what it refuses because a reader could take it in two ways."""

import numpy as np
import pytest

from tests.explain.latex_reader import read
from tests.explain.latex_values import ReadError

P, Q = r"\begin{bmatrix} 1 & -2 \\ 3 & 4 \end{bmatrix}", r"\begin{bmatrix} 0 & 1 \\ 1 & 5 \times 10^{-1} \end{bmatrix}"
ROW = r"\begin{bmatrix} 7 \end{bmatrix}"
READ = [
    ("2 + 3 \\cdot 4 - 1", 13),
    (r"-2^{2}", -4),
    (r"\left(-2\right)^{2}", 4),
    (r"1.5 \times 10^{-3} \cdot 2", 0.003),
    (r"8 - 2 - 1", 5),
    (r"\frac{1}{2} \cdot \left(1 - 3\right)", -1),
    (r"\sum_{i,j} \left[" + P + r"\right]_{ij} \cdot 2", 12),
    (r"\begin{cases} 1 & \text{if } -1 > 0 \\ 2 & \text{otherwise} \end{cases}", 2),
    (r"\max\left(-1,\, \min\left(1,\, 3 - \left(-1\right)\right)\right)", 1),
    (r"\left|1 - 3\right|^{2} + \sqrt{4} + e^{0}", 7),
    (f"{P} \\cdot {Q}", [[-2, 0], [4, 5]]),
    (f"{P} \\odot {Q}", [[0, -2], [3, 2]]),
    (f"2 \\cdot {P}^{{\\top}} + 1", [[3, 7], [-3, 9]]),
    (f"{P}^{{\\circ 2}}", [[1, 4], [9, 16]]),
    (f"{P} + " + r"\begin{bmatrix} 10 \\ 20 \end{bmatrix}", [[11, 8], [23, 24]]),
    (ROW, [[7]]),
]
REFUSED = [
    ("2 \\cdot -3", "sign"),
    ("1 + -2", "two signs"),
    ("1 - -2", "two signs"),
    ("--2", "two signs"),
    (r"3 \times 10^{2}^{2}", "raise"),
    (r"\frac{1}{2}^{2}", "raise"),
    (r"\ln\left(2\right)^{2}", "raise"),
    (r"2^{2}^{2}", "two superscripts"),
    (f"{P}^{{2}}", "for a number"),
    (r"2^{\circ 2}", "for a matrix"),
    (f"{P} \\cdot {Q} \\odot {P}", "without a bracket"),
    (f"2 \\odot {P}", "between matrices"),
    (f"{P} + {ROW}", "do not fit"),
    (f"{P} \\cdot {ROW}", "do not fit"),
    (r"\left(1 + 2", "missing"),
    ("1 2", "should end"),
    ("unknown", "what is this"),
    (r"\underbrace{" + P + r"}_{\substack{n \times d \\ 2 \times 3}}", "n x d"),
]


@pytest.mark.parametrize("text, value", READ)
def test_what_is_read(text, value):
    got = read(text)
    assert np.shape(got) == np.shape(value)
    assert np.allclose(got, value, rtol=1e-15)


@pytest.mark.parametrize("text, why", REFUSED)
def test_what_is_refused(text, why):
    with pytest.raises(ReadError, match=why):
        read(text, sizes={"n": 2, "d": 2})
