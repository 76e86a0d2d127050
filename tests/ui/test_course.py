"""Every page of the course through AppTest: it opens, every control moves, every prompt and every answer works."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from explain import load_prose
from tests.ui.lesson_page import MAIN, sound
from ui.course.controls import REGISTERED, Choice, Controls, Slider, Switch, Whole
from ui.keep.packing import from_file, pack, to_file, unpack
from ui.keep.writing import with_controls, write
from ui.lesson import opening
from ui.pages import COURSE, GROUPS, PAGES, written
from ui.session.widgets import DRAWN

KINDS = (
    "slider",
    "select_slider",
    "segmented_control",
    "selectbox",
    "toggle",
    "checkbox",
    "number_input",
    "text_input",
)
LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
OTHERS = [name for name in PAGES if name != PAGES[0]]


def opened(name: str) -> AppTest:
    """A page as a learner meets it who comes from the lesson."""
    at = sound(AppTest.from_file(MAIN, default_timeout=60).run())
    return sound(at.switch_page(f"../pages/{name}.py").run())


def widgets(at: AppTest) -> dict[str, Any]:
    """Every control with a value, by key."""
    found = (widget for kind in KINDS for widget in getattr(at, kind))
    return {widget.key: widget for widget in found if widget.key and not widget.disabled}


def settings(widget: Any) -> list[Any]:
    """Where a control is moved to: the ends of a range, every option, on and off."""
    if hasattr(widget, "options"):
        return list(widget.options)
    if widget.type in ("toggle", "checkbox"):
        return [True, False]
    if widget.type == "text_input":
        return ["weight", "<b>$x", ""]
    low, high = widget.min, widget.max
    return [value for value in (low, high) if value is not None]


def option_values(at: AppTest, key: str) -> list[Any]:
    """The values behind a choice: AppTest shows what each is called, the control itself what it is."""
    page, _, name = key.removeprefix("course.").partition(".")
    control = REGISTERED[page].by_name.get(name) if page in REGISTERED else None
    return list(control.options) if isinstance(control, Choice) else settings(widgets(at)[key])


def test_the_course_has_its_twelve_pages_in_order() -> None:
    """All are written, and each has a title and a group with a title."""
    prose = load_prose()
    assert len(COURSE) == 12
    assert written(COURSE) == COURSE
    assert len(PAGES) == len({prose.say(f"page.{name}.title") for name in PAGES})
    assert all(prose.say(f"course.group.{group}") for group in GROUPS)


@pytest.mark.parametrize("name", COURSE)
def test_a_page_has_its_frame(name: str) -> None:
    """What it is about, something to try, what to take along, and the way on and back."""
    prose, at = load_prose(), opened(name)
    said = "\n".join(text.value for text in at.markdown)
    assert prose.say(f"page.{name}.title") in said
    assert prose.say("course.summary") in said
    assert any(str(button.key).startswith(f"try.{name}.") for button in at.button)
    ways = COURSE.index(name) not in (0, len(COURSE) - 1)
    links = [link.proto.label for link in at.get("page_link")]
    assert len([label for label in links if "←" in label or "→" in label]) == 1 + ways


@pytest.mark.parametrize("name", OTHERS)
def test_every_control_moves(name: str) -> None:
    """To each of its ends or options, each on the page as it then is; those that come up on the way as well."""
    at, moved = opened(name), set()
    while waiting := [key for key in widgets(at) if key not in moved]:
        key = waiting[0]
        moved.add(key)
        for value in option_values(at, key):
            if key not in widgets(at):
                break
            widgets(at)[key].set_value(value)
            sound(at.run())
    assert at.markdown


@pytest.mark.parametrize("name", OTHERS)
def test_every_prompt_and_button_works(name: str) -> None:
    """Each is pressed twice, one after the other; a prompt says what is to be seen."""
    at, pressed = opened(name), set()
    while waiting := [b.key for b in at.button if b.key and not b.disabled and b.key not in pressed]:
        key = waiting[0]
        pressed.add(key)
        for _ in range(2):
            if any(button.key == key and not button.disabled for button in at.button):
                sound(at.button(key=key).click().run())
        if key.startswith("try."):
            page, _, prompt = key.removeprefix("try.").rpartition(".")
            seen = load_prose().texts[f"course.{page}.try.{prompt}.see"]
            assert plain(seen) in [plain(info.value) for info in at.info], key


def plain(text: str) -> str:
    """A text without the links that explain its words."""
    return LINK.sub(r"\1", text.replace("[[", "").replace("]]", ""))


@pytest.mark.parametrize("name", OTHERS)
def test_every_question_takes_every_answer(name: str) -> None:
    """And says at once what is right, and why."""
    at = opened(name)
    for key in [key for key in widgets(at) if key and ".predict." in key]:
        page_and_question = key.removeprefix("course.").removesuffix(".answer")
        page, _, question = page_and_question.partition(".predict.")
        before, verdicts = told(at, "right"), []
        for option in REGISTERED[f"{page}.{question}"].by_name["answer"].options[1:]:
            widgets(at)[key].set_value(option)
            sound(at.run())
            verdicts.append(told(at, "right") > before)
        assert verdicts.count(True) == 1, (key, verdicts)


def told(at: AppTest, verdict: str) -> int:
    """How many questions say that the answer is right, or wrong."""
    word = load_prose().say(f"course.{verdict}")
    return sum(text.value.startswith(f"**{word}**") for text in at.markdown)


@pytest.mark.parametrize("name", OTHERS)
def test_a_switch_is_not_taken_for_a_button(name: str) -> None:
    """Whatever stands on "on" while nothing is pressed is known to the session (ui/session/widgets.py says why)."""
    at = opened(name)
    for widget in widgets(at).values():
        if widget.type in ("toggle", "checkbox"):
            widget.set_value(True)
    sound(sound(at.run()).run())
    state = at.session_state._state.filtered_state  # type: ignore[attr-defined]
    assert not [key for key, value in state.items() if value is True and key not in state[DRAWN]]


BAD = [("w", float("nan")), ("w", 1e9), ("w", "1"), ("w", True)]


@pytest.mark.parametrize("name, value", BAD)
def test_what_a_control_cannot_be_is_refused(name: str, value: Any) -> None:
    """By the control that is asked, before anything is changed."""
    controls = Controls("test", Slider("w", 0.0, -1.0, 1.0, 0.1))
    with pytest.raises(ValueError, match=f"test.{name} cannot be"):
        controls.set({name: value})


@pytest.mark.parametrize(
    "control, good, bad",
    [
        (Slider("a", 0.0, -1.0, 1.0, 0.1), [0.5, -1, 1.0], [1.1, float("nan"), float("inf"), True, "0", None]),
        (Whole("a", 1, 1, 3), [1, 3], [0, 4, 1.5, True, "1", None]),
        (Choice("a", "x", ("x", "y")), ["x", "y"], ["z", None, 0]),
        (Choice("a", 1, (0, 1)), [0, 1], [True, False, 1.0]),
        (Switch("a"), [True, False], [0, 1, "on", None]),
    ],
)
def test_a_control_knows_its_settings(control: Any, good: list[Any], bad: list[Any]) -> None:
    """Kinds count: True is no number."""
    allows: Callable[[Any], bool] = control.allows
    assert all(map(allows, good))
    assert not [value for value in bad if allows(value)]


def test_controls_are_kept_in_a_document_and_in_the_link_of_their_page() -> None:
    """Exactly as set; what a control cannot be set to counts as usual when it is read."""
    settings = {"neuron.w": 2.5, "neuron.tried": "saturated", "shapes.d": 3, "uses.on": True, "chain.x": 1.0}
    document = with_controls(write(opening("mazur")), settings)
    for read in (unpack(pack(document)), from_file(to_file([document]))[0]):
        assert read.controls == settings
        assert {name: type(value) for name, value in read.controls.items()} == {
            name: type(value) for name, value in settings.items()
        }


def test_a_link_opens_a_page_as_its_controls_were_set() -> None:
    """And the address of a page that nobody has touched holds nothing."""
    at = opened("neuron")
    assert memory(at)["link"] == ""
    at.slider(key="course.neuron.w1").set_value(2.5)
    sound(at.run())
    other = AppTest.from_file(MAIN, default_timeout=60)
    other.query_params["lesson"] = memory(at)["link"]
    sound(other.run())
    sound(other.switch_page("../pages/neuron.py").run())
    assert other.slider(key="course.neuron.w1").value == 2.5
    assert REGISTERED["neuron"].page == "neuron"


def test_what_a_link_sets_wrongly_is_as_usual() -> None:
    """Somebody else's link may say anything."""
    document = with_controls(write(opening("mazur")), {"neuron.w1": 1e300, "neuron.x1": "<b>", "nowhere.x": 1.0})
    at = AppTest.from_file(MAIN, default_timeout=60)
    at.query_params["lesson"] = pack(document)
    sound(at.run())
    sound(at.switch_page("../pages/neuron.py").run())
    assert at.slider(key="course.neuron.w1").value == opened("neuron").slider(key="course.neuron.w1").value


def memory(at: AppTest) -> dict[str, Any]:
    """What the browser is told to remember."""
    found = (node.proto for node in at.get("bidi_component"))  # type: ignore[attr-defined]
    data: dict[str, Any] = json.loads(next(p for p in found if p.component_name == "gradwalk_memory").json)
    return data
