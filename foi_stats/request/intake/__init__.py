"""A letter that came in becomes a drafted request: its text, its items, the years it names, what is personal."""
