"""The messages of panics are dropped, and other output is kept."""

import os

import pytest

from foi_stats.files.panics import silence_panics

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
def test_the_message_of_a_panic_is_dropped_in_every_form(capfd, printed):
    with silence_panics():
        os.write(2, b"before\n" + printed + b"after\n")

    assert capfd.readouterr().err == "before\nafter\n"
