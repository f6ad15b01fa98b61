"""Turns untrusted bytes into sheets of plain values: a module for each format, bounded by ``limits``.

Nothing here interprets a value, and nothing is run: no formula, macro, link or style is evaluated. To add a format,
recognise it in ``kind``, write its reader, and name it in ``read.READERS``. Where a change goes:

- ``read`` (the entry), ``kind`` (recognition by content), ``workbook`` (the result: ``Sheet``, ``Workbook``)
- ``limits``: every bound, and the refusals with their messages; ``hidden_content``: warnings about what a sheet hides
- ``xlsx`` with ``sheet_scan``, ``references``, ``shared_texts``: a scan for bounds and hidden cells before the fast
  reader (``calamine``, ``panics``); ``xls`` with ``ole``: the same for records. Hot paths: measure a change with
  ``tests/benchmarks/bench_reading.py``
- ``number_formats`` (what a format says), ``shown_text`` (a value as it is shown), ``looks`` (what the cells of a sheet
  show, read when asked for; ``found_cells`` finds them), ``superscripts`` and ``xls_texts`` (footnote marks
  apart from figures)
- ``ods`` with ``ods_values``, ``delimited``: readers of their own; ``zip``, ``attributes``: what several formats share

What the project writes itself: ``entries`` keeps results by what they were made from, ``csv_record`` keeps records as
CSV, ``replace`` replaces a file in one step, ``digest`` tells contents apart.
"""
