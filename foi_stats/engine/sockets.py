"""Where multiprocessing keeps the sockets of a process: in a folder that goes when the process is killed."""

from __future__ import annotations

import os
import tempfile
from contextlib import ExitStack
from functools import cache

from foi_stats.vocabulary.scratch import held_folder

_LONGEST = 52
"""Bytes: a socket's path has at most 104, and 52 are needed for ``/foi-stats-…/pymp-…/listener-…``."""

_AFTER_SOCKETS = -101
"""multiprocessing removes its own folder at -100, and what has a lower priority later."""


@cache
def hold_sockets() -> None:
    """Have multiprocessing keep the sockets of this process in a folder that it holds, from now to its end.

    Its own would stay for good where the process is killed. Where the system's folder for temporary files has so long
    a name that a socket two folders below it could have none, it is left at that.
    """
    from multiprocessing import util

    if len(os.fsencode(tempfile.gettempdir())) > _LONGEST:
        return
    held, usual = ExitStack(), tempfile.tempdir
    try:
        tempfile.tempdir = str(held.enter_context(held_folder()))
        util.get_temp_dir()
    finally:
        tempfile.tempdir = usual
    util.Finalize(None, held.close, exitpriority=_AFTER_SOCKETS)
