"""Panics: what they print is not seen, and what else is printed meanwhile is."""

import os

import pytest

from foi_stats.files.panics import panics_unprinted

PANIC = b"""
thread '<unnamed>' (3128) panicked at calamine/src/xls.rs:1211:27:
range end index 6 out of range for slice of length 0
"""
TRACE = b"""stack backtrace:
   0: __rustc::rust_begin_unwind
             at /rustc/library/std/src/panicking.rs:697:5
   1: core::panicking::panic_fmt
note: Some details are omitted, run with `RUST_BACKTRACE=full` for a verbose backtrace.
"""
HINT = b"note: run with `RUST_BACKTRACE=1` environment variable to display a backtrace\n"


@pytest.mark.parametrize("printed", [PANIC, PANIC + HINT, PANIC + TRACE, (PANIC + TRACE) * 3])
def test_a_panic_is_not_seen_whatever_is_printed_of_it(capfd, printed):
    with panics_unprinted():
        os.write(2, b"before\n" + printed + b"after\n")

    assert capfd.readouterr().err == "before\nafter\n"
