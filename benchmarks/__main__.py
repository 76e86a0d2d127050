"""Runs every benchmark that needs no browser and prints its tables."""

from benchmarks import engine_speed, lab_speed

print(engine_speed.report())
print()
print(lab_speed.report())
