"""Rows and a request become answers, each with its status, its figures and their trail. Nothing is drawn or written.

``answer`` has the steps of an answer in their order. To change how long a question may take, go to ``cost_limit``;
which rows count, ``scope_rows``; by which labels they are divided, ``label_columns``; how they are added up,
``answer_table``; what stops an answer, ``checks``; what an answer is called and says, ``status``, ``notes`` and
``wording.toml``; answers without figures, ``statements``; lists of items, ``list_rows`` and ``list_answer``; names that
may be printed, ``names`` and ``name_rules.toml``.
"""
