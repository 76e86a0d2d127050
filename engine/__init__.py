"""The engine: the mathematics of a network as formulas, run by NumPy, every number kept in a trace.

    >>> problem = Problem.from_dict(document)
    >>> trace(problem)["dW1"]

These names are what others build on; they stay.
"""

from engine.checked import LESSON_LIMITS, LIMITS, Limits, ProblemError
from engine.evaluate import NonFinite
from engine.gradcheck import GradientCheckError, GradientReport, gradient_check
from engine.longway import long_way
from engine.plan import plan
from engine.program import Equation, Phase, PlanError, Program, variant
from engine.run import NonFiniteError, Step, Trace, Workspace, run
from engine.spec import LayerSpec, NetworkSpec, Problem
from engine.training import History, TrainingStopped, trace, train

__all__ = [
    "LESSON_LIMITS",
    "LIMITS",
    "Equation",
    "GradientCheckError",
    "GradientReport",
    "History",
    "LayerSpec",
    "Limits",
    "NetworkSpec",
    "NonFinite",
    "NonFiniteError",
    "Phase",
    "PlanError",
    "Problem",
    "ProblemError",
    "Program",
    "Step",
    "Trace",
    "TrainingStopped",
    "Workspace",
    "gradient_check",
    "long_way",
    "plan",
    "run",
    "trace",
    "train",
    "variant",
]
