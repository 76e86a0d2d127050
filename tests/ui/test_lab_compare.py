"""The runs side by side as they are drawn: the table, the chart, and the buttons of each run."""

from __future__ import annotations

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from explain import load_prose
from explain.lab.comparison import SETTINGS, KeptRun, curve, outcome
from explain.lab.data import generated
from explain.lab.run import Measure, Run
from explain.lab.setup import Setup
from explain.numbers import plain
from tests.ui.lesson_page import sound
from ui.charts.lab.comparison import FLOOR, THICK, THIN, Curve, description, figure, rows
from ui.lab.compare import SAID
from ui.session.lab import MOST_KEPT

prose = load_prose()
say = prose.say
AT = "course.lab.compare"


def made(updates: int = 20, name: str = "circles", share: float = 0.25, **setup: Any) -> Run:
    """A run after so many updates."""
    data = generated(name, examples=40, noise=0.0, seed=0, share=share, standardise=False)
    run = Run(Setup(**{"hidden": ((4, "tanh"),), **setup}), data)
    run.recording.advance(updates)
    return run


def _page(kept, present, pressed):
    from explain import load_prose
    from ui.lab import compare
    from ui.session.lab import set_lab

    set_lab(run=present)
    compare.draw(
        kept,
        load_prose(),
        restore=lambda name: pressed.append(("restore", name)),
        forget=lambda name: pressed.append(("forget", name)),
    )


def opened(*runs: Run, present: Run | None = None, names: str = "123456") -> tuple[AppTest, list[tuple[str, str]]]:
    """The view of some runs, and the list of what is pressed."""
    pressed: list[tuple[str, str]] = []
    kept = [KeptRun(name, run) for name, run in zip(names, runs, strict=False)]
    return sound(AppTest.from_function(_page, default_timeout=30, args=(kept, present, pressed)).run()), pressed


def text(at: AppTest) -> str:
    """All that is written."""
    return "\n".join(element.value for element in at.markdown)


def row(at: AppTest, label: str) -> list[str]:
    """The cells of a row of the table."""
    line = next(line for line in text(at).splitlines() if line.startswith(f"| {label} |"))
    return [cell.strip() for cell in line.split("|")[2:-1]]


def test_without_runs_it_says_how_they_come_here() -> None:
    """And with one as well, beside its buttons; there is no chart of one run."""
    at, _ = opened()
    assert text(at) == say(f"{AT}.none")
    at, _ = opened(made())
    assert text(at) == say(f"{AT}.one")
    assert [button.key for button in at.button] == ["lab_restore_1", "lab_forget_1"]


def test_each_run_can_be_taken_up_and_removed_but_the_present_one() -> None:
    """A press tells the name of its run."""
    one, two, now = made(5), made(6), made(7)
    at, pressed = opened(one, two, now, present=now)
    assert [button.key for button in at.button if "_numbers" not in button.key] == [
        "lab_restore_1",
        "lab_forget_1",
        "lab_restore_2",
        "lab_forget_2",
    ]
    assert row(at, say(f"{AT}.head.setting")) == ["Run 1", "Run 2", r"Run 3 \(this one\)"]
    at.button(key="lab_restore_2").click()
    at.run()
    at.button(key="lab_forget_1").click()
    at.run()
    assert pressed == [("restore", "2"), ("forget", "1")]


def test_the_table_says_settings_in_words() -> None:
    """Names, layers, nothing, all and changes on the way."""
    changed = made(5)
    changed.go_on_with(Setup(hidden=((4, "tanh"),), eta=0.1))
    other = made(5, hidden=(), optimiser="sgd", batch_size=None, shuffle=None, frozen=(1,), initialiser="zeros")
    at, _ = opened(changed, other)
    field = {name: say(f"{AT}.field.{name}") for name in SETTINGS}
    assert row(at, field["hidden"]) == ["4 tanh", say(f"{AT}.no_hidden")]
    assert row(at, field["optimiser"]) == ["Adam", "gradient descent"]
    assert row(at, field["batch"]) == ["32", say(f"{AT}.all_examples")]
    assert row(at, field["shuffle"]) == ["0", say(f"{AT}.in_order")]
    assert row(at, field["frozen"]) == [say(f"{AT}.nothing"), "1"]
    assert row(at, field["initialiser"]) == ["Xavier normal", "all 0"]
    assert row(at, field["eta"]) == [say(f"{AT}.changed", before="0.02", first=5, after="0.1"), "0.02"]
    assert field["loss"] not in text(at)


def test_the_table_says_what_became_of_the_runs() -> None:
    """The numbers of `outcome`; a number that is not there is no 0."""
    runs = made(30), made(40, share=0.0)
    at, _ = opened(*runs)
    ended = [outcome(run) for run in runs]

    def cells(name: str) -> list[str]:
        return row(at, say(f"{AT}.outcome.{name}"))

    assert cells("updates") == ["30", "40"]
    assert cells("epochs") == ["30", "20"]
    assert cells("training_loss") == [plain(one.training.loss, 4) for one in ended]
    assert cells("training_accuracy") == [f"{plain(100 * one.training.accuracy, 4)}%" for one in ended]
    assert cells("validation_loss") == [plain(ended[0].validation.loss, 4), say(f"{AT}.nothing")]
    best = ended[0].lowest
    told = say(f"{AT}.lowest_at", loss=plain(best.validation.loss, 4), update=best.update)
    assert cells("lowest") == [told, say(f"{AT}.nothing")]
    assert say(f"{AT}.differ") in text(at)


def test_runs_with_the_same_settings_are_said_so() -> None:
    """Only the rows of what became of them."""
    at, _ = opened(made(5), made(9))
    assert say(f"{AT}.alike") in text(at)
    assert row(at, say(f"{AT}.outcome.updates")) == ["5", "9"]


@pytest.mark.parametrize(
    "other, warned",
    [
        ({}, []),
        ({"loss": "hinge"}, ["other_loss"]),
        ({"share": 0.5}, ["other_data"]),
        ({"name": "sine"}, ["other_loss_alone", "other_data"]),
    ],
)
def test_losses_that_cannot_be_compared_are_warned_of(other: dict[str, Any], warned: list[str]) -> None:
    """Another loss, other examples."""
    at, _ = opened(made(), made(**other))
    warnings = ("other_loss", "other_loss_alone", "other_data")
    assert [name for name in warnings if say(f"{AT}.{name}") in text(at)] == warned


def test_runs_of_any_kind_stand_side_by_side() -> None:
    """Without updates, stopped, three classes, a curve; a seventh run has the first one's colour again."""
    stopped = made(400, "sine", hidden=((4, "relu"),), optimiser="sgd", eta=10.0)
    assert stopped.recording.stopped is not None
    runs = [made(0), stopped, made(3, "blobs"), made(3, "sine"), made(1, share=0.0), made(2), made(2, "xor")]
    at, _ = opened(*runs, names="1234567")
    told = say(f"{AT}.updates_stopped", updates=stopped.updates)
    assert row(at, say(f"{AT}.outcome.updates")) == ["0", told, "3", "3", "1", "2", "2"]


@pytest.mark.parametrize("count, said", [(MOST_KEPT - 1, []), (MOST_KEPT, [MOST_KEPT])])
def test_that_the_oldest_run_goes_is_said_before_it_goes(count: int, said: list[int]) -> None:
    """From where one more is too many."""
    at, _ = opened(*[made(1)] * count, names="123456"[:count])
    assert [text.value for text in at.caption if "oldest" in text.value] == [say(f"{AT}.most", most=m) for m in said]


def test_a_name_is_shown_as_it_was_typed() -> None:
    """Signs of markup in it do nothing."""
    run = made(1)
    at = sound(AppTest.from_function(_page, args=([KeptRun("a|*b*", run), KeptRun("2", made(1))], None, [])).run())
    assert r"Run a\|\*b\*" in text(at)


def test_the_chart_goes_over_updates_or_epochs() -> None:
    """The control tells which; four updates of this run are an epoch."""
    runs = [made(8, batch_size=8), made(3)]
    at, _ = opened(*runs)
    assert at.segmented_control[0].value == "updates"
    at.segmented_control[0].select("epochs")
    assert say(f"{AT}.axis.epochs") in str(sound(at.run()).get("plotly_chart")[0].proto)


def test_the_figure_has_thin_and_thick_lines_of_each_run() -> None:
    """The numbers of the run's own moments; without validation examples there is one line."""
    runs = [made(20), made(5, share=0.0)]
    curves = []
    for name, run in zip("12", runs, strict=True):
        moments = curve(run)
        parts = ([m.training for m in moments], [m.validation for m in moments])
        curves.append(Curve(name, [m.update for m in moments], *parts))
    lines = {trace.name: trace for trace in figure(curves, "updates", prose).data}
    widths = {name: trace.line.width for name, trace in lines.items()}
    expected = {("1", "training"): THIN, ("1", "validation"): THICK, ("2", "training"): THIN}
    assert widths == {say(f"{AT}.line.{part}", name=name): width for (name, part), width in expected.items()}
    unseen = lines[say(f"{AT}.line.validation", name="1")]
    assert list(unseen.y) == [runs[0].moment(update).validation.loss for update in unseen.x]
    assert rows(curves)[0] == ["1", 0, runs[0].moment(0).training.loss, runs[0].moment(0).validation.loss]
    assert len(rows(curves)) == 21 + 6
    assert rows(curves)[-1][-1] is None
    assert plain(runs[0].moment(20).validation.loss, 3) in description(curves, prose)


def test_a_loss_of_nothing_is_drawn_at_the_floor() -> None:
    """A logarithmic axis has no 0; the numbers behind the chart say 0."""
    none = [Measure(0.0, 1.0)]
    one = Curve("1", [0], none, none)
    assert [trace.y[0] for trace in figure([one], "updates", prose).data] == [FLOOR, FLOOR]
    assert rows([one]) == [["1", 0, 0.0, 0.0]]


def test_every_setting_has_its_label() -> None:
    """And the settings with words of their own are settings."""
    assert all(say(f"{AT}.field.{name}") for name in SETTINGS)
    assert SAID.keys() <= {"data", *SETTINGS}
