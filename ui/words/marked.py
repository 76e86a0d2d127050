"""Words in a text as links that say what they mean: those of the glossary where they are used first, and marked ones.

A mark is [[gradient]] or [[saturation|hardly moves]], for a word that is written in another way.
"""

from __future__ import annotations

import re

from explain import Prose
from explain.glossary import Told, pieces, word

PAGE = "glossary"
MARK = re.compile(r"\[\[([^\[\]|]+)(?:\|([^\[\]]+))?\]\]")
PLAIN = {"lesson_step", "significant_digits", "example", "worked_example"}
"""Words that every text uses, and that speak for themselves; the glossary has them all the same."""


def marked(text: str, prose: Prose) -> str:
    """The Markdown text with its marked words as links. Raises KeyError for one that the glossary does not have.

    A link's title is what the word means; the browser shows it at once (tip.js).
    """
    return MARK.sub(lambda found: link(word(found[1], prose), found[2] or found[1]), text)


def explained(text: str, prose: Prose, met: set[str]) -> str:
    """The Markdown text with marked words as links, and with every other word of the glossary where it is used first.

    `met` has the words that texts above have explained, by key, and gets the new ones.
    """
    met.update(word(found[1], prose).entry.key for found in MARK.finditer(text))
    done = []
    for piece, told in pieces(text, prose):
        new = told is not None and told.entry.key not in met | PLAIN
        done.append(link(told, piece) if told is not None and new else piece)
        met.update({told.entry.key} if told is not None else ())
    return marked("".join(done), prose)


def link(told: Told, shown: str) -> str:
    """A Markdown link to an entry of the glossary, with its meaning as the title."""
    return f'[{shown}]({PAGE}#{told.anchor} "{told.text}")'
