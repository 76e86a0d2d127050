"""The trace as JSON and CSV: everything reads back to the same floats, bit for bit."""

import csv
import io
import json

import numpy as np
import pytest

from engine import NonFiniteError, Problem, trace
from explain import load_prose
from explain.export import DETAILS, FORMATS, export
from explain.export.tables import FORMAT, HEAD, VERSION
from tests.engine.networks import notes
from tests.engine.test_non_finite import CASES
from tests.explain.scripts import PROBLEMS

PROSE = load_prose()
PHASES = ("given", "forward", "loss", "backward", "update")


def bits(values):
    """The bit patterns of floats, which tell 0.0 from -0.0."""
    return np.asarray(values, dtype=np.float64).tobytes()


def refuse(name):
    raise AssertionError(f"{name} is no JSON")


def keys_of(values):
    """What is given, then what was computed, in the order of the trace."""
    return [*(var.key for var in values.program.inputs), *values.index]


def read_json(values, stopped=None):
    return json.loads(export(values, "json", PROSE, stopped=stopped), parse_constant=refuse)


def read_csv(values, stopped=None):
    text = export(values, "csv", PROSE, stopped=stopped).decode("utf-8")
    assert text.endswith("\r\n")
    assert "\n" not in text.replace("\r\n", "")
    return list(csv.reader(io.StringIO(text, newline=""), strict=True))


@pytest.mark.parametrize("name", PROBLEMS)
def test_json_reads_back(name):
    values = trace(PROBLEMS[name])
    doc = read_json(values)
    assert (doc["format"], doc["version"]) == (FORMAT, VERSION)
    assert "stopped" not in doc
    assert list(doc["quantities"]) == keys_of(values)
    for key, record in doc["quantities"].items():
        assert record["shape"] == list(values[key].shape), key
        assert bits(record["values"]) == bits(values[key]), key
        assert record["phase"] in PHASES
        assert record["title"]
        if record["step"]:
            assert values.steps[record["step"] - 1].key == key


@pytest.mark.parametrize("name", PROBLEMS)
def test_the_problem_of_a_json_gives_the_same_trace(name):
    values = trace(PROBLEMS[name])
    again = trace(Problem.from_dict(read_json(values)["problem"]))
    assert list(again) == list(values)
    assert all(bits(again[key]) == bits(values[key]) for key in values)


@pytest.mark.parametrize("name", PROBLEMS)
def test_csv_reads_back(name):
    values = trace(PROBLEMS[name])
    head, *rows = read_csv(values)
    assert tuple(head) == HEAD
    assert list(dict.fromkeys(row[2] for row in rows)) == keys_of(values)
    assert len(rows) == sum(values[key].size for key in keys_of(values))
    for step, phase, key, row, column, value in rows:
        assert bits(float(value)) == bits(values[key][int(row) - 1, int(column) - 1]), key
        assert phase == (values.steps[int(step) - 1].phase.value if int(step) else "given")


@pytest.mark.parametrize("problem, key", [case[1:3] for case in CASES], ids=[case[0] for case in CASES])
def test_a_stopped_run_says_so(problem, key):
    with pytest.raises(NonFiniteError) as error:
        trace(problem)
    values, doc = error.value.trace, read_json(error.value.trace, error.value)
    assert doc["stopped"]["step"] == error.value.cause.step + 1 == len(values.steps) + 1
    assert doc["stopped"]["quantity"] == key
    assert doc["stopped"]["why"].startswith(f"Step {doc['stopped']['step']} gave a number that is not finite")
    assert list(doc["quantities"]) == keys_of(values) == list(dict.fromkeys(row[2] for row in read_csv(values)[1:]))


def test_the_formats():
    """What the command line and the page offer, and how a file of each is named."""
    assert tuple(FORMATS) == ("md", "tex", "html", "pdf", "py", "torch", "ipynb", "json", "csv")
    suffixes = [record.suffix for record in FORMATS.values()]
    assert len(set(suffixes)) == len(suffixes)
    assert [name for name, record in FORMATS.items() if record.binary] == ["pdf"]


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_is_made_and_the_same_every_time(name):
    made = export(trace(notes()), name, PROSE)
    assert made == export(trace(notes()), name, PROSE)
    assert made.startswith(b"%PDF") if FORMATS[name].binary else made.decode("utf-8")


BAD = [
    ("format", {"format": "doc"}, "no format is called 'doc': there are md, "),
    ("detail", {"detail": "all"}, f"no level of detail is called 'all': there are {', '.join(DETAILS)}"),
    ("no digits", {"digits": 0}, "1 to 17 significant digits, not 0"),
    ("too many digits", {"digits": 18}, "1 to 17 significant digits, not 18"),
]


@pytest.mark.parametrize("name, options, reason", BAD, ids=[case[0] for case in BAD])
def test_bad_wishes_are_refused(name, options, reason):
    with pytest.raises(ValueError, match=reason):
        export(trace(notes()), **{"format": "py", "prose": PROSE, **options})
