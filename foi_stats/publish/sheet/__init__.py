"""Show a supplier's sheet as it looks around some of its cells, with what they show, hold and were read as.

1. ``window`` chooses the rows and columns: those around the cells, and the headings above them.
2. ``drawing`` draws them as an HTML table; ``said`` has the words.
3. ``around`` is what an analyst asks for (``foi.sheet``), ``whole`` a small sheet with the roles of its rows, and
   ``pages`` the pages of the working papers.

What is drawn here is the supplier's own sheet: it stays inside, and is part of no draft and no release.
"""
