"""What an analyst asks in a notebook: answers, their cells, comparisons, prices, and why a row is in or out.

A new verb is a module here and a name in ``foi_stats/__init__.py``. Nothing is decided here: each verb finds the
project, calls what reports are made with, and returns what shows itself. ``explore`` is the page without code.
"""
