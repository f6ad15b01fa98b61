"""The error that a text could mean two things: it is asked about, and never chosen."""

from __future__ import annotations


class AmbiguousError(ValueError):
    """A text that could mean two things. The message gives both."""
