"""Matrices that move points of a plane, as drawings (SVG) and pages (PDF) write them: six numbers, columns first."""

from __future__ import annotations

Matrix = tuple[float, float, float, float, float, float]
AS_IT_IS: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def times(*, inner: Matrix, outer: Matrix) -> Matrix:
    """Return the matrix that applies ``inner`` first and then ``outer``."""
    a, b, c, d, e, f = outer
    g, h, i, j, k, m = inner
    return (a * g + c * h, b * g + d * h, a * i + c * j, b * i + d * j, a * k + c * m + e, b * k + d * m + f)


def moved(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    """Return where a matrix puts a point."""
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f
