"""The command line: what it writes where, its exit codes, and one sentence for everything it refuses."""

import io
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from engine import ProblemError, gradcheck, trace, train
from explain import __main__ as command_line
from explain import load_prose
from explain.__main__ import main
from explain.export import FORMATS, export
from explain.problem_file import MOST_BYTES, example_names, read_problem_file
from tests.engine.networks import EXAMPLES, ROOT, example, mazur, notes

PROSE = load_prose()
DOC = json.dumps(notes().to_dict())


def changed(**fields):
    """The notes' document with some fields replaced, as JSON."""
    return json.dumps({**notes().to_dict(), **fields})


@pytest.fixture
def files(tmp_path, monkeypatch):
    """A folder to work in, and a function that writes a file into it."""
    monkeypatch.chdir(tmp_path)

    def write(content, name="problem.json"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        return name

    return write


def refused(capsysbinary, code=2):
    """The one sentence on standard error; nothing was written."""
    out, err = capsysbinary.readouterr()
    text = err.decode("utf-8")
    assert out == b""
    assert text.count("\n") == 1, text
    assert text.endswith(".\n") or text.endswith(").\n"), text
    return text


# --- solve ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", FORMATS)
def test_solve_writes_every_format(name, files, capsysbinary):
    files(DOC)
    assert main(["solve", "problem.json", "--format", name]) == 0
    out, err = capsysbinary.readouterr()
    assert err == b""
    assert out == export(trace(notes()), name, PROSE)


@pytest.mark.parametrize("name", FORMATS)
def test_the_name_of_the_output_says_the_format(name, files, capsysbinary):
    output = f"solved{FORMATS[name].suffix}"
    assert main(["solve", "mazur", "-o", output]) == 0
    assert capsysbinary.readouterr() == (b"", b"")
    title = example("mazur")["title"]
    assert Path(output).read_bytes() == export(trace(mazur()), name, PROSE, title=title)


OPTIONS = [
    (["--format", "csv", "-o", "solved.md"], "csv", {}),
    (["-o", "solved.txt"], "md", {}),
    (["--detail", "short", "-o", "solved.md"], "md", {"detail": "short"}),
    (["--digits", "7", "--detail", "entries", "-o", "solved.html"], "html", {"digits": 7, "detail": "entries"}),
]


@pytest.mark.parametrize("options, name, wanted", OPTIONS)
def test_options(options, name, wanted, files):
    files(DOC)
    assert main(["solve", "problem.json", *options]) == 0
    assert Path(options[-1]).read_bytes() == export(trace(notes()), name, PROSE, **wanted)


@pytest.mark.parametrize("name", [path.stem for path in EXAMPLES])
@pytest.mark.parametrize("by_file", [True, False])
def test_worked_examples_by_name_and_by_file(name, by_file, capsysbinary):
    file = str(ROOT / "content" / "examples" / f"{name}.json") if by_file else name
    assert main(["solve", file, "--format", "py"]) == 0
    out = capsysbinary.readouterr().out.decode("utf-8")
    assert out.replace("\n# ", " ").startswith(f"# {example(name)['title']}")


def test_standard_input(monkeypatch, capsysbinary):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"\xef\xbb\xbf" + DOC.encode())))
    assert main(["solve", "-", "--format", "json"]) == 0
    assert capsysbinary.readouterr().out == export(trace(notes()), "json", PROSE)


def test_a_file_comes_before_an_example_of_its_name(files, capsysbinary):
    files(DOC, "mazur")
    assert main(["solve", "mazur", "--format", "csv"]) == 0
    assert capsysbinary.readouterr().out == export(trace(notes()), "csv", PROSE)


def test_a_pdf_is_not_for_a_terminal(monkeypatch, capsysbinary):
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    assert main(["solve", "mazur", "--format", "pdf"]) == 2
    assert "standard output: pdf is no text for a terminal: name a file with -o." in refused(capsysbinary)


def test_a_stopped_run_is_written_and_is_no_success(files, capsysbinary):
    files(changed(W=[[[1e200, 0.0], [0.0, 0.0]], [[0.3, 0.7]]], X=[[1e200], [0.0]]))
    assert main(["solve", "problem.json", "--format", "json"]) == 1
    out, err = capsysbinary.readouterr()
    assert json.loads(out)["stopped"]["quantity"] == "Z1"
    assert err.decode().startswith("Step 1 gave a number that is not finite")
    assert err.count(b"\n") == 1


def test_a_missing_package_is_named(monkeypatch, capsysbinary):
    monkeypatch.setitem(sys.modules, "nbformat", None)
    assert main(["solve", "mazur", "--format", "ipynb"]) == 2
    assert "ipynb needs the Python package nbformat, which is not installed." in refused(capsysbinary)


# --- check ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [path.stem for path in EXAMPLES])
def test_check_agrees(name, capsysbinary):
    assert main(["check", name]) == 0
    out, err = capsysbinary.readouterr()
    head, *rows, said = out.decode("utf-8").splitlines()
    assert err == b""
    assert head.split("  ")[0] == "parameter"
    problem = read_problem_file(json.dumps(example(name)))
    assert [row.split()[0] for row in rows] == list(problem.parameters)
    values = trace(problem)
    for key, row, column, analytic, numeric, difference in (row.split() for row in rows):
        exact = values[f"d{key}"][int(row) - 1, int(column) - 1]
        assert float(analytic) == pytest.approx(exact, rel=1e-14)
        assert float(numeric) == pytest.approx(exact, rel=1e-12, abs=1e-15)
        assert float(difference) < 1e-13
    count = sum(value.size for value in problem.parameters.values())
    assert said.startswith(f"Checked {count} gradients: ")
    assert said.endswith("They agree.")


@pytest.mark.parametrize("wrong", [1.5, np.nan])
def test_check_fails_where_the_gradients_differ(wrong, monkeypatch, capsysbinary):
    real = gradcheck.numeric_gradients

    def off(*arguments):
        found = real(*arguments)
        found["W1"][1, 0] *= wrong
        return found

    monkeypatch.setattr(gradcheck, "numeric_gradients", off)
    assert main(["check", "notes-2-2-1"]) == 1
    out, err = capsysbinary.readouterr()
    assert err == b""
    if np.isfinite(wrong):  # else every difference is undefined, as their common scale is
        assert out.decode().splitlines()[1].split()[:3] == ["W1", "2", "1"]
    assert out.decode().endswith("More than 1e-10 is an error.\n")


def test_check_of_a_run_that_stops(files, capsysbinary):
    files(changed(X=[[1e200], [0.0]], W=[[[1e200, 0.0], [0.0, 0.0]], [[0.3, 0.7]]]))
    assert main(["check", "problem.json"]) == 1
    assert refused(capsysbinary, 1).startswith("Step 1 gave a number that is not finite")


# --- what is refused ------------------------------------------------------------------------------------------------

CALLS = [
    ("nothing", [], "required"),
    ("no file", ["solve"], "required: file"),
    ("no such command", ["teach", "mazur"], "invalid choice: 'teach'"),
    ("no such option", ["solve", "mazur", "--fast"], "--fast"),
    ("check has no format", ["check", "mazur", "--format", "md"], "--format"),
    ("no such format", ["solve", "mazur", "--format", "doc"], "--format: invalid choice: 'doc'"),
    ("no such detail", ["solve", "mazur", "--detail", "all"], "--detail: invalid choice: 'all'"),
    *((f"digits {d}", ["solve", "mazur", "--digits", d], "--digits") for d in ("0", "18", "x", "1.5", "²", "-1", "")),
    ("no such file", ["solve", "nowhere.json"], "nowhere.json: there is no such file, and no worked example"),
    ("a folder", ["solve", "."], ".: it cannot be read: "),
    ("a zero byte", ["solve", "a\0b"], "it cannot be read: "),
    ("no such folder", ["solve", "mazur", "-o", "nowhere/x.md"], "nowhere/x.md: it cannot be written: "),
    ("onto a folder", ["solve", "mazur", "-o", "."], ".: it cannot be written: "),
    ("a hostile name", ["solve", "\x1b[31m\n\u2028x"], "[31m x: there is no such file"),
]


@pytest.mark.parametrize("name, call, reason", CALLS, ids=[case[0] for case in CALLS])
def test_a_bad_call_is_refused_in_one_sentence(name, call, reason, files, capsysbinary):
    assert main(call) == 2
    assert reason in refused(capsysbinary)


DEEP = "[" * 100_000
FILES = [
    ("empty", "", "problem.json: it is not JSON: line 1, column 1."),
    ("cut off", DOC[:100], "problem.json: it is not JSON: line 1, column"),
    ("not UTF-8", b'{"inputs": "\xff"}', "problem.json: it is not text in UTF-8."),
    ("a list", "[]", "problem.json: expected a record with inputs, layers"),
    ("a number", "3", "got 3."),
    ("null", "null", "got nothing."),
    ("too long", " " * (MOST_BYTES + 1), "problem.json: it is longer than 256 KB"),
    ("too deep", DEEP, "problem.json: lists and records are nested more than 16 deep."),
    ("too deep in a record", changed(X=[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]), "nested more than 16 deep."),
    ("brackets in a text", changed(loss="[" * 40), "problem.json: loss: the text '[[[["),
    ("NaN", DOC.replace("0.1", "NaN"), "problem.json: NaN is no number in JSON."),
    ("Infinity", DOC.replace("0.1", "-Infinity"), "problem.json: -Infinity is no number in JSON."),
    ("1e999", DOC.replace("0.1", "1e999"), "problem.json: 1e999 is too large"),
    ("5000 digits", DOC.replace("0.1", "9" * 5000), "99... is too large"),
    ("twice", DOC.replace('"loss"', '"inputs": 2, "loss"'), "problem.json: inputs: it stands there twice."),
    ("unknown key", changed(colour="red"), "problem.json: colour: unknown key; known are inputs"),
    ("a text for a number", changed(W=[[["x", 1], [1, 1]], [[1, 1]]]), "W[0][0][0]: expected a number, got the text"),
    ("no outputs", changed(layers=[]), "problem.json: layers: expected 1 to 8 layers, got 0."),
    (
        "in an example",
        json.dumps({"title": "t", "problem": {"inputs": 2}}),
        "problem.json: problem.layers: is missing.",
    ),
    ("an example's list", '{"problem": []}', "problem.json: problem: expected a record"),
    ("hostile key", changed(**{"\x1b[2J\ud800\n": 1}), "problem.json: [2J : unknown key"),
]


@pytest.mark.parametrize("command", ["solve", "check"])
@pytest.mark.parametrize("name, content, reason", FILES, ids=[case[0] for case in FILES])
def test_a_bad_file_is_refused_with_field_and_reason(name, content, reason, command, files, capsysbinary):
    files(content)
    assert main([command, "problem.json"]) == 2
    assert reason in refused(capsysbinary)


def test_a_problem_is_read_from_text():
    assert read_problem_file(DOC).to_dict() == notes().to_dict()
    assert read_problem_file(json.dumps(example("mazur"))).to_dict() == mazur().to_dict()
    with pytest.raises(ProblemError, match="it is not text in UTF-8"):
        read_problem_file("\ud800")


def test_a_title_that_is_no_text_is_none(files, capsysbinary):
    files(json.dumps({"title": 3, "problem": notes().to_dict()}))
    assert main(["solve", "problem.json", "--format", "py"]) == 0
    assert capsysbinary.readouterr().out == export(trace(notes()), "py", PROSE)


def test_an_interruption_is_no_traceback(monkeypatch, capsysbinary):
    def interrupted(_problem):
        raise KeyboardInterrupt

    monkeypatch.setattr(command_line, "trace", interrupted)
    assert main(["solve", "mazur"]) == 130
    assert capsysbinary.readouterr() == (b"", b"")


@pytest.mark.parametrize("command", [[], ["solve"], ["check"]])
def test_help_names_formats_and_examples(command, capsys):
    with pytest.raises(SystemExit) as left:
        main([*command, "--help"])
    assert left.value.code == 0
    text = capsys.readouterr().out
    if command:
        assert all(name in text for name in example_names())
    if command == ["solve"]:
        assert all(name in text for name in (*FORMATS, "short", "full", "entries"))


# --- for real -------------------------------------------------------------------------------------------------------


def called(*arguments, given=b"", **options):
    """A real call of the command line, from the project's folder."""
    call = [sys.executable, "-W", "error", "-m", "explain", *arguments]
    return subprocess.run(call, cwd=ROOT, input=given, capture_output=True, check=False, **options)


REAL = [
    (["solve", "-", "--format", "csv"], DOC.encode(), 0, export(trace(notes()), "csv", PROSE), b""),
    (["check", "nowhere"], b"", 2, b"", b"nowhere: there is no such file"),
    (["solve", "-"], b"{", 2, b"", b"standard input: it is not JSON: line 1, column 2.\n"),
    (["solve"], b"", 2, b"", b"the following arguments are required: file"),
]


@pytest.mark.parametrize("call, given, code, out, err", REAL)
def test_a_real_call(call, given, code, out, err):
    run = called(*call, given=given)
    assert (run.returncode, run.stdout) == (code, out)
    assert run.stderr.startswith(err)
    assert b"Traceback" not in run.stderr


def test_a_reader_may_stop_early():
    call = [sys.executable, "-m", "explain", "solve", "mazur", "--format", "json"]
    with subprocess.Popen(call, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as run:
        run.stdout.close()
        assert run.stderr.read() == b""
    assert run.returncode == 0


# --- lesson files ---------------------------------------------------------------------------------------------------

LESSON = {"gradwalk": 1, "title": "Week 3", "problem": [0, 0], "problems": [notes().to_dict()], "view": {"step": "dW1"}}


@pytest.mark.parametrize(
    "lesson, number, wanted",
    [
        (LESSON, 1, lambda: notes()),
        ({**LESSON, "problem": [0, 2]}, 1, lambda: trace(trace(notes()).after).after),
        ({**LESSON, "problem": [0, 400]}, 1, lambda: train(notes(), 400).after),
        ({"gradwalk": 1, "preset": "mazur"}, 1, mazur),
        ({"gradwalk": 1, "lessons": [LESSON, {"gradwalk": 1, "preset": "mazur"}]}, 2, mazur),
    ],
)
def test_a_lesson_file_gives_the_network_on_its_screen(lesson, number, wanted):
    found = read_problem_file(json.dumps(lesson), number)
    assert found.to_dict() == wanted().to_dict()


@pytest.mark.parametrize(
    "lesson, arguments, said",
    [
        ({**LESSON, "gradwalk": 2}, [], "gradwalk: only lessons of version 1"),
        ({**LESSON, "gradwalk": True}, [], "gradwalk: only lessons of version 1"),
        ({"gradwalk": 1, "lessons": 3}, [], "lessons: expected a list"),
        ({"gradwalk": 1, "lessons": [LESSON]}, ["--lesson", "2"], "there is no lesson 2: the file holds 1"),
        (notes().to_dict(), ["--lesson", "2"], "there is no lesson 2: the file holds 1"),
        (LESSON, ["--lesson", "0"], "--lesson: write a whole number from 1 to 99"),
        ({**LESSON, "problem": [1, 0]}, [], "problem: expected the place"),
        ({**LESSON, "problem": [0, 401]}, [], "expected 0 to 400 updates"),
        ({**LESSON, "problem": [0, 10**9]}, [], "expected 0 to 400 updates"),
        ({**LESSON, "problem": [False, True]}, [], "problem: expected the place"),
        ({**LESSON, "problem": [0, True]}, [], "problem: expected the place"),
        ({**LESSON, "problem": [0.0, 0]}, [], "problem: expected the place"),
        ({**LESSON, "problem": "0"}, [], "problem: expected the place"),
        ({"gradwalk": 1, "preset": "../mazur"}, [], "preset: no worked example is called"),
        ({"gradwalk": 1}, [], "preset: no worked example is called"),
        ({**LESSON, "problems": [{k: v for k, v in notes().to_dict().items() if k != "W"}]}, [], "draws new weights"),
        ({**LESSON, "problems": [{**notes().to_dict(), "X": [[1], [True]]}]}, [], "problems[0].X[1][0]"),
    ],
)
def test_a_bad_lesson_file_is_refused_in_a_sentence(lesson, arguments, said, files, capsysbinary):
    files(json.dumps(lesson))
    assert main(["solve", "problem.json", *arguments]) == 2
    assert said in refused(capsysbinary)
