"""Check a planned table for headings and rows that could mean two things, and rows for figures given twice.

A check takes the data to check and a ``Findings``, and adds its findings there. ``headings`` checks a column plan,
``rows`` the labels and notes of a planned table, ``repeats`` the frames of a file. A new check is a function of its
own, called from the first function of its module. ``rows`` is called for tables without printed totals or payments
alone: a check of every table is called from ``supply.extract.extract``.
"""
