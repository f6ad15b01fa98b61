"""Watch a shared folder: each file that is dropped there is taken or sent back, and answered beside it.

A file is answered in steps, and a process may be ended after any of them:

1. claim it, so that no other process has it in hand;
2. take it (:func:`foi_stats.supply.take.take_file`), which takes the same content once;
3. write the answer;
4. note what was answered, and put the file back.

What is left in hand is answered anew by the next process: it has been taken by then, or it has not, and is.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from foi_stats.files.digest import digest_if_readable
from foi_stats.request.project_folders import Places
from foi_stats.run.inbox_folder import (
    Answered,
    Claim,
    Seen,
    abandoned,
    claim,
    list_files,
    put_back,
    read_answered,
    remove_reply,
    write_answered,
    write_reply,
)
from foi_stats.run.inbox_texts import (
    FAULT,
    accepted_sentence,
    accepted_text,
    findings_for_sender,
    not_needed_text,
    refusal_text,
    taken_back_text,
    with_own_names,
    without_file,
)
from foi_stats.run.restated_releases import releases_of_moved
from foi_stats.supply.delivery_log import UNDONE, read_deliveries, standing
from foi_stats.supply.reply.reply import REPLY, name_without_reply, reply_bytes
from foi_stats.supply.supply_files import find_supplies
from foi_stats.supply.take import NoSupplyError, Sender, take_file
from foi_stats.vocabulary.findings import BusyError, Finding, FoiError, InputError
from foi_stats.vocabulary.phrases import counted

_UNCHANGED = "unchanged-reply"
_LONGEST = 150
"""The most bytes of a file's name in that of its answer: a system's longest name is 255."""


@dataclass(frozen=True)
class Answer:
    """How a file of an inbox was answered, and the name of the answer.

    ``outcome`` is ``accepted``, ``not needed``, ``to mend``, ``taken back`` or ``fault``.

    ``about`` says in a sentence what became of it.
    """

    name: str
    outcome: str
    reply: str
    about: str


@dataclass
class Inbox:
    """A folder that is watched.

    ``step`` is called after each step with its name: tests end the process there. ``complain`` is told, once, of each
    file that cannot be answered now, with an exit code.
    """

    folder: Path
    places: Places
    sender: Sender
    now: Callable[[], dt.datetime] = lambda: dt.datetime.now().astimezone()
    step: Callable[[str], None] = lambda _: None
    complain: Callable[[str, int], None] = lambda _text, _code: None
    _before: dict[str, Seen] = field(default_factory=dict)
    _answered: dict[str, Seen] = field(default_factory=dict)
    _complaints: dict[str, str] = field(default_factory=dict)

    def look(self) -> Iterator[Answer]:
        """Look once, and yield an answer for each file that has not changed since the last look and is not answered.

        Raises
        ------
        OSError
            If the folder cannot be read.
        """
        for left in abandoned(self.folder):
            yield from self._answer(left)
        found = list_files(self.folder)
        yield from self._answer_taken_back(found)
        ready = [name for name, seen in found.items() if self._before.get(name) == seen]
        self._before = found
        for name in ready:
            seen = found[name]
            if not self._is_answered(name, seen) and (claimed := claim(self.folder, name, seen)):
                yield from self._answer(claimed)

    def _answer_taken_back(self, found: Mapping[str, Seen]) -> Iterator[Answer]:
        """Answer the files that were accepted and whose figures have been taken back since."""
        lines = read_deliveries(self.places.data)
        undone = {line.sha256: line for line in lines if line.what == UNDONE}
        for line in standing(lines):
            undone.pop(line.sha256, None)
        for name, seen in found.items() if undone else ():
            told = read_answered(self.folder, name)
            if told is None or told.seen != seen or told.outcome != "accepted" or told.sha256 not in undone:
                continue
            text = taken_back_text(name, undone[told.sha256])
            about = f"{name} was taken back, which its sender is told"
            answered, answer = self._reply(
                Claim(self.folder / name, name, seen), told.sha256, "taken back", text, about
            )
            write_answered(self.folder, Answered(name, *seen, *answered))
            yield answer

    def _is_answered(self, name: str, seen: Seen) -> bool:
        if self._answered.get(name) != seen:
            told = read_answered(self.folder, name)
            if told is None or told.seen != seen:
                return False
            self._answered[name] = seen
        return True

    def _answer(self, claimed: Claim) -> Iterator[Answer]:
        """Answer a file that is in hand, and put it back, whatever happens."""
        told = None
        try:
            self.step("claimed")
            told, answer = self._answered_claim(claimed)
            self.step("answered")
        except (BusyError, InputError, OSError) as error:
            self._complain(claimed.name, error)
            return
        finally:
            name = put_back(self.folder, claimed)
            if told is not None:
                write_answered(self.folder, Answered(name, *claimed.seen, *told))
                self._answered[name] = claimed.seen
        self.step("put back")
        self._complaints.pop(claimed.name, None)
        if answer is not None:
            yield answer

    def _complain(self, name: str, error: Exception) -> None:
        """Say once why a file cannot be answered now; it is tried again."""
        said = f"{name}: {error}" if isinstance(error, FoiError) else f"{name} cannot be answered now: {error}"
        if self._complaints.get(name) != said:
            self._complaints[name] = said
            self.complain(said, error.exit_code if isinstance(error, FoiError) else InputError.exit_code)

    def _answered_claim(self, claimed: Claim) -> tuple[tuple[str, str, str], Answer | None]:
        """Return the digest, the outcome and the answer's name of a file in hand, and its answer, if it needs one."""
        before = read_answered(self.folder, claimed.name)
        digest = digest_if_readable(claimed.path)
        if before is not None and before.outcome == "reply" and before.sha256 == digest:
            return (digest, "reply", ""), None  # touched, or copied here from elsewhere
        try:
            delivered = take_file(self.places.data, claimed.path, self.sender, self.now())
        except NoSupplyError as error:
            message = str(error).replace(str(claimed.path), claimed.name)
            return self._reply(claimed, digest, "to mend", refusal_text(claimed.name, message), message)
        except (FoiError, OSError):
            raise
        except Exception as error:  # a file may be strange in a way that nobody foresaw: it must not stop the others
            about = f"{claimed.name} could not be read, by a fault of the software: {type(error).__name__}: {error}"
            return self._reply(claimed, digest, "fault", refusal_text(claimed.name, FAULT), about)
        self.step("taken")
        own = delivered.line.file if delivered.line else ""
        found = (*delivered.checked.supply.findings, *delivered.arrival.findings)
        findings = findings_for_sender(self.places, self.sender.authority, found, claimed.name, own)
        if delivered.taken or delivered.known:
            delivered = replace(delivered, use=with_own_names(delivered.use, self._held()))
            releases = releases_of_moved(self.places, self.sender.authority, delivered.arrival.moved)
            text = accepted_text(claimed.name, delivered, findings, self.now(), releases)
            about = accepted_sentence(claimed.name, delivered, releases)
            return self._reply(claimed, digest, "accepted", text, about)
        if delivered.not_needed:
            text = not_needed_text(claimed.name, findings)
            about = f"{claimed.name} is passed over: what is held is the same, or of a later day"
            return self._reply(claimed, digest, "not needed", text, about)
        if _is_untouched_reply(claimed.name, findings):
            return (digest, "reply", ""), None
        errors = sum(finding.severity == "error" for finding in findings)
        about = f"{claimed.name} is not taken: {counted(errors, 'thing')} to mend"
        try:
            return self._reply(claimed, digest, "to mend", reply_bytes(claimed.path, findings), about)
        except InputError:  # it cannot be opened as a workbook
            text = refusal_text(claimed.name, *map(without_file, findings))
            return self._reply(claimed, digest, "to mend", text, about)

    def _held(self) -> list[str]:
        """Return the names of the supplies that are held."""
        return [file.name for file in find_supplies(self.places.data, [self.sender.authority])]

    def _reply(
        self, claimed: Claim, digest: str, outcome: str, content: str | bytes, about: str
    ) -> tuple[tuple[str, str, str], Answer]:
        """Write an answer, and remove the one that it takes the place of."""
        stem = self._stem(claimed.name)
        if isinstance(content, bytes):
            name = f"{stem}{REPLY}{'.xlsm' if claimed.name.casefold().endswith('.xlsm') else '.xlsx'}"
        else:
            name = f"{stem} - {'to mend' if outcome == 'fault' else outcome}.txt"
            content = b"\xef\xbb\xbf" + content.replace("\n", "\r\n").encode("utf-8", "replace")  # for Windows' editor
        for earlier in (claimed.name, name_without_reply(claimed.name)):
            before = read_answered(self.folder, earlier)
            if before is not None and before.reply != name:
                remove_reply(self.folder, before.reply)
        reply = write_reply(self.folder, name, content)
        self.step("replied")
        return (digest, outcome, reply), Answer(claimed.name, outcome, reply, f"{about}. See {reply}")

    def _stem(self, name: str) -> str:
        """Return what its answers are called by: the name without its ending, unless another file has that."""
        own = name_without_reply(name)
        others = [one for one in list_files(self.folder) if one != own and name_without_reply(one) == one]
        is_shared = own == name and any(Path(one).stem.casefold() == Path(own).stem.casefold() for one in others)
        stem = Path(own).stem.encode("utf-8", "surrogateescape")[:_LONGEST].decode("utf-8", "ignore") or "file"
        return f"{stem}{Path(own).suffix}" if is_shared else stem


def watch(inbox: Inbox, every: float, *, once: bool = False, pause: float = 2.0) -> Iterator[Answer]:
    """Yield answers as files are dropped; with ``once``, for those that are there, and end.

    Parameters
    ----------
    every
        Seconds between two looks.
    pause
        Seconds between the two looks of ``once``: a file that changes in them is being written.
    """
    if once:
        yield from inbox.look()
        time.sleep(pause)
        yield from inbox.look()
        return
    cannot = ""
    while True:
        try:
            yield from inbox.look()
            cannot = ""
        except OSError as error:  # a share that is away for a while
            if cannot != str(error):
                cannot = str(error)
                why = error.strerror or error
                inbox.complain(f"{inbox.folder} cannot be read now, and is tried again: {why}", InputError.exit_code)
        time.sleep(every)


def _is_untouched_reply(name: str, findings: Sequence[Finding]) -> bool:
    """Return whether a file is a marked workbook that nobody has mended, under the name that it was given."""
    return name_without_reply(name) != name and any(finding.check == _UNCHANGED for finding in findings)
