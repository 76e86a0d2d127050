"""The command line: `python -m explain solve problem.json --format pdf -o solved.pdf`, `python -m explain check mazur`.

Exit codes: 0 all is well; 1 a check failed, or the run stopped at a number that is not finite; 2 a bad call or file.
"""

from __future__ import annotations

import argparse
import math
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from engine import GradientReport, NonFiniteError, ProblemError, gradient_check, trace
from engine.gradcheck import CheckedEntry
from explain import Prose, load_prose
from explain.explanation import DIGITS
from explain.export import DETAILS, FORMATS, MOST_DIGITS, export
from explain.export.parts import one_line
from explain.numbers import plain
from explain.problem_file import EXAMPLES, MOST_BYTES, ProblemFile, example_names, read_file
from explain.stopping import stop_sentence

GOOD, FAILED, REFUSED, INTERRUPTED = 0, 1, 2, 130
TOLERANCE = 1e-10
"""Backpropagation and the complex step agree to about 1e-15; what is further off than this is wrong."""


class Refused(Exception):
    """A call or a file cannot be used; the message is the sentence that says why."""


class Parser(argparse.ArgumentParser):
    """A parser whose errors are one sentence."""

    def error(self, message: str) -> NoReturn:
        """Raise Refused with argparse's reason."""
        raise Refused(load_prose().say("cli.usage", reason=message))


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code. Only help leaves by SystemExit, as argparse has it."""
    prose = load_prose()
    try:
        arguments = _parser(prose).parse_args(argv)
        return int(COMMANDS[arguments.command](arguments, prose))
    except Refused as error:
        _complain(str(error))
        return REFUSED
    except BrokenPipeError:  # the reader has seen enough, as `head` has
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return GOOD
    except KeyboardInterrupt:
        return INTERRUPTED


def _parser(prose: Prose) -> argparse.ArgumentParser:
    parser = Parser(prog="python -m explain", description=prose.say("cli.about"))
    commands = parser.add_subparsers(dest="command", required=True, metavar="|".join(COMMANDS))
    for name in COMMANDS:
        command = commands.add_parser(
            name,
            help=prose.say(f"cli.{name}"),
            description=prose.say(f"cli.{name}"),
            epilog="\n  ".join((prose.say("cli.examples"), *example_names())),
            formatter_class=argparse.RawDescriptionHelpFormatter,  # a name must not be broken at its hyphen
        )
        command.add_argument("file", help=prose.say("cli.file"))
        command.add_argument("--lesson", default="1", help=prose.say("cli.lesson"), metavar="N")
        if name == "solve":
            _options(command, prose)
    return parser


def _options(command: argparse.ArgumentParser, prose: Prose) -> None:
    formats, details = ", ".join(FORMATS), ", ".join(DETAILS)
    command.add_argument("--format", choices=FORMATS, help=prose.say("cli.format", formats=formats), metavar="FORMAT")
    command.add_argument(
        "--detail",
        choices=DETAILS,
        default="full",
        help=prose.say("cli.detail", details=details),
        metavar="DETAIL",
    )
    said = prose.say("cli.digits", most=MOST_DIGITS, default=DIGITS)
    command.add_argument("--digits", default=str(DIGITS), help=said, metavar="N")
    command.add_argument("-o", "--output", help=prose.say("cli.output"), metavar="FILE")


def _complain(sentence: str) -> None:
    """One line on standard error, with nothing in it that a terminal would obey."""
    sys.stderr.write(one_line(sentence) + "\n")


def _refuse(file: str, reason: str, field: str = "") -> NoReturn:
    key = "cli.refused_field" if field else "cli.refused"
    raise Refused(load_prose().say(key, file=file, field=field, reason=reason.rstrip(".")))


# --- solve ----------------------------------------------------------------------------------------------------------


def _solve(arguments: argparse.Namespace, prose: Prose) -> int:
    """Write one format of the worked solution."""
    name, digits = _format(arguments), _whole("--digits", arguments.digits, MOST_DIGITS, prose)
    if FORMATS[name].binary and arguments.output is None and sys.stdout.isatty():
        _refuse(prose.say("cli.standard_output"), prose.say("cli.for_a_terminal", format=name))
    given = _read(arguments, prose)
    try:
        found, stopped = trace(given.problem), None
    except NonFiniteError as error:
        found, stopped = error.trace, error
    try:
        made = export(found, name, prose, arguments.detail, digits, stopped, given.title)
    except ModuleNotFoundError as error:
        _refuse(prose.say("cli.standard_output"), prose.say("cli.needs", format=name, package=error.name))
    _write(made, arguments.output, prose)
    if stopped is not None:
        _complain(stop_sentence(stopped, prose))
        return FAILED
    return GOOD


def _format(arguments: argparse.Namespace) -> str:
    """The format asked for, or the one that the output's name ends in, or md."""
    ends = [
        (name, record.suffix) for name, record in FORMATS.items() if (arguments.output or "").endswith(record.suffix)
    ]
    named = max(ends, key=lambda end: len(end[1]), default=("md", ""))
    return str(arguments.format or named[0])


def _whole(option: str, text: str, most: int, prose: Prose) -> int:
    """The whole number from 1 to `most` that an option was given."""
    if not (text.isascii() and text.isdigit() and len(text) <= 2 and 1 <= int(text) <= most):
        raise Refused(
            prose.say("cli.usage", reason=prose.say("cli.bad_whole", option=option, most=most, text=repr(text)))
        )
    return int(text)


def _read(arguments: argparse.Namespace, prose: Prose) -> ProblemFile:
    """The problem of a file, of standard input ("-") or of a worked example, by name."""
    file, lesson = arguments.file, _whole("--lesson", arguments.lesson, 99, prose)
    name = prose.say("cli.standard_input") if file == "-" else file
    try:
        if file == "-":
            content = sys.stdin.buffer.read(MOST_BYTES + 1)
        else:
            with _path(file).open("rb") as stream:
                content = stream.read(MOST_BYTES + 1)
        return read_file(content, lesson)
    except FileNotFoundError:
        _refuse(name, prose.say("cli.not_found", examples=", ".join(example_names())))
    except ProblemError as error:
        _refuse(name, error.reason, error.field)
    except (OSError, ValueError) as error:  # a name with a zero byte is a ValueError
        _refuse(name, prose.say("cli.cannot_read", reason=getattr(error, "strerror", None) or error))


def _path(file: str) -> Path:
    return EXAMPLES / f"{file}.json" if file in example_names() and not Path(file).exists() else Path(file)


def _write(made: bytes, output: str | None, prose: Prose) -> None:
    if output is None:
        sys.stdout.buffer.write(made)
        sys.stdout.buffer.flush()
        return
    try:
        Path(output).write_bytes(made)
    except (OSError, ValueError) as error:
        _refuse(output, prose.say("cli.cannot_write", reason=getattr(error, "strerror", None) or error))


# --- check ----------------------------------------------------------------------------------------------------------


def _check(arguments: argparse.Namespace, prose: Prose) -> int:
    """Print, for each parameter, the entry whose two gradients differ most, and whether all agree."""
    problem = _read(arguments, prose).problem
    try:
        report = gradient_check(problem)
    except NonFiniteError as error:
        _complain(stop_sentence(error, prose))
        return FAILED
    agree = report.worst.difference <= TOLERANCE
    said = prose.say(
        "cli.agree" if agree else "cli.differ",
        count=len(report.entries),
        difference=plain(report.worst.difference, 2),
        scale=plain(report.scale, 4),
        allowed=plain(TOLERANCE, 2),
    )
    sys.stdout.write(f"{_table(report, prose)}\n{said}\n")
    return GOOD if agree else FAILED


def _off(entry: CheckedEntry) -> float:
    return entry.difference if math.isfinite(entry.difference) else math.inf


COLUMNS = ("parameter", "row", "column", "analytic", "numeric", "difference")


def _table(report: GradientReport, prose: Prose) -> str:
    """The worst entry of each parameter; rows and columns are counted from 1."""
    rows = [tuple(prose.say(f"cli.head.{name}") for name in COLUMNS)]
    for key in dict.fromkeys(entry.parameter for entry in report.entries):
        worst = max((e for e in report.entries if e.parameter == key), key=_off)
        place = (key, str(worst.row + 1), str(worst.column + 1))
        rows.append((*place, plain(worst.analytic, 15), plain(worst.numeric, 15), plain(worst.difference, 2)))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join("  ".join(f"{cell:<{w}}" for cell, w in zip(row, widths, strict=True)).rstrip() for row in rows)


COMMANDS = {"solve": _solve, "check": _check}

if __name__ == "__main__":
    sys.exit(main())
