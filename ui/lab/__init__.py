"""The training lab's page: its controls, the run that goes on piece by piece, its views, and what they lead to."""
