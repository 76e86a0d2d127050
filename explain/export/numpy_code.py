"""A lesson as a NumPy script: the numbers as literals, one line per step, and every named quantity printed.

The lines are read off the trace's own equations, in the forms that are computed: so the numbers are the same.
"""

from __future__ import annotations

from itertools import groupby

from engine import NonFiniteError, Step, Trace
from engine.activations import ACTIVATIONS
from engine.expr import Var
from explain import Prose
from explain.export.listing import Line, beside, block, comment, listed, literal, matrices, statement
from explain.export.parts import one_line
from explain.export.solution import APP
from explain.export.source import NUMPY, Z, functions_in, source, textbook_form
from explain.stopping import stop_sentence

INDENT = " " * 4

FUNCTIONS = {
    "erf": ("erf = np.vectorize(math.erf, otypes=[float])",),
    "erfc": ("erfc = np.vectorize(math.erfc, otypes=[float])",),
    "softplus": ("def softplus(Z):", "    return np.logaddexp(0, Z)"),
    "softmax": (
        "def softmax(Z):",
        "    powers = np.exp(Z - Z.max(axis=0))",
        "    return powers / powers.sum(axis=0)",
    ),
    "log_softmax": (
        "def log_softmax(Z):",
        "    top = Z.argmax(axis=0)[None]",
        "    below = Z - np.take_along_axis(Z, top, axis=0)",
        "    others = np.exp(below)",
        "    np.put_along_axis(others, top, 0.0, axis=0)",
        "    return below - np.log1p(others.sum(axis=0))",
    ),
}
"""Functions that are no formula of the engine's, written as `engine.ops` computes them."""


def numpy_script(trace: Trace, prose: Prose, title: str = "", stopped: NonFiniteError | None = None) -> str:
    """The script of one training step. It imports NumPy (and math) only and prints what the trace holds.

    Each output line is `name = numbers`, with all digits. For a run that stopped, give the error's trace and the error.
    """
    phases = groupby(trace.steps, lambda step: step.phase)
    defined = [["", *function] for function in functions(trace, prose)]
    numbers = given(trace, prose)
    parts = [
        [*heading(trace, prose, "export.code.numpy", title), "", *imports(trace)],
        *defined,
        ["", *numbers] if defined else numbers,
        *(block(prose.say(f"phase.{phase.value}"), (line_of(s, prose) for s in steps)) for phase, steps in phases),
        *([comment(stop_sentence(stopped, prose))] if stopped else []),
        printing(trace, prose),
    ]
    return joined(parts)


def joined(parts: list[list[str]]) -> str:
    """Paragraphs with an empty line between them."""
    return "\n\n".join("\n".join(part) for part in parts if part) + "\n"


def introduction(trace: Trace, prose: Prose, key: str, title: str) -> list[str]:
    """What a script or notebook opens with, as sentences: its title, what it is, of which network, what made it."""
    layers = trace.program.layers
    widths = [trace.sizes[size] for size in (layers[0].W.shape[1], *(layer.W.shape[0] for layer in layers))]
    named = one_line(title) or prose.say("export.code.title", widths="-".join(map(str, widths)))
    sentences = [named, prose.say(key)]
    if trace.problem is not None:
        spec = trace.problem.spec
        said = {
            "activations": ", ".join(prose.say(f"name.activation.{layer.activation}") for layer in layers),
            "loss": prose.say(f"name.loss.{spec.loss}"),
            "optimiser": prose.say(f"name.optimiser.{spec.optimiser}"),
        }
        sentences.append(prose.say("export.code.network", **said))
    return [*sentences, prose.say("export.code.made", app=APP)]


def heading(trace: Trace, prose: Prose, key: str, title: str) -> list[str]:
    """The same as comments."""
    return [line for sentence in introduction(trace, prose, key, title) for line in comment(sentence)]


def _called(trace: Trace) -> list[str]:
    return list(dict.fromkeys(name for step in trace.steps for name in functions_in(step.equation.expr)))


def imports(trace: Trace) -> list[str]:
    """The imports a script needs."""
    by_math = any("math." in line for name in _called(trace) for line in FUNCTIONS.get(name, ()))
    return [*(["import math", ""] if by_math else []), "import numpy as np"]


def functions(trace: Trace, prose: Prose) -> list[list[str]]:
    """The definition of every function that the steps call, each before it is used."""
    return [_function(name, prose) for name in _called(trace)]


def _function(name: str, prose: Prose) -> list[str]:
    record = ACTIVATIONS.get(name)
    if name in FUNCTIONS:
        first, *rest = FUNCTIONS[name]
        said = comment(prose.say(f"export.code.function.{name}"), INDENT if rest else "")
        return [first, *said, *rest] if rest else [*said, first]
    assert record is not None, f"no function of a script is called {name}"
    written = source((record.stable or record.formula)(Z), NUMPY)
    shown = source(record.formula(Z), NUMPY)
    said = comment(prose.say("export.code.textbook", formula=shown), INDENT) if shown != written else []
    return [f"def {name}(Z):", *said, f"{INDENT}return {written}"]


def given(trace: Trace, prose: Prose) -> list[str]:
    """All numbers the steps start from: sizes, settings, data, parameters, the optimiser's memory."""
    sizes = trace.sizes
    lines = [*comment(prose.say("export.code.finite")), 'np.seterr(all="ignore")', ""]
    lines += comment(prose.say("export.code.sizes"))
    lines += [*statement(", ".join(sizes), ", ".join(map(str, sizes.values()))), ""]
    lines += comment(prose.say("export.code.given"))
    lines += [line for var in trace.program.inputs if var.hyper for line in _setting(var, trace)]
    return lines + [line for v in matrices(trace.program.inputs) for line in literal(v.key, trace[v.key], "np")]


def _setting(var: Var, trace: Trace) -> tuple[str, ...]:
    return statement(var.key, repr(float(trace[var.key][0, 0])))


def line_of(step: Step, prose: Prose) -> Line:
    """A step as a statement, with its size and its title, and the textbook's form where another one is computed."""
    equation = step.equation
    shown = textbook_form(equation.expr)
    return Line(
        statement(step.key, source(equation.expr, NUMPY)),
        beside(step, prose),
        prose.say("export.code.textbook", formula=shown) if shown else "",
    )


def printing(trace: Trace, prose: Prose) -> list[str]:
    """The end of a script: every quantity that was computed, with all its digits."""
    pairs = [f'"{step.key}": {step.key}' for step in trace.steps]
    return [
        *comment(prose.say("export.code.print")),
        *listed("quantities = {", pairs, "}"),
        "for name, value in quantities.items():",
        '    print(name, "=", np.asarray(value).tolist())',
    ]
