"""Tests of explain/: what a page shows is read back and compared with what it claims."""
