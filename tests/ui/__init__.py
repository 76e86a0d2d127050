"""Tests of the page pieces and of whole pages through AppTest."""
