"""The tests: folders mirror the house."""
