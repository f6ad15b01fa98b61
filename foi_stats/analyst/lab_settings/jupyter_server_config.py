"""Settings of ``foi-stats lab``: notebooks are saved without outputs, so git stays clean and no run is repeated.

A notebook that jupyter-scheduler runs gets its parameters as the text that was typed, and finds the project. What the
folder labextensions adds to JupyterLab is said there.
"""

from pathlib import Path


def without_outputs(model, **_):
    """Take out what running a notebook left in it, before it is saved."""
    if model["type"] != "notebook" or model["content"] is None or model["content"]["nbformat"] != 4:
        return
    about = model["content"]["metadata"]
    about.pop("widgets", None)
    if about.get("kernelspec", {}).get("name") == "python3":  # its version is the machine's, not the notebook's
        about["kernelspec"]["display_name"], about["language_info"] = "Python 3", {"name": "python"}
    for cell in model["content"]["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"], cell["execution_count"] = [], None
            cell["metadata"].pop("execution", None)


c.FileContentsManager.pre_save_hook = without_outputs
c.LabApp.extra_labextensions_path = [str(Path(__file__).parent / "labextensions")]
c.LabApp.news_url = None
c.LabApp.check_for_updates_class = "jupyterlab.NeverCheckForUpdate"
c.Scheduler.execution_manager_class = "foi_stats.analyst.lab_jobs.NotebookJobs"

# An export runs the notebook anew, for what is saved has no outputs; the page loads nothing from outside.
c.HTMLExporter.ExecutePreprocessor.enabled = True
c.HTMLExporter.ExecutePreprocessor.store_widget_state = False
c.HTMLExporter.require_js_url = c.HTMLExporter.mathjax_url = ""
