"""What a marked word or a symbol means, shown beside it when it is pointed at, focused or touched."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

import streamlit as st

from explain import Prose, load_prose
from explain.glossary import Told, glossary
from explain.mathml import Node, markup
from ui import served

HERE = Path(__file__).resolve().parent
_SCRIPTS = [served.address((HERE / name).read_text(encoding="utf-8"), "js") for name in ("tip.js", "navigation.js")]
_component = st.components.v2.component(
    "gradwalk_words",
    html="<span></span>\n",
    js=f"""const loading = {json.dumps(_SCRIPTS)}.map(address => import(new URL(address, document.baseURI).href))
export default function (component) {{ for (const one of loading) one.then(script => script.default(component)) }}
""",
)

PRINTED = {
    **dict.fromkeys(("Yhat", "J_data", "J_penalty", "l", "index", "hat", "matmul", "ones", "sqrt", "cases"), ()),
    "partial": ("∂",),
    "slope": ("′",),
    "top": ("⊤",),
    "circ": ("∘",),
    "new": ("new",),
    "abs": ("|",),
    "max": ("max", "min"),
}
"""How symbols are printed that do not begin with the letter that they are known by; none where others stand in them."""


def word_tips(prose: Prose) -> None:
    """Have the browser explain marked words and symbols. Without it the words are links with a title."""
    with st.container(key="word_tips"):
        _component(key="words", data={"more": prose.say("glossary.tip_open"), "meanings": _address(prose.language)})


@lru_cache
def _address(language: str) -> str:
    """Where the browser finds the meanings, once for all pages."""
    return served.address(f"export default {json.dumps(meanings(load_prose(language)), ensure_ascii=False)}\n", "js")


def meanings(prose: Prose) -> dict[str, dict[str, str]]:
    """What symbols mean: "symbols" by the key of their quantity without its layer, "signs" by how they are printed.

    A letter that stands for several things, such as lambda, tells them all.
    """
    told = [one for one in glossary(prose) if one.entry.latex]
    signs: dict[str, dict[str, None]] = {}
    for one in told:
        for sign in printed(one):
            signs.setdefault(sign, {})[_said(one)] = None
    return {
        "symbols": {one.entry.key: _said(one) for one in told if one.entry.kind == "symbol"},
        "signs": {sign: " · ".join(said) for sign, said in signs.items()},
    }


def _said(one: Told) -> str:
    return f"{one.name}: {one.text}"


def printed(one: Told) -> tuple[str, ...]:
    """The letters or signs by which a symbol is known, as a browser prints them; none for what is made of others."""
    if one.entry.group == "gradients" or one.entry.key in PRINTED:
        return PRINTED.get(one.entry.key, ())
    return (next(_leaves(markup(one.entry.latex))),)


def _leaves(nodes: Iterable[Node]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, str):
            yield node
        else:
            yield from _leaves(node[2:])
