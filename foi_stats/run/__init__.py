"""How reports are produced: which notebooks run, in what order, and what they leave in the folder of a report.

``batch`` directs many reports and imports nothing heavy; ``report`` has the steps of one. ``run_record``,
``fingerprints`` and ``notebook_cache`` tell what need not run again; ``trace`` and ``verify`` look back at a release.
"""
