"""Tell which figures requests wait for, since when and from whom, and write the message that asks for them."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import chain
from pathlib import Path
from typing import Any

import pandas as pd

from foi_stats.answer.answer import answer_figures
from foi_stats.publish.template.asked import Missing, asked_of
from foi_stats.publish.template.book import template_bytes
from foi_stats.request.authority import Authority, read_authority
from foi_stats.request.case import read_case, scopes_asked
from foi_stats.request.deadline import deadline_of, format_timeliness
from foi_stats.request.figures import has_counts, list_figures, scopes_of
from foi_stats.request.law import read_law
from foi_stats.request.own_rows import with_own_name
from foi_stats.request.project_folders import Places
from foi_stats.request.request import Request, Scope, read_drafting, read_request
from foi_stats.request.topic import Topic, classify, read_topic
from foi_stats.run.folders import read_current
from foi_stats.run.history import waiting_since
from foi_stats.run.standing import KnownStanding
from foi_stats.supply.cache_entries import Kind
from foi_stats.supply.catalogue import NOT_SUPPLIED, holds_fault
from foi_stats.supply.deliveries import read_table_within
from foi_stats.supply.delivery_log import DeliveryLine
from foi_stats.supply.missing import FIGURES
from foi_stats.supply.rows import records, row_period, rows_that_overlap
from foi_stats.supply.take import latest_of
from foi_stats.vocabulary.findings import InputError, MissingError, SupplyError
from foi_stats.vocabulary.period import Period, covered_spans, years_within
from foi_stats.vocabulary.years import format_day

TEMPLATE, MESSAGE = "figures.xlsx", "message.txt"


@dataclass(frozen=True)
class Chase:
    """A request that waits for figures.

    ``received`` and ``due`` are days, None where they are not known. ``waiting`` is when a run first failed for want of
    them alone, empty if none has. ``role`` is who is asked; ``has_faults`` whether there are supplies with errors: what
    they hold is not known to be missing.
    """

    reference: str
    title: str
    authority: str
    missing: tuple[Missing, ...]
    received: dt.date | None
    due: dt.date | None
    timeliness: str
    waiting: str
    role: str
    has_faults: bool

    @property
    def urgency(self) -> tuple[dt.date, str]:
        """Orders requests by what is to be chased first: those that are late, or due soonest."""
        return self.due or dt.date.max, self.reference

    @property
    def since(self) -> str:
        """Since when the figures are missing, in words; empty if nothing says it."""
        if self.waiting:
            return f"a run first waited on {format_day(dt.datetime.fromisoformat(self.waiting).date())}"
        return f"received on {format_day(self.received)}" if self.received else ""

    def as_kept(self) -> dict[str, Any]:
        """Return it as the cache keeps it, in JSON; see :meth:`from_kept`."""
        kept: dict[str, Any] = json.loads(json.dumps(asdict(self), default=dt.date.isoformat))
        return kept

    @classmethod
    def from_kept(cls, kept: Mapping[str, Any]) -> Chase:
        """Return what was kept."""
        missing = tuple(
            Missing(one["kind"], one["label"], tuple(map(_kept_period, one["periods"])), tuple(one["titles"]))
            for one in kept["missing"]
        )
        days = {name: dt.date.fromisoformat(kept[name]) if kept[name] else None for name in ("received", "due")}
        return cls(**{**kept, **days, "missing": missing})

    def message(self) -> str:
        """Return the message that asks for the figures."""
        until = f" by {format_day(self.due)} ({self.timeliness})" if self.due else ""
        lines = [
            f"To: {self.role}",
            f"Subject: Figures for the freedom of information request {self.reference}",
            "",
            f"The request {self.reference} ({self.title}) has to be answered{until}. What is still missing:",
            "",
            *(f"- {missing.line}" for missing in self.missing),
            "",
            f"Please fill in the workbook that is attached ({TEMPLATE}) and send it back, or send your own workbook. "
            "Where there is no figure, leave the cell empty and choose why: the sheet Words explains the choices.",
            "",
            "If you cannot send them in time, please say so now, and what you can send.",
            "",
        ]
        return "\n".join(lines)

    def fields(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        return {
            "reference": self.reference,
            "title": self.title,
            "authority": self.authority,
            "missing": [
                {
                    "kind": FIGURES[one.kind],
                    "what": one.label,
                    "periods": list(map(str, one.periods)),
                    "titles": list(one.titles),
                }
                for one in self.missing
            ],
            "received": self.received.isoformat() if self.received else None,
            "due": self.due.isoformat() if self.due else None,
            "timeliness": self.timeliness,
            "waiting_since": self.waiting or None,
            "from": self.role,
            "supplies_have_faults": self.has_faults,
            "message": self.message(),
        }


def find_chase(known: KnownStanding, log: Sequence[DeliveryLine], *, by_name: bool = False) -> Chase | None:
    """Return what a request waits for; None if it waits for nothing.

    A request of which a report was made lacked nothing then, and one that is still being drafted has not said what it
    asks for: neither is looked at, unless a run has failed since for want of figures, or it is asked for ``by_name``.
    The parameters are otherwise those of :func:`read_chase`, and so is what is raised.
    """
    if by_name:
        return read_chase(known, log)
    if stands := known.standing:
        reference, is_unfinished = stands.reference, stands.is_unfinished
    else:
        drafting = read_drafting(known.places.data, known.reference)
        reference, is_unfinished = drafting.request.reference, drafting.is_unfinished
    is_made = read_current(known.places.report(reference)).published is not None
    if waiting_since(known.history, reference) or not (is_made or is_unfinished):
        return read_chase(known, log)
    return None


def read_chase(known: KnownStanding, log: Sequence[DeliveryLine]) -> Chase | None:
    """Return what a request waits for; None if it waits for nothing. It is kept beside how the request stands.

    Parameters
    ----------
    log
        The deliveries: the last of them tells whom to ask where the authority does not name its finance team.

    Raises
    ------
    InputError
        If the request, or what it refers to, cannot be used.
    """
    if (waits := known.waits) is None:
        chases = _look_again(known)
        known.keep_waits([one.as_kept() for one in chases])
    else:
        chases = [Chase.from_kept(one) for one in waits]
    if not chases:
        return None
    last = latest_of(log, chases[0].authority)
    return replace(chases[0], role=chases[0].role or (last.role if last else "") or "the finance team")


def _look_again(known: KnownStanding) -> list[Chase]:
    """Return what a request waits for, by the role that its authority names, if anything."""
    data = known.places.data
    request = read_request(data, known.reference)
    authority = read_authority(data, request.authority)
    missing, has_faults = _missing(data, request, authority)
    law = read_law(data)
    chase = Chase(
        request.reference,
        request.title,
        request.authority,
        tuple(missing),
        request.received,
        deadline_of(request, law),
        format_timeliness(request, known.today, law, sent=None),
        waiting_since(known.history, request.reference),
        authority.finance,
        has_faults,
    )
    return [chase] if missing else []


def _kept_period(kept: Mapping[str, Any]) -> Period:
    return Period(dt.date.fromisoformat(kept["start"]), dt.date.fromisoformat(kept["end"]), kept["kind"])


def template_of(places: Places, chase: Chase) -> bytes:
    """Return the workbook that asks for what a request waits for, and for nothing else where its periods are known."""
    asks = [name for one in chase.missing for name in (("counts",) if one.kind == "referrals" else ("funding", "list"))]
    known = chase.missing if all(one.periods for one in chase.missing) else ()
    return template_bytes(asked_of(places.data, chase.authority, request=chase.reference, asks=asks, only=known))


def _missing(data: Path, request: Request, authority: Authority) -> tuple[list[Missing], bool]:
    """Return what is missing for a request, and whether any supply that it would read has an error.

    Where every year has figures, the answers tell what they lack, as a run would; else the supplies tell, of all that
    the request names, so that it is asked for together.
    """
    try:
        case = read_case(data, request.reference, sparing=True)
    except SupplyError:
        return _missing_in_supplies(data, request, authority)
    missing: list[Missing] = []
    has_faults = False
    for figure in list_figures(request):
        kind: Kind = "referrals" if has_counts(figure) else "funding"
        titles = tuple(scope.title for scope in scopes_of(figure)[:1] if scope.title)
        try:
            answer_figures(case, figure.id)
        except MissingError as error:
            spans: dict[str, list[Period]] = {}
            for label, period in error.missing:
                spans.setdefault(label, []).append(period)
            missing += [Missing(kind, label, tuple(sorted(of_label)), titles) for label, of_label in spans.items()]
            if not spans:
                missing += [Missing(kind, finding.found, (), titles) for finding in error.findings]
        except SupplyError as error:
            lacking = [one for one in error.findings if one.check == NOT_SUPPLIED]
            missing += [Missing(kind, finding.found, (), titles) for finding in lacking]
            has_faults |= not lacking
        except InputError:  # no supply counts the measure that is asked for, or the request is at fault, as a run says
            measures = {scope.measure for scope in scopes_of(figure)[:1]} - {"", *case.referrals["measure"]}
            periods = tuple(request.scope_periods(scopes_of(figure)[0]))
            missing += [Missing(kind, measure, periods, titles) for measure in measures]
            has_faults |= not measures
    return missing, has_faults


def _missing_in_supplies(data: Path, request: Request, authority: Authority) -> tuple[list[Missing], bool]:
    """Return what the supplies do not hold of the years, lines, services and measures that a request names."""
    topic = read_topic(data, request.topic)
    found: dict[tuple[Kind, str], dict[Period, list[str]]] = {}
    has_faults = False
    scopes = scopes_asked(data, request)
    for kind in FIGURES:
        of_kind = [scope for scope in scopes if (scope.asks == "counts") == (kind == "referrals")]
        periods = sorted({period for scope in of_kind for period in request.scope_periods(scope)})
        rows, findings = read_table_within(data, kind, request.authority, periods)
        years = {one.file.split("/")[1] for one in findings if one.check == NOT_SUPPLIED}
        has_faults |= holds_fault(findings)
        own = with_own_name(rows, authority).frame()
        for scope in of_kind:
            asked = [part for period in request.scope_periods(scope) for part in years_within(period)]
            left = [part for part in asked if part.financial_year not in years]
            lacking = [("", part) for part in asked if part not in left]
            for what, part in (*lacking, *_missing_of_scope(scope, topic, own, left)):
                found.setdefault((kind, what), {}).setdefault(part, []).append(scope.title)
    missing = [
        Missing(kind, what, tuple(sorted(some)), tuple(dict.fromkeys(filter(None, chain(*some.values())))))
        for (kind, what), some in found.items()
    ]
    return missing, has_faults


def _missing_of_scope(
    scope: Scope, topic: Topic, rows: pd.DataFrame, parts: Sequence[Period]
) -> Iterator[tuple[str, Period]]:
    """Yield each line, service or measure that a scope names and that is not supplied, with the period.

    So are the figures of which finance said that nobody knows them yet.
    """
    label = "service" if scope.asks == "counts" else "line"
    named = getattr(scope, f"{label}s", [])
    of_measure = rows[rows["measure"].eq(scope.measure)] if scope.asks == "counts" and scope.measure else rows
    for part in parts:
        there = rows_that_overlap(of_measure, [part])
        if there.empty:
            yield scope.measure if scope.asks == "counts" else "", part
            continue
        for name in named:
            if not there[label].eq(name).any():
                yield name, part
    unknown = rows_that_overlap(of_measure[of_measure["reason"].eq("not_supplied")], covered_spans(parts))
    if named:
        unknown = unknown[unknown[label].isin(named)]
    elif len(unknown):
        unknown = unknown[classify(unknown, topic)["decision"].ne("exclude")]
    for row in records(unknown):
        yield row[label] or row["organisation"], row_period(row)
