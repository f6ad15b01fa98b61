"""A letter that came in becomes the draft of a request file.

The letter is cut into lines and sentences (``text``), numbered blocks (``blocks``) and items that ask something
(``items``), without anything personal (``personal``) and without what other law is about (``regimes``). ``letter``
recognises what each item asks for, ``years`` which years it names; ``draft_text`` writes the request file's text, and
``draft`` reads the letter and writes the file.
"""
