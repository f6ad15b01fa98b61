"""A shared folder as an inbox: which files lie in it, which are answered, and which process has one in hand.

A network share has neither dependable locks nor notices of changes; it has renames that happen once. Who renames a file
into a folder of its own has it in hand, and nobody else. What is known of the files lies in the hidden folder
``.foi-stats`` of the inbox, a small file for each, so that a process that starts anew, or on another machine, knows it.

    .foi-stats/answered/<digest of the name>.json    the size, time and digest of a file that was answered
    .foi-stats/claims/<host>~<process>~<token>/      the file that a process has in hand
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import socket
import stat
import uuid
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import NamedTuple

from foi_stats.files.digest import content_digest, file_digest
from foi_stats.files.replace import replace_bytes
from foi_stats.supply.supply_files import is_left_by_a_program
from foi_stats.supply.take import free_place

OWN = ".foi-stats"
ABANDONED_AFTER = 600
"""Seconds after which a file that a process of another machine has in hand is taken over."""

_UNFINISHED = (".tmp", ".temp", ".part", ".partial", ".crdownload", ".download", ".filepart")
_TEXT_REPLY = re.compile(
    r".+ - (?:accepted|to mend|not needed|taken back)(?: \(\d+\))?\.txt", re.IGNORECASE | re.DOTALL
)


class Seen(NamedTuple):
    """A file as it was seen: its size, and the time of its last change in nanoseconds."""

    size: int
    modified: int


@dataclass(frozen=True)
class Answered:
    """A file of an inbox that was answered, or that is an answer itself.

    ``outcome`` is ``accepted``, ``not needed``, ``to mend``, ``taken back``, ``reply`` or ``fault``,
    and ``reply`` the name of its answer.
    """

    name: str
    size: int
    modified: int
    sha256: str
    outcome: str
    reply: str = ""

    @property
    def seen(self) -> Seen:
        """The file as it was."""
        return Seen(self.size, self.modified)


@dataclass(frozen=True)
class Claim:
    """A file that this process has in hand: where it lies meanwhile, its name in the inbox, and how it was seen."""

    path: Path
    name: str
    seen: Seen


def list_files(folder: Path) -> dict[str, Seen]:
    """Return the files that may be supplies, by name; no folder, link, answer, or hidden, unfinished or lock file."""
    found = {}
    with os.scandir(folder) as entries:
        for entry in entries:
            if _is_aside(entry.name):
                continue
            with contextlib.suppress(OSError):  # it may be gone by now
                about = entry.stat(follow_symlinks=False)
                if stat.S_ISREG(about.st_mode):
                    found[entry.name] = Seen(about.st_size, about.st_mtime_ns)
    return dict(sorted(found.items()))


def _is_aside(name: str) -> bool:
    return is_left_by_a_program(name) or name.casefold().endswith(_UNFINISHED) or bool(_TEXT_REPLY.fullmatch(name))


def claim(folder: Path, name: str, seen: Seen) -> Claim | None:
    """Take a file of an inbox in hand; None if another process has it, a program holds it open, or it has changed."""
    own = _new_claim_folder(folder)
    try:
        os.rename(folder / name, own / name)
    except OSError:
        _remove_empty(own)
        return None
    claimed = Claim(own / name, name, seen)
    if _seen(claimed.path) != seen:
        put_back(folder, claimed)
        return None
    return claimed


def abandoned(folder: Path) -> Iterator[Claim]:
    """Take over the files that processes had in hand which were ended, or have not been heard of for long.

    This process must have none in hand.
    """
    claims = folder / OWN / "claims"
    for left in sorted(claims.glob("*~*~*/")):
        if not _is_abandoned(left, folder):
            continue
        for path in sorted(left.iterdir()):
            own = _new_claim_folder(folder)
            try:
                os.rename(path, own / path.name)
            except OSError:
                _remove_empty(own)
                continue
            seen = _seen(own / path.name)
            if seen is not None:
                yield Claim(own / path.name, path.name, seen)
        _remove_empty(left)


def put_back(folder: Path, claimed: Claim) -> str:
    """Put a file back into the inbox, and return its name: another one, where there is a file of its own by now."""
    while True:
        target = free_place(folder, claimed.name)
        try:
            os.link(claimed.path, target)  # fails where there is a file, as a rename does not
            os.unlink(claimed.path)
        except FileExistsError:
            continue
        except FileNotFoundError:  # another process took it over
            return claimed.name
        except OSError:  # a share without links
            with contextlib.suppress(FileNotFoundError):
                os.rename(claimed.path, target)
        _remove_empty(claimed.path.parent)
        return target.name


def read_answered(folder: Path, name: str) -> Answered | None:
    """Return what is known of a file by its name; None if it was never answered."""
    try:
        told = Answered(**json.loads(_answered_path(folder, name).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None
    return told if told.name == name else None


def write_answered(folder: Path, told: Answered) -> None:
    """Note that a file was answered, or is an answer."""
    path = _answered_path(folder, told.name)
    path.parent.mkdir(parents=True, exist_ok=True)
    replace_bytes(path, json.dumps(asdict(told)).encode())


def reply_place(folder: Path, name: str) -> Path:
    """Return where an answer of this name is written: over one that is still as it was written, else beside it."""
    return folder / name if is_own_reply(folder, name) else free_place(folder, name)


def is_own_reply(folder: Path, name: str) -> bool:
    """Return whether a file is an answer that nobody has changed since it was written."""
    told, seen = read_answered(folder, name), _seen(folder / name)
    if told is None or seen is None or told.outcome != "reply" or seen.size != told.size:
        return False
    return seen == told.seen or file_digest(folder / name) == told.sha256


def write_reply(folder: Path, name: str, content: bytes) -> str:
    """Write an answer, and return its name."""
    place = reply_place(folder, name)
    beside = folder / OWN / "answered"
    beside.mkdir(parents=True, exist_ok=True)
    replace_bytes(place, content, beside)
    about = place.stat()
    digest = content_digest(content)
    write_answered(folder, Answered(place.name, about.st_size, about.st_mtime_ns, digest, "reply"))
    return place.name


def remove_reply(folder: Path, name: str) -> None:
    """Remove an answer that another one takes the place of, if nobody has changed it."""
    if name and is_own_reply(folder, name):
        with contextlib.suppress(OSError):
            (folder / name).unlink()


def _new_claim_folder(folder: Path) -> Path:
    host = re.sub(r"[^A-Za-z0-9.-]+", "-", socket.gethostname()) or "host"
    own = folder / OWN / "claims" / f"{host}~{os.getpid()}~{uuid.uuid4().hex[:12]}"
    own.mkdir(parents=True)
    return own


def _is_abandoned(left: Path, folder: Path) -> bool:
    host, process, _ = left.name.split("~")
    mine = _new_claim_folder(folder)
    try:
        if os.name == "posix" and mine.name.split("~")[0] == host and process.isdecimal():
            return int(process) == os.getpid() or not _is_alive(int(process))
        # The clock of the share tells, and not that of this machine.
        return mine.stat().st_mtime - left.stat().st_mtime > ABANDONED_AFTER
    except OSError:
        return False
    finally:
        _remove_empty(mine)


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _answered_path(folder: Path, name: str) -> Path:
    return folder / OWN / "answered" / f"{content_digest(name.encode('utf-8', 'surrogateescape'))[:32]}.json"


def _seen(path: Path) -> Seen | None:
    try:
        about = path.lstat()
    except OSError:
        return None
    return Seen(about.st_size, about.st_mtime_ns) if stat.S_ISREG(about.st_mode) else None


def _remove_empty(folder: Path) -> None:
    with contextlib.suppress(OSError):
        folder.rmdir()
