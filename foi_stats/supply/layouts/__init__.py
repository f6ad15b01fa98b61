"""Layouts: TOML files that describe where the figures of a known workbook are, in place of its headings.

``model`` reads and checks them and chooses the one that fits a workbook, ``apply`` makes planned tables by a layout,
and ``draft`` writes a layout for a person to correct. A new kind of file is a new TOML file, not code.
"""
