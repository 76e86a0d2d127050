"""The sentences of the product: a folder of TOML files a language in content/, by key. A missing key is an error."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from string import Formatter
from typing import Any

CONTENT = Path(__file__).resolve().parent.parent / "content"


class ProseError(KeyError):
    """A sentence is missing, or it asks for a name that the step does not have."""

    def __str__(self) -> str:
        return str(self.args[0])


@dataclass(frozen=True)
class Prose:
    """The sentences of one language, by dotted key ("why.dense.weighted_sum")."""

    language: str
    texts: Mapping[str, str]

    def say(self, key: str, **names: object) -> str:
        """The sentence `key` with its {names} filled in. Raises ProseError, naming what is missing."""
        if key not in self.texts:
            raise ProseError(f"content/{self.language} has no sentence {key!r}")
        text = self.texts[key]
        wanted = {field for _, field, _, _ in Formatter().parse(text) if field}
        missing = wanted - names.keys()
        if missing:
            raise ProseError(f"the sentence {key!r} asks for {', '.join(sorted(missing))}, which nobody gave")
        return text.format(**names)


def _flat(tree: Mapping[str, Any], prefix: str = "") -> dict[str, str]:
    found: dict[str, str] = {}
    for key, value in tree.items():
        if isinstance(value, Mapping):
            found |= _flat(value, f"{prefix}{key}.")
        else:
            found[f"{prefix}{key}"] = value
    return found


@lru_cache
def load_prose(language: str = "en") -> Prose:
    """The sentences of all files in content/<language>. Raises ProseError where there is no such folder.

    Raises ProseError, too, for a sentence that stands in two files.
    """
    folder = CONTENT / language
    files = sorted(folder.rglob("*.toml"))
    if not files:
        known = ", ".join(sorted({path.relative_to(CONTENT).parts[0] for path in CONTENT.rglob("*.toml")}))
        raise ProseError(f"there is no language {language!r}: there are {known}")
    texts: dict[str, str] = {}
    for path in files:
        more = _flat(tomllib.loads(path.read_text(encoding="utf-8")))
        if twice := sorted(texts.keys() & more.keys()):
            raise ProseError(f"{path.relative_to(CONTENT)} has {twice[0]!r}, which another file has, too")
        texts |= more
    return Prose(language, texts)
