"""Names of people and paths of computers, wherever a file's properties or its parts give them away."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from foi_stats.disclosure.screen.catalogue import finding, masked
from foi_stats.findings import Finding

_PROGRAMS = re.compile(
    r"(?:openpyxl|openoffice|xlsxwriter|python-docx|libreoffice|apache|microsoft|typst|chromium|chrome|firefox|skia|"
    r"matplotlib|google|pandas|sheetjs|epplus|gptables|jupyter|foi-stats|foi_stats|mozilla|adobe|acrobat)\b.*|"
    r"windows(?: user)?|excel|word|calc|users?|author|admin|administrator|owner|unknown|anonymous|untitled|un-named",
    re.IGNORECASE | re.DOTALL,
)
_ORGANISATION = re.compile(
    r"\b(?:council|police|constabulary|commissioner|office|department|dept|ministry|government|authority|authorities|"
    r"agency|board|commission|committee|trust|nhs|university|college|school|service|services|force|team|unit|"
    r"directorate|division|ltd|limited|plc|llp|inc|group|association|society|foundation|centre|center|institute|bureau|"
    r"parliament|assembly|treasury|county|borough|district|crown|executive|statistics|secretariat|partnership|finance|"
    r"company|organisation|fire|rescue|ombudsman|court|courts|tribunal|cabinet|hmrc|ons|gov\.uk|[\w-]+shire)\b",
    re.IGNORECASE,
)
_PATH = re.compile(
    r"(?:(?<![A-Za-z])[A-Za-z]:[\\/](?![/\\]?[\s\"'<])(?!/)|(?<![^\s\"'(=:>;,|])\\\\[\w.$-]+\\|file:/|"
    r"(?<![^\s\"'(=:>;,|])/(?:home|Users|Volumes|mnt|tmp|root|srv|opt|var|private|work|workspace)/)[^\s\"'<>|]*"
)
_NAMES_SOMEBODY = re.compile(r"author|owner|manager|editor|client|checked|typist|by$|user|contact|person|name", re.I)
_IDENTIFIER = re.compile(r"(?i:true|false|\{?[0-9a-f-]{8,}\}?)|(?=\S*\d)[\w+/=.:-]{20,}")
_MARKS = (b"\\\\", b"file:", b"/home/", b"/Users/", b"/Volumes/", b"/mnt/", b"/tmp/", b"/root/", b"/srv/", b"/opt/",
          b"/var/", b"/private/", b"/work")  # fmt: skip
_PATH_BYTES = re.compile(_PATH.pattern.encode())


def is_person(name: str, allowed: Collection[str] = ()) -> bool:
    """Return whether a name may be a person's: it is neither a program's, nor an organisation's, nor allowed."""
    name = " ".join(name.split())
    if not re.search(r"[^\W\d_]", name) or name.casefold() in {known.casefold() for known in allowed}:
        return False
    return not _ORGANISATION.search(name) and not _PROGRAMS.fullmatch(name)


def path_in(text: str) -> str | None:
    """Return the first path of a computer in a text, or None."""
    match = _PATH.search(text)
    return match.group(0) if match else None


def path_in_bytes(content: bytes) -> str | None:
    """Return the first path of a computer in some markup, or None."""
    # Plain searches are many times faster, and mostly say that there is none.
    has_drive = b":\\" in content or content.count(b":/") != content.count(b"://")
    if not has_drive and not any(mark in content for mark in _MARKS):
        return None
    match = _PATH_BYTES.search(content)
    return match.group(0).decode("utf-8", "replace") if match else None


def person(name: str, where: str, allowed: Collection[str] = ()) -> Iterator[Finding]:
    """Yield a finding if a property that should name nobody names somebody."""
    if is_person(name, allowed):
        yield finding("person", f"{where} is {masked(name)}")


def path(text: str, where: str) -> Iterator[Finding]:
    """Yield a finding if a property holds the path of a computer."""
    found = path_in(text)
    if found:
        yield finding("path", f"{where} holds a path, {masked(found)}")


def free_property(name: str, value: str, where: str, allowed: Collection[str] = ()) -> Iterator[Finding]:
    """Yield what a property that anybody may have made holds: a person, a path, or anything else."""
    if not value.strip() or (name.startswith("MSIP_Label_") and not name.endswith("_Owner")):
        return
    if path_in(value):
        yield from path(value, where)
    elif "@" in value or (_NAMES_SOMEBODY.search(name) and is_person(value, allowed)):
        yield finding("person", f"{where} is {masked(value)}")
    elif re.search(r"[^\W\d_]", value) and not _IDENTIFIER.fullmatch(value):
        yield finding("custom-property", f"{where} is {masked(value)}")
