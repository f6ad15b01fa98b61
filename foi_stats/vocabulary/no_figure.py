"""Why there is no figure, in the words that finance teams choose from, and what each stands for and means."""

from __future__ import annotations

import tomllib
from importlib.resources import files

from foi_stats.vocabulary.shorthand import REASONS, SHORTHAND

NIL, TO_DATE = "nil", "to_date"
"""What words stand for that are no reason: each is settled beside the figure."""

_WORDS = tomllib.loads(files(__package__).joinpath("no_figure.toml").read_text(encoding="utf-8"))["word"]
NO_FIGURE_WORDS: dict[str, str] = {one["word"]: one["stands_for"] for one in _WORDS}
"""What each word stands for: a reason, or one of the codes above."""
MEANINGS: dict[str, str] = {one["word"]: one["meaning"] for one in _WORDS}
WORD_OF: dict[str, str] = {code: word for word, code in NO_FIGURE_WORDS.items()}
WHICH_WORD = f"{', '.join(map(repr, list(NO_FIGURE_WORDS)[:-1]))} or {list(NO_FIGURE_WORDS)[-1]!r}"
"""The words to choose from, as a message lists them."""


def words_of_gap(shorthand: str, reasons: str) -> str:
    """Return why there is no figure, in finance's words where there are any: ``not known`` for ``not_supplied``."""
    words = [WORD_OF.get(reason, REASONS[reason].meaning) for reason in reasons.split()]
    words = words or [SHORTHAND[symbol] for symbol in shorthand.split() if symbol in SHORTHAND]
    return "; ".join(words) or "no figure"
