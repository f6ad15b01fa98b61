"""From the cells of a planned table to numbers, labels and totals.

``parse_columns`` parses a column of figures and ``row_fields`` the fields that rows state; ``row_labels`` recognises
rows by their labels (income, balances, labels carried down). ``totals`` is the arithmetic of totals, ``printed_totals``
applies it to a table, and ``running_totals`` refuses monthly sheets whose figures are to date. ``extract``, one room
up, calls them in order.
"""
