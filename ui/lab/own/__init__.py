"""A learner's own examples: typed, from a file, or placed by clicking. A text of CSV is all that is kept of them."""
