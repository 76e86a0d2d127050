"""The learner's own table as settings: the text that is learned from, a draft that cannot be yet, and how to read them.

The settings are kept as every other one is, in links, files and the browser's memory, but for a text that is too long.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from explain.lab.cells import Table, TableError
from explain.lab.data import OWN, Data
from explain.lab.own_data import CLASSES, FOUND, LAST, NUMBERS, to_data
from explain.lab.placing import Plane, plane_of
from explain.lab.table import read_table
from ui import session
from ui.session import Setting
from ui.session import own as kept

TEXT, TARGET, KIND, DRAFT, DRAFT_KIND = (f"lab.own{end}" for end in ("", "_target", "_kind", "_draft", "_draft_kind"))
SETTINGS = (TEXT, TARGET, KIND, DRAFT, DRAFT_KIND)
MOST_KEPT = 60_000
"""Characters of a text that is kept everywhere; a longer one stays in the session, and the setting is its name."""
LONG = "session:"
FIRST = "-0.6,-0.5,0\n-0.2,-0.7,0\n-0.7,0.1,0\n-0.3,-0.2,0\n0.6,0.5,1\n0.2,0.7,1\n0.7,-0.1,1\n0.3,0.2,1\n"
"""What stands there before anything was entered: eight points of two classes."""


@dataclass(frozen=True)
class Own:
    """`text` is learned from, its column `target` (from 1 on, 0 for the last) as `kind`. `draft` came after it and
    cannot be learned from; None where there is none. `lost` says that the text was too long to be kept.
    """

    text: str
    target: int
    kind: str
    draft: str | None
    draft_kind: str
    lost: bool = False

    @property
    def shown(self) -> str:
        """What the learner works on: the draft, or what is learned from."""
        return self.text if self.draft is None else self.draft


def own() -> Own:
    """What the settings say; what they cannot say counts as not said."""
    settings = session.controls()
    text, draft = _text(settings.get(TEXT)), _text(settings.get(DRAFT))
    target = settings.get(TARGET, LAST)
    column = int(target) if isinstance(target, int | float) and 0 <= target < 100 else LAST
    lost = text is None and isinstance(settings.get(TEXT), str)
    kinds = _kind(settings.get(KIND)), _kind(settings.get(DRAFT_KIND))
    return Own(FIRST if text is None else text, column, kinds[0], draft, kinds[1], lost)


def _text(setting: Setting | None) -> str | None:
    if not isinstance(setting, str):
        return None
    return kept.long(setting.removeprefix(LONG)) if setting.startswith(LONG) else setting


def _kind(setting: Setting | None) -> str:
    return str(setting) if setting in (CLASSES, NUMBERS) else FOUND


def _setting(text: str) -> str:
    """What is kept of a text among the settings, the text itself if it is too long for them in the session."""
    if len(text) > MOST_KEPT:
        kept.keep_long(text)
    return _named_or_short(text)


def _named_or_short(text: str) -> str:
    return text if len(text) <= MOST_KEPT else f"{LONG}{kept.name_of(text)}"


def is_long() -> bool:
    """True where what is learned from is kept in the session only."""
    return len(own().text) > MOST_KEPT


@lru_cache(maxsize=8)
def table_of(text: str) -> Table | TableError:
    """The table of a text, or what is wrong with it."""
    try:
        return read_table(text)
    except TableError as error:
        return error.with_traceback(None)


@lru_cache(maxsize=8)
def tried(text: str, target: int, kind: str, seed: int, share: float, standardise: bool) -> Data | TableError:
    """The data of a text, or what is wrong with it."""
    table = table_of(text)
    if isinstance(table, TableError):
        return table
    used = {"seed": seed, "share": share, "standardise": standardise}
    entered = {"own": _named_or_short(text), "own_target": target, "own_kind": kind}
    try:
        return to_data(table, target=target, kind=kind, **used, origin={"data": OWN, **used, **entered})
    except TableError as error:
        return error.with_traceback(None)


@lru_cache(maxsize=8)
def plane_of_text(text: str, target: int, kind: str) -> Plane | None:
    """The plane of a text, an empty one for an empty text; None for a text whose examples are no points."""
    table = table_of(text)
    if isinstance(table, Table):
        return plane_of(table, target, kind)
    return plane_of(None, target, kind) if not text.strip() else None


def wrong_with(text: str, target: int = LAST, kind: str = FOUND) -> TableError | None:
    """Why a text cannot be learned from; None where it can."""
    found = tried(text, target, kind, 0, 0.0, False)
    return found if isinstance(found, TableError) else None


def own_data(seed: int, share: float, standardise: bool) -> Data:
    """The learner's own data; the first points where a text that came from elsewhere cannot be used."""
    now = own()
    found = tried(now.text, now.target, now.kind, seed, share, standardise)
    if isinstance(found, TableError):
        found = tried(FIRST, LAST, FOUND, seed, share, standardise)
    assert isinstance(found, Data)
    return found


def take(text: str, target: int, kind: str, drafted: bool = True) -> TableError | None:
    """Learn from a text, or keep it as a draft where it cannot be learned from; then returns why.

    Not `drafted`, such a text changes nothing.
    """
    wrong = wrong_with(text, target, kind)
    if wrong is None:
        _set({TEXT: _setting(text), TARGET: target or None, KIND: _named(kind), DRAFT: None, DRAFT_KIND: None})
    elif drafted:
        _set({DRAFT: _setting(text), DRAFT_KIND: _named(kind)})
    return wrong


def take_new(text: str, drafted: bool = True) -> TableError | None:
    """Learn from a text as a whole. Target and kind stay as chosen where its columns are those of the one before.

    A file (not `drafted`) whose columns have no names is another one.
    """
    now, new = own(), table_of(text)
    old = table_of(now.text)
    alike = isinstance(new, Table) and isinstance(old, Table) and new.alike(old) and bool(drafted or new.heads)
    if alike and wrong_with(text, now.target, now.kind) is None:
        return take(text, now.target, now.kind, drafted)
    return take(text, LAST, FOUND, drafted)


def read_as(target: int, kind: str) -> TableError | None:
    """Read the text in another way, if that can be; returns why not."""
    wrong = wrong_with(own().text, target, kind)
    if wrong is None:
        _set({TARGET: target, KIND: _named(kind)})
    return wrong


def take_back(settings: Mapping[str, Setting]) -> None:
    """Learn again from what a run learned from, by the `origin` of its data; `undo` brings back what stood there."""
    text, target, kind = (settings[name] for name in ("own", "own_target", "own_kind"))
    _set({TEXT: text, TARGET: target or None, KIND: _named(str(kind)), DRAFT: None, DRAFT_KIND: None})


def start_anew(kind: str) -> None:
    """An empty draft for points of classes in a plane, or for numbers over one input."""
    _set({DRAFT: "", DRAFT_KIND: kind})


def undo() -> None:
    """Go back to what there was before the last change."""
    earlier = kept.take_earlier()
    if earlier:
        session.set_controls(earlier)


def _named(kind: str) -> str | None:
    return None if kind == FOUND else kind


def _set(changed: Mapping[str, Setting | None]) -> None:
    before = session.controls()
    earlier = {name: before.get(name) for name in SETTINGS}
    session.set_controls(changed)
    if earlier != {name: session.controls().get(name) for name in SETTINGS}:
        kept.remember(earlier)
