"""What was asked, of whom, and by when: requests, topics, authorities, deadlines, and the rows of a case.

A request, a topic, an authority and a deflator are files of ``data/``; their keys are the fields of the models in
``request``, ``topic``, ``authority`` and ``deflator``, and ``settings`` reads and refuses such files. To change which
rows a topic includes, go to ``topic`` (the rules), ``matching`` (words and codes) and ``spelling``; which questions
have figures, ``figures``; what is read to answer a request, ``case``; the clock, ``deadline``; the counts on record,
``released``; names and folders on disk, ``names`` and ``project_folders``. ``intake`` drafts a request from a letter.
"""
