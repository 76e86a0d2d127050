"""The glossary in a language: what each word and symbol is called and means, and which words a text uses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from explain.glossary.entries import Entry, entries
from explain.prose import Prose, load_prose


@dataclass(frozen=True)
class Told:
    """An entry in a language: its heading, other words for it, what it is, and its place on the glossary's page."""

    entry: Entry
    name: str
    others: tuple[str, ...]
    text: str

    @property
    def anchor(self) -> str:
        """The id that Streamlit gives a heading with this name: its words, in lower case, with hyphens between."""
        return "-".join(re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])\d*|\d+", self.name)).lower()


@lru_cache
def _glossary(language: str) -> tuple[Told, ...]:
    return tuple(_told(entry, load_prose(language)) for entry in entries())


def glossary(prose: Prose) -> tuple[Told, ...]:
    """Every entry in a language, group by group. Raises ProseError where one is missing."""
    return _glossary(prose.language)


def _told(entry: Entry, prose: Prose) -> Told:
    at = f"glossary.{entry.kind}.{entry.key}"
    others = prose.texts.get(f"{at}.also", "")
    return Told(entry, prose.say(f"{at}.name"), tuple(filter(None, others.split(", "))), prose.say(f"{at}.is"))


@lru_cache
def _by_word(language: str) -> Mapping[str, Told]:
    """Every way to write a word, in lower case."""
    words = [told for told in _glossary(language) if told.entry.kind == "word"]
    return {name.lower(): told for told in words for name in (told.name, *told.others)}


def word(name: str, prose: Prose) -> Told:
    """The entry of a word, however it is written. Raises KeyError for one that the glossary does not have."""
    found = _by_word(prose.language).get(name.lower())
    if found is None:
        raise KeyError(f"the glossary has no word {name!r}")
    return found


KEPT = r"\$[^$]*\$|`[^`]*`|\[\[[^\[\]]*\]\]|!?\[[^\[\]]*\]\([^()]*\)"
"""What no word is looked for in: formulas, code, marked words and links."""


def pieces(text: str, prose: Prose) -> Iterator[tuple[str, Told | None]]:
    """A Markdown text in pieces: each use of a word of the glossary with its entry, and what is between as it is."""
    known, at = _by_word(prose.language), 0
    for match in re.finditer(rf"{KEPT}|({_pattern(prose.language).pattern})", text, re.IGNORECASE):
        if match[1]:
            yield text[at : match.start()], None
            yield match[1], known[match[1].lower()]
            at = match.end()
    yield text[at:], None


@lru_cache
def _pattern(language: str) -> re.Pattern[str]:
    longest_first = sorted(_by_word(language), key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, longest_first))})\b", re.IGNORECASE)


def words_in(texts: Iterable[str], prose: Prose) -> tuple[Told, ...]:
    """The words of the glossary that texts use, formulas left out; each once, in the order of the glossary."""
    known, pattern = _by_word(prose.language), _pattern(prose.language)
    found = {known[match[0].lower()] for text in texts for match in pattern.finditer(re.sub(r"\$[^$]*\$", " ", text))}
    return tuple(told for told in glossary(prose) if told in found)
