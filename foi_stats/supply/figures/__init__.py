"""What the cells of a table say: its figures (``parse_columns``), its labels (``row_labels``), what rows state besides.

Rows that are totals of others are found in ``totals`` and ``printed_totals``, and kept out of the rows.
"""
