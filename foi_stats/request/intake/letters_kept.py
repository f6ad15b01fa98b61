"""The letter itself: kept until its request is approved, and longer if the authority's rule says so.

It lies in ``data/letters``, which no report reads and nothing publishes, and which git is told to ignore.
"""

from __future__ import annotations

from pathlib import Path

from foi_stats.request.names import file_name
from foi_stats.vocabulary.findings import InputError


def letter_file(data: Path, reference: str) -> Path:
    """Return where the letter of a request is kept."""
    return data / "letters" / f"{file_name(reference)}.txt"


def keep_letter(data: Path, reference: str, words: str) -> Path:
    """Write the letter of a request to its place, and return that.

    Raises
    ------
    InputError
        If it cannot be written.
    """
    path = letter_file(data, reference)
    try:
        path.parent.mkdir(exist_ok=True)
        ignored = path.parent / ".gitignore"
        if not ignored.exists():
            ignored.write_text("*\n", encoding="utf-8")
        path.write_text(words, encoding="utf-8", newline="\n")
    except OSError as error:
        raise InputError(f"The letter cannot be kept as {path}: {error.strerror}.") from None
    return path


def drop_letter(data: Path, reference: str, *, keep: bool) -> bool:
    """Remove the letter of an approved request, unless it is to be kept; return whether there was one to remove."""
    path = letter_file(data, reference)
    if keep or not path.is_file():
        return False
    path.unlink()
    return True
