"""Import libraries in a new process before it is forked for any work.

Imports, and what only reads what comes with a library. Nothing here may start a thread, or use a library that hangs in
a fork of a process that used it (polars; typst, but for reading the names of fonts).
"""

from __future__ import annotations

import gc
import importlib
import os
from collections.abc import Callable, Sequence
from contextlib import suppress

from foi_stats.engine.warm import FOR_IMPORTS, block_slow_imports, detach_stdout, thread_count

_LIBRARIES = (
    *("pandas", "pandas.io.formats.html", "pandas.io.formats.string"),
    *("matplotlib.pyplot", "matplotlib.figure", "matplotlib.style", "matplotlib_inline.config"),
    *("matplotlib.backends.backend_agg", "matplotlib.backends.backend_svg"),
    *("papermill", "nbclient", "ipykernel.ipkernel", "ipykernel.kernelapp", "ipykernel.displayhook"),
    *("ipykernel.debugger", "ipykernel.kernelspec", "multiprocessing.popen_fork", "tornado.platform.asyncio"),
    *("IPython.core.pylabtools", "IPython.core.completerlib", "IPython.core.debugger_backport", "IPython.core.logger"),
    *("IPython.core.debugger", "IPython.core.magics", "IPython.core.oinspect", "IPython.extensions.storemagic"),
    *("sqlite3", "faulthandler", "foi_stats.engine.engine", "foi_stats.engine.cells", "foi_stats.engine.pool"),
)


def preload(modules: Sequence[str] = (), prepare: Callable[[], None] = lambda: None, *, notebooks: bool = True) -> None:
    """Make this process one that can be forked: import ``modules``, and call ``prepare``.

    Before them it imports what notebooks need, unless its forks run none.

    A process with more than one thread cannot be forked. It ends here; whoever asks for a fork finds it gone, and
    starts each process from new.
    """
    detach_stdout()
    gc.disable()  # next to nothing of what is imported is garbage, and to look for it takes a tenth of the time
    with block_slow_imports():
        for name in (*(_LIBRARIES if notebooks else ()), *modules):
            with suppress(ImportError):  # whoever needs it will say what is missing
                importlib.import_module(name)
    if notebooks:
        _prepare_notebooks()
    prepare()
    if thread_count() > 1:
        raise SystemExit
    for name in FOR_IMPORTS:  # notebooks may start as many threads as they like
        os.environ.pop(name, None)
    gc.enable()
    gc.freeze()  # a collection in a fork need not look at what was imported, and so does not copy it


def _prepare_notebooks() -> None:
    """Build once what each notebook would otherwise build again from the files of a library."""
    import nbformat
    import PIL.Image
    from jupyter_client.provisioning.factory import KernelProvisionerFactory
    from matplotlib.backends.registry import backend_registry

    backend_registry.is_valid_backend("any")
    PIL.Image.preinit()
    nbformat.validate(nbformat.v4.new_notebook())
    KernelProvisionerFactory.instance()  # looks through every package installed
