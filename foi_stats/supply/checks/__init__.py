"""Checks on what was read: headings and rows that could mean two things, and figures given more than once.

A check is a function that takes what it looks at and a ``Notices``, and records findings there.
"""
