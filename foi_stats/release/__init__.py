"""What stops a release, and what is put on record of one.

``gate`` names the checks that every release passes, ``proof`` attacks its published counts, ``leaks`` and
``hidden_places`` search its files for what was not decided on, ``released_counts`` and ``unaudited_releases`` hold it
against earlier ones, ``ledger`` records it.
"""
