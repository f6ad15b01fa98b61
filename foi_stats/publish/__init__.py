"""Answers become charts, tables and the response, in each of its formats.

``compose`` puts the response together from blocks of plain text (``response``); ``response_html``, ``response_pdf`` and
``response_docx`` only lay it out. ``charts/`` draws; ``tables``, ``table_csv`` and ``workbook`` write tables.
"""
