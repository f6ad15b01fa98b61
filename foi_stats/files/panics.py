"""Silences panics of Rust code, which print to standard error before Python gets the exception."""

from __future__ import annotations

import os
import re
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_PANIC = re.compile(
    rb"\n?thread '[^\n]*' (?:\(\d+\) )?panicked at [^\n]*\n(?:[^\n]*\n(?:[ \t][^\n]*\n)*)?"
    rb"(?:stack backtrace:\n(?:[ \t][^\n]*\n)*)?(?:note: [^\n]*\n)*"
)
"""The message of a panic, with the trace that follows if the environment variable RUST_BACKTRACE is set."""

_STANDARD_ERROR = 2
_one_at_a_time = threading.Lock()


@contextmanager
def silence_panics() -> Iterator[None]:
    """Hold back standard error until the block ends, and drop the messages of panics.

    The messages come from below Python, so the descriptor itself points to a file meanwhile. What other threads print
    is printed afterwards.
    """
    with _one_at_a_time, tempfile.TemporaryFile() as held_back:
        try:
            usual = os.dup(_STANDARD_ERROR)
        except OSError:  # there is no standard error
            yield
            return
        os.dup2(held_back.fileno(), _STANDARD_ERROR)
        try:
            yield
        finally:
            os.dup2(usual, _STANDARD_ERROR)
            os.close(usual)
            _print_held_back(held_back.fileno())


def _print_held_back(held_back: int) -> None:
    size = os.lseek(held_back, 0, os.SEEK_END)
    if size:
        os.lseek(held_back, 0, os.SEEK_SET)
        if rest := _PANIC.sub(b"", os.read(held_back, size)):
            os.write(_STANDARD_ERROR, rest)
