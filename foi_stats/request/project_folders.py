"""The folders of a project, as paths. Nothing is read or created."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from foi_stats.request.names import file_name


@dataclass(frozen=True)
class Places:
    """The folders of a project: where the notebooks are, where the data is, and where reports go."""

    notebooks: Path
    data: Path
    reports: Path

    def report(self, reference: str) -> Path:
        """Return the folder of one request's report."""
        return self.reports / file_name(reference)

    def absolute(self) -> Places:
        """Return the same folders by paths that hold wherever a process stands."""
        return Places(self.notebooks.resolve(), self.data.resolve(), self.reports.resolve())
