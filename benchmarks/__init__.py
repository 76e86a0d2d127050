"""Speed as ratios measured in one run: `python -m benchmarks`. Nothing here is asserted; machines differ."""
