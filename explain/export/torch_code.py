"""A lesson as a PyTorch script: the forward pass is written down, autograd finds the gradients, torch.optim updates."""

from __future__ import annotations

import numpy as np

from engine import NonFiniteError, Phase, Problem, Step, Trace
from engine.expr import Mark, Stable, Var
from engine.optimisers import OPTIMISERS
from engine.tree import walk
from explain import Prose
from explain.export.listing import (
    WIDTH,
    Line,
    beside,
    block,
    comment,
    listed,
    literal,
    matrices,
    statement,
)
from explain.export.numpy_code import INDENT, heading, joined
from explain.export.source import TORCH, source, textbook
from explain.export.torch_calls import ACTIVATION, FUNCTIONS, LOSS, OPTIMISER
from explain.stopping import stop_sentence

LOST = 1e-13
"""A step whose textbook form is further off than this, relative to its largest number, is saturated."""


def torch_script(trace: Trace, prose: Prose, title: str = "", stopped: NonFiniteError | None = None) -> str:
    """The script of one training step. It imports PyTorch only and prints what autograd and the update have of a trace.

    Each output line is `name = numbers`, with all digits. Raises ValueError for a trace without a problem.
    """
    problem = trace.problem
    if problem is None:
        raise ValueError("this trace was run without a problem: use trace(problem)")
    defined = [["", *_function(name, prose)] for name in FUNCTIONS if name in _activations(problem)]
    numbers = _given(trace, problem, prose)
    parts = [
        [*heading(trace, prose, "export.code.torch", title), *_warnings(trace, prose, stopped)],
        ["import torch", "import torch.nn.functional as F", "", "torch.set_default_dtype(torch.float64)"],
        *defined,
        ["", *numbers] if defined else numbers,
        block(prose.say("phase.forward"), [_forward(step, prose) for step in _steps(trace, Phase.FORWARD)]),
        block(prose.say("phase.loss"), _loss(trace, problem, prose)),
        _keep_gradients(trace, prose),
        [*comment(prose.say("export.code.backward")), "J.backward()"],
        *_update(trace, problem, prose),
        _printing(trace, prose),
    ]
    return joined(parts)


def _activations(problem: Problem) -> set[str]:
    return {layer.activation for layer in problem.spec.layers}


def _function(name: str, prose: Prose) -> list[str]:
    first, *rest = FUNCTIONS[name]
    return [first, *comment(prose.say(f"export.code.function.{name}"), INDENT), *rest]


def _warnings(trace: Trace, prose: Prose, stopped: NonFiniteError | None) -> list[str]:
    """Where the numbers will not be the lesson's: a run that stopped, a network that is saturated."""
    said = [stop_sentence(stopped, prose)] if stopped else []
    if any(_loses_digits(step) for step in trace.steps if step.phase is Phase.BACKWARD):
        said.append(prose.say("export.code.saturated"))
    return [line for text in said for line in comment(text)]


def _loses_digits(step: Step) -> bool:
    """True where the textbook's form, which PyTorch computes, is further from the step's value than LOST."""
    if not any(isinstance(node, Stable) for node in walk(step.equation.expr)):
        return False
    off = np.abs(step.term(textbook(step.equation.expr)) - step.value).max()
    return not off <= LOST * np.abs(step.value).max()


def _steps(trace: Trace, phase: Phase) -> list[Step]:
    """All steps of a phase, those that a stopped run did not reach as well."""
    return [Step(i, e, trace) for i, e in enumerate(trace.program.equations) if e.phase is phase]


def _given(trace: Trace, problem: Problem, prose: Prose) -> list[str]:
    """Sizes, settings, data, parameters, and the optimiser's memory where it has one."""
    said, parameters = _needed(trace, problem), trace.program.parameters
    lines = comment(prose.say("export.code.given"))
    lines += [f"{v.key} = {float(trace[v.key][0, 0])!r}" for v in said if v.hyper]
    for var in matrices(said):
        lines += literal(var.key, trace[var.key], "torch", ", requires_grad=True" if var in parameters else "")
    return [*lines, "d = X.shape[1]"]


def _needed(trace: Trace, problem: Problem) -> list[Var]:
    """What the script reads: no memory that is still empty, nor of what is locked."""
    locked = problem.spec.frozen
    return [
        var
        for var in trace.program.inputs
        if var.key != "t" and (var.mark is not Mark.STATE or (_remembers(problem) and var.key[2:] not in locked))
    ]


def _remembers(problem: Problem) -> bool:
    return bool(problem.state or problem.t)


def _forward(step: Step, prose: Prose) -> Line:
    """A weighted sum as its equation has it, an activation by PyTorch's own function."""
    activations = {layer.A: ACTIVATION[layer.activation].format(z=layer.Z.key) for layer in step.trace.program.layers}
    target = step.equation.target
    text = activations[target] if target in activations else source(step.equation.expr, TORCH)
    return Line(statement(step.key, text), beside(step, prose))


def _loss(trace: Trace, problem: Problem, prose: Prose) -> list[Line]:
    """The loss on the data by PyTorch's own function, the penalty and the sum as their equations have them."""
    out = trace.program.layers[-1]
    data, *more = _steps(trace, Phase.LOSS)
    call = LOSS[problem.spec.loss].format(z=out.Z.key, yhat=out.A.key)
    texts = [(data, call), *((step, source(step.equation.expr, TORCH)) for step in more)]
    return [Line(statement(step.key, text), beside(step, prose)) for step, text in texts]


def _gradients(trace: Trace) -> list[Var]:
    """The gradients of the trace that autograd can give, whole ones of a quantity of the forward pass."""
    targets = (step.equation.target for step in trace.steps)
    return [v for v in targets if v.mark is Mark.GRADIENT and not v.part]


def _keep_gradients(trace: Trace, prose: Prose) -> list[str]:
    kept = [v.of.key for v in _gradients(trace) if v.of is not None and v.of not in trace.program.parameters]
    if not kept:
        return []
    line = f"for quantity in [{', '.join(reversed(kept))}]:"
    lines = [line] if len(line) <= WIDTH else listed("for quantity in [", reversed(kept), "]:")
    return [*comment(prose.say("export.code.keep")), *lines, "    quantity.retain_grad()"]


def _update(trace: Trace, problem: Problem, prose: Prose) -> list[list[str]]:
    """One step of torch.optim; locked parameters are left out of it, locked entries put back."""
    moved = [v for v in trace.program.parameters if v.key not in problem.spec.frozen]
    if not moved:
        return [comment(prose.say("export.code.no_update"))]
    masked = [v.of for v in trace.program.inputs if v.mark is Mark.MASK and v.of in moved and v.of is not None]
    before = [f"{v.key}_before = {v.key}.detach().clone()" for v in masked]
    after = [f"    {v.key}[frozen_{v.key} == 1] = {v.key}_before[frozen_{v.key} == 1]" for v in masked]
    back = [*comment(prose.say("export.code.frozen")), "with torch.no_grad():", *after] if masked else []
    made = [*comment(prose.say("phase.update")), *_optimiser(trace, problem, moved, prose)]
    done = [*before, "optimiser.step()", *back]
    memory = _memory(problem, moved, prose)
    return [made, memory, done] if memory else [[*made, *done]]


def _optimiser(trace: Trace, problem: Problem, moved: list[Var], prose: Prose) -> list[str]:
    """The call of torch.optim; where the optimiser decays weights itself, biases are in a group of their own."""
    name = problem.spec.optimiser
    decays = "weight_decay" in {v.key for v in trace.program.inputs}
    if not OPTIMISERS[name].decoupled:
        groups, decay = _names(moved), ", weight_decay=weight_decay" if decays else ""
        return list(statement("optimiser", "torch.optim." + OPTIMISER[name].call.format(p=groups, decay=decay)))
    lines = ["groups = ["]
    for symbol, rate in (("W", "weight_decay" if decays else "0.0"), ("b", "0.0")):
        members = [v for v in moved if v.symbol == symbol]
        lines += [f'    {{"params": {_names(members)}, "weight_decay": {rate}}},'] if members else []
    call = f"optimiser = torch.optim.{OPTIMISER[name].call.format(p='groups', decay='')}"
    return [*comment(prose.say("export.code.decay")), *lines, "]", call]


def _names(variables: list[Var]) -> str:
    return f"[{', '.join(v.key for v in variables)}]"


def _memory(problem: Problem, moved: list[Var], prose: Prose) -> list[str]:
    """The optimiser's memory before this update, put where torch.optim keeps it."""
    record = OPTIMISER[problem.spec.optimiser]
    if not _remembers(problem) or not record.memory:
        return []
    lines = comment(prose.say("export.code.memory"))
    for var in moved:
        named = [f"{name}={var.state(symbol).key}" for symbol, name in record.memory.items()]
        named += [f"step=torch.tensor({float(problem.t)!r})"] if record.counts else []
        lines.append(f"optimiser.state[{var.key}].update({', '.join(named)})")
    return lines


def _printing(trace: Trace, prose: Prose) -> list[str]:
    """The end of the script: what the trace holds of the forward pass, gradients and parameters, with all digits."""
    forward = [s.key for s in trace.steps if s.phase in (Phase.FORWARD, Phase.LOSS)]
    pairs = [(key, key) for key in forward]
    pairs += [(v.key, f"{v.of.key}.grad") for v in _gradients(trace) if v.of is not None]
    pairs += [(v.next.key, v.key) for v in trace.program.parameters if v.next.key in trace.index]
    return [
        *comment(prose.say("export.code.print")),
        *listed("quantities = {", [f'"{key}": {text}' for key, text in pairs], "}"),
        "for name, value in quantities.items():",
        '    print(name, "=", value.tolist())',
    ]
