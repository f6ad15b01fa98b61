"""How it looks: charts, tables and the response, made from answers and nothing else."""
