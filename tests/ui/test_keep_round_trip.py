"""What is written is read back to the last bit: by link, by file, by a browser's memory, and again in years to come."""

from __future__ import annotations

import hashlib
import json
import math
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest

from engine import Problem
from tests.engine.networks import notes
from tests.ui.keep_lessons import LONG, after_many, bits, largest, line, lived, long, network, require_same
from ui.keep.errors import DocumentError
from ui.keep.packing import COMMON, MOST_LINK, MOST_TEXT, from_file, pack, to_file, unpack
from ui.keep.reading import read
from ui.keep.schema import MOST_FILE, Document, schema
from ui.keep.writing import step_keys, without_weights, write
from ui.lesson import KEPT, MOST_UPDATES, Journal, Lesson, opening

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs" / "lessons.md").read_text(encoding="utf-8")
GOLDEN = json.loads(Path(__file__).with_name("keep_golden.json").read_text(encoding="utf-8"))
TOLD = jsonschema.Draft202012Validator(json.loads((ROOT / "docs" / "lesson.schema.json").read_text(encoding="utf-8")))


def by_link(document: Document) -> Document:
    """Packed and unpacked, without regard to the length that a browser's address may have."""
    return unpack(pack(document), MOST_TEXT, MOST_FILE)


def by_file(document: Document) -> Document:
    """Saved and opened."""
    (found,) = from_file(to_file([document]))
    return found


@pytest.mark.parametrize("first", range(0, 500, 50))
def test_500_random_lessons_come_back_to_the_last_bit(first: int) -> None:
    """Networks of every kind, walks, changes taken back, places; by link and by file. Writing again writes the same."""
    for seed in range(first, first + 50):
        lesson, journal = lived(seed)
        document = write(lesson, journal, tool="network")
        for way in (by_link, by_file):
            again = way(document)
            found = read(again)
            require_same(found, (lesson, journal))
            assert (again.view.tool, again.page) == ("network", "step_by_step")
            assert pack(write(*found, tool="network")) == pack(document)
        if seed % 5 == 0:
            TOLD.validate(json.loads(to_file([document])))


NUMBERS = (
    -0.0,
    0.0,
    5e-324,
    2.2e-308,
    1e-300,
    0.1 + 0.2,
    1 / 3,
    1e6,
    -1e6,
    math.nextafter(1, 2),
    123456.7890123456,
    1e-7,
)


@pytest.mark.parametrize("number", NUMBERS, ids=repr)
@pytest.mark.parametrize("key", ["W1", "b2", "X"])
def test_every_number_is_exact(number: float, key: str) -> None:
    """The sign of zero, the smallest of all, and the last digit."""
    lesson = Lesson("", notes().with_values({key: np.full(notes().values[key].shape, number)}))
    for way in (by_link, by_file):
        found = read(way(write(lesson)))[0].problem.values[key]
        assert found.tobytes() == lesson.problem.values[key].tobytes()


def with_full_weights(seed: int) -> Problem:
    """The 2-2-1 network with weights of 17 digits."""
    rng, start = np.random.default_rng(seed), notes()
    return start.with_values({key: rng.normal(size=value.shape) for key, value in start.parameters.items()})


@pytest.mark.parametrize(
    "make", [lambda _: opening("notes-2-2-1"), lambda seed: Lesson("notes-2-2-1", with_full_weights(seed))]
)
def test_a_walked_2_2_1_lesson_is_a_short_link(make: Any) -> None:
    """30 updates of weights with all their digits: below 600 characters, of which no address needs to escape one."""
    for seed in range(20):
        now = after_many((make(seed), Journal()), 30)
        link = pack(write(replace(now[0], step=10, digits=6, title="Week 3"), None, tool="network"), MOST_LINK)
        assert len(link) < 600
        assert link.isascii()
        assert link.replace("-", "").replace("_", "").isalnum()
        assert network(read(unpack(link))[0])[4:] == network(now[0])[4:]


@pytest.mark.parametrize("name", LONG)
def test_whatever_a_session_can_hold_is_kept_so_that_it_opens(name: str) -> None:
    """The network and its updates always, the newest changes as far as there is room; and the same again after that."""
    lesson, journal = long(name)
    document = write(lesson, journal)
    assert from_file(to_file([document])) == (document,)
    text = pack(document, MOST_TEXT)
    found, changes = read(unpack(text, MOST_TEXT, MOST_FILE))
    assert bits(found.problem) == bits(lesson.problem)
    assert (found.updates, view_of(found)) == (lesson.updates, view_of(lesson))
    assert line(changes.past) == line(journal.past[len(journal.past) - len(changes.past) :])
    assert line(changes.future) == line(journal.future[len(journal.future) - len(changes.future) :])
    assert pack(write(found, changes), MOST_TEXT) == text


def view_of(lesson: Lesson) -> tuple[Any, ...]:
    return lesson.step, lesson.part, lesson.lens, lesson.digits


@pytest.mark.parametrize("name, past", [("400 updates", KEPT), ("200 edited updates", KEPT), ("diverged", 3)])
def test_changes_that_fit_are_all_kept(name: str, past: int) -> None:
    """Also where the walk and the changes after it come from updates long ago."""
    lesson, journal = long(name)
    assert len(journal.past) == past
    require_same(read(by_file(write(lesson, journal))), (lesson, journal))
    assert len(lesson.walk) <= MOST_UPDATES


def test_the_largest_lesson_is_too_long_for_a_link_and_says_so_and_fits_into_a_file() -> None:
    """The file opens to the very lesson."""
    (lesson, journal) = after_many((Lesson("", largest()), Journal()), 1)
    document = write(lesson, journal)
    with pytest.raises(DocumentError) as refused:
        pack(document, MOST_LINK)
    assert refused.value.key in ("link_too_long", "too_large")
    assert bits(read(by_file(document))[0].problem) == bits(lesson.problem)


def test_a_text_that_could_not_be_opened_is_not_made() -> None:
    """A link of zeros is short, but inflates to more than a link may: that is said when it is made."""
    zeros = replace(largest(), W=tuple(np.zeros((16, 16)) for _ in range(8)))
    zeros = zeros.with_values({"X": np.zeros((16, 64)), "Y": np.zeros((16, 64))})
    lesson = Lesson("", replace(zeros, spec=replace(zeros.spec, frozen=("W8[15,15]",) * 4096)))
    with pytest.raises(DocumentError, match="too_large"):
        pack(write(lesson), MOST_LINK)


def test_the_numbers_on_the_screen_are_written_out() -> None:
    """And not as so many updates of others: another processor would compute other last digits."""
    lesson, journal = after_many((Lesson("", with_full_weights(1)), Journal()), 3)
    document = write(lesson, journal)
    index, count = document.problem or (0, 9)
    assert (count, document.problems[index].W) == (0, [w.tolist() for w in lesson.problem.W])
    assert [change.problem for change in document.past] == [(0, 0), (0, 1), (0, 2)]


def test_several_lessons_in_one_file() -> None:
    """In their order, each with its own."""
    wanted = [lived(seed) for seed in range(8)]
    data = to_file([write(*one) for one in wanted])
    TOLD.validate(json.loads(data))
    for found, one in zip(from_file(data), wanted, strict=True):
        require_same(read(found), one)


@pytest.mark.parametrize("kept", GOLDEN["links"] + GOLDEN["files"], ids=lambda kept: kept["name"])
def test_what_was_saved_in_version_1_opens_for_ever(kept: dict[str, Any]) -> None:
    """Frozen texts, and what they open to. Numbers that are computed anew agree in 9 digits on every processor."""
    documents = (unpack(kept["link"]),) if "link" in kept else from_file(kept["file"].encode())
    assert [opens_to(document) for document in documents] == kept["opens"]


def opens_to(document: Document) -> dict[str, Any]:
    """What a document opens to, as JSON."""
    lesson, journal = read(document)
    return {
        "problem": rounded(lesson.problem.to_dict()),
        "preset": lesson.preset,
        "losses": rounded([update.loss for update in lesson.walk]),
        "start": rounded([w.tolist() for w in lesson.start.W]),
        "updates": lesson.updates,
        "title": lesson.title,
        "drawn": list(lesson.drawn) if lesson.drawn else None,
        "step": step_keys(lesson.problem.spec.structure)[lesson.step],
        "looks": [lesson.digits, lesson.part, lesson.example, lesson.lens, list(lesson.entry), lesson.zoom],
        "hidden": list(lesson.hidden),
        "past": [[change.name, change.group, rounded(change.lesson.problem.to_dict())["W"]] for change in journal.past],
        "future": [[change.name, change.lesson.updates] for change in journal.future],
        "page": [document.page, document.view.tool],
    }


def rounded(tree: Any) -> Any:
    """Every number to 9 digits."""
    if isinstance(tree, dict):
        return {key: rounded(value) for key, value in tree.items()}
    if isinstance(tree, list):
        return [rounded(value) for value in tree]
    return float(f"{tree:.9g}") if isinstance(tree, float) else tree


def test_what_links_have_in_common_stays() -> None:
    """Version 1 of a link is packed with these bytes: with others, every link out there is damaged."""
    assert hashlib.sha256(COMMON).hexdigest() == GOLDEN["common_sha256"]


def test_the_published_schema_is_the_one_that_is_enforced() -> None:
    """`python -m ui.keep.schema > docs/lesson.schema.json` brings it up to date."""
    wanted = json.dumps(schema(), indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    assert (ROOT / "docs" / "lesson.schema.json").read_text(encoding="utf-8") == wanted
    jsonschema.Draft202012Validator.check_schema(TOLD.schema)


KINDS = {
    "preset": lambda: write(opening("mazur")),
    "new weights": lambda: without_weights(write(opening("notes-2-2-1"))),
    "long": lambda: write(*long("400 updates")),
    "all that can be": lambda: write(*lived(25)),
}


@pytest.mark.parametrize("name", KINDS)
def test_the_published_schema_takes_what_we_write(name: str) -> None:
    """As it stands in a file, alone and among several."""
    document = KINDS[name]()
    TOLD.validate(json.loads(to_file([document])))
    TOLD.validate({"gradwalk": 1, "lessons": [json.loads(to_file([document]))]})


@pytest.mark.parametrize("text", re.findall(r"```json\n(.*?)```", GUIDE, re.DOTALL))
def test_the_examples_of_the_guide_open(text: str) -> None:
    """As a teacher would copy them; each is at the place that it names."""
    (document,) = from_file(text.encode())
    lesson, _ = read(document)
    TOLD.validate(json.loads(text))
    assert step_keys(lesson.problem.spec.structure)[lesson.step] == document.view.step or not document.view.step


def test_the_guide_names_every_field() -> None:
    """Of the published schema."""
    named = set(re.findall(r"[`\"](\w+)[`\"]", GUIDE))
    assert {field for kind in TOLD.schema["$defs"].values() for field in kind["properties"]} <= named
