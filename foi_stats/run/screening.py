"""The screen for hidden data: what a file that leaves the building holds besides what is seen in it."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Sequence
from pathlib import Path

from foi_stats.findings import Finding

_PARTS = {
    "comments": "comments",
    "embeddings/": "an embedded file",
    "vbaProject": "macros",
    "customXml/": "custom data",
    "people": "the names of those who commented",
}
_MARKS = {
    rb"<w:(ins|moveTo)\b": "text under tracked changes",
    rb"<w:(del|moveFrom)\b": "deleted text under tracked changes",
    rb"<w:vanish\s*/>": "hidden text",
}


def screen_files(paths: Sequence[Path]) -> list[Finding]:
    """Return a finding, of severity error, for each kind of hidden content in Word documents."""
    return [finding for path in paths for finding in _screen(path)]


def _screen(path: Path) -> list[Finding]:
    with zipfile.ZipFile(path) as document:
        names = document.namelist()
        texts = [document.read(name) for name in names if re.match(r"word/(document|header|footer|\w*notes)", name)]
    found = [said for part, said in _PARTS.items() if any(part in name for name in names)]
    found += [said for mark, said in _MARKS.items() if any(re.search(mark, text) for text in texts)]
    return [
        Finding(
            "hidden-content",
            "error",
            path.name,
            found=f"it holds {said}",
            expected="a document with nothing in it but what is seen",
            action="in Word: File, Info, Inspect Document; accept or reject every change; save, and put it back again",
        )
        for said in found
    ]
