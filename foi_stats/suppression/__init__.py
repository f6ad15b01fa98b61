"""Hides small counts in tables and audits what an attacker could work out; knows nothing of requests.

Cell suppression in the words of Fischetti and Salazar (2001): small counts are *primary* suppressions, cells hidden to
protect them *secondary*. Where a change goes:

- ``suppress`` (``protect``) and ``audit``: the public functions, their parameters and their steps
- ``parameters``: what callers give, checked
- ``totals``, ``sums``: totals and subtotals by any name, from their figures
- ``derived``, ``extremes``, ``grid``: columns that are worked out from the count, and columns of single items
- ``tables``: CSV files, long and wide tables, the symbols printed for hidden cells
- ``linked_tables``: which values a table may hold, and how tables share cells
- ``structure``: totals, subtotals and hierarchies, and the lines (sums) between cells
- ``bounds``: the rule (threshold, zeros, symbols), checks of the lines, what an attacker takes for granted
- ``build_problem``, ``problem``: primaries, candidates, costs and protection levels of tables
- ``heuristic``, ``optimum``, ``master``: the search for the cheapest safe pattern
- ``cover``: a safe pattern of large tables, without that search
- ``attack``, ``programme``: bounds of a cell, cuts, and the linear and integer programmes behind them
- ``earlier_tables``: what new tables disclose of earlier ones
- ``explain``: why a hidden cell is not safe, in words
"""
