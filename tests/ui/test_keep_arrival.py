"""How a lesson comes to a session: by its link, or from the browser; where it cannot, the first example comes."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from streamlit.components.v2.bidi_component.main import _make_trigger_id
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.testing.v1 import AppTest

from explain import load_prose
from tests.engine.networks import notes, random_problem
from tests.ui.keep_bad import GOOD, link_of
from tests.ui.keep_bad_trees import BARE, NOWHERE, TINY, P, at, doc
from tests.ui.keep_lessons import after_many, bits, line, network
from tests.ui.lesson_page import MAIN, act, after, lesson, sound, stage
from ui.keep.packing import MOST_LINK, pack, unpack
from ui.keep.reading import read
from ui.keep.writing import step_keys, write
from ui.lesson import Journal, Lesson, opening
from ui.presets import presets
from ui.session import JOURNAL, SAID
from ui.session.controls import CONTROLS

PROSE = load_prose()
FIRST = next(iter(presets()))


def arrived(link: str | None = None) -> AppTest:
    """The page as it is opened, with a lesson in its address."""
    page = AppTest.from_file(MAIN, default_timeout=30)
    if link is not None:
        page.query_params["lesson"] = link
    return sound(page.run())


def memory(page: AppTest) -> Any:
    """The component that keeps the lesson in the browser."""
    found = (node.proto for node in page.get("bidi_component"))  # type: ignore[attr-defined]
    return next(proto for proto in found if proto.component_name == "gradwalk_memory")


def kept(page: AppTest) -> dict[str, Any]:
    """What the browser is told to keep."""
    data: dict[str, Any] = json.loads(memory(page).json)
    return data


def remembered(page: AppTest, way: str, value: Any) -> AppTest:
    """What the browser sends when it remembers a lesson."""
    states = page._tree.get_widget_states()
    event = json.dumps([{"event": way, "value": value}])
    states.widgets.append(WidgetState(id=_make_trigger_id(memory(page).id, "events"), json_trigger_value=event))
    page._run(states)
    return sound(page)


def said(page: AppTest) -> list[str]:
    """What the page says of its own accord."""
    return [notice.value for notice in (*page.warning, *page.info)]


def walked() -> tuple[Lesson, Journal]:
    """Six updates, two of them taken back, at the step dZ1."""
    now, journal = after_many((opening("mazur"), Journal()), 6)
    for _ in range(2):
        journal, now = journal.undo(now)
    step = step_keys(now.problem.spec.structure).index("dZ1")
    return replace(now, step=step, digits=6, part="W2.1.1", hidden=()), journal


def packed(now: Lesson, journal: Journal, tool: str = "") -> dict[str, Any]:
    """A lesson as the browser keeps it."""
    return {"state": pack(write(now, journal, tool=tool)), "saved": (time.time() - 7200) * 1000}


def test_a_link_opens_the_lesson_at_its_step() -> None:
    """Network, walk, step, digits, the chosen number and the tool; the page keeps the same link, and says nothing."""
    now, _ = walked()
    link = pack(write(now, None, tool="network"), MOST_LINK)
    page = arrived(link)
    assert network(lesson(page)) == network(now)
    assert (lesson(page).step, lesson(page).digits, lesson(page).part) == (now.step, 6, "W2.1.1")
    assert page.session_state["tool"] == "network"
    assert page.session_state[JOURNAL] == Journal()
    assert kept(page)["link"] == link
    assert said(page) == []


def test_an_address_without_a_lesson_opens_the_first_example() -> None:
    """And leaves the address as it is."""
    page = arrived()
    assert lesson(page) == opening(FIRST)
    assert (kept(page)["link"], kept(page)["fresh"], said(page)) == ("", True, [])


MARKUP = "![](http://x.example/y.png) $\\frac{1}{2}$ :red[a]"
BAD = {
    "empty": "",
    "cut": GOOD[:90],
    "another version": "9" + GOOD[1:],
    "no link of ours": "%3Cscript%3E",
    "too long": "1" + "A" * 9000,
    "bomb": link_of(bytes(10**6)),
    "not finite": link_of(doc(at(P, "W", 0, 0, 0, to=float("nan")))),
    "unknown field of markup": link_of(doc(**{MARKUP: 1})),
    "unknown field turned round": link_of(doc(**{"\u202e\u0000<b>": 1})),
    "walk without end": link_of(doc(TINY, walk=[[0, 0, 10**6]])),
    "no such page": link_of(doc(page="`admin`")),
    "no such network": link_of(doc(problem=[7, 0])),
    "ragged": link_of(doc(at(P, "X", 1, to=[]))),
    "too large a seed": link_of(doc(BARE, drawn={"scheme": "zeros", "seed": 10**12})),
    "half a sign": link_of(doc(title="\ud800")),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_link_opens_the_first_example_and_says_why(name: str) -> None:
    """One warning, without markup of the link's own; the address is put right."""
    page = arrived(BAD[name])
    assert lesson(page) == opening(FIRST)
    (sentence,) = said(page)
    assert sentence.startswith("The lesson in this link cannot be opened: ")
    assert presets()[FIRST].title in sentence
    assert not re.search(r"(?<!\\)[\[<$`]|Traceback|Error|0x", sentence)
    assert kept(page)["link"] == ""
    assert said(after(page)) == []


ODD: list[dict[str, Any]] = [
    {"view": NOWHERE},
    {"title": MARKUP},
    {"hidden": ["answers", "answers"]},
    {"past": [{"name": MARKUP, "preset": "mazur"}]},
    {"drawn": {"scheme": "gone", "seed": 3}, "view": {"tool": "network"}},
    {"forgotten": 10**6, "walk": [[0, 0, 3]], "view": {"tool": "change"}},
]


@pytest.mark.parametrize("fields", ODD)
def test_an_odd_link_opens_a_sound_page(fields: dict[str, Any]) -> None:
    """Places, tools and names that are not there do no harm, and the page can be used."""
    page = arrived(link_of(doc(**fields)))
    assert said(page) == []
    assert lesson(page).problem.W[0].tolist() == P["W"][0]
    assert lesson(act(page, "go", place=2, zoom="steps")).step == 2


@pytest.mark.parametrize("size", [1e6, 1e30, 1e200])
def test_weights_that_have_grown_beyond_what_can_be_typed_open(size: float) -> None:
    """An update can lead there; the page shows it, or stops where a number is not finite."""
    now = Lesson("", notes().with_values({"W1": [[size, -size], [size, size]]}))
    page = arrived(pack(write(now)))
    assert bits(lesson(page).problem) == bits(now.problem)


def test_what_the_browser_remembers_is_taken_up() -> None:
    """After a reload or a restarted server: lesson, changes both ways and tool, with a notice; undo works."""
    now, journal = walked()
    page = remembered(arrived(), "restore", packed(now, journal, "latex"))
    assert network(lesson(page)) == network(now)
    assert lesson(page).step == now.step
    assert line(page.session_state[JOURNAL].past) == line(journal.past)
    assert line(page.session_state[JOURNAL].future) == line(journal.future)
    assert page.session_state["tool"] == "latex"
    assert said(page) == [PROSE.say("keep.restored")]
    assert not kept(page)["fresh"]
    assert lesson(act(page, "undo")).updates == now.updates - 1


def test_the_next_session_is_told_what_the_last_one_was() -> None:
    """What one session keeps, the next one restores, and keeps again to the letter."""
    page = act(arrived(), "update")
    act(page, "edit", part="W1.2.1", value=0.3, group="g")
    act(page, "go", place=5, zoom="steps")
    state = kept(page)["state"]
    again = remembered(arrived(), "restore", {"state": state, "saved": 1})
    assert network(lesson(again)) == network(lesson(page))
    assert kept(again)["state"] == state
    assert kept(again)["link"] == kept(page)["link"]


@pytest.mark.parametrize("way", ["restore", "found"])
def test_what_is_remembered_comes_too_late_once_something_was_done(way: str) -> None:
    """A new network is not overwritten by an old one."""
    page = act(arrived(), "edit", part="W1.1.1", value=0.9, group="g")
    before = lesson(page)
    remembered(page, way, packed(*walked()))
    assert lesson(page) == before
    assert said(page) == []
    assert not [button for button in page.button if button.key == "take_up"]


FORGED: list[Any] = [
    *(None, 7, "x", [], {}),
    *({"state": None}, {"state": 7}, {"state": ""}, {"state": "1AAAA"}),
    {"state": GOOD[:99], "saved": "now"},
    {"state": "9" + GOOD[1:], "saved": -1},
]


@pytest.mark.parametrize("value", FORGED)
@pytest.mark.parametrize("way", ["restore", "found"])
def test_a_damaged_memory_is_said_and_nothing_is_lost(way: str, value: Any) -> None:
    """The page goes on with what it shows."""
    page = remembered(arrived(pack(write(opening("mazur")))), way, value)
    assert lesson(page) == opening("mazur")
    if isinstance(value, dict):
        (sentence,) = said(page)
        assert sentence.startswith("What this browser remembers of your lesson cannot be read: ")
    assert lesson(act(page, "go", place=2, zoom="steps")).step == 2


@pytest.mark.parametrize("button, taken", [("take_up", True), ("no_thanks", False)])
def test_the_lesson_of_another_tab_is_offered(button: str, taken: bool) -> None:
    """By name and age; taken up whole, or not at all; the question goes away."""
    now, journal = walked()
    now = replace(now, title="Week 3")
    page = remembered(arrived(), "found", packed(now, journal))
    assert lesson(page) == opening(FIRST)
    wanted = PROSE.say("keep.offer", lesson="Week 3", when=PROSE.say("keep.ago.hours", count=2))
    assert wanted in [text.value for text in page.markdown]
    after(page.button(key=button).click())
    assert network(lesson(page)) == network(now if taken else opening(FIRST))
    assert len(page.session_state[JOURNAL].past) == (len(journal.past) if taken else 0)
    assert wanted not in [text.value for text in page.markdown]
    assert said(page) == ([PROSE.say("keep.restored")] if taken else [])


@pytest.mark.parametrize("saved", [None, True, "x", -1, 0, float("nan"), float("inf"), 1e300, 1])
def test_an_offer_with_a_forged_time(saved: Any) -> None:
    """Is an offer all the same."""
    page = remembered(arrived(), "found", {**packed(*walked()), "saved": saved})
    assert page.button(key="take_up")


def test_a_lesson_without_weights_gives_everyone_new_ones() -> None:
    """Different ones in every session, which names the seed that gives them again."""
    pages = [arrived(link_of(doc(BARE, drawn={"scheme": "he_normal"}))) for _ in range(4)]
    assert len({bits(lesson(page).problem) for page in pages}) > 1
    for page in pages:
        scheme, seed = lesson(page).drawn or ("", -1)
        named = PROSE.say("keep.weights_drawn", scheme=PROSE.say("panel.network.scheme.he_normal"), seed=seed)
        assert (scheme, said(page)) == ("he_normal", [named])
        same = read(unpack(link_of(doc(BARE, drawn={"scheme": scheme, "seed": seed}))))[0]
        assert bits(lesson(page).problem) == bits(same.problem)
        assert bits(read(unpack(kept(page)["link"]))[0].problem) == bits(lesson(page).problem)


def test_a_lesson_with_a_seed_gives_everyone_the_same() -> None:
    """And says which."""
    link = link_of(doc(BARE, drawn={"scheme": "orthogonal", "seed": 4711}))
    one, other = arrived(link), arrived(link)
    assert bits(lesson(one).problem) == bits(lesson(other).problem)
    assert "4711" in said(one)[0]
    assert lesson(one).drawn == ("orthogonal", 4711)


def test_the_largest_lesson_that_fits_into_a_link_is_shown() -> None:
    """Eight layers by link: the page is whole."""
    now = Lesson("", random_problem(3, 8, 4, 3))
    page = arrived(pack(write(now), MOST_LINK))
    assert bits(lesson(page).problem) == bits(now.problem)
    assert stage(page)["player"]["count"] > 40


@pytest.mark.parametrize("second", [{"state": "1AAAA"}, packed(*walked())], ids=["unreadable", "readable"])
@pytest.mark.parametrize("way", ["restore", "found"])
def test_one_memory_is_asked_for_and_no_more_after_one_that_cannot_be_read(way: str, second: Any) -> None:
    """What comes then is ignored: the page goes on with what it shows, and says the same once."""
    page = remembered(arrived(), way, {"state": "9" + GOOD[1:]})
    before, count = said(page), page.session_state[SAID]
    assert len(before) == 1
    remembered(page, way, second)
    assert (said(page), page.session_state[SAID]) == (before, count)
    assert lesson(page) == opening(FIRST)
    assert "take_up" not in {button.key for button in page.button}


def stepped(page: AppTest, *steps: int) -> AppTest:
    """Gone to these steps, one after the other."""
    for step in steps:
        act(page, "go", place=step, zoom="steps")
    return page


def of_a_course_page(page: AppTest) -> AppTest:
    """With a control of another page set."""
    page.session_state[CONTROLS] = {"neuron.w1": 0.3}
    return after(page)


def with_a_change(page: AppTest) -> AppTest:
    """With one weight changed."""
    return act(page, "edit", part="W1.1.1", value=0.9, group="g")


WALKED_LINK = pack(write(replace(after_many((opening("mazur"), Journal()), 2)[0], step=0)))
STEP_LINK = pack(write(replace(opening("mazur"), step=4)))
WORTH: dict[str, tuple[Callable[[], AppTest], bool]] = {
    "fresh": (arrived, False),
    "a bad link": (lambda: arrived(GOOD[:90]), False),
    "opened by a link": (lambda: arrived(STEP_LINK), False),
    "opened by a link with updates": (lambda: arrived(WALKED_LINK), False),
    "opened by it, and looked at": (lambda: act(arrived(WALKED_LINK), "look", digits=6), True),
    "looked at with other digits": (lambda: act(arrived(), "look", digits=6), False),
    "one change": (lambda: with_a_change(arrived()), True),
    "undone again": (lambda: act(with_a_change(arrived()), "undo"), True),
    "walked": (lambda: act(arrived(), "apply"), True),
    "moved on a step": (lambda: stepped(arrived(), 1), True),
    "and back": (lambda: stepped(arrived(), 1, 0), False),
    "controls of a course page": (lambda: of_a_course_page(arrived()), True),
}


@pytest.mark.parametrize("name", WORTH)
def test_what_is_worth_being_offered_again(name: str) -> None:
    """Something has to have been done in it: a lesson that was only opened is no loss."""
    make, wanted = WORTH[name]
    assert kept(make())["worth"] == wanted


def test_weights_that_are_drawn_anew_are_not_taken_up_where_they_were_left() -> None:
    """A memory without weights, as nobody writes it but by hand: the page says which ones it drew."""
    text = link_of(doc(BARE, drawn={"scheme": "he_normal"}))
    page = remembered(arrived(), "restore", {"state": text, "saved": 1})
    scheme, seed = lesson(page).drawn or ("", -1)
    named = PROSE.say("keep.weights_drawn", scheme=PROSE.say(f"panel.network.scheme.{scheme}"), seed=seed)
    assert said(page) == [named]


def test_what_was_said_stays_while_only_the_browser_speaks() -> None:
    """A browser that asks again, since the answer was slow, does not take the notice away; a learner's action does."""
    snapshot = pack(write(replace(opening("mazur"), step=4)))
    at = remembered(arrived(), "restore", {"state": snapshot, "saved": 0})
    said = [box.value for box in at.info]
    assert len(said) == 1
    for way, value in (("restore", {"state": snapshot, "saved": 0}), ("back", 1), ("unkept", True)):
        at = remembered(at, way, value)
        assert [box.value for box in at.info] == said, way
    assert not act(at, "go", place=2, zoom="steps").info
