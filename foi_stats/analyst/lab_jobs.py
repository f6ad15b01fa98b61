"""How JupyterLab's scheduler runs the notebooks of a project: text stays text, and the project is found.

The settings of ``make lab`` name this class. It is imported by jupyter-scheduler alone, which is an extra.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

from jupyter_scheduler.executors import DefaultExecutionManager

from foi_stats.analyst.project import ROOT_VARIABLE
from foi_stats.engine.parameters import as_python


class NotebookJobs(DefaultExecutionManager):
    """Runs a notebook as jupyter-scheduler does, but gives its parameters by the types that the notebook declares.

    jupyter-scheduler writes them into the notebook as they were typed: ``reference = 944.2015-16`` would be the number
    928.2015. A job runs in a folder of its own, so the notebook is told where the project is: in FOI_STATS_ROOT, which
    is the folder that JupyterLab was opened in, unless it is set.
    """

    def execute(self) -> None:
        """Run the notebook of the job.

        Raises
        ------
        InputError
            If a parameter is unknown or not of its type: nothing is run, and the job has failed with that message.
        """
        job = self.model
        notebook = Path(self.staging_paths["input"])
        cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
        job.parameters = as_python(job.input_filename, cells, job.parameters or {})
        os.environ.setdefault(ROOT_VARIABLE, self.root_dir)  # of this process, which runs one job
        super().execute()
