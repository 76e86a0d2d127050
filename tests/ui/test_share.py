"""What is shared is what is on the screen, less what was left out; and the dialog shows it."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from dataclasses import replace
from html.parser import HTMLParser
from urllib.parse import parse_qs, urlsplit

import pytest
import streamlit
from streamlit.testing.v1 import AppTest

from engine import trace
from explain import load_prose
from tests.ui.lesson_page import act, after, go, lesson, opened
from ui import session
from ui.edits import new_weights
from ui.keep.packing import from_file, pack, to_file, unpack
from ui.keep.reading import read
from ui.keep.schema import Document
from ui.keep.writing import with_controls, without_weights, write
from ui.lesson import HIDDEN, Lesson, Update, opening
from ui.session import LESSON, MOST_ON_SHELF, SHELF
from ui.session.controls import CONTROLS
from ui.share import file
from ui.share.export import KINDS
from ui.share.file import file_name
from ui.share.link import WEIGHTS, embedded, qr


def walked(updates: int) -> Lesson:
    """The notes' network with drawn weights, some updates later, at step 3."""
    start = opening("notes-2-2-1")
    now = replace(start, problem=new_weights(start.problem, "he_normal", 7), drawn=("he_normal", 7), step=2)
    for _ in range(updates):
        result = trace(now.problem)
        after = result.after
        now = replace(now.walked(Update(now.problem, float(result["J"][0, 0]), after)), problem=after)
    return now


def opened_again(shared: Lesson, weights: str) -> Lesson:
    """What a link of a lesson opens."""
    return read(unpack(pack(WEIGHTS[weights](shared, "step_by_step"))))[0]


def test_the_current_weights_come_with_their_updates() -> None:
    """Numbers, walk and step."""
    shared = walked(3)
    found = opened_again(shared, "now")
    assert found.problem.to_dict() == shared.problem.to_dict()
    assert [update.loss for update in found.walk] == [update.loss for update in shared.walk]
    assert found.step == 2


def test_the_start_weights_are_those_before_the_first_update() -> None:
    """Without the walk, at the first step."""
    shared = walked(3)
    found = opened_again(shared, "start")
    assert found.problem.to_dict() == shared.walk[0].problem.to_dict()
    assert (found.updates, found.step) == (0, 0)


@pytest.mark.parametrize("shared", [walked(2), opening("mazur")], ids=["walked", "as printed"])
def test_without_weights_everyone_gets_other_ones(shared: Lesson) -> None:
    """Two openings differ in W, agree in all else, and know their seed."""
    text = pack(WEIGHTS["new"](shared, "step_by_step"))
    one, other = (read(unpack(text))[0] for _ in range(2))
    scheme, seed = one.drawn or ("", -1)
    assert new_weights(one.problem, scheme, seed).to_dict() == one.problem.to_dict()
    if shared.drawn:
        assert scheme == shared.drawn[0]
    strip = [
        {**found.problem.to_dict(), "W": 0, "b": 0} for found in (one, other, replace(shared, problem=shared.start))
    ]
    assert strip[0] == strip[1]
    assert {**strip[2], "state": 0} == {**strip[0], "state": 0}
    assert one.problem.to_dict()["W"] != shared.start.to_dict()["W"]


class _Frame(HTMLParser):
    """The attributes of the one element there is."""

    found: dict[str, str | None]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep them."""
        assert tag == "iframe"
        self.found = dict(attrs)


def test_the_frame_for_a_course_page_is_safe_html() -> None:
    """The link is whole, embedding is asked for, and a title cannot break out."""
    frame = _Frame()
    frame.feed(embedded("https://learn.example.org/app/?lesson=1abc", 'a "quoted" <script> title'))
    query = parse_qs(urlsplit(frame.found["src"] or "").query)
    assert query == {"embed": ["true"], "lesson": ["1abc"]}
    assert frame.found["title"] == 'a "quoted" <script> title'


def test_the_qr_code_is_a_picture() -> None:
    """Dark on white, whatever the theme, with a quiet zone of four modules."""
    svg = ElementTree.fromstring(qr("https://learn.example.org/?lesson=" + "a" * 600))
    assert svg.tag.endswith("svg")
    assert "#fff" in qr("a")
    assert re.search(r"#000", qr("a"))


@pytest.mark.parametrize(
    "title, preset, name",
    [
        ("", "mazur", "gradwalk-mazur.json"),
        ("Week 3: the ∂J/∂w!", "mazur", "gradwalk-week-3-the-j-w.json"),
        ("../../etc/passwd", "mazur", "gradwalk-etc-passwd.json"),
        ("ω" * 9, "", "gradwalk.json"),
    ],
)
def test_a_file_name_is_plain(title: str, preset: str, name: str) -> None:
    """Letters, digits and hyphens, on any system."""
    shared = replace(opening("mazur"), title=title, preset=preset)
    assert file_name(shared, ".json") == name


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("preset", ["notes-2-2-1", "ng-exercise-4-l2"])
def test_everything_can_be_taken_away(name: str, preset: str) -> None:
    """Each kind makes bytes that are not empty, and pictures are of the current step."""
    shared = replace(opening(preset), step=5)
    made = KINDS[name].make(trace(shared.problem), None, shared, "full", load_prose())
    assert len(made) > 200
    if name == "svg":
        first = KINDS[name].make(trace(shared.problem), None, replace(shared, step=0), "full", load_prose())
        assert made != first


def dialog(hidden: tuple[str, ...] = ()) -> AppTest:
    """The dialog, over an edited lesson at step 4 that hides this."""
    at = act(go(opened(), 3), "edit", part="W1.1.1", value=0.25, group="")
    at.session_state[LESSON] = replace(lesson(at), hidden=hidden)
    return pressed(after(at), "share")


def pressed(at: AppTest, key: str) -> AppTest:
    """The page with a button pressed."""
    at.button(key=key).click()
    return after(at)


def of_files() -> None:
    """The dialog's tab of files, alone, with undo and redo."""
    import streamlit as st

    from explain import load_prose
    from ui import session
    from ui.notices import notice
    from ui.share.file import file_tab

    session.lesson()
    notice(load_prose())
    file_tab(("step_by_step",), "step_by_step", load_prose())
    st.button("undo", key="undo", on_click=session.undo)
    st.button("redo", key="redo", on_click=session.redo)


def files() -> AppTest:
    """That tab, as it is opened."""
    return after(AppTest.from_function(of_files))


def linked(at: AppTest) -> str:
    """The lesson in the link that the dialog shows."""
    link = next(code.value for code in at.code if "lesson=" in code.value)
    return parse_qs(urlsplit(link).query)["lesson"][0]


def test_the_dialog_offers_the_link_of_what_is_on_the_screen() -> None:
    """Copied as text; below 600 characters."""
    at = dialog()
    link = next(code.value for code in at.code if "lesson=" in code.value)
    found, _ = read(unpack(linked(at)))
    assert found.problem.to_dict() == lesson(at).problem.to_dict()
    assert found.step == 3
    assert len(link) < 600


@pytest.mark.parametrize("hidden", [(), *((part,) for part in HIDDEN), HIDDEN])
def test_what_is_hidden_stays_hidden_in_what_is_passed_on(hidden: tuple[str, ...]) -> None:
    """Its box is ticked and cannot be unticked; the other one can be ticked."""
    at = dialog(hidden)
    boxes = {part: at.checkbox(key=f"share_hide_{part}") for part in HIDDEN}
    assert {part: (box.value, box.disabled) for part, box in boxes.items()} == {
        part: (part in hidden, part in hidden) for part in HIDDEN
    }
    assert tuple(unpack(linked(at)).hidden) == hidden


def test_the_shelf_holds_as_many_as_a_file_can(monkeypatch: pytest.MonkeyPatch) -> None:
    """The one after them is not taken, and the file of all opens."""
    at = files()
    document = write(opening("mazur"))
    at.session_state[SHELF] = tuple((f"Week {number}", document) for number in range(MOST_ON_SHELF - 1))
    pressed(at, "share_collect")
    assert at.button(key="share_collect").disabled
    full = at.session_state[SHELF]
    assert len(from_file(to_file([kept for _, kept in full]))) == MOST_ON_SHELF
    monkeypatch.setattr(streamlit, "session_state", {SHELF: full})
    assert session.put_on_shelf("one more, by a forged message", document) == full


class _Sent:
    """A file that was chosen in the dialog."""

    name = "saved.json"

    def __init__(self, data: bytes) -> None:
        self.getvalue = lambda: data


def test_opening_a_file_can_be_undone_and_done_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """The lesson that it took the place of comes back."""
    saved = to_file([write(walked(2))])
    monkeypatch.setattr(file.st, "file_uploader", lambda *_, **__: _Sent(saved))
    at = files()
    before = lesson(at).problem
    pressed(at, "share_open_0")
    assert lesson(at).problem.to_dict() == walked(2).problem.to_dict()
    assert not (*at.info, *at.warning)
    assert lesson(pressed(at, "undo")).problem == before
    assert lesson(pressed(at, "redo")).problem.to_dict() == walked(2).problem.to_dict()


def test_a_file_sets_the_controls_that_it_was_saved_with(monkeypatch: pytest.MonkeyPatch) -> None:
    """As a link does; the other controls stay as they are."""
    saved = to_file([with_controls(write(walked(0)), {"neuron.w1": 2.5})])
    monkeypatch.setattr(file.st, "file_uploader", lambda *_, **__: _Sent(saved))
    at = files()
    at.session_state[CONTROLS] = {"neuron.x1": 1.0}
    pressed(at, "share_open_0")
    assert at.session_state[CONTROLS] == {"neuron.x1": 1.0, "neuron.w1": 2.5}


def test_a_saved_file_holds_the_controls_of_its_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """Those of other pages are not its own."""
    made: list[Document] = []
    monkeypatch.setattr(file, "to_file", lambda documents: made.extend(documents) or b"{}")
    at = files()
    at.session_state[CONTROLS] = {"neuron.w1": 2.5, "step_by_step.x": True}
    after(at)
    assert made[-1].controls == {"step_by_step.x": True}


def test_a_file_without_weights_says_which_ones_were_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """As a link does."""
    saved = to_file([without_weights(write(walked(0)))])
    monkeypatch.setattr(file.st, "file_uploader", lambda *_, **__: _Sent(saved))
    at = pressed(files(), "share_open_0")
    scheme, seed = lesson(at).drawn or ("", -1)
    prose = load_prose()
    named = prose.say("keep.weights_drawn", scheme=prose.say(f"panel.network.scheme.{scheme}"), seed=seed)
    assert named in [box.value for box in at.info]
