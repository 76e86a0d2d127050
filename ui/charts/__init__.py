"""Charts: data in, a Plotly figure and a description in words out. Nothing here knows of Streamlit."""
