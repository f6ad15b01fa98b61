"""Untrusted bytes become sheets of plain values: one module for each format, ``read`` chooses, ``limits`` bounds.

Nothing here asks what a value means, and nothing is run: no formula, macro, link or style is evaluated. To add a
format, tell it apart in ``kind``, write its reader, and name it in ``read.READERS``.
"""
