"""A papermill engine that runs a notebook's cells in a process of their own, made by forking a warm one.

Every papermill run on the machine imports this module, for it is an entry point: it imports nothing but papermill until
a notebook asks for the engine by name.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from papermill.engines import NBClientEngine

NAME = "foi_stats"


class ForkedEngine(NBClientEngine):
    """Runs a notebook as papermill's own engine does, with a fork and a pipe for the kernel's process and sockets.

    What talks to the cells is nbclient, as ever; what runs them is ipykernel's shell, as ever. A notebook that asks for
    another kernel, and any on a system that cannot fork, goes to papermill's own engine.
    """

    @classmethod
    def execute_managed_notebook(  # type: ignore[no-untyped-def]  # as papermill has it
        cls, nb_man, kernel_name, start_method: str | None = None, **kwargs: Any
    ) -> Any:
        """Run the cells of a notebook, once its parameters are checked: papermill itself runs on with an unknown one.

        Parameters
        ----------
        start_method
            How the process of the cells is made: ``fork``, ``forkserver`` or ``spawn``; by default ``fork`` where this
            process can be forked, else ``forkserver``.

        Raises
        ------
        InputError
            If a parameter is none of the notebook's, or of another type.
        """
        from foi_stats.engine.kernel import PipeKernel, is_own_kernel, start_method_of

        notebook = _checked(nb_man.nb)
        method = start_method or start_method_of()
        if method is None or not is_own_kernel(kernel_name):
            with _named(notebook):
                return super().execute_managed_notebook(nb_man, kernel_name, **kwargs)
        save = nb_man.save
        for name in ("cell_start", "cell_complete"):
            _without_saving(nb_man, name)
        graceful = kwargs.get("shutdown_kernel", "graceful") == "graceful"
        with _named(notebook), PipeKernel(method, graceful=graceful, meanwhile=save) as kernel:
            return super().execute_managed_notebook(nb_man, kernel_name, km=kernel, **kwargs)


def _checked(notebook: Any) -> str:
    """Return the path of a notebook whose parameters are its own; empty where it was read from elsewhere."""
    from foi_stats.engine.parameters import check_given

    about = notebook.metadata.papermill
    path = str(about.get("input_path") or "")
    if about.get("parameters"):
        check_given(os.path.basename(path), notebook.cells, about["parameters"])
    return os.path.abspath(path) if os.path.isfile(path) else ""


@contextmanager
def _named(notebook: str) -> Iterator[None]:
    """Tell the process of the cells which notebook it runs."""
    from foi_stats.engine.parameters import NOTEBOOK_VARIABLE

    before = os.environ.get(NOTEBOOK_VARIABLE)
    os.environ[NOTEBOOK_VARIABLE] = notebook
    try:
        yield
    finally:
        os.environ.pop(NOTEBOOK_VARIABLE)
        if before is not None:
            os.environ[NOTEBOOK_VARIABLE] = before


def _without_saving(nb_man: Any, name: str) -> None:
    """Have a method of papermill's not save the notebook: writing it is half of what papermill costs.

    It is saved when all is done or a cell has failed, as ever, and while a cell takes its time: see ``PipeKernel``.
    """
    method = getattr(nb_man, name)

    def called(*given: Any, **named: Any) -> None:
        nb_man.save = lambda **_: None
        try:
            method(*given, **named)
        finally:
            del nb_man.save

    setattr(nb_man, name, called)
