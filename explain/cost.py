"""What a training step costs, counted from its equations: multiplications, function values and numbers to keep."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from engine import Phase, Program
from engine.activations import ACTIVATIONS
from engine.compile import number
from engine.expr import Call, Constant, Expr
from engine.tree import reads, shape_of, sizes_or_names, walk

BYTES = 8
"""Of one float64 number."""


@dataclass(frozen=True)
class Cost:
    """One step, or some together: multiplications and divisions, values of functions (sigma, log), numbers it makes."""

    multiplications: int = 0
    functions: int = 0
    numbers: int = 0

    def __add__(self, other: Cost) -> Cost:
        return Cost(
            self.multiplications + other.multiplications,
            self.functions + other.functions,
            self.numbers + other.numbers,
        )

    def __mul__(self, times: int) -> Cost:
        return Cost(self.multiplications * times, self.functions * times, self.numbers * times)


Sizes = Mapping[str, int]
Rule = Callable[[Call, Sizes], Cost]


def _entries(node: Expr, sizes: Sizes) -> int:
    rows, columns = shape_of(node, sizes_or_names(sizes))
    return int(rows) * int(columns)


def _product(node: Call, sizes: Sizes) -> Cost:
    """rows x inner x columns; nothing where a factor is all ones, which is a sum."""
    if any(isinstance(arg, Constant) for arg in node.args):
        return Cost()
    inner = shape_of(node.args[0], sizes_or_names(sizes))[1]
    return Cost(multiplications=_entries(node, sizes) * int(inner))


def _each(node: Call, sizes: Sizes) -> Cost:
    return Cost(multiplications=_entries(node, sizes))


def _function(node: Call, sizes: Sizes) -> Cost:
    return Cost(functions=_entries(node, sizes))


FUNCTIONS = ("exp", "expm1", "log", "sqrt", "tanh", "cosh", "power", "erf", "erfc", "softplus", "log_softmax")
RULES: dict[str, Rule] = {
    "matmul": _product,
    **dict.fromkeys(("multiply", "divide", "square"), _each),
    **dict.fromkeys((*FUNCTIONS, *ACTIVATIONS), _function),
}
"""What each operation costs; one that is not here (a sum, a comparison, a transpose) has nothing to multiply."""


def of_formula(expr: Expr, sizes: Sizes) -> Cost:
    """The cost of a formula as it is written, without the numbers it makes. What is fixed, as 1/d, costs nothing."""
    total = Cost()
    for node in walk(expr):
        if isinstance(node, Call) and node.op.name in RULES and number(node, sizes) is None:
            total += RULES[node.op.name](node, sizes)
    return total


def step_costs(program: Program, examples: int) -> dict[str, Cost]:
    """The cost of every equation of a program, by the quantity that it computes."""
    sizes = program.named_sizes(examples)
    return {
        e.target.key: of_formula(e.expr, sizes) + Cost(numbers=_entries(e.target, sizes)) for e in program.equations
    }


def phase_costs(program: Program, examples: int) -> dict[Phase, Cost]:
    """The cost of each phase of a training step."""
    costs, found = step_costs(program, examples), dict.fromkeys(Phase, Cost())
    for equation in program.equations:
        found[equation.phase] += costs[equation.target.key]
    return found


def kept_for_the_way_back(program: Program, examples: int) -> int:
    """How many numbers of the forward pass the backward pass reads, and that are kept until then."""
    forward = {e.target for e in program.equations if e.phase is Phase.FORWARD}
    backward = (e for e in program.equations if e.phase is Phase.BACKWARD)
    read = {var for e in backward for var in reads(e.expr) if var in forward}
    return sum(_entries(var, program.named_sizes(examples)) for var in read)


@dataclass(frozen=True)
class Comparison:
    """All gradients of a network in two ways: backpropagation, and one forward pass for each nudged parameter."""

    parameters: int
    passes: int
    backpropagation: int
    nudging: int

    @property
    def ratio(self) -> float:
        """How many times more multiplications nudging takes."""
        return self.nudging / self.backpropagation


def compare(program: Program, examples: int) -> Comparison:
    """Multiplications of forward pass, loss and backward pass, against those of P + 1 forward passes with the loss.

    P is the number of weights and biases: each is moved once, and J is needed once without a move.
    """
    sizes, phases = program.named_sizes(examples), phase_costs(program, examples)
    parameters = sum(_entries(var, sizes) for var in program.parameters)
    once = phases[Phase.FORWARD].multiplications + phases[Phase.LOSS].multiplications
    back = once + phases[Phase.BACKWARD].multiplications
    return Comparison(parameters, parameters + 1, back, (parameters + 1) * once)
