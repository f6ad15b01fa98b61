"""Where the tables of a sheet are (``find``), what headings say (``headings``), what columns hold (``plan_columns``).

What a heading may be called stands in ``fields`` and ``headings``; a table that is turned round or runs across months
is put straight in ``turned`` and ``months_across``.
"""
