"""A learner's table: what is read from CSV of every usual form, what is refused and where, and what data it makes."""

from __future__ import annotations

import csv
import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from explain import load_prose
from explain.lab.cells import Table, TableError, csv_text
from explain.lab.data import Data, generated
from explain.lab.own_data import CLASSES, FOUND, LAST, MOST_CLASSES, NUMBERS, to_csv, to_data, written
from explain.lab.placing import Plane, axis, plane_of
from explain.lab.table import LONGEST, MOST_BYTES, MOST_COLUMNS, MOST_ROWS, read_table


def made(text: str | bytes, target: int = LAST, kind: str = FOUND, share: float = 0.0) -> Data:
    """The data of a text, with all examples in training."""
    return to_data(read_table(text), target=target, kind=kind, seed=1, share=share, standardise=False)


XOR = [[0, 0, 1, 1], [0, 1, 0, 1]]
CLASS = [[0, 1, 1, 0]]
HALF = [[1.5, 2.5, 3.5]]

GOOD = {
    "commas": ("0,0,0\n0,1,1\n1,0,1\n1,1,0\n", XOR, CLASS, ("0", "1"), ()),
    "semicolons": ("0;0;0\n0;1;1\n1;0;1\n1;1;0", XOR, CLASS, ("0", "1"), ()),
    "tabs": ("0\t0\t0\n0\t1\t1\n1\t0\t1\n1\t1\t0", XOR, CLASS, ("0", "1"), ()),
    "a byte order mark": (b"\xef\xbb\xbf0,0,0\n0,1,1\n1,0,1\n1,1,0\n", XOR, CLASS, ("0", "1"), ()),
    "a byte order mark in text": ("\ufeffa,b\n1.5,1\n2.5,2\n3.5,4", HALF, [[1, 2, 4]], ("b",), ("a",)),
    "line ends of Windows": ("a,b\r\n1.5,1\r\n2.5,2\r\n3.5,4\r\n", HALF, [[1, 2, 4]], ("b",), ("a",)),
    "line ends of old Macs": ("a,b\r1.5,1\r2.5,2\r3.5,4", HALF, [[1, 2, 4]], ("b",), ("a",)),
    "decimal commas": ("1,5;10,25\n2,5;-0,5\n3,5;1e2", HALF, [[10.25, -0.5, 100]], (), ()),
    "decimal commas and tabs": ("1,5\t10\n2,5\t-,5\n3,5\t+7", HALF, [[10, -0.5, 7]], (), ()),
    "decimal points and semicolons": ("1.5;10.25\n2.5;-0.5\n3.5;1e2", HALF, [[10.25, -0.5, 100]], (), ()),
    "minus as printed": ("1.5,\u22122\n2.5,\u22120.5\n3.5,3", HALF, [[-2, -0.5, 3]], (), ()),
    "blank lines": ("\n\na,b\n\n1.5,1\n  \n2.5,2\n,\n3.5,4\n\n", HALF, [[1, 2, 4]], ("b",), ("a",)),
    "separators at the ends": ("a;b;;\n1,5;1;;\n2,5;2;;\n3,5;4;;\n", HALF, [[1, 2, 4]], ("b",), ("a",)),
    "spaces": (" a , b \n 1.5 , 1 \n2.5, 2\n3.5 ,4", HALF, [[1, 2, 4]], ("b",), ("a",)),
    "quotes": (
        '"a ""x""","b, c"\n"1.5","yes, it is"\n2.5,no\n3.5, "no"',
        HALF,
        [[1, 0, 0]],
        ("no", "yes, it is"),
        ('a "x"',),
    ),
    "classes by name": ("1.5,dog\n2.5,cat\n3.5,Ant", HALF, [[2, 1, 0]], ("Ant", "cat", "dog"), ()),
    "names of classes with commas": ("1,5;a,b\n2,5;c\n3,5;a,b", HALF, [[0, 1, 0]], ("a,b", "c"), ()),
    "names of other scripts": ("größe,sorte\n1.5,π\n2.5,é\n3.5,π", HALF, [[1, 0, 1]], ("é", "π"), ("größe",)),
    "numbers for classes": ("1.5,3\n2.5,1.0\n3.5,+3", HALF, [[1, 0, 1]], ("1", "3"), ()),
    "a name missing": (",b\n1.5,1\n2.5,2\n3.5,4", HALF, [[1, 2, 4]], ("b",), ("(1)",)),
    "a name twice": ("a,a,b\n0,0,0\n0,1,1\n1,0,1\n1,1,0", XOR, CLASS, ("0", "1"), ("a", "a (2)")),
    "signs that cannot be seen": ("a\u202eb,c\n1.5,1\n2.5,2\n3.5,4", HALF, [[1, 2, 4]], ("c",), ("a b",)),
    "a single name among numbers": ("1.5,x\n2.5,1\n3.5,x", HALF, [[1, 0, 1]], ("1", "x"), ()),
    "a million": ("1.5,1e6\n2.5,-1e6\n3.5,.5", HALF, [[1e6, -1e6, 0.5]], (), ()),
}


@pytest.mark.parametrize("text, x, targets, labels, inputs", GOOD.values(), ids=GOOD)
def test_what_is_written_is_what_is_read(text, x, targets, labels, inputs):
    """Inputs, targets, and the names of both."""
    data = made(text)
    assert data.X.tolist() == x
    assert data.targets.tolist() == targets
    assert (data.labels, data.inputs) == (labels, inputs)
    assert data.name == "own"


def rows(count: int, *more: str) -> str:
    """A table of this many good lines and some others."""
    return "\n".join([*(f"{i},{i % 2}" for i in range(count)), *more])


BAD = {
    "nothing": ("", "empty", 0, 0),
    "spaces only": ("  \n\n ; ; \n", "empty", 0, 0),
    "a mark and nothing else": (b"\xef\xbb\xbf", "empty", 0, 0),
    "one column": ("1\n2\n3", "one_column", 1, 1),
    "spaces between": ("\n1 2 0\n3 4 1", "one_column", 2, 1),
    "a title above": ("My data\n1,2\n3,4", "too_long", 2, 2),
    "too short": ("a,b,c\n1,2,3\n\n4,5", "too_short", 4, 3),
    "too long": ("1,2,3\n4,5,6,7\n8,9,1", "too_long", 2, 4),
    "ragged": ("1;2;3\n4;5\n6;7;8;9", "too_short", 2, 3),
    "a word among inputs": ("x,y,k\n1,2,A\n1,zwei,B", "text", 3, 2),
    "a word instead of a target": ("1,2.5\n2,3.5\n3,4o\n4,5.25", "text", 3, 2),
    "words only": ("a,b\nc,d\ne,f", "text", 2, 1),
    "a thousands separator": ("1.234,5;1\n2,5;2", "text", 1, 1),
    "grouped digits": ("1 000,1\n2,2", "text", 1, 1),
    "underscores": ("1_000,1\n2,2", "text", 1, 1),
    "a formula": ("=1+1,1\n2,2", "text", 1, 1),
    "hexadecimal": ("0x10,1\n2,2", "text", 1, 1),
    "a decimal comma within quotes": ('"1,5",1\n"2,5",2', "text", 1, 1),
    "an empty cell": ("x,y,k\n1,,0\n1,2,1", "blank", 2, 2),
    "an empty target": ("1,2\n3,\n5,6", "blank", 2, 2),
    "nan": ("1,2\nnan,3", "not_finite", 2, 1),
    "nan as a target": ("1,A\n2,NaN\n3,B", "not_finite", 2, 2),
    "inf": ("1,2\n3,-inf", "not_finite", 2, 2),
    "too many digits": ("1,2\n1e999,3", "not_finite", 2, 1),
    "too large a number": ("1,2\n3,1000001", "too_big", 2, 2),
    "too small a number": ("1,2\n-1.1e6,4", "too_big", 2, 1),
    "arabic digits": ("1,2\n٣,4", "digits", 2, 1),
    "wide digits": ("1,2\n3,１２", "digits", 2, 2),
    "point and comma": ("1,5;2\n2.5;3\n3;4", "both_signs", 2, 1),
    "a quote left open": ('1,2\n3,"4\n5,6', "quotes", 2, 2),
    "something after a quote": ('1,2\n"3"x,4', "quotes", 2, 1),
    "a long name": (f"1,A\n2,{'B' * (LONGEST + 1)}", "long_text", 2, 2),
    "a cell beyond bounds": (f"1,A\n2,{'B' * 200_000}", "long_text", 2, 2),
    "too many rows": (f"a,b\n{rows(MOST_ROWS + 1)}", "too_many_rows", MOST_ROWS + 2, 1),
    "far too many rows": (rows(100_000), "too_many_rows", MOST_ROWS + 1, 1),
    "too many columns": (",".join("1" * (MOST_COLUMNS + 1)), "too_many_columns", 1, MOST_COLUMNS + 1),
    "too many bytes": (b"1,2\n" * (MOST_BYTES // 4) + b"3", "too_large", 0, 0),
    "too many characters": ("é," * (MOST_BYTES // 3 + 1), "too_large", 0, 0),
    "latin 1": ("a,b\r\n1,gr\xfcn".encode("latin-1"), "not_utf8", 2, 5),
    "utf-16": ("1,2\n3,4".encode("utf-16"), "not_utf8", 1, 1),
    "half a sign": ("1,2\n3,\ud800", "not_utf8", 2, 3),
    "names only": ("a,b,c", "too_few", 0, 0),
    "one row": ("1,2,3", "too_few", 0, 0),
    "the same class": ("1,A\n2,A\n3,A", "same", 1, 2),
    "the same number": ("x,y\n1,0.5\n2,0.5\n3,0.50", "same", 2, 2),
    "too many classes": ("\n".join(f"{i},c{i}" for i in range(20)), "too_many_classes", MOST_CLASSES + 1, 2),
}


@pytest.mark.parametrize("text, key, line, column", BAD.values(), ids=BAD)
def test_what_cannot_be_read_is_refused_with_its_place(text, key, line, column):
    """The reason, the line and the column, and a sentence that names them."""
    with pytest.raises(TableError) as found:
        made(text)
    error = found.value
    assert (error.key, error.line, error.column) == (key, line, column)
    sentence = load_prose().say(
        f"course.lab.data.error.{error.key}", line=error.line, column=error.column, **error.names
    )
    assert not line or f"ine {line}" in sentence
    assert not column or f"olumn {column}" in sentence or f"character {column}" in sentence


def test_every_reason_has_a_sentence_and_a_row_above():
    """And no sentence stands for nothing."""
    at = "course.lab.data.error."
    assert {key.removeprefix(at) for key in load_prose().texts if key.startswith(at)} == {
        row[1] for row in BAD.values()
    }


@given(
    some.one_of(
        some.text(alphabet='0123456789.,;\t\n\r" -abe', max_size=60), some.text(max_size=40), some.binary(max_size=40)
    )
)
def test_any_text_is_data_or_refused(text):
    """Nothing else happens, and what is read is finite, split and named."""
    try:
        data = made(text, share=0.3)
    except TableError:
        return
    count = data.X.shape[1]
    assert count >= 2
    assert np.isfinite(data.X).all()
    assert np.isfinite(data.targets).all()
    assert sorted([*data.training, *data.validation]) == list(range(count))
    assert not data.classes or set(data.targets[0]) == set(range(data.classes)) == set(range(len(data.labels)))


@given(
    some.lists(some.tuples(some.floats(-1e6, 1e6), some.floats(-1e6, 1e6)), min_size=2, max_size=30),
    some.sampled_from([",", ";", "\t"]),
    some.booleans(),
)
def test_every_digit_survives_in_every_form(numbers, separator, comma):
    """Numbers written by Python and by spreadsheets of either kind read back to the last digit."""
    out = io.StringIO()
    lines = [[repr(x), repr(y)] for x, y in numbers]
    if comma and separator != ",":
        lines = [[cell.replace(".", ",") for cell in line] for line in lines]
    csv.writer(out, delimiter=separator).writerows(lines)
    table = read_table(out.getvalue())
    assert [tuple(table.number(row, column) for column in range(2)) for row in range(len(numbers))] == numbers


@pytest.mark.parametrize(
    "targets, kind",
    [
        ("0101", CLASSES),
        ("01", CLASSES),
        ("12", CLASSES),
        ("012012", CLASSES),
        ("0120", NUMBERS),
        ("012345678901234567", NUMBERS),
        ("01234567890123456789", CLASSES),
        ("AABB", CLASSES),
        (["0.5", "1", "0.5", "1"], NUMBERS),
        (["-1", "1", "1"], CLASSES),
        ([str(i % 11) for i in range(44)], NUMBERS),
        ([str(i % 10) for i in range(40)], CLASSES),
    ],
)
def test_classes_and_numbers_are_told_apart(targets, kind):
    """Names are classes; whole numbers are where few different ones come up again and again."""
    data = made("\n".join(f"{i}.5,{target}" for i, target in enumerate(targets)))
    assert bool(data.classes) is (kind == CLASSES)


def test_the_kind_and_the_target_can_be_chosen():
    """Any column of numbers is a target, and whole numbers are either kind; words are not numbers."""
    text = "a,b,c\n1,5,0\n2,6.5,1\n3,5,1\n"
    assert made(text, 2).targets.tolist() == [[5, 6.5, 5]]
    assert made(text, 2).X.tolist() == [[1, 2, 3], [0, 1, 1]]
    assert (made(text, 2).inputs, made(text, 2).labels) == (("a", "c"), ("b",))
    assert made(text, 2, CLASSES).labels == ("5", "6.5")
    assert made(text, 3, NUMBERS).targets.tolist() == [[0, 1, 1]]
    assert made(text, 3, NUMBERS).classes == 0
    assert made(text, 99).targets.tolist() == made(text).targets.tolist()
    with pytest.raises(TableError, match="text in line 1, column 2"):
        made("1,A\n2,B", kind=NUMBERS)
    with pytest.raises(TableError, match="text in line 1, column 2"):
        made("1,A\n2,B", target=1)
    with pytest.raises(TableError, match="too_many_classes in line 11, column 1"):
        made(rows(20), target=1, kind=CLASSES)


@pytest.mark.parametrize("name", ["circles", "blobs", "sine"])
def test_what_is_saved_can_be_brought_along_again(name):
    """Generated data as CSV is the same data to the last digit."""
    data = generated(name, examples=40, noise=0.1, seed=3, share=0.0, standardise=False)
    again = made(to_csv(data, [f"x{row}" for row in range(len(data.X))], "y"))
    assert np.array_equal(again.X, data.X)
    assert np.array_equal(again.targets, data.targets)
    assert again.classes == data.classes
    named = made("len,sort\n1.5,b\n2,a")
    assert to_csv(named, named.inputs, "class") == "len,class\n1.5,b\n2,a\n"
    number = made("len,wid\n1.5,2.5\n2,3")
    assert to_csv(number, number.inputs, "y") == "len,wid\n1.5,2.5\n2,3\n"


# --- points -----------------------------------------------------------------------------------------------------------


def plane(text: str, target: int = LAST, kind: str = FOUND) -> Plane:
    """The plane of a text."""
    found = plane_of(read_table(text), target, kind)
    assert found is not None
    return found


def test_points_are_added_and_removed_in_the_table():
    """The target stands last then, numbers have a point, names stay, and of two equal points the later one goes."""
    text = "sort;wide;high\nb;1,5;2\na;2,5;3\na;2,5;3\n"
    found = plane(text, target=1)
    assert found.points == ((1.5, 2.0, "b"), (2.5, 3.0, "a"), (2.5, 3.0, "a"))
    assert found.labels == ("a", "b") == found.offered
    assert found.added((0.25, -1.0, "b")) == "wide,high,sort\n1.5,2,b\n2.5,3,a\n2.5,3,a\n0.25,-1,b\n"
    assert found.removed((2.5, 3.0, "a")) == "wide,high,sort\n1.5,2,b\n2.5,3,a\n"
    assert found.removed((2.5, 3.0, "b")) is None
    twice = plane("1,2,0\n3,4,1\n1,2,0\n")
    assert twice.removed((1.0, 2.0, "0")) == "1,2,0\n3,4,1\n"
    over = plane("1,2.5\n2,3.25")
    assert over.points == ((1, 2.5, ""), (2, 3.25, ""))
    assert over.added((3.0, 0.1, "")) == "1,2.5\n2,3.25\n3,0.1\n"


def test_an_empty_plane_takes_points():
    """The first one makes the table; what the classes can be grows with them."""
    empty = plane_of(None, LAST, CLASSES)
    assert empty is not None
    assert (empty.points, empty.offered) == ((), ("0", "1"))
    assert empty.added((0.5, 0.25, "1")) == "0.5,0.25,1\n"
    assert empty.removed((0.5, 0.25, "1")) is None
    assert plane_of(None, LAST, FOUND) is None
    assert plane("a,b,c", kind=CLASSES).added((1.0, 2.0, "0")) == "a,b,c\n1,2,0\n"


@pytest.mark.parametrize(
    "labels, offered",
    [
        ("0", "01"),
        ("1", "12"),
        ("01", "012"),
        ("02", "023"),
        ("0123", "0123"),
        ("01234", "01234"),
        ("ab", "ab"),
        ("a", "a"),
    ],
)
def test_which_classes_are_offered(labels, offered):
    """Those there are and one more, four at most; names are not made up."""
    text = "\n".join(f"{i},0,{label}" for i, label in enumerate(labels * 2))
    assert plane(text, kind=CLASSES).offered == tuple(offered)


@pytest.mark.parametrize(
    "text, kind",
    [("1,2,3,4\n5,6,7,8", FOUND), ("1,2\n3,1", CLASSES), ("1,2,3.5\n4,5,6.5", FOUND), ("1,x,3\n4,5,6", CLASSES)],
)
def test_other_tables_have_no_plane(text, kind):
    """Three inputs, a class over one input, a number over two, or no numbers at all."""
    assert plane_of(read_table(text), LAST, kind) is None


@given(some.lists(some.floats(-1e6, 1e6), max_size=20))
def test_every_value_lies_on_its_axis(values):
    """The ends are ticks at equal distances, and a place read off the axis is on it."""
    found = axis(values)
    assert found.low < found.high
    near = 1e-8 * (found.high - found.low)
    assert all(found.low - near <= value <= found.high + near for value in values)
    assert (found.ticks[0], found.ticks[-1]) == (found.low, found.high)
    assert 3 <= len(found.ticks) <= 9
    assert np.allclose(np.diff(found.ticks), (found.high - found.low) / (len(found.ticks) - 1), rtol=1e-6)
    for value in (-2e6, 2e6, found.low, found.high, (found.low + found.high) / 2):
        assert found.low <= found.nearest(value) <= found.high


def test_the_axis_is_the_usual_one_where_that_has_room():
    """It does not move while points are placed on it."""
    assert axis([]) == axis([-1, 1]) == axis([0.3])
    assert (axis([]).low, axis([]).high) == (-1, 1)
    assert (axis([0, 300]).low, axis([0, 300]).high) == (0, 300)


def test_csv_is_written_as_it_is_read():
    """Quotes where they are needed."""
    table = Table(("a", "b"), (("1", 'x, "y"'),), (1,), 2, False)
    assert read_table(table.with_rows(table.rows)).rows == table.rows
    assert csv_text([["a", 1]]) == "a,1\n"
    assert [written(value) for value in (2.0, -0.5, 1e6, 0.1 + 0.2)] == ["2", "-0.5", "1000000", "0.30000000000000004"]
