"""Reads the transforms of a drawing (SVG 1.1, section 7.6) as matrices."""

from __future__ import annotations

import math
import re

from foi_stats.screen.matrices import AS_IT_IS, Matrix, times

_STEP = re.compile(r"\s*,?\s*(matrix|translate|scale|rotate|skewX|skewY)\s*\(([^()]*)\)", re.IGNORECASE)
_NUMBER = re.compile(r"([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)\s*([a-z%]*)")


def transform_of(text: str) -> Matrix | None:
    """Return the matrix of a transform, or None if it is of a kind that is not computed."""
    found, at = AS_IT_IS, 0
    while text[at:].strip():
        step = _STEP.match(text, at)
        one = _step(step.group(1).lower(), step.group(2)) if step else None
        if step is None or one is None:
            return None
        found, at = times(outer=found, inner=one), step.end()
    return found


def _step(name: str, arguments: str) -> Matrix | None:
    found = _NUMBER.findall(arguments)
    if not found or any(unit not in ("", "px", "deg") for _, unit in found):
        return None
    numbers = [float(number) for number, _ in found]
    if name == "matrix":
        return tuple(numbers) if len(numbers) == 6 else None  # type: ignore[return-value]
    if name == "translate":
        return (1.0, 0.0, 0.0, 1.0, numbers[0], numbers[1] if len(numbers) > 1 else 0.0)
    if name == "scale":
        return (numbers[0], 0.0, 0.0, numbers[1] if len(numbers) > 1 else numbers[0], 0.0, 0.0)
    if name != "rotate":
        return None
    turn = math.radians(numbers[0])
    turned = (math.cos(turn), math.sin(turn), -math.sin(turn), math.cos(turn), 0.0, 0.0)
    if len(numbers) < 3:
        return turned
    x, y = numbers[1:3]
    around = times(outer=(1.0, 0.0, 0.0, 1.0, x, y), inner=turned)
    return times(outer=around, inner=(1.0, 0.0, 0.0, 1.0, -x, -y))
