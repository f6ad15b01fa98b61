"""Read the text of annexes, and find personal data and hidden counts in it, which redaction may have missed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import PurePath

import pandas as pd

from foi_stats.answer.answer import Answer
from foi_stats.answer.names import name_key
from foi_stats.release.approved import docx_lines
from foi_stats.release.doubtful_texts import personal_in
from foi_stats.release.hidden_words import said_in_annex
from foi_stats.request.case import Case
from foi_stats.request.intake.text import sentences
from foi_stats.screen.pdf import read_pdf
from foi_stats.vocabulary.findings import Finding


def annex_findings(
    case: Case, annexes: Mapping[str, bytes], answers: Sequence[Answer], hidden: pd.DataFrame, request_file: str
) -> list[Finding]:
    """Return a warning for each annex whose text holds personal data, and an error for each hidden count in its words.

    Parameters
    ----------
    annexes
        The content of each, by the name under which it is released.
    hidden
        The hidden counts, as :func:`foi_stats.release.hidden_words.hidden_counts_said` takes them.
    """
    decided = (*case.authority.decided, *case.request.decided)
    names = {name_key(each.name) for each in decided if each.name and each.publish}
    findings = []
    for name, content in annexes.items():
        texts = annex_texts(name, content)
        if found := personal_in("\n".join(texts), names):
            findings.append(_personal(name, found))
        findings += said_in_annex(name, texts, case, answers, hidden, request_file)
    return findings


def annex_texts(name: str, content: bytes) -> list[str]:
    """Return the paragraphs of a Word document, or the sentences of a PDF; of other files, and of scans, nothing.

    One that cannot be read gives nothing either: the screen stops it.
    """
    kind = PurePath(name).suffix
    if kind not in (".docx", ".pdf"):
        return []
    try:
        if kind == ".docx":
            return docx_lines(content)
        pages = [" ".join(page.extract_text().split()) for page in read_pdf(content).pages]
    except Exception:  # the libraries that read them raise many kinds
        return []
    return [sentence for page in pages for sentence in sentences(page)]


def _personal(name: str, found: Sequence[str]) -> Finding:
    return Finding(
        "annex-personal",
        "warning",
        f"annexes/{name}",
        found=f"its text holds {', '.join(found)}",
        expected="no personal data that was to be redacted",
        action="read it again; if something was missed, redact it, put the new file in its place, and run again",
    )
