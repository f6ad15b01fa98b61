"""One module for each kind of file: bytes in, sheets of plain values and findings out.

Nothing here asks what a value means, and nothing here runs: no formula, macro, link or style is evaluated.
"""
