"""Record which files a report was made from and consists of, and tell whether any has changed since.

Nothing heavy is imported here: a batch in which nothing has changed is told so before pandas could be loaded.
"""

from __future__ import annotations

import json
import os
import platform
import re
import time
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import TYPE_CHECKING, Any

from foi_stats.files.digest import digest_of, file_digest
from foi_stats.request.names import annex_files, edited_file, law_files, request_file, text_file
from foi_stats.request.project_folders import Places
from foi_stats.run.folders import read_current, runs_of
from foi_stats.run.messages import Outcome
from foi_stats.supply.supply_files import files_of_authority, find_supplies, is_supply_place, told_name
from foi_stats.vocabulary.findings import Finding, InputError

if TYPE_CHECKING:
    from foi_stats.request.released import Asker, Released

LOOKS = (".docx", ".png", ".jpg", ".jpeg", ".ttf", ".otf")
"""How the names of files of a house style end."""

FILE = "inputs.json"
_VERSION = 2
"""That of the record's form; one of another form counts as none."""

_PACKAGE = re.compile(r"[\w.-]+")
_HEADER = re.compile(r"^(Version|Requires-Dist): *(.+)$", re.MULTILINE)
_RACY = 2 * 10**9
"""Nanoseconds: a file changed so shortly before it was looked at may be changed again and look the same."""


@dataclass(frozen=True)
class About:
    """Which files a request depends on, beyond its own."""

    authority: str
    topic: str
    related: tuple[str, ...] = ()
    notebooks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Seen:
    """A file as it was: its size, the times of its last changes, and the digest of its content."""

    size: int
    modified: int
    changed: int
    sha256: str


def input_files(places: Places, reference: str, about: About) -> dict[str, Path]:
    """Return the files that a report depends on, by a name that is the same on every machine.

    The request, what was approved and the requests it depends on, its topic and authority, the law, all layouts and
    deflators, everything that was supplied for the authority, and the notebooks.
    """
    data = places.data
    files = settings_files(places, reference, about)
    files.append(text_file(data, reference))
    files += files_of_authority(data, about.authority)
    return named(files, places, about.notebooks)


def request_files(places: Places, reference: str) -> dict[str, Path]:
    """Return the file of a request, named as :func:`input_files` does."""
    return named([request_file(places.data, reference)], places)


def named(files: Iterable[Path], places: Places, notebooks: Iterable[str] = ()) -> dict[str, Path]:
    """Return files of the data folder, and notebooks, by a name that is the same on every machine."""
    found = {f"data/{path.relative_to(places.data).as_posix()}": path for path in files}
    return found | {f"notebooks/{name}": places.notebooks / name for name in notebooks}


def settings_files(places: Places, reference: str, about: About) -> list[Path]:
    """Return the files that say how a request is answered: its own, and those of what it refers to."""
    data = places.data
    files = [request_file(data, name) for name in (reference, *about.related)]
    files.append(edited_file(data, reference))
    files += annex_files(data, reference)
    files += [data / "topics" / f"{about.topic}.toml", data / "authorities" / f"{about.authority}.toml"]
    files += _house_files(data / "authorities" / f"{about.authority}.toml")
    files += law_files(data)
    for folder in ("layouts", "deflators"):
        files += sorted((data / folder).glob("*.toml"))
    return files


def _house_files(authority: Path) -> list[Path]:
    """Return the files of an authority's house style, which lie beside its own."""
    try:
        house = tomllib.loads(authority.read_text(encoding="utf-8")).get("house", {})
    except (OSError, ValueError):
        return []
    named = house.values() if isinstance(house, dict) else []
    texts = [text for value in named for text in (value if isinstance(value, list) else [value])]
    return [authority.parent / text for text in texts if isinstance(text, str) and Path(text).suffix.lower() in LOOKS]


def look_at(files: Mapping[str, Path]) -> dict[str, Seen]:
    """Return files as they are now; one that is missing has no digest."""
    return {name: _seen(path) for name, path in files.items()}


def seen_of_ledger(asker: Asker, own: int | None, ledger: Sequence[Released]) -> dict[str, Any]:
    """Return what a report depends on of what was released before, as a record.

    It says who asks, the number of its own release if it is one, and the digest of what those before it gave.
    """
    from foi_stats.request.released import lines_before, lines_digest  # status does without

    return {"asker": asdict(asker), "own": own, "digest": lines_digest(lines_before(ledger, asker, own))}


def write_record(
    run: Path,
    outcome: Outcome,
    about: About,
    inputs: Mapping[str, Seen],
    looked: int,
    digests: Mapping[str, Any],
    ledger: Mapping[str, Any] | None = None,
    release: int | None = None,
    *,
    to_be_looked_at: bool = False,
) -> None:
    """Write the record of a run: its inputs and its files. ``looked`` is when the inputs were read, in nanoseconds.

    ``ledger`` is what it depends on of what was released before (:func:`seen_of_ledger`); None if on nothing.
    ``release`` is the number under which it was put on record; None if it was not. ``to_be_looked_at`` is whether it is
    a draft of an approved request: the next run makes a release.
    """
    record = {
        "version": _VERSION,
        "reference": outcome.reference,
        "to_be_looked_at": to_be_looked_at,
        "about": asdict(about),
        "library": library(),
        "looked": looked,
        "inputs": {name: list(asdict(seen).values()) for name, seen in inputs.items()},
        "left": {name: list(asdict(seen).values()) for name, seen in look_at(_left(run)).items()},
        "outcome": outcome.outcome,
        "lines": list(outcome.lines),
        "seconds": outcome.seconds,
        "warnings": [asdict(finding) for finding in outcome.warnings],
        "stops": [asdict(finding) for finding in outcome.stops],
        "digests": digests,
        "ledger": ledger,
        "release": release,
    }
    (run / FILE).write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")


def read_record(report: Path) -> dict[str, Any]:
    """Return the record of the last good run of a report; empty where there is none that can be read.

    A draft that was made of an approved request, to be looked at, does not count: then it is that of the release.
    """
    current = read_current(report)
    records = (record_of(folder.parent) for folder in (current.working, current.release) if folder)
    return next((record for record in records if record and not record["to_be_looked_at"]), {})


def about_of(record: Mapping[str, Any]) -> About:
    """Return which files the report of a record depends on."""
    told = record["about"]
    return About(told["authority"], told["topic"], tuple(told["related"]), tuple(told["notebooks"]))


def input_names(run: Path) -> frozenset[str]:
    """Return the names of the files that a run was made from; empty where it has no record."""
    return frozenset(record_of(run).get("inputs", ()))


def later_supplies(run: Path, places: Places, authority: str) -> tuple[str, ...]:
    """Return the supplies of an authority that were not there when a run was made, by name; none if it has no record.

    The names are those of messages: ``data/2015-16/exampleshire/funding.xlsx``.
    """
    known = input_names(run)
    files = find_supplies(places.data, [authority]) if known else []
    return tuple(file.name for file in files if f"data/{file.name.partition('/')[2]}" not in known)


def released_digests(run: Path) -> dict[str, str]:
    """Return the digests of the files that a run released, by their paths within the release; empty if not known."""
    left = record_of(run).get("left", {})
    return {name.removeprefix("release/"): seen[-1] for name, seen in left.items() if name.startswith("release/")}


def supplies_changed(run: Path, places: Places, authority: str) -> bool:
    """Return whether any supply of an authority was added, changed or removed since a run, or it has no record."""
    record = record_of(run)
    if not record:
        return True
    files = files_of_authority(places.data, authority)
    now = {f"data/{path.relative_to(places.data).as_posix()}": path for path in files}
    was = {name: seen for name, seen in record["inputs"].items() if is_supply_place(name, authority)}
    return not as_it_was(now, was, record["looked"])


def record_of(run: Path) -> dict[str, Any]:
    """Return the record of a run with its folder as ``run``; empty where there is none that can be read."""
    try:
        record: dict[str, Any] = json.loads((run / FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return record | {"run": run} if record.get("version") == _VERSION else {}


def stands_on_record(report: Path, run: Path) -> bool:
    """Return whether a run is the newest that made a release on record in the ledger, under its number."""
    number = record_of(run).get("release")
    later = (record_of(other).get("release") for other in runs_of(report) if other.name > run.name)
    return number is not None and number not in later


def unchanged(reference: str, places: Places) -> Outcome | None:
    """Return the outcome of the last good run of a request if it would be made again just as it lies there, else None.

    A file counts as it was where its size and the times of its changes are the same, unless it had been changed just
    before it was looked at; else its content is compared.
    """
    report = places.report(reference)
    record = read_record(report)
    if not record or record["library"] != library():
        return None
    name, run = record["outcome"], record["run"]
    try:
        inputs = input_files(places, reference, about_of(record))
        left = _left(run)
    except OSError:
        return None
    if getattr(read_current(report), name) != run / name or not ledger_as_it_was(record.get("ledger"), places):
        return None
    looked = record["looked"]
    if not (as_it_was(inputs, record["inputs"], looked) and as_it_was(left, record["left"], looked)):
        return None
    warnings, stops = (tuple(map(Finding.from_data, record[kind])) for kind in ("warnings", "stops"))
    lines = tuple(line | {"seconds": 0.0} for line in record["lines"])
    page = report / f"{name}.html"
    return Outcome(reference, name, page, run / name, lines, 0.0, warnings, stops, unchanged=True)


def data_changed(reference: str, places: Places, but: Iterable[str] = ()) -> bool:
    """Return whether the request, its supplies or its settings have changed since the last good run.

    Where there was no such run, nothing has changed since. ``but`` are supplies that do not count, by name.
    """
    record = read_record(places.report(reference))
    if not record:
        return False
    try:
        now = input_files(places, reference, replace(about_of(record), notebooks=()))
    except OSError:
        return True
    aside = {f"data/{each.partition('/')[2]}" for name in but for each in (name, told_name(name))}
    now = {name: path for name, path in now.items() if name not in aside}
    was = {name: seen for name, seen in record["inputs"].items() if name.startswith("data/")}
    return not as_it_was(now, was, record["looked"])


def library_files() -> list[tuple[str, str]]:
    """Return the library's code, words and templates, in order: the name of each, and its path."""
    package = os.path.dirname(os.path.dirname(__file__))
    kinds = (".py", ".toml", ".j2", ".css", ".typ")
    paths = (os.path.join(folder, name) for folder, _, names in os.walk(package) for name in names)
    return sorted((path[len(package) + 1 :].replace(os.sep, "/"), path) for path in paths if path.endswith(kinds))


@cache
def library_versions() -> dict[str, str]:
    """Return the versions of Python and of the libraries that foi-stats needs, as it declares them, by name.

    A run is made again if one of them changes: which of them a figure depends on is nowhere else told.
    """
    declared = _headers("foi-stats", "Requires-Dist")  # none where the code was not installed
    names = (match[0] for one in declared if "extra ==" not in one and (match := _PACKAGE.match(one)))
    return {"python": platform.python_version()} | {name: _version(name) for name in sorted(names)}


def _version(name: str) -> str:
    return "".join(_headers(name, "Version")[:1])


def _headers(name: str, header: str) -> list[str]:
    """Return what an installed package says of itself under a header; nothing if it is not there.

    The importlib of Python reads it as a mail, which takes ten times as long.
    """
    try:
        package = distribution(name)
    except PackageNotFoundError:
        return []
    text = package.read_text("METADATA") or package.read_text("PKG-INFO") or ""
    return [value.strip() for found, value in _HEADER.findall(text.partition("\n\n")[0]) if found == header]


@cache
def code_digest() -> str:
    """Return the digest of this library's code, words and templates: between releases its version stays as it is."""
    return digest_of(piece for name, path in library_files() for piece in (name.encode(), _content(path)))


def _content(path: str) -> bytes:
    with open(path, "rb", buffering=0) as file:
        return file.read()


def library_digest() -> str:
    """Return the digest of this library, and of the versions of what it stands on."""
    versions = (f"{name} {number}".encode() for name, number in library_versions().items())
    return digest_of([code_digest().encode(), *versions])


def library() -> dict[str, str]:
    """Return the versions of what this library stands on, by name, and the digest of its own files."""
    return {**library_versions(), "foi-stats": code_digest()}


def as_it_was(files: Mapping[str, Path], was: Mapping[str, Sequence[Any]], looked: int) -> bool:
    """Return whether files are those of a record, and as they were when they were looked at (:func:`look_at`)."""
    if files.keys() != was.keys():
        return False
    for name, path in files.items():
        size, modified, changed, sha256 = was[name]
        try:
            now = path.stat()
        except OSError:
            if sha256:
                return False
            continue
        same = (now.st_size, now.st_mtime_ns, now.st_ctime_ns) == (size, modified, changed)
        if not (same and max(modified, changed) < looked - _RACY) and file_digest(path) != sha256:
            return False
    return True


def ledger_as_it_was(seen: Mapping[str, Any] | None, places: Places) -> bool:
    """Return whether what a record says of the ledger (:func:`seen_of_ledger`) is still so; without it, it is."""
    if seen is None:
        return True
    from foi_stats.request.released import Asker, read_ledger  # status does without

    try:
        return seen_of_ledger(Asker(**seen["asker"]), seen["own"], read_ledger(places.data)) == seen
    except InputError:  # the run will say it
        return False


def _seen(path: Path) -> Seen:
    try:
        about = path.stat()
        return Seen(about.st_size, about.st_mtime_ns, about.st_ctime_ns, file_digest(path))
    except OSError:
        return Seen(0, 0, 0, "")


def _left(run: Path) -> dict[str, Path]:
    """Return the files of a run: those for readers, and its working papers."""
    found: dict[str, Path] = {}
    for name in ("release", "draft", "working"):
        for folder, _, files in os.walk(run / name):
            inside = Path(folder)
            begin = inside.relative_to(run).as_posix()
            found |= {f"{begin}/{file}": inside / file for file in files}
    return found


def now() -> int:
    """Return the time in nanoseconds, as files have it."""
    return time.time_ns()
