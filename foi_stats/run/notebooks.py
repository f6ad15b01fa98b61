"""Run a notebook by papermill, after its parameters were checked."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from foi_stats.engine.parameters import check_parameters, read_notebook
from foi_stats.vocabulary.findings import ReleaseError
from foi_stats.vocabulary.scratch import held_folder


@dataclass(frozen=True)
class NotebookRun:
    """One notebook to run: which, with what, and where the executed copy and what it leaves for the report go."""

    notebook: Path
    output: Path
    parameters: Mapping[str, Any]
    figure: str
    left: Path


def run_notebook(
    notebook: Path | str, output: Path | str, parameters: Mapping[str, Any], *, cell_seconds: int | None = None
) -> None:
    """Run a notebook by papermill, in its own folder, and keep the executed copy.

    Parameters
    ----------
    notebook
        The notebook, with a cell tagged ``parameters``.
    output
        Where the executed copy is written; also when the notebook fails, with the traceback in it.
    cell_seconds
        How long a cell may take; by default as long as it likes.

    Raises
    ------
    InputError
        If a parameter is unknown or of the wrong type; nothing has been run then.
    ReleaseError
        If the notebook fails. The message names the notebook, the cell, the error and the executed copy.
    """
    notebook, output = Path(notebook), Path(output)
    check_parameters(notebook, parameters)
    import papermill
    from nbclient.exceptions import CellTimeoutError, DeadKernelError
    from papermill.engines import papermill_engines

    from foi_stats.engine.engine import NAME, ForkedEngine

    papermill_engines.register(NAME, ForkedEngine)  # its entry point is only there where the package is installed
    output.parent.mkdir(parents=True, exist_ok=True)
    try:
        with held_folder() as private:
            papermill.execute_notebook(
                str(notebook),
                str(output),
                parameters=dict(parameters),
                engine_name=NAME,
                cwd=str(notebook.parent),
                progress_bar=False,
                kernel_name=None if _asks_for_kernel(notebook) else "python3",
                config=_kernel_settings(private),
                shutdown_kernel="immediate",  # a graceful one stalls for seconds now and then, and has nothing to save
                execution_timeout=cell_seconds,
            )
    except papermill.PapermillExecutionError as error:
        stopped = f"stopped in its cell {error.exec_count}: {error.ename}: {_plain(error.evalue)}"
        whole = "The executed copy with the whole traceback"
    except DeadKernelError:
        stopped = f"stopped in its cell {_last_cell(output)}: its process was ended, by itself or for want of memory."
        whole = "The executed copy, as far as it came"
    except CellTimeoutError as error:
        stopped = f"was stopped in its cell {_last_cell(output)}. {_plain(str(error)).splitlines()[0]}"
        whole = "The executed copy, as far as it came"
    else:
        return
    raise ReleaseError(f"{notebook.name} {stopped}\n{whole}: {output}")


def _asks_for_kernel(notebook: Path) -> bool:
    return bool(read_notebook(notebook).get("metadata", {}).get("kernelspec", {}).get("name"))


def _last_cell(output: Path) -> int:
    """Return the number of the last code cell that was begun, as it stands beside the cell."""
    cells = json.loads(output.read_text(encoding="utf-8"))["cells"]
    begun = [cell for cell in cells if cell["cell_type"] == "code" and cell["metadata"]["papermill"]["start_time"]]
    return len(begun)


def _kernel_settings(private: Path) -> Any:  # noqa: ANN401 - traitlets is imported only when a notebook is run
    """Return settings that have a kernel talk over sockets in a private folder, where the system has such sockets.

    No other user of the machine can reach it there, and no two kernels can take one port.
    """
    from traitlets.config import Config

    return (
        Config() if os.name == "nt" else Config({"KernelManager": {"transport": "ipc", "ip": str(private / "kernel")}})
    )


def _plain(text: str) -> str:
    return re.sub(r"\x1b\[[0-9;]*m", "", text)
