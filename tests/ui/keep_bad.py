"""Links and files that are broken, cut, forged or meant to harm, each with the sentence it has to get."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Iterator
from typing import Any

from tests.ui.keep_bad_trees import TREES, doc
from tests.ui.keep_lessons import lived
from ui.keep.packing import COMMON, pack
from ui.keep.writing import write

GOOD = pack(write(*lived(14)))


def link_of(data: bytes | dict[str, Any], squeeze: bool = True, common: bytes = COMMON) -> str:
    """A link that holds these bytes."""
    raw = data if isinstance(data, bytes) else json.dumps(data).encode()
    if squeeze:
        packer = zlib.compressobj(9, zlib.DEFLATED, -15, zdict=common) if common else zlib.compressobj(9, wbits=-15)
        raw = packer.compress(raw) + packer.flush()
    return "1" + base64.urlsafe_b64encode(raw).decode().rstrip("=")


def squeezed(data: bytes) -> bytes:
    """Raw deflate without a dictionary."""
    packer = zlib.compressobj(9, wbits=-15)
    return packer.compress(data) + packer.flush()


def links() -> Iterator[tuple[str, str, str]]:
    """What is wrong, the link, the key of the sentence ("" where it is harmless)."""
    for length in (1, 2, 3, 5, 8, 13, len(GOOD) // 2, len(GOOD) - 40, len(GOOD) - 5, len(GOOD) - 2):
        yield f"cut after {length}", GOOD[:length], "damaged"
    yield "empty", "", "empty"
    yield "version 0", "0" + GOOD[1:], "link_version"
    yield "version 2", "2" + GOOD[1:], "link_version"
    yield "version 9", "9" + GOOD[1:], "link_version"
    yield "no version", "V" + GOOD[1:], "link_version"
    yield "too long", GOOD + "A" * 9000, "link_too_long"
    for name, text in {
        "newline at the end": GOOD + "\n",
        "newline within": GOOD[:20] + "\n" + GOOD[20:],
        "space": GOOD[:20] + " " + GOOD[20:],
        "escaped": GOOD[:20] + "%2B" + GOOD[20:],
        "plus": GOOD[:20] + "+" + GOOD[21:],
        "slash": GOOD[:20] + "/" + GOOD[21:],
        "padding": GOOD + "=",
        "null": GOOD[:20] + "\0",
        "Arabic digit": "\u0661" + GOOD[1:],
        "wide letter": GOOD[:9] + "\uff21" + GOOD[10:],
        "Kelvin sign": GOOD[:9] + "\u212a",
        "turned round": "\u202e" + GOOD,
        "markup": "![](http://x)",
        "script": "<script>alert(1)</script>",
        "address": "https://x.example/?lesson=" + GOOD,
        "lone surrogate": GOOD[:9] + "\ud800",
    }.items():
        yield name, text, "alphabet"
    yield "one sign too many", GOOD[: 1 + 4 * ((len(GOOD) - 1) // 4)] + "A", "damaged"
    yield "not squeezed", link_of(json.dumps(doc()).encode(), squeeze=False), "damaged"
    yield "zlib with its header", link_of(zlib.compress(b"{}"), squeeze=False), "damaged"
    yield "random bytes", link_of(bytes(range(7, 255, 3)), squeeze=False), "damaged"
    sound = base64.urlsafe_b64decode(link_of(doc())[1:] + "==")
    yield "rubbish behind", link_of(sound + b"more", squeeze=False), "damaged"
    yield "two members", link_of(squeezed(b"{}") * 2, squeeze=False), "damaged"
    yield "bomb", link_of(squeezed(bytes(5_000_000)), squeeze=False), "too_large"
    yield "bomb of spaces", link_of(squeezed(b" " * 5_000_000), squeeze=False), "too_large"
    yield "bomb in a bomb", link_of(squeezed(squeezed(bytes(10_000_000))), squeeze=False), "not_json"
    yield "bomb by the dictionary", link_of(COMMON * 60), "too_large"
    yield "the dictionary itself", link_of(COMMON), "wrong_type"
    yield "without the dictionary", link_of(doc(), common=b""), ""
    yield "another dictionary", link_of(doc(), common=json.dumps(doc()).encode()), "not_json"
    yield "just below the bound", link_of(b'{"gradwalk":1,"preset":"mazur"' + b" " * 65_500 + b"}"), ""
    yield "just above the bound", link_of(b'{"gradwalk":1,"preset":"mazur"' + b" " * 65_536 + b"}"), "too_large"
    yield "nothing inside", link_of(b""), "not_json"
    yield "deep", link_of(b"[" * 60_000), "wrong_type"
    yield "deep within", link_of(b'{"gradwalk":1,"title":' + b"[" * 60_000), "wrong_type"
    yield "a collection", link_of({"gradwalk": 1, "lessons": [doc()]}), "unknown_field"


def files() -> Iterator[tuple[str, bytes, str]]:
    """What is wrong, the file, the key of the sentence ("" where it is harmless)."""
    text = json.dumps(doc())
    yield "empty", b"", "empty"
    yield "white", b" \n\t", "empty"
    yield "300 KB", text.encode() + b" " * 300_000, "file_too_large"
    yield "PDF", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "not_json"
    yield "picture", b"\x89PNG\r\n\x1a\n" + bytes(99), "not_json"
    yield "UTF-16", text.encode("utf-16"), "not_json"
    yield "UTF-16 without mark", text.encode("utf-16-be"), "not_json"
    yield "Latin-1", text.replace('"gradwalk": 1', '"gradwalk": 1, "title": "\xfc"').encode("latin-1"), "not_text"
    yield "mark", b"\xef\xbb\xbf" + text.encode(), ""
    yield "mark twice", b"\xef\xbb\xbf" * 2 + text.encode(), "not_json"
    yield "mark alone", b"\xef\xbb\xbf", "empty"
    yield "null byte", text.encode() + b"\0", "not_json"
    yield "null first", b"\0" + text.encode(), "not_json"
    yield "YAML", b"gradwalk: 1\n", "not_json"
    yield "Python", text.replace('"', "'").encode(), "not_json"
    yield "comment", b"// mine\n" + text.encode(), "not_json"
    yield "comma too many", text[:-1].encode() + b",}", "not_json"
    yield "cut", text[:-9].encode(), "not_json"
    yield "two", (text + text).encode(), "not_json"
    yield "deep list", b"[" * 100_000, "wrong_type"
    yield "deep record", b'{"a":' * 50_000, "too_deep"
    yield "deep in an unknown field", b'{"gradwalk":1,"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}", "too_deep"
    yield "deep lessons", b'{"gradwalk":1,"lessons":' + b"[" * 100_000 + b"]" * 100_000 + b"}", "too_deep"
    yield "a list", b"[]", "wrong_type"
    yield "null", b"null", "wrong_type"
    yield "a text", b'"gradwalk"', "wrong_type"
    yield "another app's", b'{"version": 3, "cells": []}', "no_lesson"
    for name, value, key in VERSIONS:
        yield f"version {name}", b'{"gradwalk":' + value + b"}", key
    yield "key twice", text.replace('"inputs": 2', '"inputs": 3, "inputs": 2').encode(), "repeated"
    yield "same key twice at the top", b'{"gradwalk":1,"preset":"x","preset":"mazur"}', "repeated"
    yield "many empty lists", b'{"gradwalk":1,"problems":[{"W":[' + b"[]," * 80_000 + b"[]]}]}", "too_many"
    yield "many empty records", b'{"gradwalk":1,"past":[' + b"{}," * 80_000 + b"{}]}", "missing"
    yield "many numbers", b'{"gradwalk":1,"walk":[' + b"[0,0,0]," * 30_000 + b"[0,0,0]]}", "too_many"
    keys = b",".join(b'"%d":1' % i for i in range(25_000))
    yield "many keys", b'{"gradwalk":1,"problems":[{"penalty":{' + keys + b"}}]}", "missing"
    yield "long name", json.dumps(doc(**{"x" * 200_000: 1})).encode(), "unknown_field"
    for number in NUMBERS:
        yield f"number {number[:20]}", text.replace("0.1", number, 1).encode(), NUMBERS[number]
    for name, tree, key in TREES:
        yield name, json.dumps(tree).encode(), key
    many = [doc(title=str(i)) for i in range(51)]
    yield "51 lessons", json.dumps({"gradwalk": 1, "lessons": many}).encode(), "too_many"
    yield "50 lessons", json.dumps({"gradwalk": 1, "lessons": many[1:]}).encode(), ""
    yield "no lessons", b'{"gradwalk":1,"lessons":[]}', "too_few"
    yield "lessons in lessons", b'{"gradwalk":1,"lessons":[{"gradwalk":1,"lessons":[]}]}', "unknown_field"
    yield "lessons and a lesson", json.dumps(doc(lessons=[doc()])).encode(), "unknown_field"


VERSIONS = [
    ("0", b"0", "file_version"),
    ("2", b"2", "file_version"),
    ("-1", b"-1", "below"),
    ("1.0", b"1.0", "wrong_type"),
    ("text", b'"1"', "wrong_type"),
    ("true", b"true", "wrong_type"),
    ("nothing", b"null", "wrong_type"),
    ("huge", b"9" * 400, "above"),
    ("huger", b"9" * 9000, "out_of_range"),
]
NUMBERS = {
    **dict.fromkeys(("NaN", "Infinity", "-Infinity", "0x1", "1_0", "01", ".5", "5.", "+1", "\u0661"), "not_json"),
    **dict.fromkeys(("true", '"0.1"', "null", "[0.1]", "{}"), "wrong_type"),
    **dict.fromkeys(("1e999", "-1e999", "1" + "0" * 400, "1" + "0" * 5000), "out_of_range"),
    **dict.fromkeys(("1e301", "1" + "0" * 305), "field"),
    **dict.fromkeys(("1e300", "1", "-0.0", "5e-324", "0." + "1" * 5000), ""),
}
"""In place of a weight."""
