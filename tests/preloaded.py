"""Imported by the warm process of the tests: what a run of several reports imports, and what checks small counts.

Tests make far more reports than a run, each in processes of its own.
"""

import scipy.optimize

import foi_stats.run.preloaded_writers

__all__ = ["foi_stats", "scipy"]
