"""A worked solution as one web page that needs nothing else: style sheet inside, formulas as MathML, no script."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from pathlib import Path

from explain.export.parts import Entries, Formula, Row, Section, Setup, Solution, SolvedStep, Text
from explain.export.rows import width
from explain.mathml import Node, markup, text_runs, to_xml

STYLE = Path(__file__).with_name("solution.css")
PAGE = 43.0
"""The widest formula that print holds in its own size, in em."""

NARROW = 18.0
"""A formula wider than this, in em, may have to be scrolled on a phone: then the keyboard has to reach it."""


def html(solution: Solution) -> str:
    """The solution as one HTML document, which is well-formed XML as well."""
    body = [*_setup(solution.setup)]
    for section in solution.sections:
        body += _section(section)
    if solution.stopped:
        body.append(_element("p", _text(solution.stopped), {"class": "stopped"}))
    page = [_element("h1", escape(solution.title)), *body, _element("footer", _text(solution.footer))]
    head = (
        '<meta charset="utf-8"/>',
        '<meta name="viewport" content="width=device-width, initial-scale=1"/>',
        _element("title", escape(solution.title)),
        _element("style", STYLE.read_text(encoding="utf-8")),
    )
    whole = (_element("head", "\n".join(head)), _element("body", _element("main", "\n".join(page))))
    return "<!DOCTYPE html>\n" + _element("html", "\n".join(whole), {"lang": solution.language}) + "\n"


def _element(tag: str, inside: str, attributes: dict[str, str] | None = None) -> str:
    named = "".join(f' {name}="{escape(value)}"' for name, value in (attributes or {}).items())
    return f"<{tag}{named}>{inside}</{tag}>"


def _text(text: Text) -> str:
    return "".join(map(to_xml, text_runs(text)))


def _paragraphs(texts: Iterable[tuple[str, Text]]) -> Iterator[str]:
    """A paragraph for each text that says something, with its class."""
    return (_element("p", _text(text), {"class": name}) for name, text in texts if text)


def _setup(setup: Setup) -> Iterator[str]:
    facts = (_element("dt", _text(label)) + _element("dd", _text(text)) for label, text in setup.facts)
    inside = [
        _element("h2", _text(setup.title)),
        _element("dl", "".join(facts)),
        _element("div", "".join(map(_formula, setup.given)), {"class": "given"}),
        *_paragraphs(("small", note) for note in setup.notes),
    ]
    yield _element("section", "\n".join(inside))


def _section(section: Section) -> Iterator[str]:
    inside = [_element("h2", _text(section.title)), *map(_step, section.steps)]
    yield _element("section", "\n".join(inside), {"class": section.phase.value})


def _step(step: SolvedStep) -> str:
    number = _element("span", str(step.number), {"class": "number"})
    texts = (
        ("where", step.where),
        ("note", step.too_large),
        ("why", step.why),
        ("note", step.note),
        ("small", step.sizes),
    )
    inside = [_element("h3", f"{number} {_text(step.title)}"), _formula(step.formula), *_paragraphs(texts)]
    whole = _element("div", "\n".join(inside), {"class": "whole"})
    entries = "" if step.entries is None else _entries(step.entries)
    return _element("article", whole + entries)


def _entries(entries: Entries) -> str:
    inside = [_element("h4", _text(entries.head)), *map(_formula, entries.formulas)]
    return _element("div", "\n".join([*inside, *_paragraphs((("note", entries.note),))]), {"class": "entries"})


def _formula(formula: Formula) -> str:
    """Rows under one another, aligned at their sign. `--fit` says how much smaller a wide one is printed."""
    cells = [_cell("left", formula.left)]
    for row in formula.rows:
        cells += [_cell("sign", row.sign), _cell(f"right {row.kind}", row.right)] if row.sign else [_goes_on(row)]
    widest = width(formula.left) + max(width(row.right) for row in formula.rows)
    attributes = {"class": "formula"}
    if widest > NARROW:
        attributes["tabindex"] = "0"
    if widest > PAGE:
        attributes["style"] = f"--fit: {PAGE / widest:.3f}"
    return _element("div", "".join(cells), attributes)


def _goes_on(row: Row) -> str:
    """A row that begins with its sign, which stands between two parts and not before one."""
    nodes = markup(row.right)
    assert isinstance(nodes[0], list), "a formula is broken before a sign"
    nodes[0][1]["form"] = "infix"
    return _drawn(f"right {row.kind} on", nodes)


def _cell(name: str, latex: str) -> str:
    return _drawn(name, markup(latex))


def _drawn(name: str, nodes: list[Node]) -> str:
    return _element("div", to_xml(["math", {"displaystyle": "true"}, ["mrow", {}, *nodes]]), {"class": name})
