"""The disclosure log: what was released, and the numbers of each quarter, as pages and as a folder to publish.

Only releases enter it; what is drafted, undecided or stays inside is never read. ``log`` reads, ``pages`` renders,
``export`` writes.
"""
