"""Which labels of one column add up which others, by their counts in every line. Labels and numbers only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from foi_stats.suppression.structure import TOTAL

_FEW, _STEPS, _MOST = 16, 4000, 2000
"""Among how many labels any subset may be a subtotal, how many steps the search for it may take, and among how many
labels subtotals are sought at all."""


@dataclass(frozen=True)
class Sums:
    """The counts of a column's labels: a row for each line whose counts are all known, a column for each label."""

    labels: list[str]
    counts: np.ndarray
    printed: np.ndarray
    keys: list[tuple[str, ...]]

    @cached_property
    def place(self) -> dict[str, int]:
        """The column of each label."""
        return {label: at for at, label in enumerate(self.labels)}

    def by_size(self, labels: Sequence[str]) -> list[str]:
        """Return labels, the largest first, the later first among equals."""
        total = self.counts.sum(axis=0)
        return sorted(labels, key=lambda label: (total[self.place[label]], self.place[label]), reverse=True)

    def lines(self, name: str, others: Sequence[str]) -> tuple[list[int], list[tuple[str, float, float]]]:
        """Return the lines that tell whether a label is the sum of others: those where it is, and those where not."""
        own, parts = self._numbers(name, others)
        summed, printed = parts.sum(axis=1), self.printed[:, self.place[name]]
        right = np.flatnonzero(printed & (own == summed) & ((parts > 0).sum(axis=1) > 1))
        wrong = np.flatnonzero(printed & (own != summed))
        return right.tolist(), [(self._line_name(at), own[at], summed[at]) for at in wrong.tolist()]

    def fits(self, name: str, others: Sequence[str]) -> bool:
        """Return whether a label is the sum of others in every line."""
        return not self.lines(name, others)[1]

    def chance(self, name: str, others: Sequence[str], ways: float) -> float:
        """Return how likely it is that one of so many sums fits this label by accident.

        A line tells nothing unless two of the others are above 0: two rows that are alike are no total of each other.
        Nor does a line that is the sum of the lines beside it.
        """
        right, _ = self.lines(name, others)
        if not right:
            return 1.0
        own = self.counts[[at for at in right if at not in self._sums_of_lines], self.place[name]]
        return float(min(1.0, np.exp(np.log(ways) - np.log1p(own).sum())))

    @cached_property
    def _sums_of_lines(self) -> set[int]:
        """The lines that are the sum of the lines with the same labels but one, or the same as one before."""
        follows: set[int] = set()
        for at in range(len(self.keys[0]) if self.keys else 0):
            beside: dict[tuple[str, ...], list[int]] = defaultdict(list)
            for row, key in enumerate(self.keys):
                beside[(*key[:at], *key[at + 1 :])].append(row)
            for rows in beside.values():
                twice = 2 * self.counts[rows] == self.counts[rows].sum(axis=0)
                sums = [row for row, is_sum in zip(rows, twice.all(axis=1), strict=True) if is_sum]
                follows.update(sums[1:] if len(rows) == len(sums) else sums)
        return follows

    def _line_name(self, at: int) -> str:
        return ", ".join(label for label in self.keys[at] if label != TOTAL) or TOTAL

    def _numbers(self, name: str, others: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
        return self.counts[:, self.place[name]], self.counts[:, [self.place[label] for label in others]]

    def tree(self, chance: float, known: str) -> tuple[dict[str, str], tuple[str, list[str]] | None]:
        """Return the subtotal that each label adds up to, and a subtotal whose parts count towards another one too.

        ``known`` is no part of anything. Subtotals are found from the smallest up, so that they may nest.
        """
        above: dict[str, str] = {}
        if len(self.labels) > _MOST or not len(self.counts):
            return above, None
        for name in reversed(self.by_size([label for label in self.labels if label != known])):
            smaller = self._smaller(name, known)
            free = [label for label in smaller if label not in above]
            parts = self._parts(name, free, chance, known)
            if parts:
                above |= dict.fromkeys(parts, name)
                continue
            lowest = [label for label in smaller if label not in {*above.values()}]
            if len(lowest) > len([label for label in free if label in lowest]):
                parts = self._parts(name, lowest, chance / 10, known)
                if parts and any(label in above for label in parts):
                    return above, (name, parts)
        return above, None

    def _smaller(self, name: str, known: str) -> list[str]:
        """Return the labels that come to no more than this one, and to something."""
        total = self.counts.sum(axis=0)
        most = total[self.place[name]]
        return [one for one in self.labels if one not in (name, known) and 0 < total[self.place[one]] <= most]

    def _parts(self, name: str, among: Sequence[str], chance: float, known: str) -> list[str]:
        """Return the labels that this one adds up, if that is hardly chance and no others do so too."""
        total = self.counts.sum(axis=0)
        whole = len([one for one in self.labels if one not in (name, known) and total[self.place[one]] > 0])
        for parts, ways in self._guesses(name, among):
            if len(parts) > 1 and self.fits(name, parts):
                if (len(parts) < whole or known in self.place) and self.chance(name, parts, ways) < chance:
                    return parts
                return []
        return []

    def _guesses(self, name: str, among: Sequence[str]) -> Iterator[tuple[list[str], float]]:
        """Yield sets of labels that may add up to this one: those next to it in the table first, then any."""
        yield list(among), 2.0
        total, at = self.counts.sum(axis=0), self.place[name]
        inside = set(among)
        for step in (-1, 1):
            run: list[str] = []
            left, here = total[at], at + step
            while 0 <= here < len(self.labels) and left > 0:
                if self.labels[here] in inside:
                    run.append(self.labels[here])
                    left -= total[here]
                here += step
            if left == 0:
                yield sorted(run, key=self.place.__getitem__), 2.0 * len(self.labels)
        if len(among) <= _FEW:
            sets = list(self._subsets(name, among))
            if len(sets) == 1:
                yield sets[0], 10.0 * 2.0 ** len(among)

    def _subsets(self, name: str, among: Sequence[str]) -> Iterator[list[str]]:
        """Yield the first two sets of labels that add up to this one in every line where it is printed."""
        rows = self.printed[:, self.place[name]]
        order = self.by_size(among)
        counts = [self.counts[rows, self.place[label]] for label in order]
        stack: list[tuple[int, np.ndarray, list[int]]] = [(0, self.counts[rows, self.place[name]], [])]
        steps = found = 0
        while stack and steps < _STEPS and found < 2:
            at, left, chosen = stack.pop()
            steps += 1
            if not left.any():
                found += 1
                yield sorted((order[nth] for nth in chosen), key=self.place.__getitem__)
            elif at < len(order):
                stack.append((at + 1, left, chosen))
                if (counts[at] <= left).all():
                    stack.append((at + 1, left - counts[at], [*chosen, at]))
