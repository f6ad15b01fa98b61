"""What was asked, of whom, and by when: requests, topics, authorities, deadlines, and the rows of a case.

A request, a topic and an authority are files of ``data/``; their keys are the fields of the models here. ``intake/``
drafts a request from the letter that came in.
"""
