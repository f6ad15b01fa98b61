"""The template of a request: the workbook that a finance team fills in, with the lines that are asked for.

``asked`` says which tables are to be filled in, from a request or a topic and what was supplied last time; ``book``
writes them.
"""
