"""Find the tables of a sheet and understand their headings: from plain values to planned tables.

In the order of the flow: ``find`` finds tables by their headings (``heading_cells`` says which cells could be headings,
``turned`` handles years that run down); ``headings`` parses a heading, with the names of ``fields``; ``plan_columns``
plans each column, with ``months_across`` for months and their total, and ``column_units`` for year, basis and unit;
``body`` separates the rows with figures from notes and headings. The results are ``table.Table``,
``columns.ColumnPlan`` and ``planned_table.PlannedTable``. No figure is parsed here.
"""
