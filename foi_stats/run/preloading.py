"""What the processes of a run import and work out once: the warm process for its forks, and the one that writes."""

from __future__ import annotations

import importlib
import sys
from contextlib import suppress
from functools import cache
from inspect import signature

from foi_stats.engine import warm
from foi_stats.engine.preload import preload

_NOTEBOOKS = (
    *("pyarrow.parquet", "python_calamine", "afcharts", "jinja2.ext", "filelock"),
    *("foi_stats.analyst.answers", "foi_stats.publish.charts.line", "foi_stats.run.notebook_step"),
)
"""What notebooks import, and the step that runs one."""
_REPORTS = ("foi_stats.run.report",)
_CACHED = type(cache(lambda: None))
_WRITERS = ("docx", "gptables", "jinja2", "pypdf", "pypdfium2", "typst")


def preload_run(*, writers: bool) -> None:
    """Make this process one that can be forked for notebooks; with ``writers``, for the other steps of reports too."""

    def prepare() -> None:
        prepare_reading()
        _prepare_drawing()
        if writers:
            _prepare_writing()

    preload((*_NOTEBOOKS, *_REPORTS, *_WRITERS) if writers else _NOTEBOOKS, prepare)


def import_writers() -> None:
    """Import the libraries that write a report, while its notebooks run, and work out what it needs besides.

    The memory of rows that were read is given back.
    """
    import pyarrow as pa

    pa.default_memory_pool().release_unused()
    with warm.block_slow_imports():
        for name in _WRITERS:
            with suppress(ImportError):  # whoever needs it will say what is missing
                importlib.import_module(name)
    _prepare_writing()


def prepare_reading() -> None:
    """Do here, once, what each fork that reads would otherwise repeat: digest the code, make the empty frames."""
    from foi_stats.run.run_record import library_digest
    from foi_stats.supply.cache_entries import reader_digest
    from foi_stats.supply.rows import funding_frame, referral_frame

    library_digest()
    reader_digest()
    funding_frame()
    referral_frame()


def _prepare_drawing() -> None:
    """Find the fonts of charts and letters here, once."""
    from matplotlib.font_manager import FontProperties, findfont, get_font

    from foi_stats.publish.fonts import fonts

    for weight in ("normal", "bold"):
        get_font(findfont(FontProperties(family=["DejaVu Sans"], weight=weight)))
    fonts()


def _prepare_writing() -> None:
    """Compile the templates of pages, and read what comes with the library: its words, and the patterns of its checks.

    That is what its cached functions without a parameter do.
    """
    from foi_stats.publish.response_html import environment

    pages = environment()
    for name in pages.list_templates(extensions=["j2"]):
        pages.get_template(name)
    ours = [module for name, module in list(sys.modules.items()) if name.startswith("foi_stats.")]
    for function in {value for module in ours for value in vars(module).values() if isinstance(value, _CACHED)}:
        if not signature(function).parameters:
            function()
