"""Words that explain themselves: a touch tells what a word or symbol means, a button lists those of a page."""

from ui.words.marked import explained, marked
from ui.words.panel import words_panel
from ui.words.tip import word_tips

__all__ = ["explained", "marked", "word_tips", "words_panel"]
