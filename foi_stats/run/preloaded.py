"""Imported by the warm process of one report as it starts, and by nothing else: what notebooks use."""

from foi_stats.run.preloading import preload_run

preload_run(writers=False)
