"""A document as text for a link or for a browser's memory: JSON, compressed with what every document has in common."""

from __future__ import annotations

import base64
import binascii
import json
import re
import zlib
from collections.abc import Iterable
from typing import Any

import msgspec

from ui.keep.errors import DocumentError, refusal
from ui.keep.schema import MOST_FILE, VERSION, Collection, Document, Envelope

MOST_LINK, MOST_INFLATED_LINK = 8 * 1024, 64 * 1024
MOST_TEXT = 400 * 1024
"""Characters of a link, bytes of what it inflates to; characters of a packed lesson with its changes."""

ALPHABET = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)

COMMON = (
    b'"frozen":["W1","b1"],"hidden":["controls","answers"],"drawn":{"scheme":"xavier_uniform","seed":}'
    b'"softmax"},"relu"},"linear"},"identity"},"leaky_relu"},"gelu"},"cross_entropy","half_squared_error","mean_squared_error",'
    b'"momentum":0.9,"name":"adam","beta1":0.9,"beta2":0.999,"epsilon":1e-08,"weight_decay":0.0,"nesterov"'
    b'"penalty":{"l2":0.0,"l1":0.0},"state":{"t":1,"M_W1":[[0.0,"S_W1":[[0.0,"V_W1":[[0.0'
    b'"page":"step_by_step","future":[{"name":"past":[{"name":"group":"slider-drag-'
    b'"view":{"step":"Yhat","digits":6,"part":"W2.1.1","example":2,"lens":"entry","entry":[2,1],"zoom":"terms","tool":"network"}'
    b'"step":"dW1"},"step":"dZ2","step":"db1","step":"W1_next","lens":"paths","zoom":"layers","tool":"change"'
    b'"title":"","problem":[1,0],"walk":[[0,0,1]],"forgotten":1,"start":[0,0],"preset":"mazur","preset":"notes-2-2-1"'
    b'{"gradwalk":1,"problems":[{"inputs":2,"layers":[{"units":2,"activation":"tanh"},{"units":3,"activation":"sigmoid"},'
    b'{"units":1,"activation":"sigmoid"}],"loss":"binary_cross_entropy","optimiser":{"name":"sgd","eta":0.5},'
    b'"W":[[[0.1,0.4],[0.8,0.6]],[[0.3,0.7]]],"b":[[0.3,0.9],[0.5]],"X":[[0.5],[0.2]],"Y":[[1.0]]}],'
)
"""Texts that documents repeat, the most frequent last. Version 1 of a link needs these very bytes: they stay."""


def pack(document: Document, most: int | None = None) -> str:
    """The text of a document. Raises DocumentError where it has more than `most` characters, or could not be opened."""
    data = msgspec.json.encode(document)
    inflated = MOST_INFLATED_LINK if most is not None and most <= MOST_LINK else MOST_FILE
    if len(data) > inflated:
        raise DocumentError("too_large", most=inflated // 1024)
    packer = zlib.compressobj(9, zlib.DEFLATED, -15, zdict=COMMON)
    squeezed = packer.compress(data) + packer.flush()
    text = f"{VERSION}{base64.urlsafe_b64encode(squeezed).decode().rstrip('=')}"
    if most is not None and len(text) > most:
        raise DocumentError("link_too_long", length=len(text), most=most)
    return text


def unpack(text: Any, most: int = MOST_LINK, inflated: int = MOST_INFLATED_LINK) -> Document:
    """The document of a text that `pack` made. Inflates once, within a bound. Raises DocumentError."""
    if not isinstance(text, str) or not text:
        raise DocumentError("empty")
    if len(text) > most:
        raise DocumentError("link_too_long", length=len(text), most=most)
    if not ALPHABET.fullmatch(text):
        raise DocumentError("alphabet", sign=re.sub(ALPHABET, "", text)[:1])
    if text[0] != str(VERSION):
        raise DocumentError("link_version", version=text[0])
    try:
        squeezed = base64.b64decode(text[1:] + "=" * (-(len(text) - 1) % 4), altchars=b"-_", validate=True)
        opener = zlib.decompressobj(-15, zdict=COMMON)
        data = opener.decompress(squeezed, inflated + 1)
    except (binascii.Error, zlib.error) as error:
        raise DocumentError("damaged") from error
    if len(data) > inflated:
        raise DocumentError("too_large", most=inflated // 1024)
    if not opener.eof or opener.unused_data:
        raise DocumentError("damaged")
    document: Document = _decoded(data, Document)
    _refuse_repeated_keys(data)
    return document


def to_file(documents: Iterable[Document]) -> bytes:
    """A file of one lesson or several, laid out to be read. Raises DocumentError where it is too large to be opened."""
    listed = tuple(documents)
    what = listed[0] if len(listed) == 1 else Collection(gradwalk=VERSION, lessons=list(listed))
    data = msgspec.json.format(msgspec.json.encode(what), indent=1) + b"\n"
    if len(data) > MOST_FILE:  # laid out, each number takes a line
        data = msgspec.json.encode(what) + b"\n"
    if len(data) > MOST_FILE:
        raise DocumentError("file_too_large", size=len(data) // 1024 + 1, most=MOST_FILE // 1024)
    return data


def from_file(data: bytes) -> tuple[Document, ...]:
    """The lessons of a file. Raises DocumentError; nothing of a file that is too large is read."""
    if len(data) > MOST_FILE:
        raise DocumentError("file_too_large", size=len(data) // 1024 + 1, most=MOST_FILE // 1024)
    data = data.removeprefix(b"\xef\xbb\xbf")
    if not data.strip():
        raise DocumentError("empty")
    envelope = _decoded(data, Envelope)
    if envelope.gradwalk is msgspec.UNSET:
        raise DocumentError("no_lesson")
    if envelope.gradwalk != VERSION:
        raise DocumentError("file_version", version=envelope.gradwalk)
    if envelope.lessons is msgspec.UNSET:
        found: tuple[Document, ...] = (_decoded(data, Document),)
    else:
        found = tuple(_decoded(data, Collection).lessons)
    _refuse_repeated_keys(data)
    return found


def _decoded(data: bytes, kind: Any) -> Any:
    """What msgspec reads; what it refuses, in words."""
    try:
        return msgspec.json.decode(data, type=kind)
    except msgspec.ValidationError as error:
        raise refusal(error) from error
    except msgspec.DecodeError as error:
        reason = str(error).removeprefix("JSON is malformed: ").replace("object", "record").replace("array", "list")
        raise DocumentError("not_json", reason=reason[:1].lower() + reason[1:]) from error
    except UnicodeDecodeError as error:
        raise DocumentError("not_text", place=error.start) from error
    except RecursionError as error:
        raise DocumentError("too_deep") from error


def _refuse_repeated_keys(data: bytes) -> None:
    """A key that stands twice in a record is a slip of whoever wrote the file: which one counts would be a guess."""

    def record(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            keys = [key for key, _ in pairs]
            raise DocumentError("repeated", field=next(key for key in keys if keys.count(key) > 1)[:40])
        return found

    json.loads(data, object_pairs_hook=record)
