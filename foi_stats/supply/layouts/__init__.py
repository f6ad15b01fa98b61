"""Layouts: TOML files that say where the figures of a known workbook stand.

``model`` reads them, ``apply`` uses one in place of what headings say, ``draft`` writes one to start from.
"""
