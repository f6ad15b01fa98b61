"""The base of pages that a server or a web site shows: one template, one style sheet, and how both are rendered.

A page of another room extends ``base.html.j2`` and has no style of its own; a letter, which is one file, does not.
"""
