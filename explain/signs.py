"""LaTeX's signs and one-word commands as MathML nodes: the table that `explain/mathml.py` looks them up in."""

from __future__ import annotations

from string import ascii_letters
from typing import Any

LETTERS = (
    "alpha α, beta β, gamma γ, delta δ, epsilon ϵ, varepsilon ε, zeta ζ, eta η, theta θ, kappa κ, lambda λ, mu μ, "
    "nu ν, xi ξ, pi π, rho ρ, sigma σ, tau τ, phi ϕ, varphi φ, chi χ, psi ψ, omega ω, Delta Δ, Theta Θ, Lambda Λ, "
    "Sigma Σ, Phi Φ, Psi Ψ, Omega Ω, partial ∂, infty ∞, top ⊤, ell ℓ"
)
SIGNS = (
    "cdot ⋅, times ×, odot ⊙, circ ∘, sum ∑, nabla ∇, mid ∣, in ∈, pm ±, leftarrow ←, rightarrow →, to →, le ≤, ge ≥, "
    "ne ≠, approx ≈, ldots …, cdots ⋯"
)
FUNCTIONS = "ln log exp max min tanh sinh cosh sin cos tan"
SPACES = {r"\,": "0.1667em", r"\;": "0.2778em", r"\quad": "1em"}
FENCES = {**{sign: sign for sign in "()[]|"}, r"\{": "{", r"\}": "}", ".": ""}


def _commands(table: str) -> dict[str, str]:
    return {f"\\{name}": sign for name, sign in (pair.split() for pair in table.split(", "))}


SYMBOLS: dict[str, list[Any]] = {
    **{letter: ["mi", {}, letter] for letter in ascii_letters},
    **{command: ["mi", {}, letter] for command, letter in _commands(LETTERS).items()},
    **{f"\\{name}": ["mi", {"class": "fn"}, name] for name in FUNCTIONS.split()},
    **{sign: ["mo", {}, sign] for sign in "+=<>,!/:;"},
    **{command: ["mo", {}, sign] for command, sign in _commands(SIGNS).items()},
    **{command: ["mo", {"stretchy": "false"}, sign] for command, sign in FENCES.items() if sign},
    **{command: ["mspace", {"width": width}] for command, width in SPACES.items()},
}
"""What one sign or one command without arguments becomes. Plain brackets keep their size, as in LaTeX."""
