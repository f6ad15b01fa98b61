"""Send a workbook back with each finding marked at its cell, and a first sheet that says what to mend.

The sender's package is edited, not written anew: what is not marked stays as it was, byte for byte.

1. ``marks`` tells which cells are marked, and with what.
2. ``edit_xml`` changes parts at the bytes where a tag begins; ``sheet``, ``styles``, ``notes``, ``lists`` and
   ``mend_sheet`` each change or make one kind of part with it.
3. ``reply`` puts the package together; ``plain_copy`` first makes a workbook of a file that is none.
"""
