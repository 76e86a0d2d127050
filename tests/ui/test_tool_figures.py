"""The panel of printed and exact figures through AppTest: as it is, edited, and with the slip switched on."""

from __future__ import annotations

import re

import pytest
from streamlit.testing.v1 import AppTest

from explain import load_prose
from explain.figures import Figure, figures
from ui.presets import presets
from ui.tools.figures import MARK, _slipped

SLIPPED = [preset.name for preset in presets().values() if preset.as_printed]


def _page(preset: str, changed: bool) -> None:
    from explain import load_prose
    from ui import session
    from ui.quantities import places, with_value
    from ui.tools.figures import figures_panel

    session.open_preset(preset)
    if changed:
        session.change(lambda problem: with_value(problem, places(problem)["W1.1.1"], 0.7), "w")
    figures_panel(load_prose())


def panel(preset: str, changed: bool = False) -> AppTest:
    """The panel by itself, for one example, as it is or with one weight changed."""
    at = AppTest.from_function(_page, default_timeout=30, args=(preset, changed))
    at.run()
    assert not at.exception, at.exception[0].stack_trace
    return at


def rows(at: AppTest) -> list[list[str]]:
    """The cells of the table's rows, the head first."""
    (table,) = at.table
    return [list(table.value.columns), *table.value.to_numpy().tolist()]


@pytest.mark.parametrize("name", list(presets()))
def test_every_example_shows_every_figure(name: str) -> None:
    """One row a figure, with what is printed, what is exact and why they differ."""
    preset, prose = presets()[name], load_prose()
    at = panel(name)
    head, *body = rows(at)
    assert head == [prose.say(f"figures.head.{key}") for key in ("quantity", "printed", "exact", "difference", "full")]
    assert preset.source in at.caption[0].value
    for row, figure in zip(body, figures(preset.problem, preset.figures), strict=True):
        assert row[0].startswith(f"${figure.name}$")
        assert (str(figure.updates) in row[0].split("$")[2]) == bool(figure.updates)
        assert row[1] == (figure.printed or "–")
        assert row[3].startswith(prose.say(f"figures.status.{figure.status}"))
        assert row[3].endswith(figure.note)
        assert row[4] == figure.full
        if figure.printed:
            assert row[2] == (figure.rounded if figure.agrees else f"**{figure.rounded}**")
        else:
            assert figure.full.startswith(row[2][:-1])
    assert not at.info


def test_an_edited_network_keeps_the_examples_figures_and_says_so() -> None:
    """The table is the same; one sentence stands above it."""
    at = panel("mazur", changed=True)
    assert [text.value for text in at.info] == [load_prose().say("figures.edited")]
    assert rows(at) == rows(panel("mazur"))


@pytest.mark.parametrize("name", list(presets()))
def test_only_a_known_slip_has_a_switch(name: str) -> None:
    """The example's own data say whether there is one."""
    labels = [load_prose().say(f"figures.slip.{slip}.label") for slip in [presets()[name].as_printed] if slip]
    assert [toggle.label for toggle in panel(name).toggle] == labels


@pytest.mark.parametrize("name", SLIPPED)
def test_the_switch_adds_what_the_slip_gives(name: str) -> None:
    """A column more, marked in the rows that are wrong in print and in no others; switched off, it is gone."""
    preset, prose = presets()[name], load_prose()
    at = panel(name)
    before = rows(at)
    at.toggle[0].set_value(True).run()
    assert not at.exception, at.exception[0].stack_trace
    head, *body = rows(at)
    assert head[3] == prose.say("figures.head.slipped")
    slipped = figures(preset.problem, preset.figures, preset.as_printed)
    right = figures(preset.problem, preset.figures)
    for row, wrong, exact in zip(body, slipped, right, strict=True):
        said = f"{wrong.rounded} {MARK}" if wrong.status == "wrong" else wrong.rounded
        assert row[3] == (prose.say("figures.unchanged") if wrong.value == exact.value else said)
    assert any("The mistake: the weights (here of layer 2) are updated" in text.value for text in at.markdown)
    at.toggle[0].set_value(False).run()
    assert rows(at) == before


@pytest.mark.parametrize(
    "exact, slipped, printed, cell",
    [
        (0.25, 0.25, "0.25", load_prose().say("figures.unchanged")),
        (0.25, 0.31, "0.31", f"0.31 {MARK}"),
        (0.25, 0.31, "0.25", "0.31"),
        (0.25, 0.31, "0.40", "0.31"),
        (0.251, 0.252, "0.25", "0.25"),
        (0.25, 0.31, "", "0.31"),
    ],
)
def test_only_what_the_slip_alone_explains_is_marked(exact: float, slipped: float, printed: str, cell: str) -> None:
    """A figure that holds without the slip is no evidence for it, nor is one that was never printed."""
    right, wrong = (Figure("x", 0, printed, value, "wrong", "", "") for value in (exact, slipped))
    assert _slipped(wrong, right, load_prose()) == cell


def test_mazurs_printed_total_comes_out_with_the_mistake() -> None:
    """0.291027924 is printed, 0.291027774 is right."""
    at = panel("mazur")
    at.toggle[0].set_value(True).run()
    (row,) = [row for row in rows(at) if row[0] == "$J$ after update 1"]
    assert row[1:4] == ["0.291027924", "**0.291027774**", f"0.291027924 {MARK}"]


@pytest.mark.parametrize("name", list(presets()))
def test_words_from_an_example_fit_into_a_table(name: str) -> None:
    """No note or introduction holds a sign that Markdown would take for its own."""
    preset = presets()[name]
    for text in (preset.source, preset.about, *(record.get("note", "") for record in preset.figures)):
        assert not re.search(r"[|$`_~<\[\\\n]|\*\S", text), text
