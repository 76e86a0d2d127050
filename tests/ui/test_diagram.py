"""The diagram's layout and static picture: every part is there, nothing is early, nothing overlaps, nothing lies."""

from __future__ import annotations

import itertools
import json
import math
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest

from engine import Phase, Problem, Step, Trace, long_way, trace
from explain import Part, load_prose
from explain.highlight import parts
from explain.numbers import plain
from explain.prose import Prose
from ui.diagram.geometry import geometry
from ui.diagram.layout import layout
from ui.diagram.metrics import KINDS
from ui.diagram.place import Box
from ui.diagram.svg import to_svg
from ui.stage.compact import compact

EXAMPLES = sorted((Path(__file__).resolve().parents[2] / "content" / "examples").glob("*.json"))
UNKNOWN = "–"
PROSE = load_prose()


def example(name: str) -> Trace:
    """The trace of a worked example."""
    return trace(Problem.from_dict(json.loads((EXAMPLES[0].parent / f"{name}.json").read_text())["problem"]))


def network(*widths: int, scale: float = 1.0, optimiser: str = "sgd", activation: str = "tanh") -> Trace:
    """The trace of a network with these widths and random numbers."""
    rng = np.random.default_rng(len(widths) + sum(widths))
    pairs = list(itertools.pairwise(widths))
    return trace(
        Problem.from_dict(
            {
                "inputs": widths[0],
                "layers": [{"units": units, "activation": activation} for units in widths[1:]],
                "loss": "half_squared_error",
                "optimiser": {"name": optimiser, "eta": 0.1},
                "W": [(scale * rng.normal(size=(after, before))).tolist() for before, after in pairs],
                "b": [(scale * rng.normal(size=units)).tolist() for units in widths[1:]],
                "X": rng.normal(size=(widths[0], 2)).tolist(),
                "Y": rng.normal(size=(widths[-1], 2)).tolist(),
            }
        )
    )


def drawn(step: Step, digits: int = 4, **options: Any) -> dict[str, dict[str, Any]]:
    """The parts of a step's layout by name."""
    return {part["name"]: part for part in layout(step, PROSE, digits, **options)["parts"]}


def texts(part: dict[str, Any]) -> list[str]:
    """The lines of text of a part."""
    return [line[5] for line in part["lines"]]


def all_numbers(data: Any) -> list[float]:
    """Every number anywhere in a JSON value."""
    if isinstance(data, dict):
        data = list(data.values())
    if isinstance(data, list):
        return [number for value in data for number in all_numbers(value)]
    return [data] if isinstance(data, int | float) else []


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_part_a_step_lights_is_in_the_picture_with_its_role(path: Path) -> None:
    for step in example(path.stem).steps:
        shown, lit = drawn(step), parts(step.equation, step.trace.sizes)
        assert lit, step.key
        assert {(p.name, p.role) for p in lit} == {(n, p["role"]) for n, p in shown.items() if p["role"]}, step.key


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_what_later_steps_compute_is_a_dash_and_what_is_known_is_its_number(path: Path) -> None:
    for step in example(path.stem).steps:
        for name, part in drawn(step).items():
            key, *place = name.split(".")
            row, column = int(place[0]) - 1 if place else 0, int(place[1]) - 1 if place[1:] else 0
            known = step.trace.index.get(key, -1) <= step.index
            shown = [line for line in part["lines"] if line[3] in ("number", "number unknown")]
            assert ("unknown" in shown[0][3]) is not known, (step.key, name)
            if not known:
                assert [line[5] for line in shown] == [UNKNOWN]
                assert not [fact for fact in part["facts"] if fact.startswith(f"{texts(part)[0]} =")]
                assert PROSE.say("diagram.unknown") in part["spoken"]
            elif step.trace.index.get(f"{key}_next", math.inf) > step.index:
                assert shown[0][5].split(" = ")[-1] == plain(float(step.trace[key][row, column]), 4)


def test_a_gradient_appears_with_its_step_and_not_before() -> None:
    steps = example("notes-2-2-1").steps
    for key, name, said in (
        ("dZ2", "Z2.1", "-0.2235"),
        ("dW1", "W1.1.1", "∂J/∂w = -0.008005"),
        ("dA1", "A1.2", "-0.1564"),
        ("slope1", "Z1.1", "σ′ = 0.2388"),
        ("db1", "b1.2", "∂J/∂b = -0.02452"),
        ("W2_next", "W2.1.1", "w₁₁⁽²⁾ ← 0.3677"),
    ):
        at = steps[0].trace.index[key]
        lines = [line for line in drawn(steps[at])[name]["lines"] if line[5] == said]
        assert [line[4] for line in lines] == ["result"], key
        assert said not in texts(drawn(steps[at - 1])[name])


def test_a_step_marks_which_number_of_a_part_it_reads() -> None:
    """dJ/dA1 reads the weight itself, the update reads its gradient as well."""
    steps = example("notes-2-2-1").steps
    index = steps[0].trace.index
    passed_down = drawn(steps[index["dA1"]])["W2.1.1"]["lines"]
    assert [(line[5], line[4]) for line in passed_down] == [("w₁₁⁽²⁾ = 0.3", "read"), ("∂J/∂w = -0.1354", "")]
    updated = drawn(steps[index["W2_next"]])["W2.1.1"]["lines"]
    assert [(line[5], line[4]) for line in updated] == [("w₁₁⁽²⁾ ← 0.3677", "result"), ("∂J/∂w = -0.1354", "read")]


@pytest.mark.parametrize("which", [0, 1, 2])
def test_the_chosen_example_is_the_one_drawn(which: int) -> None:
    last = example("ng-exercise-4").steps[-1]
    shown = drawn(last, 6, example=which)
    for key in ("X", "Z1", "A1", "Yhat", "Y"):
        assert plain(float(last.trace[key][1, which]), 6) in texts(shown[f"{key}.2"])
    assert texts(shown["Z1.2"])[0] == f"z₂{'₁₂₃'[which]}⁽¹⁾"
    assert texts(shown["W1.2.1"])[0].startswith("w₂₁⁽¹⁾")


@pytest.mark.parametrize("digits", [2, 4, 8])
@pytest.mark.parametrize("widths", [(1, 1), (2, 2, 1), (3, 2, 1), (2, 2, 2), (2, 2, 4), (3, 3, 3), (4, 4, 1)], ids=str)
def test_labels_of_edges_do_not_overlap(widths: tuple[int, ...], digits: int) -> None:
    """Neither the room kept for them nor what is written, which stays inside its gap and off the units."""
    last = network(*widths).steps[-1]
    shown = drawn(last, digits)
    kept = geometry(widths, digits)
    assert kept.labelled
    labels = [name for name in shown if name.startswith("W")]
    for a, b in itertools.combinations(labels, 2):
        assert kept.boxes[a].overlap(kept.boxes[b]) == 0, f"{a} and {b}"
    others = [name for name in shown if not name.startswith("W")]
    for name in labels:
        for other in others:
            assert kept.boxes[name].overlap(kept.boxes[other]) == 0, f"{name} and {other}"


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_what_is_written_on_edges_overlaps_nothing_in_any_step_of_an_example(path: Path) -> None:
    for step in example(path.stem).steps:
        boxes = {name: Box(*part["box"]) for name, part in drawn(step).items()}
        for a, b in itertools.combinations(boxes, 2):
            if "W" in a + b:
                assert boxes[a].overlap(boxes[b]) == 0, f"{a} and {b} at {step.key}"


@pytest.mark.parametrize("widths", [(2, 2, 1), (5, 7, 3), (16, 16, 16)], ids=str)
def test_parts_do_not_cover_each_other_and_stay_inside(widths: tuple[int, ...]) -> None:
    picture = layout(network(*widths).steps[-1], PROSE, 4)
    boxes = {part["name"]: Box(*part["box"]) for part in picture["parts"] if part["kind"] != "weight"}
    for a, b in itertools.combinations(boxes, 2):
        assert boxes[a].overlap(boxes[b]) == 0, f"{a} and {b}"
    for name, box in boxes.items():
        assert box.x >= 0, name
        assert box.y >= 0, name
        assert box.right <= picture["width"], name
        assert box.bottom <= picture["height"], name


@pytest.mark.parametrize("optimiser", ["sgd", "adam"])
@pytest.mark.parametrize("widths", [(1, 1), (3, 2, 1), (6, 8, 2), (16,) * 9], ids=str)
def test_every_step_is_finite_json_and_nothing_moves(widths: tuple[int, ...], optimiser: str) -> None:
    """Numbers change from step to step; places do not. At the lesson's limits less than 700 kB of a step are sent."""
    steps = network(*widths, optimiser=optimiser).steps
    places = set()
    for step in (steps[0], steps[len(steps) // 2], steps[-1]):
        picture = layout(step, PROSE, 4)
        sent = json.dumps(compact(picture), allow_nan=False, ensure_ascii=False)
        assert all(map(math.isfinite, all_numbers(picture)))
        assert len(sent.encode()) < 700_000
        boxes = [(part["name"], part["box"]) for part in picture["parts"] if part["kind"] != "weight"]
        places.add(json.dumps([picture["width"], picture["height"], boxes, picture["units"], picture["heads"]]))
    assert len(places) == 1


def test_names_are_unique_and_the_kinds_known() -> None:
    shown = layout(network(3, 2, 2).steps[0], PROSE, 4)["parts"]
    assert len({part["name"] for part in shown}) == len(shown) == 3 + 6 + 4 + 2 * 2 + 2 * 4 + 2 + 1
    assert {part["kind"] for part in shown} == set(KINDS.values())


@pytest.mark.parametrize("scale", [1e-9, 1e-3, 1.0])
@pytest.mark.parametrize("digits", [2, 8])
def test_a_number_that_is_not_zero_never_reads_as_zero(scale: float, digits: int) -> None:
    last = network(2, 2, 1, scale=scale).steps[-1]
    for name, part in drawn(last, digits).items():
        for line in part["lines"]:
            if "number" in line[3]:
                assert float(line[5].split()[-1]) != 0, f"{name}: {line[5]}"
        for fact in part["facts"]:
            assert float(fact.split()[-1]) != 0, fact


def test_a_weight_shows_its_size_and_its_sign() -> None:
    shown = drawn(example("han-kamber").steps[0])
    assert shown["W1.1.3"]["negative"]
    assert not shown["W1.1.2"]["negative"]
    assert shown["W1.1.3"]["width"] > shown["W1.1.1"]["width"] > 0


def test_marks_point_with_the_flow() -> None:
    """Right on the way forward, left on the way back, none where numbers only change in place."""
    for step in example("notes-2-2-1").steps:
        picture = layout(step, PROSE, 4)
        assert picture["direction"] == ("forward" if step.phase in (Phase.FORWARD, Phase.LOSS) else "backward")
        pointing = {math.cos(math.radians(angle)) > 0 for _, _, angle in picture["marks"]}
        in_place = step.phase is Phase.UPDATE or step.key.startswith("db")
        assert pointing == (set() if in_place else {picture["direction"] == "forward"}), step.key


def test_the_state_is_said_in_words() -> None:
    steps = example("notes-2-2-1").steps
    said = layout(steps[2], PROSE, 4)["state"]
    assert said == "2-2-1 network; step 3 of 17, Forward: computes Z(2) from W(2), A(1), b(2)."
    assert "W(2) after the update" in layout(steps[13], PROSE, 4)["state"]
    weight = drawn(steps[2])["W2.1.2"]["spoken"]
    assert weight == "weight, layer 2, row 1, column 2, 0.7, read in this step"


def test_only_the_parts_given_are_lit() -> None:
    """One entry written out lights its own parts."""
    step = example("notes-2-2-1").steps[0]
    shown = drawn(step, lit=[Part("Z1.1", "result"), Part("W1.1.1", "read")])
    assert {name: part["role"] for name, part in shown.items() if part["role"]} == {"Z1.1": "result", "W1.1.1": "read"}
    assert {line[4] for name in ("Z1.2", "W1.2.1") for line in shown[name]["lines"]} == {""}


def test_the_long_way_is_drawn_too() -> None:
    for step in long_way(example("notes-2-2-1")):
        assert {part["role"] for part in drawn(step).values()} == {"result", "read", ""}


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_the_static_picture_is_xml_with_every_text(path: Path) -> None:
    for step in example(path.stem).steps[::3]:
        picture = layout(step, PROSE, 4)
        root = ElementTree.fromstring(to_svg(picture))
        found = [element.text for element in root.iter("{http://www.w3.org/2000/svg}text")]
        for part in picture["parts"]:
            assert set(texts(part)) <= set(found), part["name"]


def test_the_static_picture_escapes_text() -> None:
    nasty = '</svg><script>alert("1")</script>&'
    picture = {**layout(example("notes-2-2-1").steps[0], PROSE, 4), "state": nasty, "heads": [[0, 0, nasty]]}
    root = ElementTree.fromstring(to_svg(picture))
    assert not [element for element in root.iter() if element.tag.endswith("script")]
    assert nasty in [element.text for element in root.iter()]


def test_another_language_takes_the_place_of_every_word() -> None:
    """All words come from the sentences."""
    other = Prose(
        "xx", {**PROSE.texts, **dict.fromkeys((key for key in PROSE.texts if key.startswith("diagram.")), "~")}
    )
    picture = layout(example("notes-2-2-1").steps[11], other, 4)
    heads = {head[2] for head in picture["heads"]}
    assert {picture["label"], picture["state"], *picture["key"].values(), *heads} == {"~"}
    assert {part["title"] for part in picture["parts"]} == {"~"}
