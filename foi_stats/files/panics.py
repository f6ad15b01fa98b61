"""Panics of Rust code, which print a line to standard error before Python hears of them: that line is left out."""

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
"""With the trace that follows where the environment variable RUST_BACKTRACE asks for one."""

_STANDARD_ERROR = 2
_one_at_a_time = threading.Lock()


@contextmanager
def panics_unprinted() -> Iterator[None]:
    """Keep what the block prints to standard error from being seen before it ends, and what a panic prints for good.

    The line comes from below Python, so the descriptor itself is turned to a file for as long. What other threads print
    meanwhile is printed afterwards.
    """
    with _one_at_a_time, tempfile.TemporaryFile() as kept:
        try:
            usual = os.dup(_STANDARD_ERROR)
        except OSError:  # there is none: nothing can be printed
            yield
            return
        os.dup2(kept.fileno(), _STANDARD_ERROR)
        try:
            yield
        finally:
            os.dup2(usual, _STANDARD_ERROR)
            os.close(usual)
            _print_again(kept.fileno())


def _print_again(kept: int) -> None:
    size = os.lseek(kept, 0, os.SEEK_END)
    if size:
        os.lseek(kept, 0, os.SEEK_SET)
        if rest := _PANIC.sub(b"", os.read(kept, size)):
            os.write(_STANDARD_ERROR, rest)
