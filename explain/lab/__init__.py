"""The training lab without its widgets: data, what a run is set up with, the run, and everything read off it."""
