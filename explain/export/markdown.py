"""A worked solution as Markdown, with formulas between dollar signs as GitHub, Jupyter and Pandoc draw them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from explain.export.parts import Entries, Formula, Section, Setup, Solution, SolvedStep, Text, runs

SPELLED = ((r"\\", r"\cr"), (r"\,", r"\thinspace"), ("_", " _"))
r"""What Markdown would take for itself inside a formula (\\ as one backslash, _ as emphasis), spelled another way."""

SPECIAL = {c: f"\\{c}" for c in "`*_{}[]#|~"} | {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
APART = {"$": "<span>$</span>", "\\": "<span>&#92;</span>"}
"""Signs of a typed text; those that begin a formula stand in an element of their own, where they begin none."""


def markdown(solution: Solution) -> str:
    """The solution as one Markdown text."""
    blocks = [f"# {escape(solution.title)}", *_setup(solution.setup)]
    for section in solution.sections:
        blocks += _section(section)
    blocks += [f"**{_text(solution.stopped)}**"] if solution.stopped else []
    return "\n\n".join([*blocks, "---", _text(solution.footer)]) + "\n"


def escape(text: str) -> str:
    """A typed text as Markdown that shows it as it is."""
    return "".join((SPECIAL | APART).get(character, character) for character in text)


def math(latex: str) -> str:
    """A formula, without dollar signs, in a spelling that Markdown leaves alone."""
    for sign, spelled in SPELLED:
        latex = latex.replace(sign, spelled)
    return latex


def _text(text: Text) -> str:
    return "".join(f"${math(piece)}$" if formula else _sentence(piece) for formula, piece in runs(text))


def _sentence(piece: str) -> str:
    return "".join(SPECIAL.get(character, character) for character in piece)


def _setup(setup: Setup) -> Iterator[str]:
    yield f"## {_text(setup.title)}"
    yield "\n".join(f"- **{_text(label)}:** {_text(text)}" for label, text in setup.facts)
    yield from map(_formula, setup.given)
    yield from map(_text, setup.notes)


def _section(section: Section) -> Iterator[str]:
    yield f"## {_text(section.title)}"
    for step in section.steps:
        yield from _step(step)


def _step(step: SolvedStep) -> Iterator[str]:
    yield f"### {step.number}. {_text(step.title)}"
    yield _formula(step.formula)
    said: Iterable[Text] = (step.where, step.too_large, step.why, step.note, step.sizes)
    yield from (_text(text) for text in said if text)
    if step.entries is not None:
        yield from _entries(step.entries)


def _entries(entries: Entries) -> Iterator[str]:
    yield _text(entries.head)
    yield from map(_formula, entries.formulas)
    if entries.note:
        yield _text(entries.note)


def _formula(formula: Formula) -> str:
    """A block of its own; several rows are aligned at their sign, each on a line that begins with no list mark."""
    first, *others = formula.rows
    if not others:
        return _block(f"{formula.left} {first.sign} {first.right}")
    lines = [f"{formula.left} &{first.sign} {first.right}"]
    lines += [f"&{row.sign} {row.right}" if row.sign else rf"&\quad {row.right}" for row in others]
    body = " \\\\\n".join(lines)
    return _block(f"\\begin{{aligned}}\n{body}\n\\end{{aligned}}")


def _block(latex: str) -> str:
    return f"$$\n{math(latex)}\n$$"
