"""The words of the field, as code: nothing here reads a file or imports pandas when it is imported.

``years`` parses financial years and quarters, ``period`` months and quarters within a year; ``money`` parses and
formats amounts; ``shorthand`` holds the symbols and reasons of gaps; ``findings`` defines a finding and the errors;
``catalogue`` reads the checks of a room from its ``checks.toml``; ``html`` makes the table that all pages use;
``phrases`` counts and lists things in a sentence; ``scratch`` makes the temporary folders of all rooms. A new way to
write a year, an amount or a symbol belongs here.
"""
