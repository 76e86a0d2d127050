"""What standardising does to the inputs: a few numbers of each as given, and as the network reads them then."""

from __future__ import annotations

from dataclasses import dataclass, replace

from engine.expr import Array
from explain.lab.data import Data, scale_of


@dataclass(frozen=True)
class Summary:
    """Mean, standard deviation, smallest and largest of an input over the training examples; its value in one."""

    mean: float
    deviation: float
    smallest: float
    largest: float
    example: float


@dataclass(frozen=True)
class Scale:
    """One input before standardising and after."""

    given: Summary
    read: Summary


def scales(data: Data) -> tuple[Scale, ...]:
    """Each input of the data before and after standardising, whether the data is standardised or not.

    The example is the first one of those to train on.
    """
    mean, deviation = scale_of(data.X[:, data.training])
    as_given = data.X[:, data.training]
    as_read = replace(data, mean=mean, deviation=deviation).scaled(as_given)
    return tuple(Scale(_summary(given), _summary(read)) for given, read in zip(as_given, as_read, strict=True))


def _summary(values: Array) -> Summary:
    numbers = (values.mean(), values.std(), values.min(), values.max(), values[0])
    return Summary(*map(float, numbers))
