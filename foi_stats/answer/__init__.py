"""What is answered: rows and a request become answers, each with its status, its figures and their trail.

``answer`` chooses the limb and the words, ``figures`` adds up the rows. Nothing is drawn or written here.
"""
