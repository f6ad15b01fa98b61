"""How reports are produced: which notebooks run, in what order, and what they leave in the folder of a report.

``batch`` directs many reports and imports nothing heavy; ``report`` has the steps of one. What must be recorded so that
a change is noticed goes to ``run_record`` (files) and ``fingerprints`` (what a figure reads). ``trace`` and ``verify``
look back at a release; ``approval`` and ``status`` serve the commands of those names.
"""
