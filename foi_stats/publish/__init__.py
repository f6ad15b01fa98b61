"""Answers become charts, tables and the response, in each of its formats.

``compose`` puts the response together from blocks of plain text (``response``); ``response_html``, ``response_pdf`` and
``response_docx`` only lay it out. A sentence that stands in every response is in ``response.toml``, a word of tables,
charts and the workbook in ``wording.toml``; what is answered to a question is in ``answer/wording.toml``.

A figure is laid out in ``tables`` (``table_shape`` chooses how), written in ``table_csv`` and ``workbook``, and drawn
in ``charts/``. The proof of a release attacks the CSV tables alone: what only another form shows must not give a hidden
count away.
"""
