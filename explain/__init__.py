"""Readers of a trace: LaTeX, sentences, links and diagram parts of every step, all derived from its equation."""

from explain.explanation import EntryExplanation, Explanation, Use, explain, explain_entry, title
from explain.highlight import Part
from explain.prose import Prose, ProseError, load_prose

__all__ = [
    "EntryExplanation",
    "Explanation",
    "Part",
    "Prose",
    "ProseError",
    "Use",
    "explain",
    "explain_entry",
    "load_prose",
    "title",
]
