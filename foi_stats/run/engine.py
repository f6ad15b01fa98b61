"""A papermill engine that runs a notebook's cells in a process of their own, made by forking a warm one.

Every papermill run on the machine imports this module, for it is an entry point: it imports nothing but papermill until
a notebook asks for the engine by name.
"""

from __future__ import annotations

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
        """Run the cells of a notebook.

        Parameters
        ----------
        start_method
            How the process of the cells is made: ``fork``, ``forkserver`` or ``spawn``; by default ``fork`` where this
            process can be forked, else ``forkserver``.
        """
        from foi_stats.run.kernel import PipeKernel, is_own_kernel, start_method_of

        method = start_method or start_method_of()
        if method is None or not is_own_kernel(kernel_name):
            return super().execute_managed_notebook(nb_man, kernel_name, **kwargs)
        _save_once_between_cells(nb_man)
        with PipeKernel(method, graceful=kwargs.get("shutdown_kernel", "graceful") == "graceful") as kernel:
            return super().execute_managed_notebook(nb_man, kernel_name, km=kernel, **kwargs)


def _save_once_between_cells(nb_man: Any) -> None:
    """Do not save at the end of a cell when the start of the next one saves the same, and more, at once.

    Writing the notebook is a third of what papermill costs. At the last cell, and one that failed, all is as ever.
    """
    complete = nb_man.cell_complete

    def cell_complete(cell: Any, cell_index: int | None = None, **given: Any) -> None:
        last = cell is nb_man.nb.cells[-1] or cell.metadata.papermill["status"] == nb_man.FAILED
        if not last:
            nb_man.save = lambda **_: None
        try:
            complete(cell, cell_index, **given)
        finally:
            vars(nb_man).pop("save", None)

    nb_man.cell_complete = cell_complete
