"""The lesson document: what a file, a link and a browser's memory of a lesson hold, and the JSON Schema of it.

`python -m ui.keep.schema` prints the schema that docs/lesson.schema.json publishes.
"""

from __future__ import annotations

import json
import sys
from typing import Annotated, Any, Literal, Self

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

VERSION = 1
MOST_PROBLEMS, MOST_CHANGES, MOST_LESSONS = 512, 100, 50
MOST_FILE = 256 * 1024
"""Bytes."""

Name = Annotated[str, Meta(max_length=64)]
Sentence = Annotated[str, Meta(max_length=200)]
Row = Annotated[list[float], Meta(max_length=64)]
Matrix = Annotated[list[Row], Meta(max_length=16)]
Index = Annotated[int, Meta(ge=0, lt=MOST_PROBLEMS, description="A place in `problems`, counted from 0.")]
Count = Annotated[int, Meta(ge=0, le=1_000_000)]
Number = Annotated[int, Meta(ge=1, le=64, description="Counted from 1.")]
Ref = Annotated[
    tuple[Index, Count], Meta(description="A problem: its place in `problems`, and how many updates it is later.")
]
Walk = Annotated[
    list[tuple[Index, Count, Count]],
    Meta(
        max_length=200,
        description="Updates applied one after the other: a problem, how many updates later it began, and how many.",
    ),
]


class Strict(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A record that refuses what it does not know and leaves out what is as usual."""

    @classmethod
    def of(cls, **fields: Any) -> Self:
        """The record of these fields, in one way only: msgspec writes a usual value that is another object."""
        usual = {known.name: known.default for known in msgspec.structs.fields(cls)}
        return cls(**{name: value for name, value in fields.items() if value != usual[name]})


class LayerDocument(Strict):
    """One layer."""

    units: Annotated[int, Meta(ge=1, le=16)]
    activation: Name


class ProblemDocument(Strict, kw_only=True):
    """Network, parameters, data and optimiser. Where W is left out, new weights are drawn when it is opened."""

    version: Literal[1] = 1
    inputs: Annotated[int, Meta(ge=1, le=16)]
    layers: Annotated[list[LayerDocument], Meta(min_length=1, max_length=8)]
    loss: Name
    optimiser: dict[Name, str | float]
    W: Annotated[list[Matrix], Meta(max_length=8)] | UnsetType = UNSET
    b: Annotated[list[Row], Meta(max_length=8)] | UnsetType = UNSET
    X: Matrix
    Y: Matrix
    penalty: dict[Name, float] | UnsetType = UNSET
    frozen: Annotated[list[Name], Meta(max_length=4096)] | UnsetType = UNSET
    state: dict[Name, Annotated[int, Meta(ge=0, le=1_000_000_000)] | Matrix] | UnsetType = UNSET


class Drawn(Strict):
    """How the start weights were drawn, or are to be drawn where a problem has none."""

    scheme: Name
    seed: Annotated[int, Meta(ge=0, le=1_000_000_000)] | None = None


class View(Strict):
    """What the learner looks at. `step` is the key of its quantity ("dW1"); rows and columns are counted from 1.

    `revealed` are the quantities whose results were asked for, in a lesson that hides its answers. `convention` says
    what the examples are in the formulas shown.
    """

    step: Name = ""
    digits: Annotated[int, Meta(ge=2, le=8)] = 4
    part: Name = ""
    example: Number = 1
    lens: Literal["matrix", "entry", "paths"] = "matrix"
    entry: tuple[Number, Number] = (1, 1)
    zoom: Literal["layers", "steps", "terms"] = "steps"
    tool: Name = ""
    revealed: Annotated[list[Name], Meta(max_length=256)] = []
    convention: Literal["columns", "rows"] = "columns"


class State(Strict):
    """A network as the learner had it. Where `problem` is null, it is the worked example's own.

    `walk` are the updates applied, less the first ones that are `forgotten`; `start` is the network before those.
    `hidden` is what a teacher left out.
    """

    preset: Name = ""
    title: Name = ""
    problem: Ref | None = None
    walk: Walk = []
    forgotten: Count = 0
    start: Ref | None = None
    drawn: Drawn | None = None
    hidden: Annotated[list[Literal["controls", "answers"]], Meta(max_length=2)] = []


class Change(State, kw_only=True):
    """A change that can be taken back or made again: its name and the network on its other side."""

    name: Sentence
    group: Name = ""


class Document(State, kw_only=True):
    """One lesson: the network, how it came about, and where the learner is."""

    gradwalk: Literal[1]
    page: Name = "step_by_step"
    problems: Annotated[list[ProblemDocument], Meta(max_length=MOST_PROBLEMS)] = []
    view: View = View()
    controls: Annotated[
        dict[Name, int | float | str | bool],
        Meta(max_length=300, description="What the controls of the course's pages are set to, where not as usual."),
    ] = {}
    past: Annotated[list[Change], Meta(max_length=MOST_CHANGES)] = []
    future: Annotated[list[Change], Meta(max_length=MOST_CHANGES)] = []


class Collection(Strict):
    """Several lessons in one file."""

    gradwalk: Literal[1]
    lessons: Annotated[list[Document], Meta(min_length=1, max_length=MOST_LESSONS)]


class Envelope(Struct):
    """What every version of a document has; read first, so that a newer one is told apart from a broken one."""

    gradwalk: Annotated[int, Meta(ge=0, le=1_000_000)] | UnsetType = UNSET
    lessons: msgspec.Raw | UnsetType = UNSET


def schema() -> dict[str, Any]:
    """The JSON Schema of a file: one lesson or several."""
    kinds, components = msgspec.json.schema_components([Document, Collection], ref_template="#/$defs/{name}")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Gradwalk lesson",
        "anyOf": list(kinds),
        "$defs": components,
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(schema(), indent=1, sort_keys=True, ensure_ascii=False) + "\n")
