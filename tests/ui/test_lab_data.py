"""The lab's data on the page: generated sets, own examples typed, from a file and placed, and how they are kept."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from streamlit.components.v2.bidi_component.main import _make_trigger_id
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.testing.v1 import AppTest

from engine.datasets import DATASETS
from explain import load_prose
from explain.lab.data import Data, generated
from explain.lab.own_data import CLASSES, LAST, NUMBERS
from explain.lab.placing import Plane, plane_of
from explain.lab.scales import scales
from explain.lab.table import read_table
from tests.ui.lesson_page import sound
from ui.charts.lab.data_plot import data_plot, drawn_inputs
from ui.lab.own import state
from ui.lab.own.placing import checked
from ui.session.controls import CONTROLS
from ui.session.own import LONG, MOST_EARLIER, MOST_LONG

PROSE = load_prose()
say = PROSE.say
AT = "course.lab.data"
IRIS = "long,wide,sort\n" + "".join(f"{i}.5,{i % 7},{'abc'[i % 3]}\n" for i in range(30))


def _page() -> None:
    """The lab's section on data alone, and what the lab would make of it."""
    import streamlit as st

    from explain import load_prose
    from ui.lab.controls import current_data
    from ui.lab.data_part import draw
    from ui.notices import notice
    from ui.session import showing

    showing.begin_parts()
    draw(load_prose())
    showing.end_parts("lab")
    st.session_state["the data"] = current_data()
    notice(load_prose())


def page(**settings: Any) -> AppTest:
    """The section with some of the lab's settings, as a link or a file brings them."""
    at = AppTest.from_function(_page, default_timeout=30)
    at.session_state[CONTROLS] = {f"lab.{name}": value for name, value in settings.items()}
    return sound(at.run())


def own(way: str = "place", **settings: Any) -> AppTest:
    """The section with the learner's own data, one way in open."""
    at = page(data="own", **settings)
    at.session_state[CONTROLS] = {**at.session_state[CONTROLS], "lab_own.way": way}
    return sound(at.run())


def data(at: AppTest) -> Data:
    """What the lab would use."""
    found: Data = at.session_state["the data"]
    return found


def kept(at: AppTest) -> dict[str, Any]:
    """The settings of the learner's own data."""
    return {name: value for name, value in at.session_state[CONTROLS].items() if name.startswith("lab.own")}


def text(at: AppTest) -> str:
    """All that is written on the page."""
    kinds = ("markdown", "caption", "info", "warning", "error")
    return "\n".join(element.value for kind in kinds for element in getattr(at, kind))


def use(at: AppTest, typed: str) -> AppTest:
    """Type a text into the box and press the button."""
    at.text_area[0].set_value(typed)
    return sound(at.form_submit_button(key="lab_own_use").click().run())


def told(at: AppTest) -> dict[str, Any]:
    """What the plane is told to draw."""
    found: dict[str, Any] = json.loads(_plane(at).json)
    return found


def _plane(at: AppTest) -> Any:
    return next(n.proto for n in at.get("bidi_component") if n.proto.component_name == "gradwalk_placing")  # type: ignore[attr-defined]


def act(at: AppTest, *acts: tuple[str, dict[str, Any]], first: int | None = None) -> AppTest:
    """What the browser sends when a learner does some things on the plane, numbered from `first` on."""
    states = at._tree.get_widget_states()
    start = told(at)["heard"]["number"] + 1 if first is None else first
    message = {"view": "test", "acts": [[start + i, what, about] for i, (what, about) in enumerate(acts)]}
    event = json.dumps([{"event": "acts", "value": message}])
    states.widgets.append(WidgetState(id=_make_trigger_id(_plane(at).id, "events"), json_trigger_value=event))
    at._run(states)
    return sound(at)


def point(x: float, y: float, label: str = "") -> dict[str, Any]:
    """A point as the browser names it."""
    return {"x": x, "y": y, "label": label}


# --- generated data -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", DATASETS)
def test_every_set_is_called_something_and_drawn(name: str) -> None:
    """As the controls say; how many train and validate is written, and every point is in the figure once."""
    at = page(data=name, examples=60, noise=0.1, seed=4, share=0.25)
    wanted = generated(name, examples=60, noise=0.1, seed=4, share=0.25, standardise=False)
    assert data(at).same_as(wanted)
    assert "To train on: **45**, for validation: **15**." in text(at)
    traces = json.loads(at.get("plotly_chart")[0].proto.spec)["data"]  # type: ignore[attr-defined]
    assert len(traces) == 2 * max(1, wanted.classes) + 1
    assert at.selectbox(key="course.lab.data").value == name
    assert {say(f"course.lab.dataset.{known}") for known in DATASETS} < set(at.selectbox(key="course.lab.data").options)


@pytest.mark.parametrize("share, traces", [(0.0, 1), (0.5, 3)])
def test_training_points_are_filled_and_validation_points_open(share: float, traces: int) -> None:
    """Each at its place, told apart by class in colour and symbol."""
    many = generated("blobs", examples=30, noise=0.0, seed=0, share=share, standardise=False)
    figure = data_plot(many, drawn_inputs(many, 0, 1), PROSE)
    shown = [trace for trace in figure.data if trace.x[0] is not None]
    assert len(shown) == 3 * (2 if share else 1)
    for trace, part in zip(shown, ["training", "validation"] * 3 if share else ["training"] * 3, strict=True):
        assert trace.marker.symbol.endswith("-open") is (part == "validation")
        columns = [c for c in many.columns(part) if many.X[0, c] in trace.x]
        assert np.array_equal(many.X[:, columns], np.array([trace.x, trace.y]))
        assert len({many.targets[0, c] for c in columns}) == 1
    looks = {(trace.marker.color, trace.marker.symbol) for trace in shown}
    assert len(looks) == len(shown)
    one = generated("sine", examples=30, noise=0.0, seed=0, share=share, standardise=False)
    figure = data_plot(one, drawn_inputs(one, 0, 1), PROSE)
    assert len(figure.data) == traces
    assert np.array_equal(figure.data[0].y, one.targets[0, one.training])


def test_of_many_inputs_two_are_chosen() -> None:
    """Any two of them beside classes, one across a number; what is asked for that is not there is the nearest."""
    at = own(own="a,b,c,d\n" + "".join(f"{i},{-i},{2 * i},{'xy'[i % 2]}\n" for i in range(8)))
    for name, value, title in (("across", 3, "c"), ("up", 1, "a")):
        at.selectbox(key=f"lab_data_{name}").set_value(value)
        sound(at.run())
        layout = json.loads(at.get("plotly_chart")[0].proto.spec)["layout"]  # type: ignore[attr-defined]
        assert layout["xaxis" if name == "across" else "yaxis"]["title"]["text"] == title
    assert drawn_inputs(data(at), 9, 9) == (2, 0)
    assert [box.key for box in own(own="a,b,c\n1,2,3.5\n4,5,6.5\n").selectbox][-1] == "lab_data_across"
    assert not [box for box in page(data="sine").selectbox if box.key.startswith("lab_data_")]


def test_the_numbers_before_and_after_standardising() -> None:
    """To be opened while inputs are left as they are; there where they are not."""
    assert not page(data="moons").table
    at = page(data="moons", standardise=True)
    (table,) = at.table
    found = scales(data(at))
    assert [cell for row in table.value.values.tolist() for cell in row][:2] == ["x₁", say(f"{AT}.scales.given")]
    assert [row[2:4] for row in table.value.values.tolist()][1::2] == [["0", "1"]] * 2
    assert float(table.value.iloc[0, 2]) == pytest.approx(found[0].given.mean, rel=5e-3)
    assert float(table.value.iloc[3, 6]) == pytest.approx(found[1].read.example, rel=5e-3)
    many = page(
        data="own", own="\n".join(",".join(f"{i * j % 7}.5" for j in range(12)) for i in range(9)), standardise=True
    )
    assert say(f"{AT}.scales.more", shown=8) in text(many)
    assert len(many.table[0].value) == 16


# --- own data: text and files ---------------------------------------------------------------------------------------


def test_before_anything_is_entered_eight_points_stand_there() -> None:
    """On the plane, in the box, and in the lab."""
    at = own()
    assert data(at).X.shape == (2, 8)
    assert data(at).classes == 2
    assert kept(at) == {}
    assert len(told(at)["points"]) == 8
    assert own("type").text_area[0].value == state.FIRST


def test_a_typed_table_is_used_at_the_press_of_the_button() -> None:
    """And is all that is kept."""
    at = use(own("type"), IRIS)
    assert data(at).labels == ("a", "b", "c")
    assert data(at).inputs == ("long", "wide")
    assert kept(at) == {"lab.own": IRIS}
    assert at.text_area[0].value == IRIS
    assert "classes: 3 (a, b, c)" in text(at)


@pytest.mark.parametrize(
    "typed, reason",
    [
        ("1,2\n3,x\n4,5.5", "Line 2, column 2: “x” is not a number."),
        ("1,2,0\n3\n", "Line 2 has no column 2"),
        ("", "There are no examples yet."),
        ("1,2,[a](http://b.c)\n3,<b>,1", "Line 2, column 2: “\\<b\\>” is not a number."),
    ],
)
def test_a_bad_text_changes_nothing_and_stays_in_its_box(typed: str, reason: str) -> None:
    """The sentence stands beside it, what is repeated of the text is no markup, and the data is as before."""
    at = use(own("type"), IRIS)
    before = data(at)
    use(at, typed)
    assert at.text_area[0].value == typed
    assert reason in at.error[0].value
    assert data(at).same_as(before)
    assert kept(at)["lab.own"] == IRIS
    use(at, IRIS.replace("a", "ä"))
    assert not at.error
    assert data(at).labels == ("b", "c", "ä")


def test_names_are_no_markup() -> None:
    """Neither in the sentences nor in the chart."""
    at = use(own("type"), "<i>x</i>,$y$,k\n1,2,![a](http://b.c)\n3,4,**b**\n")
    assert "![a](http" not in text(at)
    assert "**b**" not in text(at)
    spec = json.loads(at.get("plotly_chart")[0].proto.spec)  # type: ignore[attr-defined]
    assert spec["layout"]["xaxis"]["title"]["text"] == "&lt;i&gt;x&lt;/i&gt;"


def upload(at: AppTest, content: bytes) -> AppTest:
    """Choose a file."""
    at.file_uploader[0].set_value(("table.csv", content, "text/csv"))
    return sound(at.run())


def test_a_file_is_used_at_once_and_a_bad_one_is_not() -> None:
    """With a mark, semicolons and decimal commas; the sentence stands as long as the file does."""
    at = upload(own("file"), "\ufeffa;b\r\n1,5;2\r\n2,5;3,5\r\n".encode())
    assert data(at).X.tolist() == [[1.5, 2.5]]
    assert data(at).labels == ("b",)
    assert kept(at)["lab.own"].startswith("a;b")
    upload(at, b"a,b\n1,gr\xfcn")
    assert "At line 2, character 5" in at.error[0].value
    assert data(at).X.tolist() == [[1.5, 2.5]]
    assert upload(at, b"a,b\n1,2\n3").error
    assert not upload(at, b"a,b\n1,2\n3,5.5").error
    assert data(at).targets.tolist() == [[2, 5.5]]


def test_a_table_too_long_for_links_stays_in_the_session() -> None:
    """It is used, that is said, and another session says that it is lost."""
    lines = "".join(
        f"{i}.12345678901234567890,{','.join(['0.12345678901234567890'] * 8)},{i % 2}\n" for i in range(500)
    )
    at = upload(own("file"), lines.encode())
    assert data(at).X.shape == (9, 500)
    assert say(f"{AT}.long", most=state.MOST_KEPT) in text(at)
    setting = kept(at)["lab.own"]
    assert len(setting) < 40
    assert at.session_state[LONG][setting.removeprefix(state.LONG)] == lines
    assert data(at).origin["own"] == setting
    at.session_state[CONTROLS] = {**at.session_state[CONTROLS], "lab_own.way": "type"}
    assert not sound(at.run()).text_area
    elsewhere = own("file", own=setting)
    assert say(f"{AT}.lost") in text(elsewhere)
    assert data(elsewhere).X.shape == (2, 8)
    for more in range(MOST_LONG + 1):
        upload(own("file"), lines.encode())
        at.session_state[CONTROLS] = {**at.session_state[CONTROLS], "lab_own.way": "file"}
        upload(sound(at.run()), f"{lines}{more},{','.join('0' * 8)},1\n".encode())
    assert len(at.session_state[LONG]) == MOST_LONG


@pytest.mark.parametrize(
    "settings",
    [
        {"own": "1,2\n3"},
        {"own": ""},
        {"own": True},
        {"own": 3.0},
        {"own": "session:nothing"},
        {"own": IRIS, "own_target": 1},
        {"own": IRIS, "own_target": float("nan")},
        {"own": IRIS, "own_kind": "numbers"},
        {"own": IRIS, "own_target": "x", "own_kind": 3.0},
        {"own_draft": "1,2", "own_draft_kind": "nothing"},
        {"own_draft": True},
        {"own_draft": "x\n", "own_draft_kind": "classes"},
    ],
)
@pytest.mark.parametrize("way", ["place", "type", "file"])
def test_no_setting_from_elsewhere_breaks_the_page(settings: dict[str, Any], way: str) -> None:
    """There are data, and they are the first points where the text cannot be used, which is said."""
    at = own(way, **settings)
    first = data(at).X.shape == (2, 8)
    assert first is ("sort" not in data(at).origin["own"])  # type: ignore[operator]
    unusable = "own" in settings and isinstance(settings["own"], str) and first
    assert bool(at.warning) is unusable


def test_target_and_kind_can_be_changed_and_refused() -> None:
    """Whole numbers from a link come as 2.0; what cannot be is said in a notice and changes nothing."""
    at = own("type", own="a,b,c\n1,5,0\n2,6,1\n3,5,1\n4,6,0.5\n", own_target=2.0)
    assert data(at).inputs == ("a", "c")
    assert data(at).classes == 2
    at.segmented_control(key="lab_own_kind").set_value(NUMBERS)
    assert data(sound(at.run())).classes == 0
    at.selectbox(key="lab_own_target").set_value(3)
    assert data(sound(at.run())).inputs == ("a", "b")
    assert data(at).classes == 0
    many = own("type", own="".join(f"{i},{i}.5\n" for i in range(12)))
    many.segmented_control(key="lab_own_kind").set_value(CLASSES)
    before = data(many)
    assert "eleventh class" in sound(many.run()).warning[0].value
    assert data(many).same_as(before)
    assert many.segmented_control(key="lab_own_kind").value == NUMBERS
    words = own("type", own=IRIS)
    assert not [box for box in words.selectbox if box.key == "lab_own_target"]
    assert not [row for row in words.segmented_control if row.key == "lab_own_kind"]


def test_how_a_table_is_read_stays_while_it_is_edited_and_goes_with_another_one() -> None:
    """The same columns: target and kind as chosen. Other columns, or a file without names: found anew."""
    at = own("type", own="0,1.5\n1,2.5\n2,3\n", own_target=1, own_kind=NUMBERS)
    use(at, "0,1.5\n1,2.5\n1,3\n")
    assert (kept(at)["lab.own_target"], kept(at)["lab.own_kind"]) == (1, NUMBERS)
    assert data(at).targets.tolist() == [[0, 1, 1]]
    use(at, "a,b\n0,1.5\n1,2.5\n1,3\n")
    assert data(at).inputs == ("a",)
    assert set(kept(at)) == {"lab.own"}
    at = own("file", own="0,1.5\n1,2.5\n2,3\n", own_target=1, own_kind=NUMBERS)
    assert data(upload(at, b"0,1\n5,1\n0.5,2\n")).classes == 2


# --- own data: placing ----------------------------------------------------------------------------------------------


def test_points_are_placed_and_removed_on_the_plane() -> None:
    """A click adds, a click on a point removes; the table is the only thing that is kept of it."""
    at = act(own(), ("add", point(0.5, -0.25, "2")))
    assert data(at).X[:, -1].tolist() == [0.5, -0.25]
    assert data(at).labels == ("0", "1", "2")
    assert kept(at)["lab.own"] == f"{state.FIRST}0.5,-0.25,2\n"
    assert told(at)["points"][-1][:3] == [0.5, -0.25, "2"]
    assert told(at)["labels"] == ["0", "1", "2", "3"]
    act(at, ("remove", point(0.6, 0.5, "1")))
    assert data(at).X.shape == (2, 8)
    assert [0.6, 0.5] not in data(at).X.T.tolist()
    act(at, ("remove", point(0.6, 0.5, "1")))
    assert data(at).X.shape == (2, 8)


def test_what_is_done_is_done_once_and_in_its_order() -> None:
    """A message that comes again is not done again; each act counts where those before it have led."""
    acts = [("clear", {}), ("add", point(0.1, 0.2, "0")), ("add", point(0.3, 0.4, "1")), ("add", point(0.5, 0.6, "2"))]
    at = act(own(), *acts, first=1)
    assert data(at).X.T.tolist() == [[0.1, 0.2], [0.3, 0.4], [0.5, 0.6]]
    assert data(at).labels == ("0", "1", "2")
    act(at, *acts, first=1)
    assert data(at).X.shape == (2, 3)


def test_points_that_cannot_be_learned_from_yet_change_nothing() -> None:
    """Of one class only: they stand on the plane, the lab has the data from before, and the sentence says so."""
    at = act(own(), ("clear", {}))
    assert told(at)["points"] == []
    assert told(at)["labels"] == ["0", "1"]
    assert data(at).X.shape == (2, 8)
    act(at, ("add", point(0.25, 0.5, "1")), ("add", point(0.5, 0.5, "1")))
    assert [known[:2] for known in told(at)["points"]] == [[0.25, 0.5], [0.5, 0.5]]
    assert data(at).X.shape == (2, 8)
    assert "column 3 says “1” for every example" in at.info[0].value
    assert len(at.get("plotly_chart")) == 1
    act(at, ("add", point(0.75, 0.5, "2")))
    assert data(at).X[0].tolist() == [0.25, 0.5, 0.75]
    assert not at.info
    assert not at.get("plotly_chart")
    assert set(kept(at)) == {"lab.own", "lab.own_kind"}


def test_what_was_done_is_undone_step_by_step() -> None:
    """Back to the eight points, a clearing included; nothing is left to undo then."""
    at = own()
    assert not told(at)["undo"]
    act(at, ("add", point(0, 0, "0")), ("remove", point(0.3, 0.2, "1")), ("clear", {}), ("add", point(0.5, 0.5, "0")))
    assert len(told(at)["points"]) == 1
    for count in (0, 8, 9, 8):
        assert told(at)["undo"]
        act(at, ("undo", {}))
        assert len(told(at)["points"]) == count
    assert kept(at) == {}
    assert not told(act(at, ("undo", {})))["undo"]
    act(at, *[("add", point(i / 100, 0, "0")) for i in range(MOST_EARLIER + 5)])
    act(at, *[("undo", {}) for _ in range(MOST_EARLIER + 5)])
    assert len(told(at)["points"]) == 8 + 5


def test_numbers_are_placed_over_one_input() -> None:
    """However few whole numbers they are, they stay numbers."""
    at = own()
    at.button(key="lab_new_numbers").click()
    sound(at.run())
    assert told(at)["labels"] == []
    act(at, *[("add", point(x, y)) for x, y in ((-1, 0), (-0.5, 1), (0, 0), (0.5, 1))])
    assert data(at).classes == 0
    assert data(at).X.tolist() == [[-1, -0.5, 0, 0.5]]
    assert data(at).targets.tolist() == [[0, 1, 0, 1]]
    assert [axis["name"] for axis in told(at)["axes"]] == ["x₁", "y"]


def test_a_table_that_has_no_plane_says_so_and_can_be_begun_anew() -> None:
    """Its examples are drawn as before; nothing of it is lost until others take its place."""
    text_ = "a,b,c,k\n1,2,3,x\n4,5,6,y\n"
    at = own(own=text_)
    assert say(f"{AT}.place.none") in text(at)
    assert at.get("plotly_chart")
    at.button(key="lab_new_classes").click()
    assert told(sound(at.run()))["points"] == []
    assert data(at).X.shape == (3, 2)
    act(at, ("undo", {}))
    assert kept(at) == {"lab.own": text_}


def test_points_held_back_are_drawn_open() -> None:
    """Those that the split has drawn, and none of a draft."""
    at = own(share=0.5, seed=3)
    assert [place for place, known in enumerate(told(at)["points"]) if known[3]] == data(at).validation.tolist()
    act(at, ("clear", {}), ("add", point(0, 0, "0")))
    assert [known[3] for known in told(at)["points"]] == [False]


def test_no_more_points_than_a_table_may_have() -> None:
    """The one too many is refused by a notice."""
    at = own(own="".join(f"{i / 1000},0,{i % 2}\n" for i in range(1000)))
    act(at, ("add", point(0.5, 0.5, "0")))
    assert "more than 1000 examples" in at.warning[0].value
    assert data(at).X.shape == (2, 1000)


FOUR = "0,0,0\n1,1,1\n0,1,0\n1,0,1\n"


@pytest.mark.parametrize(
    "what, about, found",
    [
        ("add", point(0.123456, 9, "0"), ("add", (0.12, 1.0, "0"))),
        ("add", point(-5, -0.004, "2"), ("add", (-1.0, 0.0, "2"))),
        ("add", point(0, 0, "3"), None),
        ("add", point(0, 0), None),
        ("add", {"x": 0, "y": 0}, None),
        ("add", {"x": "0", "y": 0, "label": "0"}, None),
        ("add", {"x": True, "y": 0, "label": "0"}, None),
        ("add", point(float("nan"), 0, "0"), None),
        ("add", point(float("inf"), 0, "0"), None),
        ("add", point(10**400, 0, "0"), None),
        ("remove", point(0.123456, 9, "x"), ("remove", (0.123456, 9.0, "x"))),
        ("remove", {}, None),
        ("undo", {"x": 1}, ("undo", None)),
        ("clear", {}, ("clear", None)),
        ("open", point(0, 0, "0"), None),
    ],
)
def test_what_a_browser_cannot_have_sent_is_left_out(what: str, about: dict[str, Any], found: Any) -> None:
    """Other acts, other kinds, classes that are not offered; a place beside the plane is put on its edge."""
    plane = plane_of(read_table(FOUR), LAST, CLASSES)
    assert isinstance(plane, Plane)
    assert checked(what, about, plane) == found


def test_a_number_has_no_class() -> None:
    """Nor has a class of points over one input a place there."""
    plane = plane_of(read_table("0,0.5\n1,2"), LAST, NUMBERS)
    assert isinstance(plane, Plane)
    assert checked("add", point(0.5, 1.5), plane) == ("add", (0.5, 1.5, ""))
    assert checked("add", point(0.5, 1.5, "0"), plane) is None


def test_the_settings_of_a_run_bring_its_own_data_back() -> None:
    """What the data says of its origin is what the lab's settings are to be."""
    at = act(own(), ("add", point(0.5, -0.25, "2")))
    again = page(**dict(data(at).origin))
    assert data(again).same_as(data(at))
    first = own(own=IRIS)
    origin = data(own()).origin
    first.session_state[CONTROLS] = {**first.session_state[CONTROLS], **{f"lab.{k}": v for k, v in origin.items()}}
    assert data(sound(first.run())).X.shape == (2, 8)
