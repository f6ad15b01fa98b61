"""Imported by the process that the desk forks for each piece of work, and by nothing else."""

from __future__ import annotations

import gc
import importlib
from contextlib import suppress

from foi_stats.engine.warm import detach_stdout, thread_count

_MODULES = (
    *("pyarrow.parquet", "python_calamine", "filelock", "jinja2.ext", "xlsxwriter"),
    *("foi_stats.desk.request_facts", "foi_stats.desk.sent_files", "foi_stats.desk.log_facts", "foi_stats.run.report"),
)


def _preload() -> None:
    detach_stdout()
    for name in _MODULES:
        with suppress(ImportError):  # whoever needs it says what is missing
            importlib.import_module(name)
    from foi_stats.run.run_record import library_digest
    from foi_stats.supply.cache_entries import reader_digest
    from foi_stats.supply.rows import funding_frame, referral_frame

    library_digest()
    reader_digest()
    funding_frame()
    referral_frame()
    if thread_count() > 1:  # a fork would not have the other threads
        raise SystemExit
    gc.freeze()


_preload()
