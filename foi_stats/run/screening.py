"""Screen a release: what its files hold besides what is seen, and text that nobody decided on."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from contextlib import suppress
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

from foi_stats.answer.answer import Answer
from foi_stats.answer.scope_rows import other_bodies
from foi_stats.answer.supplied_texts import left_out, plain_text
from foi_stats.engine.pool import run_in_background
from foi_stats.files.limits import Refusal, read_bytes
from foi_stats.release.hidden_places import hidden_in_place
from foi_stats.release.leaks import Forbidden, leaks, user_and_paths
from foi_stats.release.printed_names import forbidden_names
from foi_stats.release.proof import Proof
from foi_stats.release.undecided import TEXTS, decided_texts, forbidden_counts, forbidden_texts
from foi_stats.request.case import Case
from foi_stats.request.figures import list_figures
from foi_stats.request.project_folders import Places
from foi_stats.screen.pdf_text import pdf_texts
from foi_stats.screen.read import screen
from foi_stats.supply.cache_entries import KINDS
from foi_stats.supply.deliveries import read_texts
from foi_stats.supply.rows import records
from foi_stats.vocabulary.findings import Finding

_WORDS = ("answer/wording.toml", "publish/response.toml", "publish/letters.toml", "publish/wording.toml")


def screen_release(
    folder: Path, case: Case, answers: Iterable[Answer], proof: Proof, places: Places, clean: Collection[str] = ()
) -> tuple[Finding, ...]:
    """Return what must not leave the building in the files of a release.

    What files hide; counts that are hidden, wherever a large one stands and where a small one belongs; texts of the
    supplies that nobody decided on; names of users and folders.
    Files are named as they are seen from the release. ``clean`` are pictures that are known to hide nothing.
    """
    answers = list(answers)
    decided = [*decided_texts(case, answers), *_other_bodies(case), *_standing_words()]
    forbidden = [
        *forbidden_counts(case, answers, proof.rows),
        *forbidden_names(case, answers),
        *forbidden_texts(_supplied(case, places), decided),
        *of_this_computer(places, "\n".join(decided).casefold()),
    ]
    for path in folder.glob("*.pdf"):  # before the fork, so that both processes have what was read of it
        with suppress(Refusal):
            pdf_texts(read_bytes(path))
    with run_in_background(leaks, forbidden, folder) as leaked:
        hidden = screen(folder, allowed=[case.authority.name, *case.authority.organisations], clean=clean)
        in_place = hidden_in_place(folder, proof.rows, answers)
        return (*(_as_seen_from(folder, one) for one in hidden), *leaked(), *in_place)


def _as_seen_from(folder: Path, finding: Finding) -> Finding:
    path = Path(finding.file)
    return replace(finding, file=path.relative_to(folder).as_posix()) if path.is_relative_to(folder) else finding


def _other_bodies(case: Case) -> list[str]:
    """Return what supplies say of other public authorities and the answers do not hold."""
    asked = [question for question in case.request.question if question.limbs]
    gone = left_out(case)
    rows = [row for question in asked for row in records(other_bodies(case, question))]
    return [text for row in rows for text in row.values() if plain_text(text) not in gone]


def _supplied(case: Case, places: Places) -> list[dict[str, list[str]]]:
    """Return the texts of all rows that were supplied for the authority, whatever the request asks for.

    There are none where it asks for no figures: what comes of it must then not hang on what is held (FOIA s.1(1)(a)).
    """
    if not list_figures(case.request):
        return []
    return [read_texts(places.data, kind, case.request.authority, TEXTS) for kind in KINDS]


def _standing_words() -> list[str]:
    package = files("foi_stats")
    return [package.joinpath(name).read_text(encoding="utf-8") for name in _WORDS]


def of_this_computer(places: Places, decided: str) -> list[Forbidden]:
    """Return the names of users and folders that no file may hold, but for those that a decided text has."""
    folders = [folder.resolve() for folder in (places.data, places.notebooks, places.reports)]
    paths = [Forbidden("the path of a computer", str(folder)) for folder in folders if len(folder.parts) > 2]
    return [*paths, *(one for one in user_and_paths() if str(one.value).casefold() not in decided)]
