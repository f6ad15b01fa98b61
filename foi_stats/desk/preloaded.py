"""Imported by the process that the desk forks for each piece of work, and by nothing else."""

from foi_stats.engine.preload import preload
from foi_stats.run.preloading import prepare_reading

preload(
    (
        *("pyarrow.parquet", "python_calamine", "filelock", "jinja2.ext", "xlsxwriter"),
        *("foi_stats.desk.request_facts", "foi_stats.desk.sent_files", "foi_stats.desk.log_facts"),
        "foi_stats.run.report",
    ),
    prepare_reading,
    notebooks=False,
)
