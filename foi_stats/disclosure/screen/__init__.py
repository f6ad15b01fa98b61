"""The screen: what a file holds that nobody sees who looks at it, one small check for each kind of hidden thing.

``catalogue`` names the checks; one module for each format looks for them; ``read`` opens what is given and asks the
format's module. Checks yield findings that do not name the file yet.
"""
