"""Open a project in JupyterLab: on its start page, with nothing called from outside and no question asked."""

from __future__ import annotations

import os
from collections.abc import Sequence
from importlib.resources import as_file, files
from pathlib import Path

from foi_stats.analyst.project import ROOT_VARIABLE
from foi_stats.analyst.start_page import START
from foi_stats.vocabulary.findings import InputError

_CONFIG_VARIABLE = "JUPYTER_CONFIG_PATH"


def open_lab(root: Path, words: Sequence[str] = ()) -> None:
    """Run JupyterLab for a project until it is stopped.

    Parameters
    ----------
    root
        The project's folder, with its start page written.
    words
        Further words for JupyterLab itself: ``--no-browser``, ``--port=8890``.

    Raises
    ------
    InputError
        If JupyterLab is not installed.
    """
    try:
        from jupyterlab.labapp import LabApp
    except ImportError:
        raise InputError('This needs JupyterLab: pip install "foi-stats[lab]".') from None
    with as_file(files("foi_stats.analyst").joinpath("lab_settings")) as settings:
        before = os.environ.get(_CONFIG_VARIABLE)
        os.environ[_CONFIG_VARIABLE] = os.pathsep.join(filter(None, [str(settings), before]))
        os.environ[ROOT_VARIABLE] = str(root.resolve())  # the notebooks' kernels see it
        LabApp.launch_instance(
            [f"--ServerApp.root_dir={root.resolve()}", f"--LabApp.default_url=/lab/tree/{START}", *words]
        )
