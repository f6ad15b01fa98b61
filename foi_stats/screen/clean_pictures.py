"""Remember which pictures hide nothing, by the digest of their bytes: one that is in many files is screened once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from foi_stats.files.digest import content_digest
from foi_stats.vocabulary.findings import Finding


class CleanPictures:
    """The SHA-256 of pictures that were screened by the strictest rules and hide nothing.

    The strictest rules are those for a picture within a page: no name is allowed in its properties. A picture that
    passes them passes those for a file by itself.
    """

    def __init__(self, known: Iterable[str] = ()) -> None:
        self._known = set(known)

    def screen(self, data: bytes, check: Callable[[bytes], Iterator[Finding]], *, is_strict: bool) -> Iterator[Finding]:
        """Yield the findings of ``check``, which is not called for a picture that is known to be clean."""
        digest = content_digest(data)
        if digest in self._known:
            return
        found = list(check(data))
        if is_strict and not found:
            self._known.add(digest)
        yield from found
