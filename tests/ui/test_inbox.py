"""What a browser repeats is done once and in its order, and a forged message does nothing."""

from __future__ import annotations

from typing import Any

import pytest

from ui.inbox import MOST, Heard, unheard


def acts(*numbers: int) -> list[Any]:
    """An action of this name for each number."""
    return [[number, f"do {number}", {}] for number in numbers]


@pytest.mark.parametrize(
    "heard, view, sent, done, last",
    [
        (Heard(), "a", (1,), (1,), 1),
        (Heard("a", 1), "a", (1, 2, 3), (2, 3), 3),
        (Heard("a", 3), "a", (1, 2, 3), (), 3),
        (Heard("a", 3), "a", (2, 5), (5,), 5),  # a drag's older numbers are not sent again
        (Heard("a", 3), "b", (1, 2), (1, 2), 2),  # drawn anew, or another server
        (Heard(), "a", (2, 1, 2), (2,), 2),
        (Heard("a", 1), "a", (), (), 1),
    ],
)
def test_each_action_is_done_once_and_in_turn(
    heard: Heard, view: str, sent: tuple[int, ...], done: tuple[int, ...], last: int
) -> None:
    """Whatever was merged, lost or repeated on the way."""
    found, now = unheard({"view": view, "acts": acts(*sent)}, heard)
    assert [what for what, _ in found] == [f"do {number}" for number in done]
    assert now == Heard(view, last)


@pytest.mark.parametrize(
    "message",
    [
        None,
        [],
        "acts",
        {},
        {"view": "a"},
        {"view": "a", "acts": {}},
        {"view": 1, "acts": acts(9)},
        {"view": "", "acts": acts(9)},
        {"view": "a" * 41, "acts": acts(9)},
    ],
)
def test_what_is_no_message_changes_nothing(message: Any) -> None:
    """Nothing is done, nothing counts as heard."""
    assert unheard(message, Heard("a", 3)) == ([], Heard("a", 3))


@pytest.mark.parametrize(
    "act",
    [
        None,
        [],
        [4],
        [4, "go"],
        ["4", "go", {}],
        [4.5, "go", {}],
        [4, 5, {}],
        [4, "go", []],
        [2**53, "go", {}],
        [-1, "go", {}],
        [False, "go", {}],
    ],
)
def test_an_action_of_another_shape_is_passed_over(act: Any) -> None:
    """The one after it is done."""
    found, now = unheard({"view": "a", "acts": [act, [5, "go", {}]]}, Heard("a", 3))
    assert found == [("go", {})]
    assert now == Heard("a", 5)


def test_true_is_no_number() -> None:
    """It equals 1, and comes first of all."""
    assert unheard({"view": "a", "acts": [[True, "go", {}]]}, Heard()) == ([], Heard("a", 0))


def test_a_message_is_read_up_to_a_bound() -> None:
    """What follows comes with the next message, since it is not confirmed."""
    sent = acts(*range(1, MOST + 10))
    found, now = unheard({"view": "a", "acts": sent}, Heard())
    assert (len(found), now.number) == (MOST, MOST)
    assert len(unheard({"view": "a", "acts": sent[MOST:]}, now)[0]) == 9
