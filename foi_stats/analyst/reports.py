"""Make a whole report from a notebook, as ``foi-stats run`` makes it, and show it there."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any, ClassVar

from foi_stats.analyst.project import ROOT_VARIABLE, find_root, places_at
from foi_stats.run.own_process import Told, read_told, run_command
from foi_stats.vocabulary.findings import Finding, Findings, FoiError, InputError, ReleaseError
from foi_stats.vocabulary.shown import Rows, Shown

_OF_KERNEL = ("JPY_", "MPLBACKEND", "FOI_STATS_NOTEBOOK")
"""How the names of the environment variables begin that are about the kernel of the calling notebook alone."""


_WAIT_FOR_ANOTHER = 600
"""Seconds that another run which is at the same report is waited for."""


@dataclass(frozen=True)
class _Frame:
    """A page within another, which can neither run a script nor lead anywhere."""

    title: str
    page: str

    def html(self) -> str:
        return (
            f'<iframe sandbox title="{escape(self.title)}" srcdoc="{escape(self.page)}" '
            'style="width:100%;height:80vh;border:1px solid;background:white"></iframe>'
        )

    def __str__(self) -> str:
        return ""


@dataclass(frozen=True, repr=False)
class MadeReport(Shown):
    """A report that was made: it shows its response.

    Attributes
    ----------
    reference
        The request.
    outcome
        ``release`` or ``draft``.
    page
        What people open: it leads to what stands at the time.
    folder
        The files of this run, which never change.
    questions
        What came of each question.
    findings
        What to look at, and what would stop the release of a draft.
    """

    reference: str
    outcome: str
    page: Path
    folder: Path
    questions: Rows
    findings: tuple[Finding, ...] = ()
    _shown: ClassVar = (
        ("!", "mark"),
        ("", "questions"),
        ("To look at", "findings"),
        ("Open", "_page_in_project"),
        ("The files of this run", "_folder_in_project"),
        ("", "response"),
    )

    def _shown_title(self) -> str:
        return f"The report of {self.reference}"

    @property
    def mark(self) -> str:
        """That it is not released, of a draft; else empty."""
        return "" if self.outcome == "release" else "A draft, not approved for release."

    @property
    def _page_in_project(self) -> str:
        """Where the page is, without the folders of the machine: what shows it may be exported and passed on."""
        return self.page.relative_to(self._root).as_posix()

    @property
    def _folder_in_project(self) -> str:
        return self.folder.relative_to(self._root).as_posix()

    @property
    def _root(self) -> Path:
        return self.page.parents[2]  # reports/REFERENCE/release.html

    @property
    def response(self) -> _Frame | str:
        """The response, to be shown; where its form has no page, that it is in the folder."""
        page = self.folder / "response.html"
        if not page.is_file():
            return "The response has no page to be shown here; its files are in that folder."
        return _Frame(f"The response to {self.reference}", page.read_text(encoding="utf-8"))


def make_report(reference: str, as_of: str = "") -> MadeReport:
    """Make the report of a request, as ``foi-stats run REFERENCE`` does, and return it; it shows its response.

    What has not changed is not run again. It is made in a process of its own, so that nothing of the notebook comes
    into it. Another run that is at the same report is waited for.

    Parameters
    ----------
    as_of
        A day, as ``"2016-11-28"``: the report is made with what had been received by then.

    Raises
    ------
    InputError
        If there is no such request or project, or the reference is no text.
    ReleaseError
        If the report could not be made. What was found is shown first.

    Examples
    --------
    >>> foi.make_report("944.2015-16").outcome  # doctest: +SKIP
    'release'
    """
    if not isinstance(reference, str) or not reference:
        raise InputError(
            f"The reference arrived as {reference!r}, and text was expected: put it in quotes, as '944.2015-16'; to "
            "papermill give it with -r in place of -p."
        )
    told = _run(find_root(), reference, as_of)
    if not told.exit_code:
        return _made(told.data["reports"][0], told.data["questions"])
    failures = told.data.get("failures", ())
    if found := Findings(Finding.from_data(one) for failure in failures for one in failure["findings"]):
        from IPython.display import display

        display(found)  # type: ignore[no-untyped-call]
    raise (InputError if told.exit_code == FoiError.exit_code else ReleaseError)(told.why)


def _run(root: Path, reference: str, as_of: str) -> Told:
    """Run ``foi-stats run`` for a request, and return how it ended."""
    command = run_command(places_at(root / "data"), reference, _WAIT_FOR_ANOTHER, as_of)
    environment = {name: value for name, value in os.environ.items() if not name.startswith(_OF_KERNEL)}
    environment |= {ROOT_VARIABLE: str(root), "PYTHONIOENCODING": "utf-8"}
    with subprocess.Popen(  # noqa: S603 - our own command, with a reference that it checks
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8", env=environment
    ) as run:
        try:
            out, said = run.communicate()
        except BaseException:
            run.terminate()  # it ends what it started, and leaves the last good report
            raise
    return read_told(out, said, run.returncode)


def _made(report: Mapping[str, Any], questions: list[dict[str, Any]]) -> MadeReport:
    rows = tuple((line["question"], line["limb"], line["said"]) for line in questions)
    return MadeReport(
        report["request"],
        report["outcome"],
        Path(report["page"]),
        Path(report["folder"]),
        Rows("What came of each question", ("Question", "Limb", "Status"), rows),
        tuple(map(Finding.from_data, report["findings"])),
    )
