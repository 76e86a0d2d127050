"""Keeping a lesson: as a document in a file, a link, or the memory of a browser."""
