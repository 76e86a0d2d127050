"""Tests of the engine: its numbers against independent oracles, its contract, and what it refuses."""
