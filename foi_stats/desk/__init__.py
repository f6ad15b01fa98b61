"""The desk: a web page for the people of one authority who work without a terminal.

It shows what the commands know, and does nothing that cannot be done without it. Approval stays with the command.

1. ``server`` binds the address and serves ``app``, behind ``guard``: who may ask, and how much they may send.
2. ``request_pages`` and ``sending_pages`` answer what is asked for; ``rendering`` lays the pages out.
3. All that reads a file somebody sent, or a request, runs in a process of its own (``child``): ``sent_files`` and
   ``request_facts`` are what runs there. Nothing of pandas is imported here.
4. What must outlive a restart lies in ``.foi_stats/desk`` beside the data folder: the ``keys``, the files that were
   looked at and not yet sent (``spool``), the drafts being made (``drafts``), and the log of who did
   what (``activity``).
"""
