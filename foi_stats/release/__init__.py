"""What stops a release, and what is put on record of one.

A check on the answers goes to ``gate``; ``proof`` attacks the published counts; ``leaks`` and ``hidden_places`` search
the files for what was not decided on. ``released_counts`` and ``unaudited_releases`` hold a request against earlier
releases, which ``ledger`` records; ``grain`` cuts both into the same periods and labels. ``run.report`` calls them, in
the order in which they can stop a release.
"""
