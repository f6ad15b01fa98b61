"""Imported by the warm process of the tests: what a run's does, and the libraries that write and check a release.

A run imports those while its notebooks run. Tests make far more reports, each in processes of its own.
"""

import docx
import gptables
import jinja2
import pypdf
import scipy.optimize

import foi_stats.run.preloaded

__all__ = ["docx", "foi_stats", "gptables", "jinja2", "pypdf", "scipy"]
