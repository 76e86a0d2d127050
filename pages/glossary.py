"""Glossary: every word and symbol of the app, to look up."""

import streamlit as st

from explain import load_prose
from ui.course.glossary import PAGE, filtered, listed

prose = load_prose()
st.markdown(f"# {prose.say(f'page.{PAGE}.title')}\n\n{prose.say('glossary.about')}")
listed(filtered(prose), prose)
