"""The answers of a watched folder in words: what was read of a file, what moved, and what is to be mended."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace

from foi_stats.request.project_folders import Places
from foi_stats.run.restated_releases import moved_rows
from foi_stats.supply.delivery_log import DeliveryLine
from foi_stats.supply.overview import others_sentence, overview_rows
from foi_stats.supply.reply.reply import name_without_reply
from foi_stats.supply.supply_files import find_supplies, is_day_of_receipt
from foi_stats.supply.take import Delivered
from foi_stats.vocabulary.findings import Finding, worst_first
from foi_stats.vocabulary.phrases import counted
from foi_stats.vocabulary.years import format_day

FAULT = (
    "This file could not be read, by a fault of the software and not of yours. The information officer is told. Saving "
    "it in Excel or LibreOffice under a new name may help meanwhile."
)


def accepted_text(
    name: str,
    delivered: Delivered,
    findings: Sequence[Finding],
    now: dt.datetime,
    releases: Sequence[tuple[str, ...]],
) -> str:
    """Return the answer to a file that was taken: what was read of it, what moved, and what is worth a look.

    Parameters
    ----------
    findings
        Those of the file (:func:`findings_for_sender`).
    releases
        For each figure that moved the releases that gave the earlier one.
    """
    checked, line = delivered.checked, delivered.line
    lines = [f"{name_without_reply(name)}: accepted", ""]
    if delivered.known:
        when = f" It was received on {format_day(dt.datetime.fromisoformat(line.when).date())}." if line else ""
        lines += [f"The same file had been received before: {delivered.use}.{when}", ""]
    else:
        lines += [f"Received on {format_day(now.date())} at {now:%H:%M}. Nothing more needs doing.", ""]
    lines += ["What was read:", "", *_table(overview_rows(checked.read)), ""]
    if others := others_sentence(checked.other_totals):
        lines += [others, ""]
    if delivered.arrival.moved:
        lines += [
            "Figures that have changed:",
            "",
            *_table(moved_rows(delivered.arrival.moved, releases)),
            "",
        ]
        if references := _released_in(releases):
            lines += [f"Earlier figures were released in {references}: the information officer is told.", ""]
    if warnings := [finding for finding in findings if finding.severity == "warning"]:
        lines += ["Please look, and send it again if it is not as you meant it:", ""]
        lines += [f"- {without_file(finding)}" for finding in warnings]
        lines += [""]
    return "\n".join(lines)


def refusal_text(name: str, *reasons: str) -> str:
    """Return the answer to a file that cannot be opened or read."""
    lines = [f"{name}: to mend", "", "Its figures are not used. It lies here as you sent it.", ""]
    ending = ["", "Mend it, and put it into this folder again.", ""]
    return "\n".join([*lines, *(f"- {reason}" for reason in reasons), *ending])


def not_needed_text(name: str, findings: Sequence[Finding]) -> str:
    """Return the answer to a file of which everything is held already, as it is or of a later day."""
    errors = [without_file(finding) for finding in findings if finding.severity == "error"]
    lines = [f"{name_without_reply(name)}: not needed", ""]
    lines += [
        "Its figures are passed over: what is held is the same, or of a later day. Nothing needs doing, if that is so.",
        "",
    ]
    return "\n".join([*lines, *(f"- {reason}" for reason in errors), ""])


def taken_back_text(name: str, line: DeliveryLine) -> str:
    """Return the answer to a file that was accepted, and taken back later."""
    when = dt.datetime.fromisoformat(line.when)
    told = f"It had been accepted. On {format_day(when.date())} at {when:%H:%M} the information officer took it back: "
    lines = [f"{name_without_reply(name)}: taken back", "", f"{told}its figures are not used any more.", ""]
    return "\n".join([*lines, "If that is not right, ask; or put it into this folder again.", ""])


def _released_in(releases: Sequence[tuple[str, ...]]) -> str:
    return ", ".join(sorted({reference for references in releases for reference in references}))


def accepted_sentence(name: str, delivered: Delivered, releases: Sequence[tuple[str, ...]]) -> str:
    """Return in a sentence, for the log, what a file that was accepted brought."""
    line = delivered.line
    if line is None or delivered.known:
        return f"{name} had been taken before: {delivered.use}"
    moved = len(delivered.arrival.moved)
    also = f"; {counted(moved, 'earlier figure has', 'earlier figures have')} changed" if moved else ""
    also += f", released in {references}" if (references := _released_in(releases)) else ""
    return f"{name} is taken: {line.rows} figures ({line.kind}, {line.periods}) lie in {line.file}{also}"


def findings_for_sender(
    places: Places, authority: str, findings: Iterable[Finding], name: str, own: str = ""
) -> list[Finding]:
    """Return findings as the sender of a file can follow them: the worst first, other files by their own names.

    Parameters
    ----------
    name
        What the sender calls the file.
    own
        What the file is called among the supplies, if it was taken.
    """
    own = own or f"{places.data.name}/{name}"
    others = [file.name for file in find_supplies(places.data, [authority]) if file.name != own]
    told = (replace(one, file=name) if one.file == own else one for one in findings)
    return list(worst_first(_in_own_names(one, others) for one in told))


def _in_own_names(finding: Finding, others: Sequence[str]) -> Finding:
    """Return a finding in which other files are called by their own names; one at another file says so in words."""
    found, expected, action = (with_own_names(one, others) for one in (finding.found, finding.expected, finding.action))
    if finding.file not in others:
        return replace(finding, found=found, expected=expected, action=action)
    place = finding.place_in_file
    named = f"{_own_name(finding.file)}, {place}: {found}" if place else f"{_own_name(finding.file)}: {found}"
    return replace(finding, sheet="", cell="", also=(), found=named, expected=expected, action=action)


def with_own_names(text: str, names: Iterable[str]) -> str:
    """Return a text in which supplies are called by their own names."""
    for name in sorted(set(names), key=len, reverse=True):
        text = text.replace(name, _own_name(name))
    return text


def _own_name(name: str) -> str:
    """Return how finance knows a supply: by its own name, and when it was sent, or of which year it is."""
    *_, folder, file = name.split("/")
    year = name.split("/")[1]
    return (
        f"{file} (sent on {format_day(dt.date.fromisoformat(folder))})"
        if is_day_of_receipt(folder)
        else f"{file} ({year})"
    )


def without_file(finding: Finding) -> str:
    """Return a finding as a sentence, with its place in the file that it is about and not the file's own."""
    return " ".join(finding.sentences(finding.place_in_file))


def _table(rows: Sequence[dict[str, str]]) -> list[str]:
    """Return rows of texts in columns, under their headings."""
    if not rows:
        return []
    lines = [{key: key.capitalize() for key in rows[0]}, *rows]
    widths = {key: max(len(line[key]) for line in lines) for key in rows[0]}
    return ["  ".join(line[key].ljust(widths[key]) for key in widths).rstrip() for line in lines]
