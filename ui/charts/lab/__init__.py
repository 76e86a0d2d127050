"""Figures of the training lab: data in, Plotly figure out."""
