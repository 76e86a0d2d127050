"""What is wrong with a link, a file or a remembered lesson, in the learner's words; nothing in it is markup."""

from __future__ import annotations

import re
from typing import Any

import msgspec

from explain import Prose
from ui.markdown import as_text

MOST_QUOTED = 120
"""Characters of a document that a sentence about it repeats."""
JOINERS = "\u200c\u200d"
"""Signs that cannot be seen, and that some scripts need."""

REFUSALS = (
    (r"Expected `(?P<wanted>[^`]*)`, got `(?P<got>[^`]*)`", "wrong_type"),
    (r"Expected `str` of length <= (?P<most>\d+)", "too_long"),
    (r"Expected `\w+` of length <= (?P<most>\d+)", "too_many"),
    (r"Expected `\w+` of length >= (?P<least>\d+)", "too_few"),
    (r"Expected `array` of length (?P<count>\d+).*", "wrong_count"),
    (r"Expected `\w+` <= (?P<most>\S+)", "above"),
    (r"Expected `\w+` >= (?P<least>\S+)", "below"),
    (r"Object missing required field `(?P<field>.*)`", "missing"),
    (r"Object contains unknown field `(?P<field>.*)`", "unknown_field"),
    (r"Invalid enum value (?P<value>.*)", "not_one_of"),
    (r"(?:Number|Integer value) out of range", "out_of_range"),
)
"""What msgspec refuses, and the key of our sentence."""
PLACE = re.compile(r"(?s)(?P<reason>.*) - at `(?P<where>(?:key` in `)?\$[^`]*)`")


class DocumentError(ValueError):
    """A document cannot be opened. `key` names the sentence keep.error.<key>, `names` are what it mentions."""

    def __init__(self, key: str, **names: Any) -> None:
        super().__init__(f"{key}: {names}")
        self.key = key
        self.names = names

    def said(self, prose: Prose) -> str:
        """The sentence, for Markdown: what it repeats of the document is text."""
        names = {name: plain(value) if isinstance(value, str) else value for name, value in self.names.items()}
        if names.get("where") == "":
            names["where"] = prose.say("keep.error.document")
        for name in {"wanted", "got"} & names.keys():
            kinds = (prose.say(f"keep.error.type.{kind}") for kind in self.names[name].split(" | "))
            names[name] = f" {prose.say('keep.error.or')} ".join(kinds)
        return prose.say(f"keep.error.{self.key}", **names)


def refusal(error: msgspec.ValidationError) -> DocumentError:
    """What msgspec refuses, and where, as one of ours."""
    found = PLACE.fullmatch(str(error))
    reason, where = (found["reason"], found["where"]) if found else (str(error), "")
    where = where.removeprefix("key` in `").removeprefix("$").removeprefix(".")
    for pattern, key in REFUSALS:
        said = re.fullmatch(pattern, reason, re.DOTALL)
        if said:
            return DocumentError(key, where=where, **said.groupdict())
    return DocumentError("field", where=where, reason=reason[:1].lower() + reason[1:])


def visible(text: str) -> str:
    """A text in one line, without signs that cannot be seen or that turn the others round."""
    return " ".join("".join(s if s.isprintable() or s in JOINERS else " " for s in text).split())


def plain(text: str) -> str:
    """A text that Markdown shows as it is, cut where it is long: no markup, no picture, no address to press."""
    line = visible(text)
    short = line if len(line) <= MOST_QUOTED else f"{line[:MOST_QUOTED]}…"
    return as_text(short)
