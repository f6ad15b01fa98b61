"""Imported by the warm process of several reports as it starts, and by nothing else: what writes reports, too."""

from foi_stats.run.preloading import preload_run

preload_run(writers=True)
