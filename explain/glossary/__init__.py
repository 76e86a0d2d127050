"""The glossary: what every word and symbol of the app means, and which of them a text or a step uses."""

from explain.glossary.entries import Entry, entries
from explain.glossary.symbols import keys, symbols_in, symbols_of
from explain.glossary.words import Told, glossary, pieces, word, words_in

__all__ = ["Entry", "Told", "entries", "glossary", "keys", "pieces", "symbols_in", "symbols_of", "word", "words_in"]
