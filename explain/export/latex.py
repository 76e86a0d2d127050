"""A worked solution as LaTeX source: one article that plain pdflatex compiles with the AMS packages."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from explain.export.parts import Entries, Formula, Row, Section, Setup, Solution, SolvedStep, Text, runs
from explain.export.rows import ROW, width
from explain.signs import LETTERS

FRAME = Path(__file__).with_name("solution.tex")
SPECIAL = {c: f"\\{c}" for c in "#$%&_{}"} | {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': r"\textquotedbl{}",
    "-": "-{}",
    "'": "'{}",
    "`": r"\textasciigrave{}",
}
"""Signs that mean something to LaTeX; an empty group keeps dashes and quotes apart, which would join."""


def latex(solution: Solution) -> str:
    """The solution as one LaTeX document."""
    body = [*_setup(solution.setup)]
    for section in solution.sections:
        body += _section(section)
    if solution.stopped:
        body.append(rf"\textbf{{{_text(solution.stopped)}}}")
    frame = {"title": escape(solution.title), "footer": _text(solution.footer), "body": "\n\n".join(body)}
    text = FRAME.read_text(encoding="utf-8")
    for name, value in frame.items():
        text = text.replace(f"<<{name}>>", value)
    return text


def escape(text: str) -> str:
    """A text as LaTeX that prints it as it is; a letter that pdflatex has no font for is named by its number."""
    return "".join(map(_character, text))


@lru_cache(maxsize=1024)
def _character(character: str) -> str:
    if character in SPECIAL:
        return SPECIAL[character]
    if character in GREEK:
        return rf"\ensuremath{{{GREEK[character]}}}"
    if character < "\u0180" or character in DASHES:
        return character
    plain = unicodedata.normalize("NFKD", character)
    digits = plain.isascii() and plain.isdigit()
    place = unicodedata.decomposition(character).split(" ")[0]
    if digits and place in SCRIPTS:
        return rf"\{SCRIPTS[place]}{{{plain}}}"
    return plain if plain.isascii() and plain.isalnum() else f"[U+{ord(character):04X}]"


GREEK = {letter: f"\\{name}" for name, letter in (pair.split() for pair in LETTERS.split(", "))} | {
    "ε": r"\varepsilon",
    "−": "-",
    "→": r"\to",
    "≤": r"\le",
    "≥": r"\ge",
}
DASHES = "–—‘’“”…€"
SCRIPTS = {"<sub>": "textsubscript", "<super>": "textsuperscript"}


def _text(text: Text) -> str:
    return "".join(f"${piece}$" if formula else escape(piece) for formula, piece in runs(text))


def _setup(setup: Setup) -> Iterator[str]:
    yield rf"\section*{{{_text(setup.title)}}}"
    facts = "\n".join(rf"\item[{_text(label)}:] {_text(text)}" for label, text in setup.facts)
    yield f"\\begin{{description}}\n{facts}\n\\end{{description}}"
    yield from map(_formula, setup.given)
    yield from map(_text, setup.notes)


def _section(section: Section) -> Iterator[str]:
    yield rf"\section*{{{_text(section.title)}}}"
    for step in section.steps:
        yield from _step(step)


def _step(step: SolvedStep) -> Iterator[str]:
    yield rf"\subsection*{{{step.number}. {_text(step.title)}}}"
    yield _formula(step.formula)
    yield from (_text(text) for text in (step.where, step.too_large, step.why, step.note, step.sizes) if text)
    if step.entries is not None:
        yield from _entries(step.entries)


def _entries(entries: Entries) -> Iterator[str]:
    yield rf"\paragraph{{{_text(entries.head)}}}"
    yield from map(_formula, entries.formulas)
    if entries.note:
        yield _text(entries.note)


def _formula(formula: Formula) -> str:
    first, *others = (_right(row) for row in formula.rows)
    lines = [f"{formula.left} {first}", *others]
    body = " \\\\[6pt]\n".join(lines)
    return f"\\begin{{align*}}\n{body}\n\\end{{align*}}"


def _right(row: Row) -> str:
    """The sign and the right side; one that is too wide for the page is printed smaller."""
    right = rf"\fitted{{{row.right}}}" if width(row.right) > ROW else row.right
    return f"&{row.sign} {right}" if row.sign else rf"&\quad {{}} {right}"
