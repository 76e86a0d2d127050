"""Whatever a link or a file holds, it opens or is refused in one plain sentence: at once, in little room, as text."""

from __future__ import annotations

import json
import re
import time
import tracemalloc
from pathlib import Path

import jsonschema
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from explain import load_prose
from tests.ui.keep_bad import GOOD, files, link_of, links, squeezed
from tests.ui.keep_bad_trees import NOWHERE, TREES, doc
from ui.keep.errors import MOST_QUOTED, DocumentError, plain, visible
from ui.keep.packing import MOST_TEXT, from_file, unpack
from ui.keep.reading import read
from ui.keep.schema import MOST_FILE
from ui.lesson import Journal, Lesson
from ui.markdown import WORD_JOINER

ROOT = Path(__file__).resolve().parents[2]
PROSE = load_prose()
OURS = re.compile(
    r"Traceback|Error|Exception|msgspec|Struct|Document|Envelope|codec|recursion|0x|<class|NoneType|\bNone\b|\bint\b|\bstr\b|"
    r"\bdict\b|\barray\b|\bobject\b|site-packages|\.py\b"
)
ACTIVE = re.compile(r"(?<!\\)(?:\\\\)*[`*_\[\]<>#$~&!|]|https?\\?://|www\\?\.")
SECONDS, ROOM = 3.0, 20_000_000
"""Of the processor, and bytes at the peak: a server's worst answer to one link or file."""


def opened(text: str | bytes) -> list[tuple[Lesson, Journal]]:
    """All lessons of a link, or of a file. Raises DocumentError."""
    documents = (unpack(text),) if isinstance(text, str) else from_file(text)
    return [read(document) for document in documents]


def refused(text: str | bytes) -> DocumentError | None:
    """Why it is not opened."""
    try:
        opened(text)
    except DocumentError as error:
        return error
    return None


def require_plain(sentence: str) -> None:
    """One sentence or two, short, in a learner's words, and nothing of it is markup."""
    assert re.fullmatch(r"[a-z].*\.", sentence), sentence
    assert len(sentence) < 600
    assert all(sign.isprintable() or sign == WORD_JOINER for sign in sentence)
    sentence.encode()
    assert not OURS.search(sentence), sentence
    assert not ACTIVE.search(sentence), sentence


@pytest.mark.parametrize(
    "name, text, key", [*links(), *files()], ids=lambda value: str(value)[:40] if isinstance(value, str) else ""
)
def test_it_opens_or_is_refused_in_a_plain_sentence(name: str, text: str | bytes, key: str) -> None:
    """For the reason that holds, and within bounds of time and memory."""
    began = time.process_time()
    error = refused(text)
    assert time.process_time() - began < SECONDS
    tracemalloc.start()
    refused(text)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < ROOM
    assert (error.key if error else "") == key
    if error:
        require_plain(error.said(PROSE))


def test_a_bomb_in_the_browsers_memory_is_not_blown_up() -> None:
    """What a browser sends may be longer than a link, and inflate a thousandfold: it is inflated to 256 KB only."""
    bomb = link_of(squeezed(bytes(60_000_000)), squeeze=False)
    tracemalloc.start()
    with pytest.raises(DocumentError, match="too_large"):
        unpack(bomb, MOST_TEXT, MOST_FILE)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 2_000_000


def test_what_is_not_there_is_passed_over() -> None:
    """A step, a number, an example or a way of drawing that an older or newer app knew."""
    odd = doc(view=NOWHERE, drawn={"scheme": "gone", "seed": 3}, preset="gone")
    ((lesson, _),) = opened(json.dumps(odd).encode())
    assert (lesson.step, lesson.part, lesson.example, lesson.drawn, lesson.preset) == (0, "W1.1.1", 0, None, "")


def test_no_sign_of_a_link_can_be_changed_to_harm() -> None:
    """Every sign of a link turned into three others: it is refused, or opens as another lesson that is sound."""
    keys = set()
    for place in range(len(GOOD)):
        for sign in "A1_":
            error = refused(GOOD[:place] + sign + GOOD[place + 1 :])
            if error:
                require_plain(error.said(PROSE))
                keys.add(error.key)
    assert {"damaged", "link_version", "not_json"} <= keys


def numbers_and_texts() -> st.SearchStrategy[object]:
    """Anything that JSON can say."""
    leaves = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=70)
    return st.recursive(
        leaves, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner, max_size=4)
    )


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_any_value_at_any_place_of_a_lesson(data: st.DataObject) -> None:
    """Something else in place of one part of a good lesson: it opens, or is refused in a plain sentence."""
    whole = json.loads(json.dumps(next(tree for name, tree, _ in TREES if name == "unknown example with a network")))
    place, value = whole, data.draw(numbers_and_texts())
    while True:
        key = data.draw(st.sampled_from(sorted(place) if isinstance(place, dict) else range(len(place))))
        if not isinstance(place[key], dict | list) or not place[key] or data.draw(st.booleans()):
            break
        place = place[key]
    place[key] = value
    error = refused(json.dumps(whole).encode())
    if error:
        require_plain(error.said(PROSE))


@settings(max_examples=200, deadline=None)
@given(st.text() | st.text("AZaz09-_ ").map(lambda text: "1" + text) | st.binary())
@example("1" + "A" * 8190)
def test_any_text_and_any_bytes(text: str | bytes) -> None:
    """Nothing but a DocumentError comes of them."""
    error = refused(text)
    assert error is not None
    require_plain(error.said(PROSE))


STRUCTURE = {
    *("unknown_field", "missing", "wrong_type", "above", "below"),
    *("too_many", "too_few", "wrong_count", "not_one_of", "too_long"),
}
BEYOND = {"units 2.0", "X beyond a million", "eta beyond a million"}
"""What the schema cannot say: in JSON 2.0 is a whole number; and which of the numbers are data."""


@pytest.mark.parametrize(
    "tree", [pytest.param(tree, id=name) for name, tree, key in TREES if key in STRUCTURE and name not in BEYOND]
)
def test_the_published_schema_refuses_it_too(tree: object) -> None:
    """Whoever checks a file with it before handing it out meets the same limits."""
    told = json.loads((ROOT / "docs" / "lesson.schema.json").read_text(encoding="utf-8"))
    assert not jsonschema.Draft202012Validator(told).is_valid(tree)


MARKUP = [
    "![](http://x.example/y.png)",
    r"$\frac{1}{2}$ :red[a] `b` <b>",
    "**a** _b_ ~~c~~ | &amp; #",
    "- a",
    "1. a",
    "# a",
    "www.x.example HTTPS://x WWW.x a@x.example",
    "a\u202eb\u0000c\u2028d\ue000e\nf",
]


@pytest.mark.parametrize("text", MARKUP)
def test_what_a_document_says_is_shown_as_text(text: str) -> None:
    """Markup and addresses come out as text, signs that cannot be seen do not come out."""
    shown = plain(text)
    assert not ACTIVE.search(shown)
    assert not re.search(r"://|www\\?\.|@x", shown, re.IGNORECASE)
    assert re.sub(r"\\(.)", r"\1", shown).replace(WORD_JOINER, "") == visible(text)


@pytest.mark.parametrize(
    "text, wanted",
    [
        ("a\u202eb\u0000c\u2028d\ue000e\nf", "a b c d e f"),
        ("  two\t words ", "two words"),
        ("\u06cc\u200c\u062e \U0001f469\u200d\U0001f3eb", "\u06cc\u200c\u062e \U0001f469\u200d\U0001f3eb"),
    ],
)
def test_a_title_is_one_line_of_signs_that_can_be_seen(text: str, wanted: str) -> None:
    """But for the joiners that some scripts need."""
    assert visible(text) == wanted
    assert refused(json.dumps({"gradwalk": 1, "preset": "mazur", "title": text}).encode()) is None
    assert opened(json.dumps({"gradwalk": 1, "preset": "mazur", "title": text}).encode())[0][0].title == wanted


def test_what_is_long_is_cut() -> None:
    """A sentence about a document stays a sentence."""
    assert len(plain("x" * 10_000)) == MOST_QUOTED + 1


def test_every_reason_is_met() -> None:
    """No sentence of keep.error stands there for nothing, and none is missing."""
    said = {key for _, _, key in [*links(), *files()] if key}
    told = {key.split(".")[2] for key in PROSE.texts if key.startswith("keep.error.")}
    assert said | {"no_page", "document", "or", "type"} == told
