"""What the warm process imports; it is imported there and nowhere else, before any work is asked for.

Imports, and what only reads what comes with a library. Nothing here may start a thread, or use what hangs in a fork
of a process that used it (polars; typst, but for reading the names of fonts).
"""

from __future__ import annotations

import gc
import importlib
import os
from contextlib import suppress

from foi_stats.run.warm import FOR_IMPORTS, blocked, let_go_of_output, thread_count

_LIBRARIES = (
    *("pandas", "pandas.io.formats.html", "pandas.io.formats.string", "pyarrow.parquet", "python_calamine"),
    *("matplotlib.pyplot", "matplotlib.figure", "matplotlib.style", "afcharts"),
    *("matplotlib.backends.backend_agg", "matplotlib.backends.backend_svg", "matplotlib_inline.config"),
    *("papermill", "nbclient", "ipykernel.ipkernel", "ipykernel.kernelapp", "ipykernel.displayhook"),
    *("ipykernel.debugger", "ipykernel.kernelspec", "multiprocessing.popen_fork", "tornado.platform.asyncio"),
    *("IPython.core.pylabtools", "IPython.core.completerlib", "IPython.core.debugger_backport", "IPython.core.logger"),
    *(
        "IPython.core.debugger",
        "IPython.core.magics",
        "IPython.core.oinspect",
        "IPython.extensions.storemagic",
        "sqlite3",
        "faulthandler",
    ),
    *("jinja2.ext", "filelock"),
)
_OURS = (
    *("answer.case", "answer.answer", "release.gate", "publish.charts", "publish.part", "publish.response"),
    *("run.report", "run.engine", "run.cells", "run.pool"),
)


def _import_all() -> None:
    gc.disable()  # next to nothing of what is imported is garbage, and to look for it takes a tenth of the time
    with blocked():
        for name in (*_LIBRARIES, *(f"foi_stats.{name}" for name in _OURS)):
            with suppress(ImportError):  # whoever needs it will say what is missing
                importlib.import_module(name)


def _prepare() -> None:
    """Do once what each fork would else do again: find the font, and what is built from what comes with a library."""
    import nbformat
    import PIL.Image
    from jupyter_client.provisioning.factory import KernelProvisionerFactory
    from matplotlib.backends.registry import backend_registry
    from matplotlib.font_manager import FontProperties, findfont, get_font

    from foi_stats.publish.fonts import fonts
    from foi_stats.run.inputs import library_digest
    from foi_stats.supply.cache import reader_digest
    from foi_stats.supply.rows import funding_frame, referral_frame

    library_digest()
    reader_digest()
    funding_frame()
    referral_frame()
    for weight in ("normal", "bold"):
        get_font(findfont(FontProperties(family=["DejaVu Sans"], weight=weight)))
    fonts()
    backend_registry.is_valid_backend("any")
    PIL.Image.preinit()
    nbformat.validate(nbformat.v4.new_notebook())
    KernelProvisionerFactory.instance()  # looks through every package installed


let_go_of_output()
_import_all()
_prepare()
if thread_count() > 1:
    raise SystemExit  # it cannot be forked; whoever asks for a fork sees that it is gone, and starts processes anew
for _name in FOR_IMPORTS:  # what notebooks start is their own affair
    os.environ.pop(_name, None)
gc.enable()
gc.freeze()  # a collection in a fork need not look at what was imported, and so does not copy it
