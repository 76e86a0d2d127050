"""The floor of the page's speed: one slider and one text, served as the lesson is.

Streamlit runs this file twice: imported, it is the launcher; as `__main__`, it is the page.
"""

import streamlit as st

if __name__ == "__main__":
    value = st.slider("w", -5.0, 5.0, 0.1, step=0.01)
    st.text(f"w = {value:.2f}")
else:
    from starlette.middleware import Middleware

    from app import SecurityHeaders, lifespan

    app = st.App(__file__, lifespan=lifespan, middleware=[Middleware(SecurityHeaders)])
