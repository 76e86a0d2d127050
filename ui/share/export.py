"""A lesson to take away: worked out as a document, as code that runs by itself, as numbers, or as a picture."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import partial

import streamlit as st

from engine import NonFiniteError, Trace
from explain import Prose
from explain.export import DETAILS, FORMATS, export
from ui import session
from ui.diagram.png import png
from ui.diagram.svg import to_svg
from ui.lesson import Journal, Lesson
from ui.markdown import as_text
from ui.share.file import file_name, name_of
from ui.stage.live import live_data

Make = Callable[[Trace, NonFiniteError | None, Lesson, str, Prose], bytes]


@dataclass(frozen=True)
class Kind:
    """One thing to take away: its file's ending and media type, `make`, and whether it has levels of detail."""

    suffix: str
    mime: str
    make: Make
    detailed: bool = False


def _explained(name: str) -> Make:
    def make(trace: Trace, stopped: NonFiniteError | None, lesson: Lesson, detail: str, prose: Prose) -> bytes:
        return export(trace, name, prose, detail, lesson.digits, stopped, name_of(lesson, prose))

    return make


def _svg(trace: Trace, stopped: NonFiniteError | None, lesson: Lesson, _detail: str, prose: Prose) -> bytes:
    return to_svg(live_data(trace, stopped, lesson, Journal(), prose)["picture"]).encode()


def _png(trace: Trace, stopped: NonFiniteError | None, lesson: Lesson, detail: str, prose: Prose) -> bytes:
    return png(_svg(trace, stopped, lesson, detail, prose).decode())


DETAILED = ("pdf", "html", "md", "tex")
NUMBERS = {"json": "-numbers.json", "csv": "-numbers.csv"}
"""What these files' names end in: a saved lesson is a JSON file, too."""
ORDER = (*DETAILED, "py", "torch", "ipynb", "json", "csv")
KINDS: dict[str, Kind] = {
    **{
        name: Kind(NUMBERS.get(name, FORMATS[name].suffix), FORMATS[name].mime, _explained(name), name in DETAILED)
        for name in (*ORDER, *(name for name in FORMATS if name not in ORDER))
    },
    "svg": Kind(".svg", "image/svg+xml", _svg),
    "png": Kind(".png", "image/png", _png),
}
"""Everything that can be taken away, in the order in which it is offered; the label of each is share.format.<name>."""


def export_tab(_pages: Collection[str], _page: str, prose: Prose) -> None:
    """Choose a format and save it."""
    lesson, (trace, stopped) = session.lesson(), session.run_lesson()
    if not trace.steps:
        st.markdown(prose.say("share.nothing"))
        return
    name = st.selectbox(
        prose.say("share.format_label"),
        list(KINDS),
        format_func=lambda name: prose.say(f"share.format.{name}"),
        key="share_format",
    )
    kind, detail = KINDS[name], DETAILS[1]
    if kind.detailed:
        detail = st.radio(
            prose.say("share.detail_label"),
            DETAILS,
            index=1,
            format_func=lambda level: prose.say(f"share.detail.{level}"),
            key="share_detail",
        )
    st.caption(prose.say(f"share.about.{name}"))
    file = file_name(lesson, kind.suffix)
    st.download_button(
        prose.say("share.download", file=as_text(file)),
        partial(kind.make, trace, stopped, lesson, detail, prose),  # made when it is asked for
        file,
        kind.mime,
        key=f"share_download_{name}_{detail}",
        on_click="ignore",
        type="primary",
    )
