"""Write the regulator's checklist with the evidence of a run beside each step. It stays inside."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from foi_stats.publish.response_html import environment
from foi_stats.vocabulary.findings import Finding
from foi_stats.vocabulary.html import accessible_table


@cache
def checklist() -> Mapping[str, Any]:
    """Return the steps of the checklist, each with the checks that look for it, and the words around them."""
    return tomllib.loads(files("foi_stats").joinpath("run/checklist.toml").read_text(encoding="utf-8"))


def checklist_html(reference: str, release: Path, findings: Iterable[Finding]) -> str:
    """Return the checklist of a release as one HTML page.

    Parameters
    ----------
    release
        The folder of the release, or of the draft.
    findings
        All that the screen and the gate found in it.
    """
    found, words = list(findings), checklist()
    looked = sorted(path.relative_to(release) for path in release.rglob("*") if path.is_file())
    kinds = {path.suffix.lower() for path in looked}
    rows = [_row(step, found, kinds) for step in words["step"]]
    errors = sum(finding.severity == "error" for finding in found)
    lines = [
        words["introduction"],
        words["files"].format(number=len(looked), annexes=sum(path.parts[0] == "annexes" for path in looked)),
        words["verdict_stops"].format(number=errors) if errors else words["verdict_clean"],
    ]
    bands = [(number, step["group"]) for number, step in enumerate(words["step"]) if "group" in step]
    return (
        environment()
        .get_template("checklist.html.j2")
        .render(
            title=words["title"].format(reference=reference),
            inside=words["inside"],
            lines=lines,
            table=accessible_table(words["caption"], words["headings"], rows, bands=bands),
        )
    )


def _row(step: Mapping[str, Any], findings: Sequence[Finding], kinds: set[str]) -> list[str]:
    """Return a step, the checks that looked for it, and what they found; what only a person can tell is said so."""
    words = checklist()
    if step.get("by") == "person":
        return [step["text"], words["person"], words["person_found"]]
    looked = ", ".join(step["checks"])
    found = [finding for finding in findings if finding.check in step["checks"]]
    if not found and kinds.isdisjoint(step.get("kinds", kinds)):
        return [step["text"], looked, words["none_of_kind"]]
    said = [step["note"]] if "note" in step else []
    for key, severities in (("errors", ("error",)), ("remarks", ("warning", "info"))):
        of_kind = [finding for finding in found if finding.severity in severities]
        if of_kind:
            first = f"{of_kind[0].file}: {of_kind[0].found}"
            said.append(words[key].format(number=len(of_kind), first=first.rstrip(".") + "."))
    return [step["text"], looked, " ".join([*said, *([] if found else [words["nothing"]])])]
