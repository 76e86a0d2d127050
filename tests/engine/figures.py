"""Our own number for a figure of a worked example: "W1_next[0,0]", or "Yhat[0,0] after 10000 updates"."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_EVEN, Decimal
from functools import cache, lru_cache
from typing import Any

from engine import Problem, Trace, run, train
from tests.engine.checks import Make, right
from tests.engine.networks import EXAMPLES, example

QUANTITY = re.compile(r"(?P<key>\w+)(\[(?P<row>\d+),(?P<column>\d+)\])?( after (?P<updates>\d+) updates?)?")
ALL = [(path.stem, figure) for path in EXAMPLES for figure in example(path.stem)["figures"]]
IDS = [f"{name}-{figure['quantity'].replace(' ', '-')}" for name, figure in ALL]


@cache
def problem(name: str) -> Problem:
    """The problem of an example."""
    return Problem.from_dict(example(name)["problem"])


@lru_cache(maxsize=32)
def after(name: str, updates: int, make: Make = right) -> Trace:
    """The trace of an example after some updates; with another program than the right one, run by run."""
    start = problem(name)
    if make is right:
        return train(start, updates)[updates]
    program, values = make(start), dict(start.values)
    for _ in range(updates):
        found = run(program, values)
        values |= {v.key: found[v.next.key] for v in program.carried}
    return run(program, values)


def value_of(name: str, figure: dict[str, Any], make: Make = right) -> float:
    """Our number for a figure."""
    match = QUANTITY.fullmatch(figure["quantity"])
    assert match, figure["quantity"]
    found = after(name, int(match["updates"] or 0), make)[match["key"]]
    return float(found[int(match["row"] or 0), int(match["column"] or 0)])


def rounds_to(value: float, printed: str) -> bool:
    """True where the value, rounded to as many decimals as are printed, is what is printed. A float has 15 digits."""
    figure = Decimal(printed)
    unit = Decimal(1).scaleb(max(figure.as_tuple().exponent, figure.adjusted() - 14))
    return Decimal(value).quantize(unit, ROUND_HALF_EVEN) == figure.quantize(unit, ROUND_HALF_EVEN)


def require_exact(value: float, exact: str) -> None:
    """Raise AssertionError unless the value agrees with all the digits of `exact`, give or take the last one's half."""
    unit = Decimal(1).scaleb(Decimal(exact).as_tuple().exponent)
    allowed = unit / 2 + abs(Decimal(exact)) * Decimal("1e-15")
    assert abs(Decimal(value) - Decimal(exact)) <= allowed, f"{value!r} does not agree with {exact}"


def require_printed(value: float, figure: dict[str, Any]) -> None:
    """Raise AssertionError where a figure that holds does not round to what is printed."""
    if figure["status"] == "holds":
        assert rounds_to(value, figure["printed"]), f"{figure['quantity']} is {value!r}, printed {figure['printed']}"
