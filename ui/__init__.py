"""Streamlit pieces that the pages share. They place and react; numbers and words come from engine and explain."""
