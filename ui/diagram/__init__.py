"""The picture of a network as data: where everything stands and what it says. `ui/stage` and `svg.py` draw it."""
