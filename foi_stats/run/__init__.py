"""How it is produced: the plan of notebooks, their running by papermill, and the folder of a report."""
