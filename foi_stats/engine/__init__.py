"""Papermill notebooks in forks of a warm process, and pools of processes for other work.

``engine`` is what papermill finds; ``kernel`` is its side of a notebook's process, ``cells`` the other. Knows
notebooks, and nothing of requests: ``preload`` is told what else a warm process imports.
"""
