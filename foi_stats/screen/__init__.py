"""Screens files for content that a reader does not see; a small function for each check.

Knows files, and nothing of requests. Where a change goes:

- ``read``: which kinds of file are recognised, and which module screens each
- ``checks.toml``, read by ``catalogue``: what each check looks for, its severity, what is expected and what to do
- ``xlsx`` with ``xlsx_visibility``, ``xlsx_objects``, ``xlsx_parts``; ``xls``; ``ods``: the checks of a spreadsheet
  format; what they share: ``cells`` (hidden and far places), ``conditions``, ``colours``,
  ``rich_text``, ``headers_footers``
- ``hidden_texts`` with ``xlsx_texts``, ``xls_texts``, ``ods_texts``: texts behind the cells that no cell shows
- ``sheet_content``, ``sheet_trailer``, ``workbook_context``, ``styles``: how an xlsx sheet is read (the
  hot path: measure with ``tests/benchmarks/bench_screen.py``)
- ``docx`` with ``docx_text``; ``package`` (the checks of any Office file); ``container`` (the zip around it)
- ``pdf`` with ``pdf_text``, ``pdf_drawn``, ``pdf_shapes`` (what is seen), ``pdf_objects``, ``pdf_properties``
- ``markup`` (html and svg) with ``markup_reader``, ``page_styles``, ``drawing``, ``transforms``, ``glyph_text``
- ``pictures``, ``cropped``; ``text`` (csv and notebooks)
- ``properties``: names of people and paths of computers, in any kind of file

A check is a generator named after its check, which yields findings without a file; ``read`` adds the file.
"""
