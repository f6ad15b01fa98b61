"""Imported by a warm process as it starts, and by nothing else: the libraries that notebooks use."""

from foi_stats.engine.preload import preload

preload()
