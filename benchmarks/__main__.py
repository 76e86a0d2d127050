"""Runs every benchmark and prints its table."""

from benchmarks import engine_speed

print(engine_speed.report())
